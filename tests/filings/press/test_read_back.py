"""Our own papers read back, right as pressed, and with one thing wrong at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from filings.law import paper_format
from filings.law.paper_format import Finding
from filings.press import paper, pdf, read_back, stamp
from filings.press.facts import PaperFacts
from filings.press.texts import PaperText

Facts = Callable[..., PaperFacts]
Text = Callable[[str], PaperText]
Change = Callable[[str], str]
PARTIES = tuple(f"JANE DOE {number}" for number in range(1, 4))


@pytest.fixture(scope="module")
def page(facts: Facts, text: Text) -> str:
    """The complaint of three as HTML, to be pressed as it is or with a change."""
    told, complaint = facts(3), text("complaint")
    blocks, _ = paper.blocks_of(complaint, told)
    return paper.set_pages(complaint, told, blocks)


@pytest.fixture(scope="module")
def complaint(page: str) -> bytes:
    return pdf.print_pdf(page, css="pleading.css")[0]


@pytest.fixture
def sheet(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Puts other words into the style sheet, of which each must have been there."""
    words = (Path(settings.ROOT) / "static" / "css" / "papers" / "pleading.css").read_text(encoding="utf-8")

    def replace(old: str, new: str) -> None:
        assert old in words
        library, fonts = pdf._library()
        changed = library.CSS(
            string=words.replace(old, new), base_url=pdf.SCHEME, url_fetcher=pdf._fetcher(), font_config=fonts
        )
        monkeypatch.setattr(pdf, "_style_sheet", lambda name: changed)

    return replace


def own(content: bytes, *, parties: Sequence[str] = PARTIES) -> tuple[Finding, ...]:
    return paper_format.check_own(read_back.read(content), shell="pleading", parties=parties)  # noqa: S604 - paper


def rules_broken(content: bytes) -> set[str]:
    """By the check of our own papers."""
    return {one.rule for one in own(content) if one.severity == "violation"}


def rules_broken_for_anybody(content: bytes) -> set[str]:
    return {one.rule for one in paper_format.check(read_back.read(content)) if one.severity == "violation"}


def press(html: str) -> bytes:
    return pdf.print_pdf(html, css="pleading.css")[0]


@pytest.mark.parametrize("count", [1, 2, 3, 40, 146])
def test_the_complaint_of_any_number_of_plaintiffs_has_no_finding(facts: Facts, text: Text, count: int) -> None:
    content = paper.press(text("complaint"), facts(count)).pdf
    reading = read_back.read(content)
    parties = [f"JANE DOE {number}" for number in range(1, count + 1)]
    assert paper_format.check(reading) == ()
    assert own(content, parties=parties) == ()
    measured = paper_format.measured(reading).as_json()
    assert measured["numbers_per_page"] == [28]
    assert measured["baselines_off"] == 0
    assert 0 < float(str(measured["largest_deviation_pt"])) <= 0.5
    assert int(str(measured["baselines_on_a_number"])) > 150


@pytest.mark.parametrize(("code", "shell"), [("declaration", "pleading"), ("letter", "letter")])
def test_a_declaration_and_a_letter_of_the_house_break_no_rule(facts: Facts, text: Text, code: str, shell: str) -> None:
    reading = read_back.read(paper.press(text(code), facts(3, speaks_for=2)).pdf)
    found = paper_format.check_own(reading, shell=shell, parties=())
    assert [one for one in found if one.severity != "note"] == []


def test_a_complaint_of_146_is_read_in_well_under_two_seconds(facts: Facts, text: Text) -> None:
    content = paper.press(text("complaint"), facts(146)).pdf
    began = time.process_time()
    paper_format.check(read_back.read(content))
    assert time.process_time() - began < 2


FILER = ".filer { box-sizing: border-box; width: 50%; height: 168pt"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("html { font: 12pt/24pt", "html { font: 12pt/23.9pt", "baseline"),
        ("html { font: 12pt/24pt", "html { font: 11pt/24pt", "type_size"),
        ("border-top: 0.75pt solid black; text-transform", "text-transform", "footer_line"),
        ("font: 10pt/12pt", "font: 9pt/12pt", "footer_size"),
        ("#foot .number::before { content: counter(page); }", "", "page_number"),
        ("margin: 72pt 38pt 48pt 100pt", "margin: 72pt 20pt 48pt 100pt", "right_margin"),
        ("padding: 0 6pt 0 9pt", "padding: 0 6pt 0 0; margin-left: 60pt", "left_margin"),
        (FILER, FILER.replace("168pt", "192pt"), "court_title"),
    ],
)
def test_a_change_of_the_style_sheet_that_breaks_a_rule_is_found(
    page: str, complaint: bytes, sheet: Callable[[str, str], None], old: str, new: str, rule: str
) -> None:
    assert rule not in rules_broken(complaint)
    sheet(old, new)
    assert rule in rules_broken(press(page))


@pytest.mark.parametrize(("what", "instead", "rule"), [("PITCH", 23.9, "grid"), ("LINES", 27, "grid")])
def test_numbers_that_are_stamped_otherwise_are_found(
    page: str, monkeypatch: pytest.MonkeyPatch, what: str, instead: float, rule: str
) -> None:
    monkeypatch.setattr(stamp, what, instead)
    assert rule in rules_broken(press(page))


def test_a_number_that_is_left_out_is_found(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = stamp._drawn()
    assert b"(14) Tj" in drawn
    monkeypatch.setattr(stamp, "_drawn", lambda: drawn.replace(b"(14) Tj", b""))
    assert "line_numbers" in rules_broken(press(page))


def test_the_numbers_are_one_stream_that_all_pages_share_and_no_part_of_the_text(complaint: bytes) -> None:
    with pikepdf.open(BytesIO(complaint)) as document:
        stamps = {page.Contents[2].objgen for page in document.pages}
        drawn = document.get_object(*stamps.pop()).read_bytes()
    assert not stamps
    assert drawn.startswith(b"Q\n/Artifact BMC")
    assert drawn.endswith(b"EMC")


def test_a_leading_of_23_9_is_found_on_nearly_every_line_by_anybody_s_check(
    page: str, sheet: Callable[[str, str], None]
) -> None:
    sheet("html { font: 12pt/24pt", "html { font: 12pt/23.9pt")
    found = paper_format.check(read_back.read(press(page)))
    assert sum(one.rule == "baseline" for one in found) > 40


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda page: once(page, "<p><span class", '<p style="position: relative; top: 1pt"><span class'), "baseline"),
        (lambda page: once(page, "JANE DOE 2, an individual", "an individual"), "caption_party"),
        (lambda page: once(page, "JANE DOE 2, an", "JANE DOE 9, an"), "caption_party"),
        (lambda page: swap(page, "JANE DOE 2, an individual", "JANE DOE 3, an individual"), "caption_order"),
        (lambda page: once(page, '<span class="n">7.</span>', ""), "paragraph_numbers"),
        (lambda page: once(page, '<span class="n">1.</span>', ""), "paragraph_numbers"),
        (lambda page: once(page, '<span class="n">9.</span>', '<span class="n">8.</span>'), "paragraph_numbers"),
        (lambda page: page.replace(" against defendants ", " and defendants "), "cause_heading"),
        (lambda page: once(page, "Nature of the action", "Nature of {{ x }}"), "left_over"),
        (lambda page: once(page, "The photographs were", "The photographs by None were"), "left_over"),
        (lambda page: once(page, "<p><span class", '<p style="font-size: 11pt"><span class'), "type_size"),
        (lambda page: once(page, "<p><span class", '<p style="font-family: monospace"><span class'), "house_face"),
        (lambda page: once(page, "<p><span class", '<p style="color: white"><span class'), "hidden_text"),
        (lambda page: once(page, '<div class="title">', '<div class="title"></div><div hidden>'), "footer_title"),
    ],
)
def test_a_change_of_one_place_that_breaks_a_rule_is_found(
    page: str, complaint: bytes, change: Change, rule: str
) -> None:
    assert rule not in rules_broken(complaint)
    assert rule in rules_broken(press(change(page)))


def test_one_line_a_point_too_low_is_found_by_anybody_s_check_and_no_other_line(page: str) -> None:
    shifted = once(page, '<p class="under"><b>', '<p class="under" style="position: relative; top: 1pt"><b>')
    found = paper_format.check(read_back.read(press(shifted)))
    assert [(one.rule, one.authority) for one in found] == [("baseline", "CRC 2.108(4)")]
    assert found[0].line
    assert "1." in found[0].text or "0.6" in found[0].text


def test_without_the_hook_that_snaps_to_the_grid_the_lines_after_a_caption_are_found(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = page
    for place in ("<p>Case No.", '<p class="versus">'):  # one line more in each half of the caption
        longer = once(longer, place, "<p>one more</p>" + place)
    monkeypatch.setattr(pdf, "onto_the_grid", nullcontext)
    odd, even = sorted((baselines_off(one) for one in (page, longer)), key=len, reverse=True)
    assert odd == {"The line stands 12.0 points off the nearest number."}  # a caption of an odd number of single lines
    assert even == set()


def baselines_off(page: str) -> set[str]:
    found = paper_format.check(read_back.read(press(page)))
    return {one.text for one in found if one.rule == "baseline"}


def author(document: pikepdf.Pdf) -> None:
    document.docinfo["/Author"] = "Maud Quillfeather"


def author_in_xmp(document: pikepdf.Pdf) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        told["dc:creator"] = ["Maud Quillfeather"]


def script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep(0)")


def script_of_a_page(document: pikepdf.Pdf) -> None:
    document.pages[1].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep(0)"))


def attachment(document: pikepdf.Pdf) -> None:
    document.attachments["roster.csv"] = b"number"


def field(document: pikepdf.Pdf) -> None:
    made = document.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Tx, T="name", Kids=pikepdf.Array()))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made]))


def picture_alone(document: pikepdf.Pdf) -> None:
    first = document.pages[1]
    dots = document.make_stream(b"\x80")
    dots.Type, dots.Subtype, dots.Width, dots.Height = pikepdf.Name.XObject, pikepdf.Name.Image, 1, 1
    dots.ColorSpace, dots.BitsPerComponent = pikepdf.Name.DeviceGray, 8
    first.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=dots))
    first.obj.Contents = document.make_stream(b"612 0 0 792 0 0 cm /Im Do")


def font_taken_out(document: pikepdf.Pdf) -> None:
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
            del thing["/FontFile2"]


def wide_sheet(document: pikepdf.Pdf) -> None:
    document.pages[2].obj.MediaBox = pikepdf.Array([0, 0, 595, 842])


def turned(document: pikepdf.Pdf) -> None:
    document.pages[2].obj.Rotate = 180


@pytest.mark.parametrize(
    ("surgery", "rule", "for_anybody"),
    [
        (author, "metadata", ""),
        (author_in_xmp, "metadata", ""),
        (script, "active", "too"),
        (script_of_a_page, "active", "too"),
        (attachment, "attachments", "too"),
        (field, "form_fields", "too"),
        (picture_alone, "searchable", "too"),
        (font_taken_out, "font_embedded", "too"),
        (wide_sheet, "paper_size", "too"),
        (turned, "line_numbers", "too"),
    ],
)
def test_what_does_not_belong_into_a_file_for_the_court_is_found(
    complaint: bytes, surgery: Callable[[pikepdf.Pdf], None], rule: str, for_anybody: str
) -> None:
    assert rule not in rules_broken(complaint)
    changed = operated(complaint, surgery)
    assert rule in rules_broken(changed)
    assert (rule in rules_broken_for_anybody(changed)) is bool(for_anybody)


def test_a_file_locked_against_changes_alone_is_read_and_found_encrypted(complaint: bytes) -> None:
    locked = operated(complaint, lambda document: None, encryption=pikepdf.Encryption(owner="secret", user=""))
    assert "encrypted" in rules_broken(locked)


def test_a_file_locked_against_reading_is_refused(complaint: bytes) -> None:
    locked = operated(complaint, lambda document: None, encryption=pikepdf.Encryption(owner="secret", user="other"))
    with pytest.raises(read_back.UnreadablePaper) as refusal:
        read_back.read(locked)
    assert refusal.value.reason == "encrypted"


def test_a_page_is_read_as_it_is_shown_however_it_lies_in_the_file(complaint: bytes) -> None:
    plain = read_back.read(complaint).pages[0]
    for surgery in (in_double_units, on_its_side, cropped):
        read = read_back.read(operated(complaint, surgery))
        assert (read.pages[0].width, read.pages[0].height) == (612, 792)
        assert [line.text for line in read.pages[0].lines] == [line.text for line in plain.lines]
        assert paper_format.check(read) == ()


def in_double_units(document: pikepdf.Pdf) -> None:
    for one in document.pages:
        one.obj.MediaBox, one.obj.UserUnit = pikepdf.Array([0, 0, 306, 396]), 2
        one.contents_add(b"q .5 0 0 .5 0 0 cm ", prepend=True)
        one.contents_add(b" Q")


def on_its_side(document: pikepdf.Pdf) -> None:
    for one in document.pages:
        one.obj.MediaBox, one.obj.Rotate = pikepdf.Array([0, 0, 792, 612]), 90
        one.contents_add(b"q 0 1 -1 0 792 0 cm ", prepend=True)
        one.contents_add(b" Q")


def cropped(document: pikepdf.Pdf) -> None:
    for one in document.pages:
        one.obj.MediaBox, one.obj.CropBox = pikepdf.Array([-50, -50, 700, 900]), pikepdf.Array([0, 0, 612, 792])


def test_the_outline_is_read_with_its_levels_and_pages(complaint: bytes) -> None:
    marks = read_back.read(complaint).outline
    assert marks[0].title == "Nature of the action"
    assert marks[0].level == 1
    assert all(mark.page for mark in marks)


def operated(content: bytes, surgery: Callable[[pikepdf.Pdf], None], **how: Any) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        surgery(document)
        document.save(out, **how)
    return out.getvalue()


def once(page: str, old: str, new: str) -> str:
    assert old in page, old
    return page.replace(old, new, 1)


def swap(page: str, one: str, other: str) -> str:
    return once(once(once(page, one, "\0"), other, one), "\0", other)
