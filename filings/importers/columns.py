"""Where the header stands, and which column holds which field: by the words of the heading and the cells below it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from filings.importers import choices, headings
from filings.importers.cells import is_blank, text
from filings.importers.dates import Reader, of_a_claim
from filings.importers.headings import DATES, EITHER, OF_CLAIMS, SEVERAL, is_usual
from filings.importers.parts import column_letters
from filings.importers.reasons import Reason
from filings.importers.sheets import Cell, Sheet
from plaintiffs.rules import letters
from plaintiffs.rules.own_words import SHORTEST_IN_CODE

DEEPEST_HEADER = 400
LONGEST_HEADING = 160
SAMPLE = 80
NAMES = frozenset({"last", "full_name"})

Meanings = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `heading` is what stands in the sheet; `label` differs where that is blank or stands twice."""

    index: int
    heading: str
    label: str
    field: str = ""

    @property
    def letters(self) -> str:
        return column_letters(self.index + 1)


@dataclass(frozen=True, slots=True)
class Layout:
    """The header of a sheet, 0-based. `header_row` lies above the data; one of several rows begins at `top_row`."""

    top_row: int
    header_row: int
    columns: tuple[Column, ...]

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(column.field for column in self.columns) - {""}

    @property
    def unmapped(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.field)

    def of(self, field: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field == field)

    @property
    def is_register(self) -> bool:
        """A name and at least one thing that only a register of claims tells, three fields in all."""
        return bool(self.fields & NAMES and self.fields & OF_CLAIMS) and len(self.fields) > 2


class _Band:
    """One to three rows that may be the header."""

    def __init__(self, sheet: Sheet, *, top: int, bottom: int, known: dict[str, Meanings]) -> None:
        self.top, self.bottom = top, bottom
        rows = [[_heading(cell) for cell in sheet.rows[row]] for row in range(top, bottom + 1)]
        own, grouped = _joined(rows), _joined(_reaching(rows))
        self.texts: list[str] = []
        self.meanings: list[Meanings] = []
        for words, with_group in zip(own, grouped, strict=True):
            alone, together = (_meanings(told, known=known) for told in (words, with_group))
            of_others = headings.speaks_of_others(with_group)
            grouped_says_more = bool(together) and (not alone or together[0][1] > alone[0][1])
            self.texts.append(with_group if of_others or grouped_says_more else words)
            self.meanings.append(together if of_others or grouped_says_more else alone)

    @property
    def found(self) -> int:
        """How many different fields the headings could mean; a wide guess counts for nothing."""
        return len({meant[0][0] for meant in self.meanings if meant and meant[0][1] > 1})

    @property
    def strength(self) -> int:
        best: dict[str, int] = {}
        for meant in self.meanings:
            if meant and meant[0][1] > 1:
                best[meant[0][0]] = max(best.get(meant[0][0], 0), meant[0][1])
        return sum(best.values())


def find(sheet: Sheet, *, chosen: Mapping[str, str] | None = None) -> Layout | None:
    """The layout of the sheet; None where no row looks like the header of a register.

    `chosen` is a kept map, label -> field ("" leaves the column out); it decides for the headings it names.
    """
    band = _chosen_band(sheet, chosen=chosen) if chosen else _likeliest(sheet)
    if band is None:
        return None
    below = [_below(sheet, row=band.bottom, column=n) for n in range(len(band.texts))]
    told = _without_names(band, below=below, sheet=sheet)
    labels = _labels(told)
    fields = _assigned(band, below=below, fixed=_fixed(labels, chosen=chosen or {}))
    columns = (
        Column(n, heading, labels[n], fields.get(n, "")) for n, heading in enumerate(told) if heading or below[n]
    )
    return Layout(band.top, band.bottom, tuple(columns))


def _heading(cell: Cell) -> str:
    words = text(cell) if isinstance(cell, str) else ""
    return words if len(words) <= LONGEST_HEADING else ""


def _meanings(words: str, *, known: dict[str, Meanings]) -> Meanings:
    if words not in known:
        known[words] = headings.meanings(words) if words else ()
    return known[words]


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The headings of a band, each column read downwards."""
    width = max(map(len, rows))
    columns = ((row[n] for row in rows if n < len(row) and row[n]) for n in range(width))
    return [" ".join(dict.fromkeys(column)) for column in columns]


def _reaching(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """The same rows, the word of a group reaching over the blank cells to its right that have a word below."""
    width = max(map(len, rows))
    reached = []
    for n, row in enumerate(rows):
        reach, out = "", []
        for column in range(width):
            own = row[column] if column < len(row) else ""
            answered = any(column < len(below) and below[column] for below in rows[n + 1 :])
            reach = own or (reach if answered else "")
            out.append(reach)
        reached.append(out)
    return reached


def _likeliest(sheet: Sheet) -> _Band | None:
    """The band with most headings; of equal ones the first, for a header may be repeated on every page."""
    known: dict[str, Meanings] = {}
    best: _Band | None = None
    for row in range(min(len(sheet.rows), DEEPEST_HEADER)):
        if best and best.found > 5 and row > best.bottom + 60:
            break
        for band in _bands(sheet, row=row, known=known):
            if band.found > 1 and (best is None or (band.found, band.strength) > (best.found, best.strength)):
                best = band
    return best


def _bands(sheet: Sheet, *, row: int, known: dict[str, Meanings]) -> Iterator[_Band]:
    single = _Band(sheet, top=row, bottom=row, known=known)
    if single.found:
        yield single
    for more in (1, 2):
        bottom = row + more
        if bottom >= len(sheet.rows) or not _all_words(sheet.rows[bottom]) or not sheet.rows[row]:
            return
        if not single.found and not _Band(sheet, top=bottom, bottom=bottom, known=known).found:
            return
        yield _Band(sheet, top=row, bottom=bottom, known=known)


def _all_words(row: Sequence[Cell]) -> bool:
    """Could this row be the lower part of a header? It holds several words and no day, number or long text."""
    filled = [cell for cell in row if cell != ""]
    return len(filled) > 1 and all(
        isinstance(cell, str) and len(cell) < 60 and not re.search(r"\d{2}|@", cell) for cell in filled
    )


def _without_names(band: _Band, *, below: Sequence[Sequence[Cell]], sheet: Sheet) -> list[str]:
    """The headings, blank where a claimant's name stands in one: headings are shown and kept, and names are not."""
    fields = _assigned(band, below=below, fixed={})
    places = [n for n, field in fields.items() if field in NAMES]
    cells = (row[n] for row in sheet.rows[band.bottom + 1 :] for n in places if n < len(row))
    names = {word for cell in cells for word in letters.words(text(cell)) if len(word) >= SHORTEST_IN_CODE}
    return [
        "" if any(word in names and not is_usual(word) for word in letters.words(heading)) else heading
        for heading in band.texts
    ]


def _labels(texts: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    labels = []
    for n, words in enumerate(texts):
        plain = words or f"column {column_letters(n + 1)}"
        seen[plain] += 1
        labels.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return labels


def _below(sheet: Sheet, *, row: int, column: int) -> list[Cell]:
    """A sample of the filled cells under a heading."""
    found: list[Cell] = []
    for cells in sheet.rows[row + 1 : row + 1 + 20 * SAMPLE]:
        if column < len(cells) and not is_blank(cells[column]):
            found.append(cells[column])
            if len(found) == SAMPLE:
                break
    return found


# ---- a kept map


def _chosen_band(sheet: Sheet, *, chosen: Mapping[str, str]) -> _Band | None:
    known: dict[str, Meanings] = {}
    wanted = {label for label, field in chosen.items() if field}
    best, most = None, 0
    for row in range(min(len(sheet.rows), DEEPEST_HEADER)):
        for bottom in range(row, min(row + 3, len(sheet.rows))):
            band = _Band(sheet, top=row, bottom=bottom, known=known)
            hits = len(wanted & set(_labels(band.texts)))
            if hits > most:
                best, most = band, hits
    return best


def _fixed(labels: Sequence[str], *, chosen: Mapping[str, str]) -> dict[int, str]:
    return {n: chosen[label] for n, label in enumerate(labels) if label in chosen}


# ---- headings weighed by their cells


def _assigned(band: _Band, *, below: Sequence[Sequence[Cell]], fixed: Mapping[int, str]) -> dict[int, str]:
    """Each field to its likeliest column, the surest first; what a person chose stands."""
    fields = dict(fixed)
    weighed = [
        (strength + _weight(field, below[n]), -n, field)
        for n, meant in enumerate(band.meanings)
        for field, strength in meant
        if n not in fixed
    ]
    for weight, place, field in sorted(weighed, key=lambda one: one[:2], reverse=True):
        taken = field in fields.values() and field not in SEVERAL
        if weight > 0 and -place not in fields and not taken:
            fields[-place] = field
    return _one_name(fields, fixed=fixed)


def _one_name(fields: dict[int, str], *, fixed: Mapping[int, str]) -> dict[int, str]:
    """Beside surname and given name a whole name says nothing new; beside a lone surname it is the given name."""
    held = set(fields.values())
    if "last" not in held or "full_name" not in held:
        return fields
    instead = "" if "first" in held else "first"
    return {n: field if field != "full_name" or n in fixed else instead for n, field in fields.items()}


def _weight(field: str, cells: Sequence[Cell]) -> int:
    """How far the cells speak for a field (1), say nothing (0) or speak against it."""
    if not cells:
        return 0
    days = _share(cells, _is_day)
    if field in DATES:
        return 1 if days >= 0.5 else (-9 if days < 0.25 and len(cells) > 1 else 0)
    if field in EITHER:
        return 1 if days + _share(cells, lambda cell: not isinstance(choices.yes_no(cell), Reason)) >= 0.5 else -9
    if _share(cells, _is_plainly_a_day) > 0.6:
        return -9
    if field in _ANSWERS:
        answered = _answered(field, cells)
        if field == "status" and answered < 0.5 <= _answered("city_action", cells):
            return -9
        return 1 if answered >= 0.5 else (-2 if answered < 0.2 and len(cells) > 2 else 0)
    return _weight_of_words(field, cells)


def _answered(field: str, cells: Sequence[Cell]) -> float:
    return _share(cells, lambda cell: not isinstance(_ANSWERS[field](cell), Reason))


def _weight_of_words(field: str, cells: Sequence[Cell]) -> int:
    digits = _share(cells, lambda cell: bool(re.search(r"\d", text(cell))))
    if field in ("last", "first", "middle", "full_name", "suffix", "spouse", "aliases"):
        only_answers = field in ("last", "first", "full_name") and _answered("warning", cells) > 0.5
        return -9 if digits > 0.5 or only_answers else 0
    if field in ("serial_no", "city_claim_no", "doe_label"):
        return 1 if digits >= 0.5 else -2
    if field == "client_code":
        return -2 if _counts_up(cells) else (1 if digits >= 0.5 else -1)
    return 0


_ANSWERS = {
    "status": choices.status,
    "how_presented": choices.how_presented,
    "city_action": choices.rejected_or_not,
    "warning": choices.warning,
    "late_application_result": choices.late_application_result,
    "in_suit": choices.in_suit,
}


def _share(cells: Sequence[Cell], test: Callable[[Cell], bool]) -> float:
    return sum(map(test, cells)) / len(cells)


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, datetime | date):
        return True
    if isinstance(cell, float | int):
        return 30_000 <= cell <= 60_000 and not isinstance(cell, bool)
    return isinstance(cell, str) and Reader().read(cell, century=of_a_claim) not in (
        None,
        Reason.UNREADABLE_DATE,
        Reason.TWO_DATES,
    )


def _is_plainly_a_day(cell: Cell) -> bool:
    return _is_day(cell) and not isinstance(cell, int | float) and not text(cell).isdigit()


def _counts_up(cells: Sequence[Cell]) -> bool:
    """1, 2, 3: a number of the row, which another sorting gives to somebody else."""
    numbers = [text(cell) for cell in cells]
    if len(numbers) < 3 or not numbers[0].isdigit():
        return False
    return numbers == [str(int(numbers[0]) + n) for n in range(len(numbers))]
