"""Headings: the four things that head a cause of action (CRC 2.112), and a bookmark to each heading (CRC 3.1110(f))."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from filings.law.paper_finding import Finding, violation, warning
from filings.law.paper_grid import Sheet
from filings.law.paper_reading import Line, PaperReading

UNITS = ("", "FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH")
TEENS = (
    *("TENTH", "ELEVENTH", "TWELFTH", "THIRTEENTH", "FOURTEENTH", "FIFTEENTH"),
    *("SIXTEENTH", "SEVENTEENTH", "EIGHTEENTH", "NINETEENTH", "TWENTIETH"),
)
TWENTIES = tuple(f"TWENTY-{unit}" for unit in UNITS[1:])
ORDINALS = {word: number for number, word in enumerate((*UNITS[1:], *TEENS, *TWENTIES, "THIRTIETH"), 1)}
CAUSE = re.compile(r"^\W*([\w-]*(?:FIRST|SECOND|THIRD|TH|1ST|2ND|3RD)) (?:CAUSE OF ACTION|COUNT)\b", re.IGNORECASE)
AGAINST = re.compile(r"\bagainst\b|\bas to\b|\bv(?:s|ersus)?\b\.?|\bdirected (?:to|at)\b", re.IGNORECASE)
BY = re.compile(r"\bby\b|\bplaintiffs?\b|\bcross-complainants?\b", re.IGNORECASE)
PARTS = re.compile(r"\b(?:by|against|as to|plaintiffs?|cross-complainants?)\b", re.IGNORECASE)
LONGEST_CAUSE = 120  # letters: a longer line is a sentence
MOST_LINES = 10  # of a heading
PARAGRAPH = re.compile(r"^\d{1,4}\.$")
PLEADS = re.compile(r"\bCOMPLAINT\b|\bPETITION\b")
ANSWERS = re.compile(r"\b(?:ANSWER|DEMURRER|MOTION|OPPOSITION|REPLY|DECLARATION|MEMORANDUM|STIPULATION|NOTICE)\b")
BOLD = re.compile(r"bold|black|heavy|demi|-bd", re.IGNORECASE)
CENTRED = 12.0  # points from the middle of the text
BELOW_THE_COURT = 10  # lines of the first page that are no headings

Telling = Callable[..., Finding]


@dataclass(frozen=True, slots=True)
class Heading:
    """A bold line in the middle of the text."""

    text: str
    page: int
    line: int


def pleads(sheets: Sequence[Sheet]) -> bool:
    """Whether this paper states causes: a complaint, not what moves against one or speaks of one."""
    foot = " ".join(line.text for line in sheets[0].foot).upper() if sheets else ""
    first = " ".join(line.text for line in sheets[0].body) if sheets else ""
    return bool(PLEADS.search(foot) or PLEADS.search(first)) and not ANSWERS.search(foot)


def of_causes(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Each cause says its number, its nature, who pleads it and against whom (CRC 2.112)."""
    if not pleads(sheets):
        return
    lines = [(sheet, line) for sheet in sheets for line in sheet.body]
    before = 0
    for place, (sheet, line) in enumerate(lines):
        if _heads_a_cause(line, sheet):
            here = sheet.page.number, sheet.grid.line_of(line.baseline)
            heading = _whole([one for _, one in lines[place : place + MOST_LINES]])
            yield from _of_its_parts(heading, page=here[0], line=here[1])
            number = _number(heading)
            if number not in (None, before + 1):
                text = (
                    f"Cause of action {number} follows cause {before}." if before else f"The first is number {number}."
                )
                yield violation("cause_number", text, "CRC 2.112(1)", page=here[0], line=here[1])
            before = number or before + 1


def headings(sheets: Sequence[Sheet]) -> Iterator[Heading]:
    """Every bold and centred line below the title of the court, from top to bottom."""
    body = [line for sheet in sheets for line in sheet.body]
    middle = (min((line.x0 for line in body), default=0.0) + max((line.x1 for line in body), default=0.0)) / 2
    for sheet in sheets:
        for line in sheet.body:
            at = sheet.grid.line_of(line.baseline)
            if _stands_out(line, middle) and (sheet.page.number > 1 or at > BELOW_THE_COURT):
                yield Heading(line.text, sheet.page.number, at)


def of_bookmarks(reading: PaperReading, sheets: Sequence[Sheet], *, told: Telling = warning) -> Iterator[Finding]:
    """A bookmark to the page of every heading; nothing for a file without any bookmark."""
    marks = [(_plain(mark.title), mark.page) for mark in reading.outline]
    for heading in headings(sheets) if marks else ():
        words = _plain(heading.text)
        pages = [page for title, page in marks if title and (words in title or title in words)]
        if not pages:
            text = "No bookmark leads to this heading."
            yield told("outline", text, "CRC 3.1110(f)", page=heading.page, line=heading.line)
        elif heading.page not in pages:
            text = f"The bookmark of this heading leads to page {pages[0] or 'nowhere'}."
            yield told("outline", text, "CRC 3.1110(f)", page=heading.page, line=heading.line)


def _of_its_parts(heading: str, *, page: int, line: int) -> Iterator[Finding]:
    rest = CAUSE.sub("", heading)
    if not AGAINST.search(rest):
        text = "The heading of the cause does not say against whom it is pleaded."
        yield violation("cause_heading", text, "CRC 2.112(4)", page=page, line=line)
    elif not BY.search(rest):
        text = "The heading of the cause does not say by whom it is pleaded."
        yield warning("cause_heading", text, "CRC 2.112(3)", page=page, line=line)
    if not any(_says_a_nature(piece) for piece in re.split(r"[()]", rest)):
        text = "The heading of the cause does not state its nature."
        yield violation("cause_heading", text, "CRC 2.112(2)", page=page, line=line)


def _says_a_nature(piece: str) -> bool:
    """Words before those on the parties; a citation alone is no nature."""
    return bool(re.search(r"[A-Za-z]{3}", PARTS.split(piece)[0])) and "§" not in piece


def _number(heading: str) -> int | None:
    found = CAUSE.match(heading)
    word = found[1].upper() if found else ""
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else ORDINALS.get(word)


def _heads_a_cause(line: Line, sheet: Sheet) -> bool:
    """A heading in the body: no entry of a table, no item of the caption, no sentence that happens to begin so."""
    text = line.text
    if not CAUSE.match(text) or len(text) > LONGEST_CAUSE or text[-1].isdigit() or line.x0 > sheet.page.width / 2:
        return False
    left = min(one.x0 for one in sheet.body)
    indented = line.x0 > left + 50 and not text.endswith((",", "."))
    return text.isupper() or _bold(line) or indented or CAUSE.fullmatch(text.rstrip(" :.")) is not None


def _whole(lines: Sequence[Line]) -> str:
    """The lines of a heading up to the first numbered paragraph."""
    told = [lines[0].text]
    for line in lines[1:]:
        if PARAGRAPH.match(line.words[0].text) or CAUSE.match(line.text):
            break
        told.append(line.text)
    return " ".join(told)


def _stands_out(line: Line, middle: float) -> bool:
    in_the_middle = abs((line.x0 + line.x1) / 2 - middle) <= CENTRED
    return in_the_middle and _bold(line) and len(_plain(line.text)) > 2


def _bold(line: Line) -> bool:
    return all(BOLD.search(word.font) for word in line.words)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).casefold()
