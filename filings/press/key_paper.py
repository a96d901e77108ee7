"""The sealed key as a paper: designations beside true names, and on each page which copy it is and who asked for it.

It is set here and not from a text that people can edit: no such text is ever shown a name. Names come in as plain words
from the vault's door, go into these pages and nowhere else; nothing is kept of them here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from unicodedata import normalize

from django.template.loader import render_to_string

from casefile.errors import PaperRefused, Refused
from filings.law import paper_format
from filings.press import read_back
from filings.press.blocks import Block, Para, Table
from filings.press.caption import caption
from filings.press.facts import PaperFacts
from filings.press.gaps import gaps
from filings.press.pdf import print_pdf
from filings.press.stamp import letters
from filings.press.texts import PaperText

KEY = PaperText(  # noqa: S604 (a shell of pages, and no program)
    source="",
    code="sealed-key",
    title="Key to fictitious names",
    footer="Key to fictitious names",
    shell="pleading",
    cardinality="per_lawsuit",
    audience="sealed",
    body="",
    first_line=1,
    caption="Key to fictitious names",
    needs=(
        "lawsuit.court.name", "lawsuit.court.county", "lawsuit.counsel.firm", "lawsuit.counsel.attorneys",
        "lawsuit.counsel.attorneys.bar_number", "lawsuit.counsel.address", "lawsuit.counsel.telephone",
        "lawsuit.defendants", "plaintiffs",
    ),
)  # fmt: skip
MEANS = (
    "The plaintiffs in this action proceed under fictitious names. The true name of each of the plaintiffs listed here "
    "stands beside the fictitious name by which the papers in this action designate her or him."
)
OF_THE_MARK = frozenset({"A picture or turned type stands on the page.", "Type stands above the first line."})
HEAD = ("Fictitious name", "True name")
Lines = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What every page bears beside the list. `made` says in a sentence who asked, who approved, and when."""

    legend: str
    copy_no: int
    made: str


def press_key(facts: PaperFacts, lines: Lines, mark: Mark) -> tuple[bytes, int]:
    """The file and its pages, read back. Raises Refused for a caption with holes, PaperRefused for what is not whole.

    Names are looked through before they are set: of a letter it has no picture of, the library speaks in its log.
    """
    lines = [(label, normalize("NFC", name)) for label, name in lines]
    _refuse_strange_letters(lines)
    missing = gaps(facts, needs=KEY.needs)
    if missing:
        told = ", ".join(dict.fromkeys(gap.text for gap in missing))
        raise Refused(f"The paper lacks: {told}. Fill that in first: Caption.")
    content, pages, _marks = print_pdf(_html(facts, lines, mark), css="pleading.css")
    _refuse_unless_whole(content, lines, mark)
    return content, pages


def _refuse_strange_letters(lines: Lines) -> None:
    known = letters()
    for label, name in lines:
        if not known.issuperset(map(ord, name)):
            raise PaperRefused(f"A letter of the name of {label} is not in the house’s typeface, so it cannot be set.")


def _html(facts: PaperFacts, lines: Lines, mark: Mark) -> str:
    rows = tuple((escape(label), escape(name)) for label, name in lines)
    blocks: list[Block] = [Para(escape(MEANS)), Table(HEAD, rows)]
    text = replace(KEY, caption=f"{KEY.title} – {mark.legend}")
    told: dict[str, Any] = {"text": text, "facts": facts, "lawsuit": facts.lawsuit, "mark": mark}
    told["blocks"] = [{"kind": type(block).__name__.lower(), "block": block} for block in blocks]
    return render_to_string("papers/key.html", told | caption(text, facts))


def _refuse_unless_whole(content: bytes, lines: Lines, mark: Mark) -> None:
    """Every name beside its designation, every page marked, and the form that the court asks of any paper."""
    reading = read_back.read(content)
    found = paper_format.check_own(reading, shell=KEY.shell, parties=())
    if any(one.severity == "violation" and one.text not in OF_THE_MARK for one in found):
        raise PaperRefused("The list does not keep the form the court asks for.", findings=found)
    if any(not _is_marked(page.text, mark) for page in reading.pages):
        raise PaperRefused("A page of the list does not bear its mark.")
    told = _words(" ".join(page.text for page in reading.pages))
    for place, (label, name) in enumerate(lines, 1):
        if _words(f"{label} {name}") not in told:
            raise PaperRefused(f"Line {place} of the list does not read as it should.")


def _is_marked(text: str, mark: Mark) -> bool:
    told = _words(text)
    return _words(mark.legend) in told and _words(f"Copy no. {mark.copy_no}") in told


def _words(text: str) -> str:
    """Without what a line's end adds or takes."""
    return "".join(text.split()).replace("\u00ad", "").replace("\ufffe", "-")
