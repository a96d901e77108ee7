"""What a paper says of the guard and the press that it passed follows from their source."""

from __future__ import annotations

import unicodedata
from importlib.metadata import version
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from casefile.prints import print_of, sources
from filings.press import pdf
from plaintiffs.leakguard import guard


@pytest.fixture
def source(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "one.py", tmp_path / "two.py"]
    for path in files:
        path.write_text(path.name)
    return files


def test_it_is_the_same_for_the_same_files_in_any_order_and_another_after_any_change(source: list[Path]) -> None:
    before = print_of(source)
    assert print_of(reversed(source)) == before
    source[1].write_text("Two.py")
    assert print_of(source) != before


def test_it_changes_with_a_file_that_comes_or_is_renamed(source: list[Path]) -> None:
    seen = {print_of(source), print_of(source[:1]), print_of([source[0], source[1].rename(source[1].parent / "z.py")])}
    assert len(seen) == 3


def test_it_changes_with_a_library(source: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    before = print_of(source, libraries=["pikepdf"])
    monkeypatch.setattr("casefile.prints.version", lambda _name: "another")
    assert print_of(source, libraries=["pikepdf"]) != before


def test_it_does_not_change_with_the_place_where_the_files_lie(source: list[Path], tmp_path: Path) -> None:
    there, before = tmp_path / "a" / tmp_path.name, print_of(source)
    there.mkdir(parents=True)
    assert print_of([source[1].rename(there / "two.py"), source[0]]) == before


def test_a_pattern_that_gives_no_file_is_refused(source: list[Path]) -> None:
    assert set(sources(source[0].parent, "*.py")) == set(source)
    with pytest.raises(FileNotFoundError, match=r"\*\.txt"):
        sources(source[0].parent, "*.py", "*.txt")


def test_a_copy_that_an_editor_leaves_is_no_part_of_the_guard() -> None:
    assert {path.suffix for path in guard.DECIDES} == {".py", ".txt"}


@pytest.mark.parametrize(
    "part", ["scan.py", "guard.py", "surnames.txt", "nicknames.txt", "name_forms.py", "escapes.py", "doors.py"]
)
def test_the_guard_s_version_holds_every_part_that_decides(part: str) -> None:
    assert part in {path.name for path in guard.DECIDES}
    assert guard.print_here() == guard.GUARD_VERSION


def test_the_guard_is_another_without_pdftotext_with_another_one_and_with_other_letters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = set[str]()
    for number in (1, 2):
        program = tmp_path / str(number) / "pdftotext"
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\necho pdftotext version {number} >&2\n")
        program.chmod(0o700)
        monkeypatch.setenv("PATH", str(program.parent))
        seen |= {guard.print_here(), guard.print_here()}
    monkeypatch.setenv("PATH", "")
    seen.add(guard.print_here())
    monkeypatch.setattr(unicodedata, "unidata_version", "1.1")
    seen.add(guard.print_here())
    assert len(seen) == 4


@pytest.mark.parametrize("part", ["pdf.py", "stamp.py", "quick_text.py", "pleading.html", "pleading.css"])
def test_what_made_a_paper_holds_every_part_of_the_press(part: str) -> None:
    assert part in {path.name for path in pdf.MAKES}


def test_what_made_a_paper_names_the_library_and_the_font_that_are_here() -> None:
    assert f"weasyprint {version('weasyprint')}," in pdf.RENDERER
    for font in (path for path in pdf.MAKES if path.suffix == ".ttf"):
        number = TTFont(font)["name"].getDebugName(5).removeprefix("Version ").split(";")[0]
        assert pdf.RENDERER.endswith(f"Tinos {float(number)}")
