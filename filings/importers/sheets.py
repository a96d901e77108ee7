"""The bytes of any sheet a firm may keep, as rows of cells. Refuses what is damaged, locked, a bomb or no sheet."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePath
from typing import Any

from casefile.errors import SheetRefused
from filings.importers import containers, texts
from filings.importers.containers import Container
from filings.importers.parts import MOST_CELLS, Broken

Cell = str | int | float | bool | date | datetime | time | timedelta | Broken
Row = list[Cell]

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
LONGEST_WAIT = 90  # seconds
HOUSE = Path(__file__).resolve().parents[2]

SENTENCES = {
    "encrypted": "The workbook is locked with a password. Save a copy without one.",
    "damaged": "The workbook is damaged and cannot be opened.",
    "not_a_sheet": "The workbook has no sheet of cells.",
    "too_large": "The workbook holds more than a register of claims could.",
    "spread": "A cell far from the register makes the sheet too large. Delete the empty rows and columns beyond it.",
}


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
            return _of_workbook(_unpacked(content, container=container))


def _of_text(rows: Sequence[Sequence[str]], *, name: str) -> Sheet:
    widths = [len(row) for row in rows]
    if sum(widths) > MOST_CELLS:
        raise SheetRefused("too_large", "The file holds more cells than a register of claims could.")
    cut: list[Row] = [_cut(list(row)) for row in rows]
    while cut and not cut[-1]:
        cut.pop()
    return Sheet(PurePath(name.replace("\\", "/")).stem, cut, widths=widths)


def _cut(row: Row) -> Row:
    while row and row[-1] == "":
        row.pop()
    return row


def _unpacked(content: bytes, *, container: Container) -> dict[str, Any]:
    """What `unpacking` tells of the workbook. Its words of complaint may hold what stands in cells, and are let go."""
    command = [sys.executable, "-m", "filings.importers.unpacking", container.value]
    environment = {"PYTHONPATH": str(HOUSE), "PATH": os.defpath, "PYTHONIOENCODING": "utf-8:surrogatepass"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a word of our own
            command, input=content, capture_output=True, timeout=LONGEST_WAIT, env=environment, cwd=HOUSE, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise _refused("damaged") from None
    told: dict[str, Any] = json.loads(done.stdout)
    if "refused" in told:
        raise _refused(told["refused"])
    return told


def _refused(code: str) -> SheetRefused:
    return SheetRefused("too_large" if code == "spread" else code, SENTENCES[code])


def _of_workbook(told: dict[str, Any]) -> list[Sheet]:
    epoch = EPOCH_1904 if told["from_1904"] else EPOCH_1900
    for sheet in told["sheets"]:
        for row in sheet["rows"]:
            for n, cell in enumerate(row):
                if isinstance(cell, list):
                    row[n] = _KINDS[cell[0]](cell[1])
    return [Sheet(one["name"], one["rows"], one["hidden"], epoch) for one in told["sheets"]]


_KINDS: dict[str, Callable[[Any], Cell]] = {
    "day": date.fromisoformat,
    "moment": datetime.fromisoformat,
    "time": time.fromisoformat,
    "span": lambda seconds: timedelta(seconds=seconds),
    "broken": Broken,
}
