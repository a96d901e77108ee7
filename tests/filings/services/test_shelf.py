"""Bytes are on the shelf whole or not at all, and what a killed writer left is cleared away."""

from __future__ import annotations

import errno
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casefile import clock
from casefile.errors import Missing
from casefile.models import Lawsuit, Staff
from filings.services import shelf, templates
from tests.filings import issued


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


class TestOrphans:
    @pytest.fixture
    def known(self, media: Path, lawsuit: Lawsuit, lead_attorney: Staff) -> str:
        """A paper with its row, a month old."""
        version = templates.current("letter", actor=lead_attorney)
        paper = issued.document(lawsuit, version=version, plaintiffs=[], made_by=lead_attorney)
        return age(paper.sha256, days=31)

    @pytest.fixture
    def orphan(self, known: str) -> str:
        return age(shelf.put(b"an orphan"), days=31)

    def test_go_from_every_folder_once_they_are_a_day_old_and_nothing_else_does(
        self, known: str, orphan: str, media: Path
    ) -> None:
        yesterday = age(shelf.put(b"of yesterday"), days=1.1)
        fresh = age(shelf.put(b"of today"), days=0.9)
        assert len({sha256[:2] for sha256 in (known, orphan, yesterday, fresh)}) == 4
        assert shelf.drop_orphans() == 2
        assert files(media) == sorted([f"{known}.pdf", f"{fresh}.pdf"])
        assert shelf.drop_orphans() == 0

    def test_one_that_is_pressed_again_is_young_again(self, orphan: str) -> None:
        shelf.put(b"an orphan")
        assert shelf.drop_orphans() == 0
        assert shelf.get(orphan) == b"an orphan"

    def test_one_that_is_put_in_the_moment_it_is_taken_goes_back(
        self, orphan: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        listed = shelf._lying_since

        def put_meanwhile(moment: datetime) -> list[Path]:
            found = listed(moment)
            shelf.put(b"an orphan")
            return found

        monkeypatch.setattr(shelf, "_lying_since", put_meanwhile)
        assert shelf.drop_orphans() == 0
        assert shelf.get(orphan) == b"an orphan"

    def test_the_chore_looks_once_an_hour(
        self, known: str, orphan: str, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(shelf, "_looked", None)
        shelf.look_for_orphans()
        assert files(media) == [f"{known}.pdf"]
        age(shelf.put(b"an orphan"), days=31)
        shelf.look_for_orphans()
        assert files(media) == sorted([f"{known}.pdf", f"{orphan}.pdf"])


def age(sha256: str, *, days: float) -> str:
    then = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(shelf._path(sha256), (then, then))
    return sha256


def test_sweeping_a_house_without_papers_is_no_trouble(media: Path) -> None:
    shelf.sweep()
    assert files(media) == []
