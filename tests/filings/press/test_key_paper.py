"""The sealed key as a paper: whole, marked on each page, and refused where it would not read as it should."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pypdfium2
import pytest

from casefile.errors import PaperRefused, Refused
from filings.press import key_paper
from filings.press.facts import Counsel, PaperFacts
from filings.press.key_paper import Mark, press_key
from filings.press.pdf import print_pdf

Facts = Callable[..., PaperFacts]
MARK = Mark("FILED UNDER SEAL", 3, "Asked for by Ines Halloran, 12/01/2026 9:12 am")
NAMES = (
    "Odalys Quillfeather",
    "María-José O’Quill d'Aubigné, Jr.",
    "Nguyễn Thị Ánh",
    "Jose\u0301 Muñoz",
    "Tab & <b>Less</b> &amp;",
    "Maria del Carmen Guadalupe Concepcion Fernandez de la Vega Quillfeather-Vandersloot III",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)


def lines(*names: str) -> list[tuple[str, str]]:
    return [(f"JANE DOE {number}", name) for number, name in enumerate(names, 1)]


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(BytesIO(content))
    told = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return told


def test_a_hundred_and_forty_six_stand_beside_their_names_on_marked_pages(facts: Facts) -> None:
    people = lines(*(f"Odalys Quillfeather the {number}th" for number in range(1, 147)))
    content, count = press_key(facts(146), people, MARK)
    pages = pages_of(content)
    assert len(pages) == count > 5
    assert all("FILED UNDER SEAL · Copy no. 3" in page and MARK.made in page for page in pages)
    assert not [label for label, name in people if f"{label} {name}" not in " ".join(pages)]


def test_names_of_every_kind_are_set_as_they_are(facts: Facts) -> None:
    content, _count = press_key(facts(len(NAMES)), lines(*NAMES), MARK)
    told = "".join(pages_of(content)).replace(" ", "")
    assert "María-JoséO’Quilld'Aubigné,Jr." in told
    assert "JoséMuñoz" in told
    assert "Tab&<b>Less</b>&amp;" in told


def test_a_letter_without_a_picture_is_refused_before_it_is_set(
    facts: Facts, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(key_paper, "print_pdf", lambda *_, **__: pytest.fail("it was set"))
    with pytest.raises(PaperRefused, match="JANE DOE 2 is not in the house") as refused:
        press_key(facts(2), lines("Odalys", "Qu龘ll"), MARK)
    assert "龘" not in f"{refused.value}{caplog.text}"


def test_the_press_says_no_letter_in_the_log(facts: Facts, caplog: pytest.LogCaptureFixture) -> None:
    """What the look beforehand might let through."""
    print_pdf(key_paper._html(facts(1), lines("Qu龘ll"), MARK), css="pleading.css")
    assert "龘" not in caplog.text


def test_a_page_without_its_mark_and_a_name_that_reads_otherwise_are_refused(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    html = key_paper._html(facts(1), lines("Odalys"), MARK)
    for changed, told in ((html.replace("Copy no. 3", ""), "its mark"), (html.replace("Odalys", "Odile"), "Line 1")):
        monkeypatch.setattr(key_paper, "_html", lambda *_, page=changed: page)
        with pytest.raises(PaperRefused, match=told):
            press_key(facts(1), lines("Odalys"), MARK)


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ({"counsel": Counsel("", (), (), "")}, "the firm that represents the plaintiffs"),
        ({"defendants": ()}, "the defendants"),
    ],
)
def test_a_caption_with_holes_is_refused_by_what_is_missing(facts: Facts, lacking: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        press_key(facts(1, **lacking), lines("Odalys"), MARK)
