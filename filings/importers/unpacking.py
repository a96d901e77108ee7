"""A workbook's cells as plain JSON, read in a process of its own: `-m filings.importers.unpacking xlsx < workbook`.

The reader is fast because it trusts what a file says of its size. A crooked or damaged file can make it ask for more
memory than there is, which ends its process. So that process is not ours, and its memory and time are bounded.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from filings.importers import parts
from filings.importers.parts import MOST_CELLS, Broken, Unsaid

MOST_MEMORY = 2**30
MOST_SECONDS = 60
MOST_LETTERS = 200_000_000
MOST_FILLED_BY_MERGES = 500_000

Cells = list[Any]


def main() -> int:
    """Exit code 0 and JSON on the way out: `sheets`, or `refused` with its code."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    content = sys.stdin.buffer.read()
    try:
        found = unpack(content, container=sys.argv[1])
    except PasswordError:
        found = {"refused": "encrypted"}
    except (CalamineError, XmlError, ZipError, ValueError, OSError, KeyError, OverflowError, MemoryError):
        found = {"refused": "damaged"}
    json.dump(found, sys.stdout)
    return 0


def unpack(content: bytes, *, container: str) -> dict[str, Any]:
    """Every sheet of cells; one with a stray cell far away is left out, unless no other is left."""
    unsaid = dict(parts.unsaid(content)) if container == "xlsx" else {}
    errors = dict.fromkeys(parts.errors_of_xls(content) if container == "xls" else (), Broken.ERROR)
    if container == "ods":
        content = parts.with_errors_as_text(content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets: list[dict[str, Any]] = []
    letters, spread = 0, False
    for about in book.sheets_metadata:
        said = unsaid.get(about.name, Unsaid(errors))
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = None if said.filled_rectangle > MOST_CELLS else book.get_sheet_by_name(about.name)
        if sheet is None or sheet.total_height * sheet.total_width > MOST_CELLS:
            spread = True
            continue
        rows = _rows(sheet, said=said)
        letters += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        if letters > MOST_LETTERS:
            return {"refused": "too_large"}
        sheets.append({"name": about.name, "hidden": about.visible is not SheetVisibleEnum.Visible, "rows": rows})
    if not sheets:
        return {"refused": "spread" if spread else "not_a_sheet"}
    return {"sheets": sheets, "from_1904": container == "xlsx" and parts.counts_from_1904(content)}


def _rows(sheet: CalamineSheet, *, said: Unsaid) -> list[Cells]:
    left: Cells = [""] * (sheet.start[1] if sheet.start else 0)
    rows = [_cut([*left, *map(_plain, row)]) for row in sheet.iter_rows()]
    for (row, column), broken in said.broken.items():
        if row < len(rows) and _at(rows, row, column) == "":
            _put(rows[row], column, _broken(broken))
    for row, column, value in _merged_down(rows, spans=sheet.merged_cell_ranges or []):
        _put(rows[row], column, value)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _plain(cell: object) -> object:
    """Text, numbers and truth values stand as they are; of the rest the kind stands before the value."""
    if isinstance(cell, str | int | float):
        return cell
    if isinstance(cell, datetime):
        return ["moment", cell.isoformat()]
    if isinstance(cell, date):
        return ["day", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    return ["span", cell.total_seconds() if isinstance(cell, timedelta) else 0.0]


def _broken(broken: Broken) -> list[str]:
    return ["broken", broken.value]


def _at(rows: Sequence[Cells], row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _put(row: Cells, column: int, value: object) -> None:
    row.extend([""] * (column + 1 - len(row)))
    row[column] = value


def _merged_down(
    rows: Sequence[Cells], *, spans: Sequence[tuple[tuple[int, int], tuple[int, int]]]
) -> Iterator[tuple[int, int, object]]:
    """Of cells merged down one column: every row shows the value, the file keeps it in the first."""
    room = MOST_FILLED_BY_MERGES
    for (top, left), (bottom, right) in spans:
        value = _at(rows, top, left)
        if left != right or value == "":
            continue
        for row in range(top + 1, min(bottom + 1, len(rows), top + room)):
            room -= 1
            yield row, left, value


def _cut(row: Cells) -> Cells:
    while row and row[-1] == "":
        row.pop()
    return row


if __name__ == "__main__":
    sys.exit(main())
