"""The command that looks at any PDF as the clerk would."""

from __future__ import annotations

import json
import os
import random
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import call_command

from filings.law import paper_format
from filings.press import read_back
from tests.filings.strangers import Paper, first_page, paragraphs, typeset, written

RIGHT = Paper()


def check(*paths: Path) -> tuple[int, list[dict[str, Any]]]:
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("check_paper", *paths, json=True, stdout=out)
    told: list[dict[str, Any]] = json.loads(out.getvalue())
    return int(left.value.code or 0), told


def violations(content: bytes) -> set[str]:
    return {one.rule for one in paper_format.check(read_back.read(content)) if one.severity == "violation"}


def remarks(content: bytes) -> set[str]:
    return {one.rule for one in paper_format.check(read_back.read(content)) if one.severity == "warning"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "right.pdf").write_bytes(written(RIGHT))
    (tmp_path / "wrong.pdf").write_bytes(written(replace(RIGHT, leading=23.9)))
    return tmp_path


def test_a_right_paper_exits_0_a_wrong_one_1_and_each_finding_says_where_and_by_which_rule(folder: Path) -> None:
    code, (right,) = check(folder / "right.pdf")
    assert (code, right["pages"], right["measured"]["baselines_off"]) == (0, 3, 0)
    code, (wrong,) = check(folder / "wrong.pdf")
    first = wrong["findings"][0]
    assert code == 1
    assert set(first) == {"rule", "page", "line", "text", "authority", "severity"}
    assert (first["rule"], first["severity"], first["page"]) == ("baseline", "violation", 1)
    assert set(wrong) == {"file", "pages", "findings", "measured"}


def test_of_several_files_each_is_told_and_the_worst_gives_the_code(folder: Path) -> None:
    code, told = check(folder / "right.pdf", folder / "wrong.pdf", folder / "none.pdf")
    assert code == 2
    assert [one.get("error", "") for one in told] == ["", "", "not_found"]


def test_without_json_it_speaks_in_lines_and_nothing_in_a_file_steers_the_terminal(folder: Path) -> None:
    (folder / "odd.pdf").write_bytes(written(replace(RIGHT, font="Ti#1bc#07mes")))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_paper", folder / "odd.pdf", stdout=out)
    assert "3 pages" in out.getvalue()
    assert "\x1b" not in out.getvalue()
    assert "CRC 2.105" in out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n", "not_a_pdf"),
        (b"PK\x03\x04" + b"\0" * 4000 + b"%PDF-1.7", "not_a_pdf"),
        (b"%PDF-1.7\n", "damaged"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "damaged"),
    ],
)
def test_what_is_no_pdf_is_refused_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "given.pdf"
    path.write_bytes(content)
    code, (told,) = check(path)
    assert (code, told["error"]) == (2, reason)
    assert set(told) == {"file", "error", "text"}
    assert told["text"].endswith(".")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_breaks_off_is_refused_wherever_it_does(tmp_path: Path, share: float) -> None:
    whole = written(replace(RIGHT, pages=8))
    path = tmp_path / "cut.pdf"
    path.write_bytes(whole[: int(len(whole) * share)])
    code, (told,) = check(path)
    assert (code, told["error"]) == (2, "damaged")


def test_a_folder_a_pipe_and_a_name_that_is_no_text_are_refused_too(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf"))
    code, told = check(tmp_path, tmp_path / "pipe.pdf", odd)
    assert code == 2
    assert [one["error"] for one in told] == ["not_a_file", "not_a_file", "not_found"]
    assert "caf\ufffd" in told[2]["file"]


def test_a_damaged_packet_of_metadata_is_no_hindrance(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pikepdf.open(BytesIO(written(RIGHT))) as document:
        document.Root.Metadata = document.make_stream(b"<x:xmpmeta><broken", Type=pikepdf.Name.Metadata)
        document.save(tmp_path / "packet.pdf")
    code, _ = check(tmp_path / "packet.pdf")
    assert code == 0
    assert caplog.records == []


def test_no_byte_changed_anywhere_ends_in_anything_but_findings_or_a_refusal() -> None:
    whole, dice = written(replace(RIGHT, covers=(("EXHIBIT A", 1),))), random.Random(7)  # noqa: S311 - no secret
    read = 0
    for _ in range(150):
        changed = bytearray(whole)
        for _ in range(dice.choice((1, 10, 200))):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        try:
            paper_format.check(read_back.read(bytes(changed)))
            read += 1
        except read_back.UnreadablePaper as refusal:
            assert refusal.reason in {"damaged", "not_a_pdf", "encrypted"}
    assert 20 < read < 150


@pytest.mark.parametrize(
    "paper",
    [
        RIGHT,
        replace(RIGHT, numbers=25),
        replace(RIGHT, pitch=22.75, leading=22.75, first=90),
        replace(RIGHT, leading=18),
        replace(RIGHT, leading=27.6),
        replace(RIGHT, rules=()),
        replace(RIGHT, first_number=""),
        replace(RIGHT, quote=(5, 12)),
        replace(RIGHT, quote=(5, 13.8)),
        replace(RIGHT, covers=(("EXHIBIT A", 3), ("EXHIBIT B", 2))),
        replace(RIGHT, words=((1, 340, 30, 9, "Electronically FILED by the Superior Court"),)),
        replace(RIGHT, words=((2, 300, 730, 7, "TM"),)),
    ],
    ids=lambda paper: "",
)
def test_a_right_paper_of_another_firm_breaks_no_rule(paper: Paper) -> None:
    assert violations(written(paper)) == set()


@pytest.mark.parametrize(("leading", "face"), [("24", "Firm Times"), ("18", "Firm Times"), ("24", "Arimo")])
def test_a_right_paper_of_a_word_processor_gives_no_remark_on_its_form(leading: str, face: str) -> None:
    link = '<p>See <a href="https://court.example/exhibit">Exhibit A, page 3</a>, and write to clerk@court.example.</p>'
    content = typeset(first_page(*paragraphs(12), link), leading=leading, face=face)
    assert violations(content) == set()
    assert remarks(content) - {"typeface"} == set()


@pytest.mark.parametrize(
    ("paper", "rule"),
    [
        (replace(RIGHT, numbers=25, pitch=27, leading=27), "numbers_per_inch"),
        (replace(RIGHT, leading=23.9), "baseline"),
        (replace(RIGHT, leading=23), "baseline"),
        (replace(RIGHT, court_line=6), "court_title"),
        (replace(RIGHT, court_line=9), "court_title"),
        (replace(RIGHT, foot=("number", "title")), "footer_line"),
        (replace(RIGHT, foot=("title", "rule", "number")), "footer_line"),
        (replace(RIGHT, foot=("rule", "title")), "page_number"),
        (replace(RIGHT, foot=("number", "rule")), "footer_title"),
        (replace(RIGHT, size=11), "type_size"),
        (replace(RIGHT, words=((2, 130, 730, 8, "a whole sentence in very small type"),)), "type_size"),
        (replace(RIGHT, number_x=30, text_x=65, rules=()), "left_margin"),
        (replace(RIGHT, text_x=150), "right_margin"),
        (replace(RIGHT, rules=(), text_x=90), "number_column"),
        (replace(RIGHT, leading=12), "single_spaced"),
        (replace(RIGHT, leading=13.8), "single_spaced"),
        (replace(RIGHT, numbers=0), "line_numbers"),
        (replace(RIGHT, words=((2, 300, 350, 12, "presented on None by"),)), "left_over"),
        (replace(RIGHT, font="Wingdings"), "font_embedded"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_paper_of_another_firm_breaks_its_rule(paper: Paper, rule: str) -> None:
    assert rule not in violations(written(RIGHT))
    assert rule in violations(written(paper))


def test_pages_behind_the_cover_of_an_exhibit_are_exempt_and_pages_without_one_are_not() -> None:
    exhibit = replace(RIGHT, covers=(("EXHIBIT A", 2),))
    told = paper_format.check(read_back.read(written(exhibit)))
    assert ("exhibit_pages", "note") in {(one.rule, one.severity) for one in told}
    assert ("exhibit_bookmark", "CRC 3.1110(f)(4)") in {(one.rule, one.authority) for one in told}
    plain = replace(RIGHT, covers=(("SOME LETTERS", 2),))
    assert "line_numbers" in violations(written(plain))


def test_a_bookmark_that_leads_to_the_exhibit_silences_the_remark() -> None:
    def marked(document: pikepdf.Pdf) -> None:
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Exhibit A", 3))

    exhibit = written(replace(RIGHT, covers=(("EXHIBIT A", 2),)))
    assert "exhibit_bookmark" in remarks(exhibit)
    with pikepdf.open(BytesIO(exhibit)) as document:
        marked(document)
        out = BytesIO()
        document.save(out)
    assert "exhibit_bookmark" not in remarks(out.getvalue())


def test_all_lines_alike_a_little_under_their_numbers_is_a_remark_for_numbers_need_only_be_even() -> None:
    low = written(replace(RIGHT, shift=3))
    assert violations(low) == set()
    assert "baseline_shift" in remarks(low)


def test_a_paper_of_many_pages_is_read() -> None:
    reading = read_back.read(written(replace(RIGHT, pages=120)))
    assert len(reading.pages) == 120
    assert {one.rule for one in paper_format.check(reading) if one.severity == "violation"} == set()


def test_a_scan_with_its_letters_can_be_searched_and_one_without_cannot() -> None:
    with_letters, without = scan(b"BT /F1 12 Tf 3 Tr 80 700 Td (the words of the scan) Tj ET"), scan(b"")
    assert "searchable" not in violations(with_letters)
    assert "scan" in remarks(with_letters)
    assert "searchable" in violations(without)


def scan(letters: bytes) -> bytes:
    with pikepdf.open(BytesIO(written(replace(RIGHT, pages=1)))) as document:
        page = document.pages[0]
        dots = document.make_stream(b"\x80")
        dots.Type, dots.Subtype, dots.Width, dots.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 1, 1
        dots.ColorSpace, dots.BitsPerComponent = pikepdf.Name.DeviceGray, 8
        page.obj.Resources.XObject = pikepdf.Dictionary(Im=dots)
        page.obj.Contents = document.make_stream(b"q 612 0 0 792 0 0 cm /Im Do Q " + letters)
        out = BytesIO()
        document.save(out)
    return out.getvalue()


def test_a_court_form_is_not_asked_for_line_numbers() -> None:
    form = replace(
        RIGHT,
        pages=1,
        numbers=0,
        foot=(),
        words=((1, 50, 760, 8, "Form Adopted for Mandatory Use ZZ-100 [Rev. 2026]"),),
    )
    told = paper_format.check(read_back.read(written(form)))
    assert ("form_pages", "CRC 2.119") in {(one.rule, one.authority) for one in told}
    assert not any(one.severity == "violation" for one in told)
    assert "line_numbers" in violations(written(replace(form, words=())))
