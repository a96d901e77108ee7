"""A register of claims read from a file: the dry run. No row is stored, no model is seen, no name leaves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from casefile.errors import SheetRefused
from filings.importers import columns as headers
from filings.importers import consistency, entries, rows, sheets
from filings.importers.columns import Column, Layout
from filings.importers.consistency import CodeMaker
from filings.importers.dates import Order
from filings.importers.desk import Desk
from filings.importers.doubles import Likeness, Pair
from filings.importers.entries import Entry, Outcome
from filings.importers.headings import DATES, FIELDS, OF_CLAIMS
from filings.importers.holdback import HeldBack, hold_back, plain_title
from filings.importers.reasons import Finding, Reason
from filings.importers.rows import Skipped
from filings.importers.sheets import Sheet
from filings.law import claim_lifecycle
from filings.law.claim_lifecycle import Event, EventKind, LimitOnSuit, Method
from plaintiffs.rules.letters import words

__all__ = ["Entry", "Finding", "Outcome", "Pair", "RegisterReading", "events", "read"]

OLD = frozenset(
    {"old", "archive", "archived", "backup", "copy", "template", "example", "sample", "superseded", "obsolete"}
)
NOTICES = {
    "rejected": EventKind.REJECTED,
    "rejected in part": EventKind.REJECTED_IN_PART,
    "returned late": EventKind.RETURNED_LATE,
    "allowed": EventKind.ALLOWED,
}


@dataclass(frozen=True, slots=True)
class RegisterReading:
    """What a sheet says, row by row. Rows are numbered as its keeper sees them."""

    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    rejected: tuple[Finding, ...]
    duplicates: tuple[Pair, ...]
    skipped: dict[int, Skipped]
    held_back: tuple[HeldBack, ...]
    other_sheets: tuple[str, ...]
    order: Order

    @property
    def to_load(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.outcome is Outcome.LOAD)

    @property
    def is_clean(self) -> bool:
        return not self.rejected and not self.duplicates

    @property
    def mapping(self) -> dict[str, str]:
        """The map of columns to keep and to give back for the next sheet: label -> field, "" for one left out."""
        return {column.label: column.field for column in self.columns}

    @property
    def unmapped(self) -> tuple[str, ...]:
        return tuple(column.label for column in self.columns if not column.field)

    def as_json(self) -> dict[str, object]:
        """The dry run as scripts read it: nothing identifying, and no remarks, which are free text."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "data_rows": len(self.entries),
            "rows_to_load": len(self.to_load),
            "rejected": [
                {"row": one.row, "column": one.column, "reason": str(one.reason), "text": one.text}
                for one in self.rejected
            ],
            "duplicates": [{"first_row": one.first_row, "second_row": one.second_row} for one in self.duplicates],
            "rows": [entry.shown() for entry in self.entries],
        }


def read(
    content: bytes,
    *,
    name: str,
    today: date,
    columns: Mapping[str, str] | None = None,
    sheet: str | None = None,
    coded: CodeMaker | None = None,
) -> RegisterReading:
    """Read a register. Raises SheetRefused for a file that is none; its `reason` is the code, its text the sentence.

    `columns` is a kept map (`RegisterReading.mapping`); `sheet` names the sheet to take instead of the likeliest;
    `coded` makes the code of a person for whom the firm keeps none (`consistency.with_code`).
    """
    if columns and not set(columns.values()) <= FIELDS | {""}:
        raise SheetRefused("bad_map", "The map of columns names a field that the register does not have.")
    book = sheets.open_workbook(content, name=name)
    chosen, layout = _choose(book, columns=columns, asked=sheet)
    found = rows.choose(chosen, layout=layout)
    if not found.entries:
        raise SheetRefused("no_rows", "The sheet has a header and no row of claims below it.")
    desk = Desk(chosen, layout, today)
    judged = _judge(desk, indexes=found.entries, coded=coded)
    titles = {one.name: plain_title(one.name, number=n, entries=judged.entries) for n, one in enumerate(book, 1)}
    return RegisterReading(
        sheet=titles[chosen.name],
        header_row=layout.header_row + 1,
        columns=layout.columns,
        entries=judged.entries,
        rejected=judged.rejected,
        duplicates=judged.duplicates,
        skipped={row + 1: why for row, why in found.skipped.items()},
        held_back=judged.held_back,
        other_sheets=tuple(titles[other.name] for other in book if other is not chosen),
        order=desk.reader.order,
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    entries: tuple[Entry, ...]
    rejected: tuple[Finding, ...]
    duplicates: tuple[Pair, ...]
    held_back: tuple[HeldBack, ...]


def _judge(desk: Desk, *, indexes: Iterable[int], coded: CodeMaker | None) -> _Judged:
    """Read every row, hold the rows against each other, then give each its outcome."""
    found, findings = _read_rows(desk, indexes=indexes)
    likeness = Likeness(found)
    findings += consistency.between(found, desk=desk, same=likeness.same)
    findings.sort(key=lambda one: one.row)
    pairs = _pairs(likeness, rejected={one.row for one in findings})
    found, held_back = hold_back(found)
    judged = _with_outcomes(found, findings=findings, pairs=pairs, desk=desk)
    coded_rows = tuple(consistency.with_code(entry, coded=coded) for entry in judged)
    return _Judged(coded_rows, tuple(findings), pairs, tuple(held_back))


def _read_rows(desk: Desk, *, indexes: Iterable[int]) -> tuple[list[Entry], list[Finding]]:
    read_rows: list[Entry] = []
    findings: list[Finding] = []
    for index in indexes:
        entry, found = entries.read(desk, row=index)
        if not any(one.reason is Reason.SHIFTED_ROW for one in found):
            found += consistency.within(entry, desk=desk)
        if not found:
            found += consistency.unsaid_action(entry, desk=desk)
        read_rows.append(entry)
        findings += found
    return read_rows, findings


def _pairs(likeness: Likeness, *, rejected: set[int]) -> tuple[Pair, ...]:
    """A second entry that is itself refused is put right first; it is paired when it comes again."""
    return tuple(pair for pair in likeness.pairs() if pair.second_row not in rejected)


# ---- which sheet


def _choose(book: Sequence[Sheet], *, columns: Mapping[str, str] | None, asked: str | None) -> tuple[Sheet, Layout]:
    """The sheet that looks most like a register: visible before hidden, current before old, more fields, more rows."""
    candidates = [one for one in book if asked is None or one.name == asked]
    if not candidates:
        raise SheetRefused("no_such_sheet", "The workbook has no sheet of that name.")
    found = [(one, headers.find(one, chosen=columns)) for one in candidates if one.rows]
    registers = [(one, layout) for one, layout in found if layout and layout.is_register]
    if not registers:
        raise _no_register(layout for _, layout in found if layout)
    return max(registers, key=lambda pair: _likelihood(*pair))


def _likelihood(sheet: Sheet, layout: Layout) -> tuple[bool, bool, bool, int, int]:
    held = len(sheet.rows) - layout.header_row - 1
    return not sheet.hidden, held > 0, not OLD & set(words(sheet.name)), len(layout.fields), held


def _no_register(layouts: Iterable[Layout]) -> SheetRefused:
    if any(_is_nameless(layout) for layout in layouts):
        return SheetRefused("no_name_column", "No column for the claimants' last names was found.")
    return SheetRefused("no_header", "No row of this file looks like the header of a register of claims.")


def _is_nameless(layout: Layout) -> bool:
    """A header of claims that wants only the names; words in a row of data may pass for a few headings."""
    known = sum(1 for column in layout.columns if column.field)
    return len(layout.fields & OF_CLAIMS) > 2 and 2 * known > len(layout.columns) and not layout.fields & headers.NAMES


# ---- what the law says of a row


def _with_outcomes(
    read_rows: Sequence[Entry], *, findings: Sequence[Finding], pairs: Sequence[Pair], desk: Desk
) -> tuple[Entry, ...]:
    refused: dict[int, set[str]] = defaultdict(set)
    for one in findings:
        refused[one.row].add(one.column)
    second = {pair.second_row for pair in pairs}
    judged = []
    for entry in read_rows:
        outcome = Outcome.REJECT if entry.row in refused else Outcome.DUPLICATE if entry.row in second else Outcome.LOAD
        judged.append(_by_law(replace(entry, outcome=outcome), doubtful=refused[entry.row], desk=desk))
    return tuple(judged)


def _by_law(entry: Entry, *, doubtful: set[str], desk: Desk) -> Entry:
    """What the law says, as far as nothing it rests on is in doubt."""

    def sure_of(*names: str) -> bool:
        return doubtful.isdisjoint(desk.heading(name) for name in names)

    reading = claim_lifecycle.read(events(entry), today=desk.today)
    # A claim returned as late stays on its path also where the day of the return is not told.
    limit = LimitOnSuit.LATE_CLAIM_PATH if entry.city_action == "returned late" else reading.limit_on_suit
    return replace(
        entry,
        last_day_to_present=reading.last_day_to_present if sure_of("release_on") else None,
        timeliness=reading.timeliness if sure_of("release_on", "presented_on") else None,
        limit_on_suit=limit if sure_of(*DATES[1:], "city_action", "warning") else None,
    )


def events(entry: Entry) -> tuple[Event, ...]:
    """The dated events a row tells. A late application's result has no day in a register: what has none is no event."""
    found = []
    for kind, day in (
        (EventKind.ACCRUED, entry.release_on),
        (EventKind.AMENDED, entry.amended_on),
        (EventKind.INSUFFICIENT, entry.insufficiency_on),
        (EventKind.LATE_APPLICATION, entry.late_application_on),
    ):
        if day:
            found.append(Event(kind, day))
    if entry.presented_on:
        method = Method(entry.how_presented) if entry.how_presented else None
        found.append(Event(EventKind.PRESENTED, entry.presented_on, method))
    noticed_on = entry.notice_on or entry.notice_mailed_on
    if entry.city_action in NOTICES and noticed_on:
        warning = {"Y": True, "N": False}.get(entry.warning)
        found.append(Event(NOTICES[entry.city_action], noticed_on, mailed_on=entry.notice_mailed_on, warning=warning))
    return tuple(found)
