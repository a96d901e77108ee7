"""What stands on a pleading: court, caption, causes, paragraph numbers, foot, and what should not stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filings.law.paper_finding import Finding, note, violation, warning
from filings.law.paper_grid import Grid, body_lines, foot_lines, grid_of, texts
from filings.law.paper_reading import Line, Page, PaperReading

COURT = re.compile(r"\bSUPERIOR COURT OF\b|\bUNITED STATES DISTRICT COURT\b|\bCOURT OF APPEAL\b", re.IGNORECASE)
CAUSE = re.compile(r"^[A-Z]+(?:-[A-Z]+)? CAUSE OF ACTION\b")
BY_AND_AGAINST = re.compile(r"\bagainst\b", re.IGNORECASE)
PARAGRAPH = re.compile(r"^(\d{1,4})\.$")
PARTY = re.compile(r"^((?:JANE|JOHN) DOE \d+),")
LEFT_OVER = re.compile(r"\{\{|\}\}|\{%|%\}|\bNone\b|▢|\[\[|\bundefined\b")
PUBLIC_ENTITY = re.compile(r"\bCITY OF\b|\bCOUNTY OF [A-Z]+,|\bpublic entity\b", re.IGNORECASE)
PUNITIVE = re.compile(r"\b(?:punitive|exemplary) damages\b", re.IGNORECASE)
MONEY = re.compile(r"\$\s?\d")


def of_the_first_page(page: Page, grid: Grid) -> Iterator[Finding]:
    """Counsel from line 1, the court on line 8, the caption below it (CRC 2.111)."""
    lines = list(body_lines(page, grid))
    at = {grid.line_of(line.baseline): line for line in reversed(lines)}
    if 1 not in at or at[1].x0 > page.width / 2:
        yield warning("filer_block", "Nothing about counsel begins on line 1.", "CRC 2.111(1)", page=1, line=1)
    court = next((line for line in lines if COURT.search(line.text)), None)
    if court is None:
        yield warning("court_title", "No title of a court stands on the first page.", "CRC 2.111(3)", page=1)
        return
    where = grid.line_of(court.baseline)
    if where != 8 or court.baseline < 240:
        text = f"The title of the court stands on line {where}, not on line 8."
        yield violation("court_title", text, "CRC 2.111(3)", page=1, line=where)


def of_the_foot(page: Page, grid: Grid) -> Iterator[Finding]:
    """Page number, a printed line, and below it the title of the paper, in 10 points or more (CRC 2.109, 2.110)."""
    lines = foot_lines(page, grid)
    number = next((line for line in lines if line.text.strip("- ") == str(page.number)), None)
    if number is None:
        told = note if page.number == 1 else violation
        yield told("page_number", f"The page does not bear its number {page.number}.", "CRC 2.109", page=page.number)
    title = next((line for line in lines if line is not number and re.search(r"[A-Za-z]{3}", line.text)), None)
    if title is None:
        yield violation(
            "footer_title", "The title of the paper does not stand in the foot.", "CRC 2.110", page=page.number
        )
        return
    above = number.baseline if number else grid.baselines[-1]
    level = [rule for rule in page.rules if not rule.upright and above - 1 <= rule.top <= title.baseline]
    if not level:
        yield violation(
            "footer_line", "No printed line stands above the title in the foot.", "CRC 2.110", page=page.number
        )
    if title.size < 9.95:
        text = f"The title in the foot is set in {title.size:.1f} points."
        yield violation("footer_size", text, "CRC 2.110", page=page.number)


def of_causes(reading: PaperReading) -> Iterator[Finding]:
    """Each cause says its number, its nature, who pleads it and against whom (CRC 2.112)."""
    lines = [(page.number, line.text) for page in reading.pages for line in _body(page)]
    for place, (page, text) in enumerate(lines):
        if CAUSE.match(text.strip()):
            following = " ".join(words for _, words in lines[place + 1 : place + 7])
            if not BY_AND_AGAINST.search(following):
                said = "The heading of the cause does not say by whom and against whom it is pleaded."
                yield violation("cause_heading", said, "CRC 2.112", page=page)


def of_paragraphs(reading: PaperReading) -> Iterator[Finding]:
    """Numbers run on without a gap; a list that begins again at 1 is a list of its own."""
    last: dict[int, int] = {}
    for page in reading.pages:
        for line in _body(page):
            found = PARAGRAPH.match(line.words[0].text)
            if not found:
                continue
            number, column = int(found[1]), round(line.words[0].x0 / 4)
            expected = last.get(column, 0) + 1
            if number not in (1, expected):
                text = f"Paragraph {number} follows paragraph {expected - 1}."
                yield violation("paragraph_numbers", text, "", page=page.number)
            last[column] = number


def of_leftovers(reading: PaperReading) -> Iterator[Finding]:
    for page in reading.pages:
        found = LEFT_OVER.search(page.text)
        if found:
            yield violation(
                "left_over", f"“{found[0]}” was left over by whatever filled in the text.", "", page=page.number
            )


def of_the_demand(reading: PaperReading) -> Iterator[Finding]:
    """Against a public entity no punitive damages (Gov. Code 818); in a complaint for injury no sum (CCP 425.10(b))."""
    text = reading.text
    public = bool(PUBLIC_ENTITY.search(text))
    complaint = bool(re.search(r"\bCOMPLAINT\b", text[:4000]))
    for page in reading.pages:
        if public and PUNITIVE.search(page.text):
            said = "Punitive damages are spoken of, and a public entity is a party."
            yield warning("punitive_damages", said, "Gov. Code, § 818", page=page.number)
        if complaint and MONEY.search(page.text):
            said = "A complaint for personal injury states no amount."
            yield warning("amount_stated", said, "Code Civ. Proc., § 425.10(b)", page=page.number)


def caption_parties(reading: PaperReading) -> list[str]:
    """The Does that begin a line of the caption, in order: from the first page to where the role stands."""
    found: list[str] = []
    for page in reading.pages:
        for text in texts(_left_half(page)):
            party = PARTY.match(text)
            if party:
                found.append(party[1])
            elif re.match(r"Plaintiffs?,$", text.strip()):
                return found
    return found


def missing_parties(reading: PaperReading, *, parties: Sequence[str]) -> Iterator[Finding]:
    """Every party on a line of the caption of its own, once, in order (CRC 2.111(4), CCP 422.40)."""
    there = caption_parties(reading)
    for party in parties:
        if there.count(party) != 1:
            text = f"{party} stands on {there.count(party)} lines of the caption."
            yield violation("caption_party", text, "CRC 2.111(4); Code Civ. Proc., § 422.40", page=1)
    if not set(there) - set(parties) and there != list(parties) and sorted(there) == sorted(parties):
        yield violation("caption_order", "The caption names the parties in another order.", "CRC 2.111(4)", page=1)
    for party in there:
        if party not in parties:
            yield violation(
                "caption_party", f"{party} is captioned and is no party to this paper.", "CRC 2.111(4)", page=1
            )


def _body(page: Page) -> Iterator[Line]:
    grid = grid_of(page)
    return body_lines(page, grid) if grid else iter(page.lines)


def _left_half(page: Page) -> Iterator[Line]:
    from_left = page.width / 2
    for line in _body(page):
        words = tuple(word for word in line.words if word.x0 < from_left)
        if words:
            yield Line(words)
