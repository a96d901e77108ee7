"""The bytes of any sheet a firm may keep, as rows of cells. Refuses what is damaged, locked, a bomb or no sheet."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import PurePath

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

from casefile.errors import SheetRefused
from filings.importers import containers, parts, texts
from filings.importers.containers import Container
from filings.importers.parts import MOST_CELLS, Broken, Unsaid

Cell = str | int | float | bool | date | datetime | time | timedelta | Broken
Row = list[Cell]
Span = tuple[tuple[int, int], tuple[int, int]]

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
MOST_FILLED_BY_MERGES = 500_000


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """One sheet. `rows[n]` is row n + 1 as its keeper sees it; rows are cut after their last filled cell.

    `epoch` is the day a plain serial number counts from. Of text, where every cell is a string, `widths` says how many
    cells each record was cut into.
    """

    name: str
    rows: Sequence[Row]
    hidden: bool = False
    epoch: date = EPOCH_1900
    widths: Sequence[int] = ()

    def cell(self, row: int, column: int) -> Cell:
        """The cell of a 0-based row and column; "" beyond the end."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""


def open_workbook(content: bytes, *, name: str) -> list[Sheet]:
    """Every sheet of the file in its order. `name` only names the sheet of a text file; nothing is told from it."""
    match containers.tell(content):
        case Container.TEXT:
            return [_of_text(texts.records(texts.decode(content)), name=name)]
        case Container.HTML:
            return [_of_text(texts.tables(texts.decode(content)), name=name)]
        case container:
            return _of_workbook(content, container=container)


def _of_text(rows: Sequence[Sequence[str]], *, name: str) -> Sheet:
    widths = [len(row) for row in rows]
    cut = [_cut(list(row)) for row in rows]
    if sum(map(len, cut)) > MOST_CELLS:
        raise SheetRefused("too_large", "The file holds more cells than a register of claims could.")
    return Sheet(PurePath(name.replace("\\", "/")).stem, _cut_rows(cut), widths=widths)


def _of_workbook(content: bytes, *, container: Container) -> list[Sheet]:
    damaged = SheetRefused("damaged", "The workbook is damaged and cannot be opened.")
    try:
        return _sheets(content, container=container)
    except PasswordError as locked:
        text = "The workbook is locked with a password. Save a copy without one."
        raise SheetRefused("encrypted", text) from locked
    except (CalamineError, XmlError, ZipError, ValueError, OSError, KeyError, OverflowError) as damage:
        raise damaged from damage
    except BaseException as panic:
        # The reader is Rust: where it breaks down it raises a panic that is no Exception.
        if type(panic).__name__ != "PanicException":
            raise
        raise damaged from None


def _sheets(content: bytes, *, container: Container) -> list[Sheet]:
    """Sheets that hold a stray cell far away are left out, unless no other is left."""
    is_package = container is Container.XLSX
    epoch = EPOCH_1904 if is_package and parts.counts_from_1904(content) else EPOCH_1900
    unsaid = dict(parts.unsaid(content)) if is_package else {}
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    found: list[Sheet] = []
    spread = False
    for about in book.sheets_metadata:
        said = unsaid.get(about.name, Unsaid())
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        if said.filled_rectangle > MOST_CELLS:
            spread = True
            continue
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            spread = True
            continue
        found.append(Sheet(about.name, _rows(sheet, said=said), about.visible is not SheetVisibleEnum.Visible, epoch))
    if not found:
        raise _spread() if spread else SheetRefused("not_a_sheet", "The workbook has no sheet of cells.")
    return found


def _spread() -> SheetRefused:
    text = "A cell far from the register makes the sheet too large. Delete the empty rows and columns beyond it."
    return SheetRefused("too_large", text)


def _rows(sheet: CalamineSheet, *, said: Unsaid) -> list[Row]:
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows: list[Row] = [_cut([*left, *row]) for row in sheet.iter_rows()]
    for (row, column), broken in said.broken.items():
        if row < len(rows) and not _at(rows, row, column):
            _put(rows[row], column, broken)
    for row, column, value in _merged_down(rows, spans=sheet.merged_cell_ranges or []):
        _put(rows[row], column, value)
    return _cut_rows(rows)


def _at(rows: Sequence[Row], row: int, column: int) -> Cell:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _put(row: Row, column: int, value: Cell) -> None:
    row.extend([""] * (column + 1 - len(row)))
    row[column] = value


def _merged_down(rows: Sequence[Row], *, spans: Sequence[Span]) -> Iterator[tuple[int, int, Cell]]:
    """Of cells merged down one column: every row shows the value, the file keeps it in the first."""
    room = MOST_FILLED_BY_MERGES
    for (top, left), (bottom, right) in spans:
        value = _at(rows, top, left)
        if left != right or value == "":
            continue
        for row in range(top + 1, min(bottom + 1, len(rows), top + room)):
            room -= 1
            yield row, left, value


def _cut(row: Row) -> Row:
    while row and row[-1] == "":
        row.pop()
    return row


def _cut_rows(rows: list[Row]) -> list[Row]:
    while rows and not rows[-1]:
        rows.pop()
    return rows
