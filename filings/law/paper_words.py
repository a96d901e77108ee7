"""What stands on a pleading: court, paragraph numbers, foot, and what should not stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from filings.law.paper_finding import Finding, violation, warning
from filings.law.paper_grid import Sheet
from filings.law.paper_reading import Line, Page, Rule

COURT = re.compile(
    r"\bSUPERIOR COURT (?:OF|FOR|IN)\b|\bUNITED STATES DISTRICT COURT\b|\bCOURT OF APPEAL\b", re.IGNORECASE
)
PARAGRAPH = re.compile(r"^(\d{1,4})\.$")
LEFT_OVER = re.compile(
    r"\{\{|\}\}|\{%|%\}|▢|\[\[(?:def|cite|ref):|«\w+»|Error! Reference source not found|\[INSERT\b"
    r"|(?<=[a-z,(]\s)None\b(?!\sof\b)"
)
FAR = 3  # numbers: a last one further off than this is not the next paragraph
CASE_NUMBER = re.compile(r"\b(?:case|action|docket)\s*(?:no\b|nos\b|number|#)|^no\.", re.IGNORECASE)
CAPITALS = 0.66  # of the size of type: the height of its capitals
COURT_TOP = 240.0  # 3 1/3 inches
UNDERSCORES = re.compile(r"^[_—–-]{10,}$")


def of_the_first_page(sheet: Sheet) -> Iterator[Finding]:
    """Counsel from line 1, the court on line 8, the caption below it (CRC 2.111)."""
    at = {sheet.grid.line_of(line.baseline): line for line in reversed(sheet.body)}
    if 1 not in at or at[1].x0 > sheet.page.width / 2:
        yield warning("filer_block", "Nothing about counsel begins on line 1.", "CRC 2.111(1)", page=1, line=1)
    court = next((line for line in sheet.body if COURT.search(line.text)), None)
    if court is None:
        yield warning("court_title", "No title of a court stands on the first page.", "CRC 2.111(3)", page=1)
        return
    yield from _right_of_it(sheet, court)
    where = sheet.grid.line_of(court.baseline)
    too_high = court.baseline - CAPITALS * court.size < COURT_TOP - 2
    if where != 8:
        text = f"The title of the court stands on line {where}, not on line 8."
        pushed = where > 8 and 8 in at and not too_high  # a long list of counsel moves it down
        told = warning if pushed else violation
        yield told("court_title", text, "CRC 2.111(3)", page=1, line=where)
    elif too_high:
        text = "The title of the court stands on line 8, but less than 3 1/3 inches from the top."
        yield warning("court_title", text, "CRC 2.111(3)", page=1, line=where)


def of_the_foot(sheet: Sheet) -> Iterator[Finding]:
    """Page number, a printed line, and below it the title of the paper, in 10 points or more (CRC 2.109, 2.110)."""
    place = sheet.page.number
    number = next((line for line in sheet.foot if _bears(line.text, place)), None)
    if number is None and place > 1:  # on the first page it may be left out
        yield violation("page_number", f"The page does not bear its number {place}.", "CRC 2.109", page=place)
    titles = [line for line in sheet.foot if line is not number and re.search(r"[A-Za-z]{3}", line.text)]
    if not titles:
        yield violation("footer_title", "The title of the paper does not stand in the foot.", "CRC 2.110", page=place)
        return
    above = number.baseline if number else sheet.grid.baselines[-1]
    under = [line for line in titles if any(above - 1 <= rule <= line.baseline for rule in _level_rules(sheet))]
    if not under:
        text = "No printed line stands between the page number and the title in the foot."
        yield violation("footer_line", text, "CRC 2.110", page=place)
    size = max(line.size for line in under or titles)
    if size < 9.95:
        text = f"The title in the foot is set in {size:.1f} points."
        yield violation("footer_size", text, "CRC 2.110", page=place)


def of_paragraphs(sheets: Iterable[Sheet]) -> Iterator[Finding]:
    """Numbers run on without a gap. A list within begins at 1; a number that fits nothing is the text's."""
    columns: dict[int, list[tuple[int, int]]] = {}
    for sheet in sheets:
        for line in sheet.body:
            found = PARAGRAPH.match(line.words[0].text)
            if found and line.x0 < sheet.page.width / 2 and len(line.words) > 1:
                columns.setdefault(round(line.x0 / 4), []).append((int(found[1]), sheet.page.number))
    for column in columns.values():
        yield from _of_a_column(column)


def of_leftovers(pages: Iterable[Page]) -> Iterator[Finding]:
    for page in pages:
        found = LEFT_OVER.search(page.text)
        if found:
            text = f"“{found[0]}” was left over by whatever filled in the text."
            yield violation("left_over", text, "", page=page.number)


def _right_of_it(sheet: Sheet, court: Line) -> Iterator[Finding]:
    """Right of the middle: room for the clerk's stamp above the court, the number of the case below it."""
    middle = sheet.page.width / 2
    above, below = [], []
    for line in sheet.body:
        words = [word.text for word in line.words if word.x0 > middle - 12]
        begins = words and (line.x0 > middle or len(words) < len(line.words))
        if begins and line.baseline < court.baseline - 1:
            above += [line] if _parted(line, middle) else []
        elif begins and line.baseline > court.baseline + 1:
            below.append(" ".join(words))
    if above:
        at = sheet.grid.line_of(above[0].baseline)
        text = "Type stands at the right above the court, where the clerk stamps the paper."
        yield warning("clerk_space", text, "CRC 2.111(2)", page=1, line=at)
    if not any(CASE_NUMBER.search(text) for text in below):
        text = "No number of the case stands at the right of the caption."
        yield warning("case_number", text, "CRC 2.111(5)", page=1)


def _parted(line: Line, middle: float) -> bool:
    """Whether words begin beyond the middle after a gap, and not merely run over it."""
    edge = 0.0
    for word in line.words:
        if word.x0 > middle and word.x0 - edge > 18:
            return True
        edge = word.x1
    return False


def _bears(text: str, number: int) -> bool:
    return bool(re.fullmatch(rf"\W*(?:page\s+)?{number}(?:\s+of\s+\d+)?\W*", text, re.IGNORECASE))


def _level_rules(sheet: Sheet) -> list[float]:
    """Where level lines are printed in the foot, also those typed as underscores."""
    typed = [line.baseline for line in sheet.foot if UNDERSCORES.match(line.text.replace(" ", ""))]
    drawn: list[Rule] = [rule for rule in sheet.page.rules if not rule.upright]
    return typed + [rule.top for rule in drawn]


def _of_a_column(column: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Numbers at one indent, each with its page: which of them continue a list, begin one, or leave a gap."""
    lists: list[int] = []  # the last number of each list that is open, the innermost last
    for place, (number, page) in enumerate(column):
        after = column[place + 1][0] if place + 1 < len(column) else None
        if number - 1 in lists:
            while lists.pop() != number - 1:
                continue
        elif number != 1:
            fits = after is not None and after - 1 in lists and number not in lists
            far = after is None and any(number > last + FAR for last in lists[-1:])
            if fits or far or (not lists and after != number + 1):
                continue  # a line of text that happens to begin with a number
            before = lists.pop() if lists else 0
            yield violation("paragraph_numbers", f"Paragraph {number} follows paragraph {before}.", "", page=page)
        lists.append(number)
