"""What no row asks for is put aside, not destroyed; and nothing moves when the database is likely the wrong one."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casefile import clock
from casefile.errors import Missing
from casefile.models import Lawsuit, Staff
from filings.models import Document
from filings.services import orphans, shelf, templates
from tests.filings import issued


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA = tmp_path
    return tmp_path


@pytest.fixture
def known(media: Path, lawsuit: Lawsuit, lead_attorney: Staff) -> str:
    """A paper with its row, a month old."""
    version = templates.current("letter", actor=lead_attorney)
    paper = issued.document(lawsuit, version=version, plaintiffs=[], made_by=lead_attorney)
    return age(paper.sha256, days=31)


@pytest.fixture
def orphan(known: str) -> str:
    return age(shelf.put(b"an orphan"), days=31)


def age(sha256: str, *, days: float) -> str:
    then = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(shelf._path(sha256), (then, then))
    return sha256


def on_the_shelf(media: Path) -> set[str]:
    return {path.stem for path in media.glob("papers/??/*.pdf")}


def aside(media: Path) -> set[str]:
    return {path.stem for path in media.glob("papers/orphans/*/*.pdf")}


def days_pass(media: Path, *, days: int) -> None:
    """As if what lies aside had been put there so many days earlier."""
    for folder in media.glob("papers/orphans/*"):
        folder.rename(folder.parent / (clock.today() - timedelta(days=days)).isoformat())


class TestPuttingAside:
    def test_they_go_once_they_are_a_day_old_and_nothing_else_does(self, known: str, orphan: str, media: Path) -> None:
        yesterday = age(shelf.put(b"of yesterday"), days=1.1)
        fresh = age(shelf.put(b"of today"), days=0.9)
        assert orphans.put_aside() == 2
        assert on_the_shelf(media) == {known, fresh}
        assert aside(media) == {orphan, yesterday}
        assert orphans.put_aside() == 0

    def test_one_that_is_pressed_again_is_young_again(self, orphan: str) -> None:
        shelf.put(b"an orphan")
        assert orphans.put_aside() == 0
        assert shelf.get(orphan) == b"an orphan"

    @pytest.mark.parametrize("moment", ["before it is moved", "while it is moved"])
    def test_one_that_is_put_in_the_moment_it_is_taken_stays(
        self, orphan: str, media: Path, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        listed, replace = orphans._lying_since, os.replace

        def listed_then_put(since: datetime, papers: list[Path]) -> list[Path]:
            found = listed(since, papers)
            shelf.put(b"an orphan")
            return found

        def put_then_moved(path: Path, there: Path) -> None:
            os.utime(path)
            replace(path, there)

        if moment == "before it is moved":
            monkeypatch.setattr(orphans, "_lying_since", listed_then_put)
        else:
            monkeypatch.setattr(os, "replace", put_then_moved)
        assert orphans.put_aside() == 0
        assert aside(media) == set()
        assert shelf.get(orphan) == b"an orphan"

    def test_nothing_goes_when_the_database_knows_no_paper_at_all(
        self, orphan: str, known: str, media: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        Document.objects.unscoped("test").all().delete()
        assert orphans.put_aside() == 0
        assert on_the_shelf(media) == {known, orphan}
        assert "Nothing was moved" in caplog.text

    @pytest.mark.parametrize(("strangers", "papers", "moved"), [(5, 6, 5), (6, 7, 0), (6, 60, 6), (7, 60, 0)])
    def test_no_more_than_a_handful_or_a_tenth_of_the_shelf_goes(
        self, known: str, media: Path, strangers: int, papers: int, moved: int
    ) -> None:
        for number in range(strangers):
            age(shelf.put(f"stranger {number}".encode()), days=2)
        for number in range(papers - strangers - 1):
            shelf.put(f"pressed today {number}".encode())
        assert orphans.put_aside() == moved
        assert len(on_the_shelf(media)) == papers - moved

    def test_the_chore_looks_once_an_hour(
        self, known: str, orphan: str, media: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(orphans, "_looked", None)
        orphans.look()
        assert on_the_shelf(media) == {known}
        age(shelf.put(b"an orphan"), days=31)
        orphans.look()
        assert on_the_shelf(media) == {known, orphan}


class TestWhatLiesAside:
    @pytest.fixture(autouse=True)
    def taken(self, orphan: str) -> None:
        assert orphans.put_aside() == 1

    def test_it_comes_back_when_a_row_asks_for_it(self, orphan: str, media: Path) -> None:
        assert shelf.get(orphan) == b"an orphan"
        assert (orphan in on_the_shelf(media), aside(media)) == (True, set())

    def test_it_comes_back_when_it_is_pressed_again_and_is_young(self, orphan: str, media: Path) -> None:
        assert shelf.put(b"an orphan") == orphan
        assert (orphan in on_the_shelf(media), aside(media)) == (True, set())
        assert orphans.put_aside() == 0

    @pytest.mark.parametrize(("days", "gone"), [(90, 0), (91, 1)])
    def test_it_is_destroyed_after_ninety_days_however_old_its_file_says_it_is(
        self, orphan: str, media: Path, days: int, gone: int
    ) -> None:
        shelf.sweep()
        days_pass(media, days=days)
        assert orphans.let_go() == gone
        assert len(aside(media)) == 1 - gone
        if gone:
            with pytest.raises(Missing):
                shelf.get(orphan)

    def test_it_comes_back_after_ninety_days_if_its_row_has_come(self, orphan: str, media: Path) -> None:
        Document.objects.unscoped("test").update(sha256=orphan)
        days_pass(media, days=91)
        assert orphans.let_go() == 0
        assert shelf._read(shelf._path(orphan)) == b"an orphan"

    def test_nothing_is_destroyed_when_the_database_knows_no_paper_at_all(self, orphan: str, media: Path) -> None:
        Document.objects.unscoped("test").all().delete()
        days_pass(media, days=91)
        assert orphans.let_go() == 0
        assert aside(media) == {orphan}
