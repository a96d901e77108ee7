"""Papers as they come out of the press: whole, deterministic, and never with a hole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from casefile.errors import MissingFacts
from filings.law import paper_format
from filings.press import paper, pdf, read_back
from filings.press.facts import Cause, ClaimFacts, Counsel, Gap, PaperFacts, Pressed, Pseudonym, Release
from filings.press.texts import PaperText

Facts = Callable[..., PaperFacts]
Text = Callable[[str], PaperText]


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    told = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return " ".join(told.split())


@pytest.fixture(scope="module")
def complaint(facts: Facts, text: Text) -> Pressed:
    return paper.press(text("complaint"), facts(40))


def test_the_same_facts_give_the_same_bytes(complaint: Pressed, facts: Facts, text: Text) -> None:
    assert paper.press(text("complaint"), facts(40)).sha256 == complaint.sha256


def test_every_plaintiff_has_a_line_of_the_caption_and_a_row_of_the_table(complaint: Pressed) -> None:
    told = words(complaint.pdf)
    for number in range(1, 41):
        assert told.count(f"JANE DOE {number}, an individual") == 1
        assert told.count(f"JANE DOE {number} Timely") == 1


def test_paragraph_numbers_are_complete_and_in_order(complaint: Pressed) -> None:
    told = words(complaint.pdf)
    places = [told.find(f" {number}. ", 0) for number in range(1, complaint.paragraphs + 1)]
    assert complaint.paragraphs > 30
    assert all(place > 0 for place in places)


def test_each_cause_has_its_four_parts_and_the_outline_every_heading(complaint: Pressed) -> None:
    told = words(complaint.pdf)
    for part in (
        "FIRST CAUSE OF ACTION Negligence (Gov. Code, §\u00a0815.2)",
        "SECOND CAUSE OF ACTION Failure to Perform",
    ):
        assert part.replace("\u00a0", " ") in told.replace("\u00a0", " ")
    assert "(By all plaintiffs against defendants CITY OF ELDERMERE and ROES 1 through 50)" in told
    titles = [entry.text for entry in complaint.outline]
    assert "First Cause of Action: Negligence" in titles
    assert titles[0] == "Nature of the action"
    assert titles[-1] == "Demand for jury trial"


def test_only_our_own_fonts_are_in_it_and_all_are_embedded(complaint: Pressed) -> None:
    with pikepdf.open(BytesIO(complaint.pdf)) as document:
        fonts = [
            thing
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"
        ]
        names = {str(font.BaseFont).split("+")[-1] for font in fonts}
        described = [font.FontDescriptor for font in fonts if "/FontDescriptor" in font]
    assert {name.split("-Bold")[0].split("-Italic")[0] for name in names} == {"Casefile-Serif"}
    assert all("/FontFile2" in descriptor for descriptor in described)


def test_the_file_tells_its_title_and_nothing_of_who_made_it(complaint: Pressed) -> None:
    with pikepdf.open(BytesIO(complaint.pdf)) as document:
        told = {str(name): str(value) for name, value in document.docinfo.items()}
    assert told.pop("/Title") == "Complaint for Damages"
    assert set(told) <= {"/Producer"}


def test_no_dates_of_claims_are_pleaded_unless_counsel_turns_them_on(
    complaint: Pressed, facts: Facts, text: Text
) -> None:
    assert "June 1, 2026" not in words(complaint.pdf)
    exact = words(paper.press(text("complaint"), facts(2, options={"exact_dates": True})).pdf)
    assert "Timely, on June 1, 2026" in exact
    assert "Rejected by written notice, mailed on July 2, 2026" in exact


def test_a_claim_that_was_late_is_not_pleaded_as_timely(facts: Facts, text: Text) -> None:
    late = ClaimFacts("CITY", date(2026, 12, 1), timely=False, outcome="returned late", relief="deemed denied")
    told = words(paper.press(text("complaint"), facts(2, claims=(late,))).pdf)
    assert "JANE DOE 1 Presented Returned as late; application for leave deemed denied" in told
    assert "JANE DOE 1 Timely" not in told


def test_one_plaintiff_is_spoken_of_in_the_singular(facts: Facts, text: Text) -> None:
    told = words(paper.press(text("complaint"), facts(1)).pdf)
    assert "Plaintiff JANE DOE 1, suing under a fictitious name, alleges" in told
    assert "JOINDER" not in told
    assert "Plaintiffs pray" not in told


def test_no_money_and_no_punitive_damages_are_asked_of_a_public_entity(complaint: Pressed) -> None:
    told = words(complaint.pdf).lower()
    assert "$" not in told
    assert "punitive" not in told


@pytest.mark.parametrize(
    ("pseudonym", "said"),
    [
        (Pseudonym(), "and will promptly move for leave"),
        (Pseudonym("sought"), "and concurrently move for leave"),
        (Pseudonym("sought", hearing_on=date(2027, 1, 21)), "set for hearing on January 21, 2027"),
        (Pseudonym("granted", order_on=date(2027, 2, 3)), "By order of February 3, 2027"),
    ],
)
def test_the_order_on_names_is_pleaded_as_it_stands(facts: Facts, text: Text, pseudonym: Pseudonym, said: str) -> None:
    assert said in words(paper.press(text("complaint"), facts(2, pseudonym=pseudonym)).pdf)


def gaps_of(text: PaperText, facts: PaperFacts) -> list[Gap]:
    with pytest.raises(MissingFacts) as refusal:
        paper.press(text, facts)
    return [gap for gap in refusal.value.gaps if isinstance(gap, Gap)]


def test_all_missing_facts_are_listed_at_once_with_whose_they_are_and_where_they_are_filled_in(
    facts: Facts, text: Text
) -> None:
    undated = ClaimFacts("CITY", None, None, "", where="/doe/claims/9")
    found = gaps_of(
        text("complaint"),
        facts(2, claims=(undated,), release=Release(), counsel=Counsel("", (), (), "")),
    )
    told = {(gap.subject, gap.text, gap.where) for gap in found}
    assert ("JANE DOE 2", "the day the claim was presented", "/doe/claims/9") in told
    assert ("the lawsuit", "the firm's address", "/doe/caption") in told
    assert ("the lawsuit", "the day on which photographs were first released", "/doe/caption") in told
    assert len(found) == 2 * 3 + 5


def test_a_plaintiff_without_a_claim_stops_the_complaint(facts: Facts, text: Text) -> None:
    found = gaps_of(text("complaint"), facts(2, claims=()))
    assert [(gap.subject, gap.where) for gap in found] == [
        ("JANE DOE 1", "/doe/plaintiffs/001"),
        ("JANE DOE 2", "/doe/plaintiffs/002"),
    ]


def test_nobody_sues_while_the_city_may_still_act(facts: Facts, text: Text) -> None:
    pending = ClaimFacts("CITY", date(2026, 11, 1), timely=True, outcome="pending", where="/doe/claims/9")
    (first, _) = gaps_of(text("complaint"), facts(2, claims=(pending,)))
    assert "945.4" in first.text


@pytest.mark.parametrize("status", ["denied", "vacated"])
def test_a_refused_name_ends_the_road_for_papers_under_it(facts: Facts, text: Text, status: str) -> None:
    (gap,) = gaps_of(text("declaration"), facts(2, speaks_for=1, pseudonym=Pseudonym(status)))  # type: ignore[arg-type]
    assert status in gap.text


@pytest.mark.parametrize("judge", ["", "Hon. Philomena Quartermaine-Underhay"])
@pytest.mark.parametrize("code", ["declaration", "complaint"])
def test_a_caption_of_any_height_keeps_the_form(facts: Facts, text: Text, code: str, judge: str) -> None:
    alone = 2 if code == "declaration" else None
    pressed = paper.press(text(code), facts(3, speaks_for=alone, judge=judge, department="14", case_number="26STCV1"))
    reading = read_back.read(pressed.pdf)
    found = paper_format.check_own(reading, shell="pleading", parties=())  # noqa: S604 (a page shell)
    assert [finding for finding in found if finding.severity == "violation"] == []


def test_a_late_claim_of_which_the_city_said_nothing_is_pleaded_as_no_action(facts: Facts, text: Text) -> None:
    silent = ClaimFacts("CITY", date(2026, 12, 1), timely=False, outcome="no action", relief="denied")
    told = words(paper.press(text("complaint"), facts(2, claims=(silent,))).pdf)
    assert "JANE DOE 1 Presented No action on the claim; application for leave denied" in told


def test_a_declaration_speaks_for_one_doe_and_names_no_unit(facts: Facts, text: Text) -> None:
    told = words(paper.press(text("declaration"), facts(3, speaks_for=2)).pdf)
    assert "I, JANE DOE 2, declare:" in told
    assert "DECLARATION OF JANE DOE 2" in told
    assert "under penalty of perjury under the laws of the State of California" in told
    assert "relocation and the need for psychological care" in told


def test_a_letter_speaks_to_the_client_by_the_firm_s_code(facts: Facts, text: Text) -> None:
    told = words(paper.press(text("letter"), facts(3, speaks_for=2)).pdf)
    assert "agreed for client MT-0002" in told
    assert "presented on June 1, 2026" in told


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "https://eldermere.example/x.png", "data:text/plain,x", "casefile:../keys.json"]
)
def test_the_press_fetches_nothing_but_our_fonts(address: str) -> None:
    html = f'<html><head><title>x</title></head><body><img src="{address}"><p>words</p></body></html>'
    with pytest.raises(pdf.FetchRefused, match="fetch nothing from outside"):
        pdf.print_pdf(html, css="pleading.css")


def test_a_link_in_a_style_sheet_or_an_attachment_fetches_nothing_either(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not embed me")
    link = f'<link rel="attachment" href="file://{secret}">'
    html = f"<html><head><title>x</title>{link}</head><body><p>words</p></body></html>"
    with pytest.raises(pdf.FetchRefused):
        pdf.print_pdf(html, css="pleading.css")


def test_causes_are_pleaded_in_their_own_order_and_one_may_stand_alone(facts: Facts, text: Text) -> None:
    negligence = Cause(2, "Negligence", ("Gov. Code, § 815.2",), (), ("CITY OF ELDERMERE",))
    duty = Cause(
        1, "Breach of Mandatory Duty", ("Gov. Code, § 815.6",), ("Pen. Code, § 832.7",), ("CITY OF ELDERMERE",)
    )
    both = paper.press(text("complaint"), facts(2, causes=(duty, negligence)))
    titles = [entry.text for entry in both.outline if "Cause of Action" in entry.text]
    assert titles == ["First Cause of Action: Breach of Mandatory Duty", "Second Cause of Action: Negligence"]
    alone = paper.press(text("complaint"), facts(2, causes=(negligence,)))
    assert [entry.text for entry in alone.outline if "Cause of Action" in entry.text] == [
        "Second Cause of Action: Negligence"
    ]


def test_a_cause_that_the_text_has_no_words_for_is_not_captioned_and_dropped(facts: Facts, text: Text) -> None:
    negligence = Cause(1, "Negligence", ("Gov. Code, § 815.2",), (), ("CITY OF ELDERMERE",))
    privacy = Cause(2, "Invasion of Privacy", ("Cal. Const., art. I, § 1",), (), ("CITY OF ELDERMERE",))
    (gap,) = gaps_of(text("complaint"), facts(2, causes=(negligence, privacy)))
    assert gap.subject == "Invasion of Privacy"


def test_a_claim_whose_lateness_was_waived_is_pleaded_so_and_no_other_late_one(facts: Facts, text: Text) -> None:
    waived = ClaimFacts("CITY", date(2026, 12, 1), timely=False, outcome="deemed rejected", lateness_waived=True)
    told = words(paper.press(text("complaint"), facts(2, claims=(waived,))).pdf)
    assert "JANE DOE 1 Lateness waived Deemed rejected" in told
    assert "the City did not, within 45 days after presentation, give the notice" in told
    assert "marked neither" not in told


def test_a_declaration_says_formerly_of_work_that_is_over(facts: Facts, text: Text) -> None:
    told = facts(2, speaks_for=1)
    assert told.plaintiff is not None
    over = replace(told, plaintiff=replace(told.plaintiff, formerly=True))
    assert "I work undercover." in words(paper.press(text("declaration"), told).pdf)
    assert "I formerly worked undercover." in words(paper.press(text("declaration"), over).pdf)
