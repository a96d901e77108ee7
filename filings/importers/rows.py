"""Which rows below a header are entries: not blank ones, headers said again, totals, section titles or notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from filings.importers.cells import is_blank, text
from filings.importers.columns import Layout
from filings.importers.sheets import Cell, Sheet

NAMES = ("last", "full_name", "first")
# One of these makes an entry of a row that has no name.
TELLING = ("serial_no", "born_on", "city_claim_no", "presented_on", "release_on", "city_action", "notice_on")
_TOTAL = re.compile(r"(?:grand|sub|overall)?[\s-]*(?:totals?|count|sum|average|number of)\b", re.IGNORECASE)
_REMARK = re.compile(
    r"(?:\*|(?:last )?updated|as of|notes?\b|legend|key\b|prepared|printed|source|page\s+\d|confidential|privileged"
    r"|revised|end of|continued|see )",
    re.IGNORECASE,
)


_HINT = re.compile(
    r"\bmm?/dd?/yy|^\(?y(?:es)?\s*/\s*no?\)?$|^\(?(?:required|optional|drop[- ]?down|free text)\)?$", re.IGNORECASE
)
_EXAMPLE = re.compile(r"(?:example|e\.g\.)(?:\b|$)", re.IGNORECASE)


class Skipped(StrEnum):
    """Why a row that is not blank is no entry."""

    HEADING = "heading_repeated"
    TOTAL = "total"
    NOTE = "note"
    EMPTY_FORM = "empty_form"


@dataclass(frozen=True, slots=True)
class _Row:
    index: int
    filled: int
    lead: str
    named: bool
    telling: bool
    shape: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """0-based rows that are entries, and the others with the reason."""

    entries: tuple[int, ...]
    skipped: dict[int, Skipped]


def choose(sheet: Sheet, *, layout: Layout) -> Chosen:
    """Sort the rows below the header."""
    skipped: dict[int, Skipped] = {}
    rows: list[_Row] = []
    headers = _headers(sheet, layout=layout)
    for index in range(layout.header_row + 1, len(sheet.rows)):
        if _says_header(sheet.rows[index], headers=headers) or _explains_header(
            sheet.rows[index], under=index - layout.header_row
        ):
            skipped[index] = Skipped.HEADING
            continue
        row = _weigh(sheet, index, layout=layout)
        if row.lead:
            rows.append(row)
    skipped |= _no_entries(rows)
    return Chosen(tuple(row.index for row in rows if row.index not in skipped), dict(sorted(skipped.items())))


def _weigh(sheet: Sheet, index: int, *, layout: Layout) -> _Row:
    held: set[str] = set()
    lead = code = ""
    filled = 0
    for column in layout.columns:
        cell = sheet.cell(index, column.index)
        if is_blank(cell):
            continue
        lead = lead or text(cell)
        if column.field:
            filled += 1
            held.add(column.field)
            code = text(cell) if column.field == "client_code" else code
    named, telling = not held.isdisjoint(NAMES), not held.isdisjoint(TELLING)
    return _Row(index, filled, lead, named, telling, re.sub(r"\d+", "9", re.sub(r"[A-Za-z]+", "A", code)))


def _no_entries(rows: Sequence[_Row]) -> dict[int, Skipped]:
    usual = median([row.filled for row in rows if row.filled > 1] or [1])
    full = [row.index for row in rows if row.filled >= 0.5 * usual and row.filled > 1]
    end = max(full, default=-1)
    shapes = {row.shape for row in rows if row.index <= end and row.filled >= 0.5 * usual}
    skipped: dict[int, Skipped] = {}
    for row in rows:
        if why := _why_not(row, usual=usual, end=end, shapes=shapes):
            skipped[row.index] = why
    return skipped


def _why_not(row: _Row, *, usual: float, end: int, shapes: set[str]) -> Skipped | None:
    few = row.filled <= max(3, 0.35 * usual) and row.filled < usual
    if few and _TOTAL.match(row.lead):
        return Skipped.TOTAL
    if row.filled < 2 and usual > 1:
        return Skipped.EMPTY_FORM if row.shape in shapes - {""} else Skipped.NOTE
    if not row.named and not row.telling:
        return Skipped.EMPTY_FORM if row.shape in shapes - {""} else Skipped.NOTE
    if few and row.shape not in shapes and (_REMARK.match(row.lead) or row.index > end):
        return Skipped.NOTE
    below = row.index > end and row.filled < 0.5 * usual
    return (
        Skipped.NOTE
        if below and (row.filled < 3 or _REMARK.match(row.lead)) and row.shape not in shapes - {""}
        else None
    )


def _says_header(cells: Sequence[Cell], *, headers: Sequence[dict[int, str]]) -> bool:
    """Does this row say again what a row of the header says? A page break may bring it back."""
    for header in headers:
        same = sum(1 for n, words in header.items() if n < len(cells) and _says(cells[n], words))
        if same > 1 and same >= 0.5 * sum(1 for cell in cells if cell != ""):
            return True
    return False


def _explains_header(cells: Sequence[Cell], *, under: int) -> bool:
    """A row right under the header that numbers the columns, says how to fill them in, or gives an example."""
    filled = [text(cell) for cell in cells if not is_blank(cell)]
    if under > 2 or len(filled) < 2:
        return False
    numbered = filled == [str(n) for n in range(1, len(filled) + 1)]
    hints = sum(1 for words in filled if _HINT.search(words))
    return numbered or hints > 1 or bool(_EXAMPLE.match(filled[0]))


def _says(cell: Cell, words: str) -> bool:
    return isinstance(cell, str) and (cell == words or (cell.strip()[:2] == words[:2] and text(cell) == words))


def _headers(sheet: Sheet, *, layout: Layout) -> list[dict[int, str]]:
    rows = range(layout.top_row, layout.header_row + 1)
    return [{n: text(cell) for n, cell in enumerate(sheet.rows[row]) if isinstance(cell, str) and cell} for row in rows]
