"""Bytes are on the shelf whole or not at all, and what a killed writer left is cleared away."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casefile.errors import Missing
from filings.services import shelf


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA = tmp_path
    return tmp_path


def files(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


def test_the_same_bytes_twice_are_one_file_and_nothing_besides(media: Path) -> None:
    sha256 = shelf.put(b"a paper")
    assert shelf.put(b"a paper") == sha256
    assert files(media) == [f"{sha256}.pdf"]
    assert shelf.get(sha256) == b"a paper"


def test_a_paper_that_was_altered_on_the_disk_is_put_right_by_pressing_it_again(media: Path) -> None:
    sha256 = shelf.put(b"a paper")
    (path,) = media.rglob("*.pdf")
    path.write_bytes(b"a forged one")
    with pytest.raises(Missing):
        shelf.get(sha256)
    assert shelf.put(b"a paper") == sha256
    assert shelf.get(sha256) == b"a paper"


def test_a_full_disk_leaves_no_part_of_a_paper(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        shelf.put(b"a paper")
    assert files(media) == []
    monkeypatch.undo()
    assert files(media) == [] and shelf.put(b"a paper")


def test_what_a_killed_writer_left_goes_after_an_hour_and_not_before(media: Path) -> None:
    whole = shelf.put(b"a paper")
    old, young = (media / "papers" / "new" / name for name in ("new.old", "new.young"))
    for path in (old, young, media / "papers" / whole[:2] / f"{whole}.pdf"):
        path.write_bytes(b"a paper")
        os.utime(path, (0, 0))
    os.utime(young)
    shelf.sweep()
    assert files(media) == sorted([f"{whole}.pdf", "new.young"])


def test_sweeping_a_house_without_papers_is_no_trouble(media: Path) -> None:
    shelf.sweep()
    assert files(media) == []
