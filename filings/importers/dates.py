"""Days as people write them. Month first, unless the sheet proves to be day first; never a guess.

A day is read or refused. Two-digit years are 20xx; of a birth 19xx, unless that makes a person over a hundred.
A time of day, a weekday, an ordinal ending and a word such as "mailed" beside the day are passed over.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from rapidfuzz.distance import OSA

from filings.importers.cells import broken, folded, is_blank
from filings.importers.reasons import Reason
from filings.importers.sheets import EPOCH_1900, Cell
from filings.importers.words import WORDS, answers

Century = Callable[[int], int]
DayOrTrouble = date | Reason | None

FIRST_SERIAL, LAST_SERIAL = 8_000, 80_000  # 1921 to 2119

_NO_DATE = answers(WORDS["blank"]["no_date"])
_MONTHS = (
    ("january", "enero"),
    ("february", "febrero"),
    ("march", "marzo"),
    ("april", "abril"),
    ("may", "mayo"),
    ("june", "junio"),
    ("july", "julio"),
    ("august", "agosto"),
    ("september", "septiembre", "setiembre"),
    ("october", "octubre"),
    ("november", "noviembre"),
    ("december", "diciembre"),
)
_WEEKDAY = re.compile(r"\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]*\s*")
_TIME = re.compile(
    r"(?:[t,\s]+(?:at\s+|@\s*)?|\s*@\s*)(?:\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)"
    r"\s*(?:z|utc|p[sd]?t|[+-]\d{2}:?\d{2})?$"
)
_BESIDE = (
    r"(?:mailed|mail|served|service|filed|presented|received|rec'?d|personally|personal|by|via|us|usps|certified|cert|hand|"
    r"delivered|delivery|in|person|e-?mail|on|dated|date|stamped|copy|the|per|clerk|city|to|w/|with|approved|confirmed|ok|is)"
)
_BEFORE = re.compile(rf"^(?:{_BESIDE}[\s,:;.\-]+)+")
_AFTER = re.compile(rf"(?:[\s,:;.\-]+{_BESIDE})+$")
_ORDINAL = re.compile(r"(?<=\d)\s?(?:st|nd|rd|th|o|ro|do)\b")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PARTS = re.compile(r"(\d{1,4})(?:\s*[/\-.,\\]\s*|\s+)(\d{1,2})(?:\s*[/\-.,\\]\s*|\s+)'?(\d{1,4})")
_MONTH_DAY = re.compile(r"([a-z]{3,})[\s.\-/,]*(\d{1,2})(?:[\s.\-/,]+(?:of\s+|de\s+)?|\s*')'?(\d{2,4})")
_DAY_MONTH = re.compile(
    r"(\d{1,2})[\s.\-/,]*(?:of\s+|de\s+|day\s+of\s+)?([a-z]{3,})[\s.\-/,]*(?:of\s+|de\s+|del\s+)?'?(\d{2,4})"
)
_YEAR_MONTH_DAY = re.compile(r"(\d{4})[\s.\-/,]+([a-z]{3,})[\s.\-/,]+(\d{1,2})")
_FRAGMENT = re.compile(
    r"\d{1,4}\s*[/\-.]\s*\d{1,2}\s*[/\-.]\s*\d{2,4}|\d{1,2}[\s\-]+[a-z]{3,}[\s\-]+\d{4}|[a-z]{3,}\.?\s*\d{1,2},?\s+\d{4}"
)


class Order(Enum):
    """Which of the first two numbers is the month."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"


def of_a_claim(year: int) -> int:
    return 2000 + year


def of_a_birth(*, today: date) -> Century:
    """Two-digit years of birth are 19xx, unless that person would be over a hundred."""
    return lambda year: 1900 + year if today.year - (1900 + year) <= 100 else 2000 + year


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the days of one sheet."""

    order: Order = Order.MONTH_FIRST
    epoch: date = EPOCH_1900

    def read(self, cell: Cell, *, century: Century) -> DayOrTrouble:
        """The day; None for a cell that says nothing; the reason where it cannot be read."""
        if cell == "":
            return None
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        if trouble := broken(cell):
            return trouble
        if isinstance(cell, time | timedelta | bool):
            return self._of_clock(cell)
        if isinstance(cell, int | float):
            return self._of_number(cell, century=century)
        words = folded(cell)
        return None if is_blank(cell) or words in _NO_DATE else self._of_text(words, century=century)

    def _of_clock(self, cell: Cell) -> DayOrTrouble:
        if isinstance(cell, timedelta) and cell.days:
            return self._of_serial(cell.days)
        return None if cell in (time(), timedelta()) else Reason.UNREADABLE_DATE  # 0 as a day: an empty cell looked up

    def _of_serial(self, days: int) -> DayOrTrouble:
        in_range = FIRST_SERIAL <= days <= LAST_SERIAL
        return self.epoch + timedelta(days) if in_range else Reason.UNREADABLE_DATE

    def _of_number(self, number: float, *, century: Century) -> DayOrTrouble:
        if number == 0:
            return None
        if number < 0 or number >= 1e8:
            return Reason.UNREADABLE_DATE
        return self._of_digits(str(int(number)), century=century)

    def _of_digits(self, digits: str, *, century: Century) -> DayOrTrouble:
        """Digits alone: 20230304, 03042023, 3042023 (a zero was lost), 030423, or a serial number such as 44988."""
        if len(digits) == 8 and digits[:2] in ("19", "20") and (int(digits[4:6]) <= 12 or int(digits[:2]) > 12):
            return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        if len(digits) in (7, 8):
            digits = digits.zfill(8)
            return self._ordered(int(digits[:2]), int(digits[2:4]), int(digits[4:]))
        if len(digits) == 6:
            pairs = int(digits[:2]), int(digits[2:4]), int(digits[4:])
            if pairs[0] > 12 and pairs[1] <= 12 and self.order is Order.MONTH_FIRST:
                return _day(century(pairs[0]), pairs[1], pairs[2])
            return self._ordered(pairs[0], pairs[1], century(pairs[2]))
        return self._of_serial(int(digits)) if len(digits) == 5 else Reason.UNREADABLE_DATE

    def _of_text(self, words: str, *, century: Century) -> DayOrTrouble:
        if "?" in words:
            return Reason.UNREADABLE_DATE
        if len(_FRAGMENT.findall(words)) > 1:
            return Reason.TWO_DATES
        words = _bare(words)
        if re.fullmatch(r"\d+(?:\.\d+)?", words):
            return self._of_digits(words.split(".")[0], century=century)
        if found := _PARTS.fullmatch(words):
            return self._of_parts(found, century=century)
        return _of_words(words, century=century)

    def _of_parts(self, found: re.Match[str], *, century: Century) -> DayOrTrouble:
        first, second, third = found.groups()
        if len(first) == 4:
            return _day(int(first), int(second), int(third)) if len(third) <= 2 else Reason.UNREADABLE_DATE
        if len(first) == 3 or len(third) == 1:
            return Reason.UNREADABLE_DATE
        year = century(int(third)) if len(third) == 2 else int(third)
        return self._ordered(int(first), int(second), year)

    def _ordered(self, first: int, second: int, year: int) -> DayOrTrouble:
        if self.order is Order.DAY_FIRST:
            return _day(year, second, first)
        return _day(year, first, second)


def _bare(words: str) -> str:
    """The words without what may stand beside a day."""
    words = _ASIDE.sub(" ", words)
    words = _TIME.sub("", words.strip())
    words = _ORDINAL.sub("", _WEEKDAY.sub("", words))
    words = _AFTER.sub("", _BEFORE.sub("", words.strip()))
    return re.sub(r"\s+", " ", words).strip(" .,;:'-/")


def _of_words(words: str, *, century: Century) -> DayOrTrouble:
    if found := _MONTH_DAY.fullmatch(words):
        name, day, year = found.group(1), found.group(2), found.group(3)
    elif found := _DAY_MONTH.fullmatch(words):
        day, name, year = found.group(1), found.group(2), found.group(3)
    elif found := _YEAR_MONTH_DAY.fullmatch(words):
        year, name, day = found.group(1), found.group(2), found.group(3)
    else:
        return Reason.UNREADABLE_DATE
    month = _month(name)
    if not month:
        return Reason.UNREADABLE_DATE
    return _day(century(int(year)) if len(year) == 2 else int(year), month, int(day))


def _month(name: str) -> int:
    """The number of a month by its name, cut short or with a slip; 0 for any other word."""
    for number, names in enumerate(_MONTHS, 1):
        if any(full.startswith(name) for full in names):
            return number
    for number, names in enumerate(_MONTHS, 1):
        if any(full[:3] == name[:3] and len(name) > 4 and OSA.distance(full, name) <= 2 for full in names):
            return number
    return 0


def _day(year: int, month: int, day: int) -> DayOrTrouble:
    try:
        return date(year, month, day)
    except ValueError:
        return Reason.IMPOSSIBLE_DATE


# ---- which order a sheet keeps


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the text days of one column say: a first number over twelve, a second one over twelve, neither."""

    day_first: int = 0
    month_first: int = 0
    either: int = 0

    @property
    def says_day_first(self) -> bool:
        """Day first, and nothing against it: one slip of the pen in a long column says nothing."""
        return not self.month_first and self.day_first >= max(2, 0.2 * (self.day_first + self.either))


def evidence(cells: Iterable[Cell]) -> Evidence:
    day_first = month_first = either = 0
    for cell in cells:
        found = _PARTS.fullmatch(_bare(folded(cell))) if isinstance(cell, str) and cell else None
        if not found or len(found.group(1)) > 2:
            continue
        first, second = int(found.group(1)), int(found.group(2))
        day_first += first > 12 >= second
        month_first += second > 12 >= first
        either += first <= 12 and second <= 12
    return Evidence(day_first, month_first, either)


def order_of(columns: Iterable[Evidence]) -> Order:
    """Day first only where a column says so and no other column of the sheet says the contrary."""
    found = list(columns)
    day_first = any(column.says_day_first for column in found) and not any(column.month_first for column in found)
    return Order.DAY_FIRST if day_first else Order.MONTH_FIRST
