"""Each rule of form with its authority, on pages written word by word: one thing wrong, and the same page right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from filings.law import paper_format
from filings.law.paper_reading import Bookmark, Font, Line, Page, PaperReading, Rule, Word

FIRST, PITCH = 86.0, 24.0
SERIF = Font("ABCDEF+CasefileSerif", embedded=True)
UPRIGHT, LEVEL = Rule(97, 0, 97.7, 792), Rule(110, 752, 568, 752.7)
HEADING = ("FIRST CAUSE OF ACTION", "Negligence", "(By all plaintiffs against CITY OF ELDERMERE)")
CAPTION = (
    *("JANE DOE 1, an individual;", "JANE DOE 2, an individual,", "Plaintiffs,", "v."),
    *("CITY OF ELDERMERE, a municipal corporation,", "Defendant."),
)

Change = Callable[[PaperReading], PaperReading]


def words(text: str, *, number: float, x: float = 110.0, **style: Any) -> Line:
    """A line of type beside a line number; halves lie between two."""
    baseline, placed = FIRST + (number - 1) * PITCH, []
    for word in text.split():
        placed.append(Word(word, x, x + 5 * len(word), baseline, **{"size": 12.0, "font": SERIF.name, **style}))
        x += 5 * len(word) + 3
    return Line(tuple(placed))


def numbers(labels: Iterable[int] = range(1, 29), *, pitch: float = PITCH) -> list[Line]:
    return [
        Line((Word(str(label), 70, 82, FIRST + place * pitch + 0.3, 12.0, SERIF.name),))
        for place, label in enumerate(labels)
    ]


def foot(number: int, *, size: float = 10.0) -> list[Line]:
    return [words(str(number), number=28.6, x=330), words("COMPLAINT FOR DAMAGES", number=29.2, x=280, size=size)]


def page(number: int, *lines: Line, margin: list[Line] | None = None, below: list[Line] | None = None) -> Page:
    every = [*lines, *(numbers() if margin is None else margin), *(foot(number) if below is None else below)]
    every.sort(key=lambda line: line.baseline)
    text = "\n".join(line.text for line in every)
    return Page(number, 612.0, 792.0, tuple(every), (UPRIGHT, LEVEL), text)


def first_page() -> Page:
    caption = [words(text, number=11 + place) for place, text in enumerate(CAPTION)]
    return page(
        1,
        words("Maud Quillfeather (SBN 000021)", number=1),
        words("SUPERIOR COURT OF THE STATE OF CALIFORNIA", number=8, x=180),
        *caption,
        words("Case No. 27STCV00000", number=11, x=340),
        words("COMPLAINT FOR DAMAGES", number=12, x=340),
    )


def second_page(*extra: Line, heading: tuple[str, ...] = HEADING, marks: tuple[int, ...] = (1, 2, 3)) -> Page:
    head = [words(text, number=1 + place, x=220) for place, text in enumerate(heading)]
    body = [words(f"{mark}. Defendant gave out photographs.", number=6 + place) for place, mark in enumerate(marks)]
    return page(2, *head, *body, *extra)


RIGHT = PaperReading(
    (first_page(), second_page()),
    fonts=(SERIF,),
    outline=(Bookmark(1, "First Cause of Action", 2),),
    metadata={"Title": "Complaint", "Producer": "press"},
)


def with_second(second: Page) -> PaperReading:
    return replace(RIGHT, pages=(RIGHT.pages[0], second))


def prayed(text: str) -> PaperReading:
    return with_second(second_page(words("Plaintiffs pray for judgment:", number=12), words(text, number=13)))


def own(reading: PaperReading) -> set[tuple[str, str]]:
    found = paper_format.check_own(reading, shell="pleading", parties=("JANE DOE 1", "JANE DOE 2"))  # noqa: S604
    return {(one.rule, one.authority) for one in found}


def anybody(reading: PaperReading) -> set[tuple[str, str]]:
    return {(one.rule, one.authority) for one in paper_format.check(reading)}


def test_the_page_on_which_all_these_rules_are_kept_has_no_finding() -> None:
    assert own(RIGHT) == anybody(RIGHT) == set()
    assert paper_format.measured(RIGHT).as_json() == {
        "pages": 2,
        "numbers_per_page": [28],
        "baselines_on_a_number": 16,
        "baselines_on_a_half_line": 0,
        "baselines_off": 0,
        "largest_deviation_pt": 0.3,
        "small_marks": 0,
    }


WRONG: list[tuple[str, str, PaperReading]] = [
    ("paper_size", "CRC 2.102, 2.103", with_second(replace(second_page(), width=595.0, height=842.0))),
    ("type_size", "CRC 2.104", with_second(second_page(words("of eleven points", number=12, size=11.0)))),
    ("colour", "CRC 2.106", with_second(second_page(words("in red", number=12, colour=(200, 0, 0))))),
    ("left_margin", "CRC 2.107", with_second(second_page(words("outwards", number=12.4, x=20)))),
    ("right_margin", "CRC 2.107", with_second(second_page(words("outwards", number=12, x=550)))),
    ("line_numbers", "CRC 2.108(4)", with_second(page(2, *second_page().lines[:0], margin=[]))),
    ("line_numbers", "CRC 2.108(4)", with_second(page(2, margin=numbers([*range(1, 13), *range(14, 29)])))),
    ("numbers_per_inch", "CRC 2.108(4)", with_second(page(2, margin=numbers(range(1, 26), pitch=27)))),
    ("number_column", "CRC 2.108(4)", with_second(replace(second_page(words("x", number=12, x=92)), rules=(LEVEL,)))),
    ("baseline", "CRC 2.108(4)", with_second(second_page(words("a point too low", number=12 + 1 / 24)))),
    ("page_number", "CRC 2.109", with_second(page(2, below=foot(3)))),
    ("footer_title", "CRC 2.110", with_second(page(2, below=foot(2)[:1]))),
    ("footer_line", "CRC 2.110", with_second(replace(second_page(), rules=(UPRIGHT,)))),
    ("footer_size", "CRC 2.110", with_second(page(2, below=foot(2, size=8.0)))),
    ("cause_heading", "CRC 2.112(4)", with_second(second_page(heading=(*HEADING[:2], "(By all plaintiffs)")))),
    ("cause_heading", "CRC 2.112(3)", with_second(second_page(heading=(*HEADING[:2], "(Against the City)")))),
    ("paragraph_numbers", "", with_second(second_page(marks=(1, 2, 4)))),
    ("paragraph_numbers", "", with_second(second_page(marks=(2, 3, 4)))),
    ("paragraph_numbers", "", with_second(second_page(marks=(1, 2, 2)))),
    ("left_over", "", with_second(second_page(words("presented to {{ entity }}", number=12)))),
    ("left_over", "", with_second(second_page(words("presented on None to the City", number=12)))),
    ("encrypted", "CRC 2.256", replace(RIGHT, encrypted=True)),
    ("active", "CRC 2.256", replace(RIGHT, scripts=("JavaScript",))),
    ("form_fields", "CRC 2.256", replace(RIGHT, forms=1)),
    ("attachments", "CRC 2.256", replace(RIGHT, attachments=1)),
    ("damaged", "CRC 2.256", replace(RIGHT, damage=("file is damaged",))),
    ("font_embedded", "CRC 2.256(b)(2)", replace(RIGHT, fonts=(replace(SERIF, embedded=False),))),
    ("searchable", "CRC 2.256(b)(3)", with_second(replace(second_page(), unreadable=4))),
    ("outline", "CRC 3.1110(f)", replace(RIGHT, outline=())),
    ("punitive_damages", "Gov. Code, § 818", prayed("For punitive damages")),
    ("amount_stated", "CCP 425.10(b)", prayed("For emotional distress, $5,000,000")),
]


@pytest.mark.parametrize(("rule", "authority", "wrong"), WRONG, ids=[f"{rule}-{place}" for place, (rule, _, _) in enumerate(WRONG)])  # fmt: skip  # noqa: E501
def test_one_thing_wrong_is_found_under_its_authority(rule: str, authority: str, wrong: PaperReading) -> None:
    assert (rule, authority) in own(wrong)
    assert (rule, authority) in anybody(wrong)


@pytest.mark.parametrize(
    ("rule", "wrong"),
    [
        ("metadata", replace(RIGHT, metadata={**RIGHT.metadata, "Author": "Maud Quillfeather"})),
        ("house_face", replace(RIGHT, fonts=(SERIF, Font("Arial", embedded=True)))),
        ("grid", with_second(page(2, margin=numbers(range(1, 26))))),
        ("grid", with_second(second_page(words("above the first line", number=-1)))),
        ("hidden_text", with_second(second_page(words("unseen", number=12, shown=False)))),
        ("foreign_matter", with_second(replace(second_page(), pictures=0.1))),
    ],
)
def test_the_house_asks_more_of_its_own_papers_than_the_rules_of_court(rule: str, wrong: PaperReading) -> None:
    assert rule in {one for one, _ in own(wrong)}
    assert rule not in {one for one, _ in anybody(wrong)}


@pytest.mark.parametrize(
    "right",
    [
        with_second(second_page(words("17. of the code was a line of text.", number=12))),
        with_second(second_page(words("None of the officers consented.", number=12))),
        with_second(second_page(words("write to clerk@court.example", number=12, colour=(0, 0, 238)))),
        with_second(second_page(words("2", number=11.8, x=300, size=8.0), words("a noted line", number=12))),
        with_second(page(2, below=[words("- 2 -", number=28.6, x=330), *foot(2)[1:]])),
        with_second(page(2, below=[words("Page 2 of 2", number=28.6, x=330), *foot(2)[1:]])),
        replace(RIGHT, pages=(page(1, *RIGHT.pages[0].lines[:0], below=foot(1)[1:]), RIGHT.pages[1])),
        with_second(
            second_page(words("a quotation", number=12, x=180), words("of two lines", number=12.5, x=180))
        ),
    ],
)  # fmt: skip
def test_what_only_looks_wrong_is_let_pass(right: PaperReading) -> None:
    assert {one.rule for one in paper_format.check(right) if one.severity == "violation"} == set()


@pytest.mark.parametrize(
    ("face", "count", "severity"),
    [
        ("TimesNewRomanPSMT", 30, ""),
        ("ABCDEF+Arial-BoldMT", 30, ""),
        ("Georgia", 30, "warning"),
        ("Papyrus", 3, "warning"),
        ("Papyrus", 30, "violation"),
        ("CIDFont+F1", 30, "note"),
    ],
)
def test_a_strange_face_is_a_remark_and_one_that_prints_sentences_breaks_the_rule(
    face: str, count: int, severity: str
) -> None:
    wrong = with_second(
        second_page(*(words("text", number=12 + place / 3, x=115, font=face) for place in range(count)))
    )
    found = {(one.authority, str(one.severity)) for one in paper_format.check(wrong) if one.rule == "typeface"}
    assert found == ({("CRC 2.105", severity)} if severity else set())


def test_a_list_within_a_paragraph_begins_at_one_and_the_paragraphs_run_on_after_it() -> None:
    right = with_second(second_page(marks=(1, 2, 3, 1, 2, 3, 4, 5, 6)))
    assert ("paragraph_numbers", "") not in anybody(right)


@pytest.mark.parametrize(
    ("captioned", "rules"),
    [
        (("JANE DOE 1", "JANE DOE 2"), set()),
        (("JANE DOE 2", "JANE DOE 1"), {"caption_order"}),
        (("JANE DOE 1",), {"caption_party"}),
        (("JANE DOE 1", "JANE DOE 2", "JOHN DOE 3"), {"caption_party"}),
    ],
)
def test_each_party_stands_once_and_in_order_on_a_line_of_the_caption(
    captioned: tuple[str, ...], rules: set[str]
) -> None:
    found = paper_format.check_own(RIGHT, shell="pleading", parties=captioned)  # noqa: S604
    assert {one.rule for one in found} == rules


def test_violations_come_before_warnings_and_warnings_before_notes() -> None:
    wrong = replace(RIGHT, encrypted=True, outline=(), annotations=("Highlight",))
    assert [str(one.severity) for one in paper_format.check(wrong)] == ["violation", "warning", "note"]


def test_a_file_without_a_page_is_told_as_one() -> None:
    assert anybody(PaperReading(())) == {("no_pages", "CRC 2.256")}


def test_every_authority_is_explained_in_the_page_on_the_form_of_papers() -> None:
    root = Path(paper_format.__file__).parents[2]
    page = (root / "docs" / "form-of-papers.md").read_text(encoding="utf-8")
    told = {
        cited
        for module in (root / "filings" / "law").glob("paper_*.py")
        for cited in re.findall(r'"((?:CRC|CCP|Gov\. Code)[^"]*\d[^"]*)"', module.read_text(encoding="utf-8"))
    }
    rules = {rule for cited in told for rule in re.split(r"; |, (?=\d)", cited)}
    assert len(rules) > 20
    assert {rule for rule in rules if rule.removeprefix("CRC ") not in page} == set()
