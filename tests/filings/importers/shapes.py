"""A table of shapes: what a sheet is, and what must be found in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from filings.importers import register
from filings.importers.register import RegisterReading
from tests.filings.importers.workbooks import people

TODAY = date(2026, 1, 15)


@dataclass(frozen=True)
class Shape:
    """A file, and what a reader must find: by default the six people of `workbooks`, all of whom load."""

    content: bytes
    file: str = "register.xlsx"
    sheet: str = "Claims"
    header_row: int = 1
    first_row: int = 2
    rows: int = 6
    rejected: tuple[tuple[int, str, str], ...] = ()
    duplicates: tuple[tuple[int, int], ...] = ()
    unmapped: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    told: dict[int, dict[str, str]] = field(default_factory=dict)


class Table(dict[str, Callable[[], Shape]]):
    """Shapes by what they are; a function that makes one is entered by `@table("what it is")`."""

    def __call__(self, what: str) -> Callable[[Callable[[], Shape]], Callable[[], Shape]]:
        def enter(make: Callable[[], Shape]) -> Callable[[], Shape]:
            self[what] = make
            return make

        return enter


def hold(wanted: Shape) -> None:
    """The reading is what the shape says, and rows that load say what their people say, sealed and open."""
    found = register.read(wanted.content, name=wanted.file, today=TODAY)
    assert (found.sheet, found.header_row) == (wanted.sheet, wanted.header_row)
    assert tuple((one.row, one.column, str(one.reason)) for one in found.rejected) == wanted.rejected
    assert tuple((pair.first_row, pair.second_row) for pair in found.duplicates) == wanted.duplicates
    assert len(found.entries) == wanted.rows
    assert found.entries[0].row == wanted.first_row
    assert found.unmapped == wanted.unmapped
    _hold_against_the_people(found, absent=wanted.absent)
    shown = {entry.row: entry.shown() for entry in found.entries}
    for row, told in wanted.told.items():
        assert {name: shown[row][name] for name in told} == told


def _hold_against_the_people(found: RegisterReading, *, absent: frozenset[str]) -> None:
    known = {row["client_code"]: row for row in people()}
    for entry in found.to_load:
        row = known.get(entry.client_code)
        for name, value in (row or {}).items():
            got = getattr(entry.identity, name, None) if hasattr(entry.identity, name) else getattr(entry, name)
            if name not in absent:
                assert (got or None) == (value or None), name
