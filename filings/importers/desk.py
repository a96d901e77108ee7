"""What reading the rows of one sheet needs, worked out once: its columns, its order of day and month, its Doe style."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import mode

from filings.importers import cells, choices
from filings.importers.columns import Column, Layout
from filings.importers.dates import Century, Order, Reader, evidence, of_a_birth, of_a_claim, order_of
from filings.importers.headings import DATES
from filings.importers.reasons import Reason
from filings.importers.sheets import Cell, Sheet


@dataclass(slots=True)
class Desk:
    """The sheet on the desk."""

    sheet: Sheet
    layout: Layout
    today: date
    reader: Reader = field(init=False)
    style: str = field(init=False)
    usual_width: int = field(init=False)
    columns: Mapping[str, tuple[Column, ...]] = field(init=False)
    swapped: frozenset[str] = field(init=False)
    asks_if_rejected: bool = field(init=False)
    action_of_notice: bool = field(init=False)
    _days: dict[tuple[str, Century], date | Reason | None] = field(init=False, default_factory=dict)
    _answers: dict[tuple[str, Cell], str | Reason] = field(init=False, default_factory=dict)
    born: Century = field(init=False)

    def __post_init__(self) -> None:
        self.columns = {name: self.layout.of(name) for name in self.layout.fields}
        days = {name: list(self._below(name)) for name in DATES if name in self.columns}
        self.reader = Reader(order_of(map(evidence, days.values())), self.sheet.epoch)
        self.swapped = frozenset(name for name, below in days.items() if _turned_round(below, order=self.reader.order))
        self.style = self._usual_style()
        widths = self.sheet.widths[self.layout.header_row :]
        self.usual_width = max(widths[0], mode(widths)) if widths else 0
        self.born = of_a_birth(today=self.today)
        action, notice = (self.heading(name).lower() for name in ("city_action", "notice_on"))
        answers = [choices.city_action(cell) for cell in self._below("city_action") if not cells.is_blank(cell)]
        unread = sum(isinstance(answer, Reason) for answer in answers)
        self.asks_if_rejected = bool(re.search(r"reject|denied", action)) and unread > 0
        self.action_of_notice = not action and bool(re.search(r"reject|denied|denial", notice))

    def heading(self, name: str) -> str:
        """The heading of a field's first column, as the sheet has it; "" where the field has none."""
        found = self.columns.get(name) or (self.columns.get("returned_late") if name == "notice_on" else None)
        return (found[0].heading or found[0].label) if found else ""

    def cell(self, row: int, name: str) -> Cell:
        found = self.columns.get(name)
        return self.sheet.cell(row, found[0].index) if found else ""

    def joined(self, row: int, name: str, *, by: str) -> str:
        """The text of a field that may stand in several columns."""
        told = (self.sheet.cell(row, column.index) for column in self.columns.get(name, ()))
        return by.join(
            dict.fromkeys(cells.text(cell) for cell in told if not cells.is_blank(cell) and not cells.broken(cell))
        )

    def day(self, row: int, name: str) -> date | Reason | None:
        cell = self.cell(row, name)
        century = self.born if name == "born_on" else of_a_claim
        if not isinstance(cell, str) or not cell:
            return self._checked(cell, name, self.reader.read(cell, century=century))
        if (cell, century) not in self._days:
            self._days[cell, century] = self.reader.read(cell, century=century)
        return self._days[cell, century]

    def answer(self, name: str, cell: Cell, *, read: Callable[[Cell], str | Reason]) -> str | Reason:
        """An answer; a register repeats the same few, so each spelling is read once."""
        if (name, cell) not in self._answers:
            self._answers[name, cell] = cells.broken(cell) or read(cell)
        return self._answers[name, cell]

    def _checked(self, cell: Cell, name: str, day: date | Reason | None) -> date | Reason | None:
        turned = name in self.swapped and isinstance(day, date) and day.day <= 12 and day.day != day.month
        return Reason.SWAPPED_DATE if turned and isinstance(cell, date) else day

    def _below(self, name: str) -> Iterator[Cell]:
        for column in self.columns.get(name, ()):
            for row in range(self.layout.header_row + 1, len(self.sheet.rows)):
                if (cell := self.sheet.cell(row, column.index)) != "":
                    yield cell

    def _usual_style(self) -> str:
        styles = [cells.doe_style(cells.text(cell)) for cell in self._below("doe_label") if isinstance(cell, str)]
        jane, john = styles.count("JANE"), styles.count("JOHN")
        return cells.doe_style(self.heading("doe_label")) or ("JOHN" if john > jane else "JANE")


def _turned_round(below: list[Cell], *, order: Order) -> bool:
    """Day-first text that a month-first program has half turned into days: its true days all lie within twelve."""
    days = [cell for cell in below if isinstance(cell, date)]
    told = evidence(cell for cell in below if isinstance(cell, str))
    mixed = len(days) > 2 and all(day.day <= 12 for day in days)
    return mixed and told.day_first > 1 and not told.month_first and (order is Order.DAY_FIRST or told.says_day_first)
