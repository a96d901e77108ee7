"""Which pages of a file the rules on the form of papers speak of: not exhibits, not forms of the Judicial Council."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from filings.law.paper_grid import Sheet, sheet_of
from filings.law.paper_reading import Page, PaperReading

COVER = re.compile(r"^\W*(?:EXHIBIT|APPENDIX)\s+[“\"']?([A-Z]{1,2}|\d{1,3})\b", re.IGNORECASE)
MOST_ON_A_COVER = 40  # words
FORM = re.compile(
    r"Judicial Council of California,|Form (?:Adopted|Approved) for|[A-Z]{2,6}-\d{3}(?:\([A-Z]\))? \[(?:Rev|New)\b"
    r"|\b(?:Rev|New)\. [A-Z][a-z]+ \d{1,2}, \d{4}[\s\S]{0,120}?(?:Mandatory Form|Optional Form|[A-Z]{2,6}-\d{3})"
)


class Kind(StrEnum):
    """A `pleading` page is one on which every rule of form is kept; of a `scan` nothing can be measured."""

    PLEADING = "pleading"
    EXHIBIT = "exhibit"
    FORM = "form"
    SCAN = "scan"


def sorted_pages(reading: PaperReading) -> Iterator[tuple[Page, Kind, Sheet | None]]:
    """Every page with its kind, and its numbers where it has some.

    Behind the cover of an exhibit all is exhibit until a numbered page bears the title of the first page in its foot.
    """
    kind, title = Kind.PLEADING, ""
    for page in reading.pages:
        sheet = sheet_of(page)
        title = title or (foot_title(sheet) if sheet else "")
        kind = _kind(page, sheet, before=kind, title=title)
        yield page, kind, sheet


def foot_title(sheet: Sheet) -> str:
    """The words at the foot of a page, without its number."""
    words = [line.text for line in sheet.foot if re.search(r"[A-Za-z]{3}", line.text)]
    return re.sub(r"\W|\d", "", " ".join(words)).upper()


def exhibit_named_by(page: Page, sheet: Sheet | None) -> str:
    """Letter or number of the exhibit whose cover this page is; empty for any other page."""
    lines = sheet.body if sheet else page.lines
    found = COVER.match(" ".join(line.text for line in lines[:2]))
    return found[1].upper() if found and sum(len(line.words) for line in lines) <= MOST_ON_A_COVER else ""


def _kind(page: Page, sheet: Sheet | None, *, before: Kind, title: str) -> Kind:
    if exhibit_named_by(page, sheet):
        return Kind.EXHIBIT
    if before is Kind.EXHIBIT and not (sheet and title and foot_title(sheet) == title):
        return Kind.EXHIBIT
    if sheet is None and (FORM.search(page.text) or before is Kind.FORM):
        return Kind.FORM
    return Kind.SCAN if page.scanned else Kind.PLEADING
