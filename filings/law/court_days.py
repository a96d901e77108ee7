"""Which days the court is open: the one calendar of the house, read from holidays.toml."""

import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from casefile.errors import Refused

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class CalendarEnds(Refused):
    """A count that would leave the table of holidays. `year` is the one that is missing."""

    code = "calendar_ends"

    def __init__(self, year: int) -> None:
        super().__init__(f"The table of court holidays has no year {year}. Count this date by hand.")
        self.year = year


@dataclass(frozen=True, eq=False)
class Calendar:
    """Court days from `first` to `last`; every question about a day outside is refused (CalendarEnds)."""

    first: date
    last: date
    holidays: Mapping[date, str]
    _open: tuple[date, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        span = (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))
        days = tuple(day for day in span if day.weekday() < SATURDAY and day not in self.holidays)
        object.__setattr__(self, "_open", days)

    def require(self, day: date) -> None:
        """Refuse a day that the table does not cover."""
        if not self.first <= day <= self.last:
            raise CalendarEnds(day.year)

    def closed(self, day: date) -> str | None:
        """Why the court is closed on `day` ("Saturday", "Labor Day"), or None when it is open."""
        self.require(day)
        if day in self.holidays:
            return self.holidays[day]
        return f"{day:%A}" if day.weekday() >= SATURDAY else None

    def next_open(self, day: date) -> date:
        """`day` itself if it is a court day, else the next one (CCP 12a)."""
        self.require(day)
        return self._at(bisect_left(self._open, day))

    def prev_open(self, day: date) -> date:
        """`day` itself if it is a court day, else the one before."""
        self.require(day)
        return self._at(bisect_right(self._open, day) - 1)

    def nth_after(self, day: date, n: int) -> date:
        """The n-th court day after `day`, which is not counted whether open or closed."""
        self.require(day)
        return self._at(bisect_right(self._open, day) + _positive(n) - 1)

    def nth_before(self, day: date, n: int) -> date:
        """The n-th court day before `day`, which is not counted whether open or closed (CCP 12c)."""
        self.require(day)
        return self._at(bisect_left(self._open, day) - _positive(n))

    def court_days_between(self, start: date, end: date) -> int:
        """Court days after `start` up to and including `end`; negative when `end` lies before `start`."""
        self.require(start)
        self.require(end)
        return bisect_right(self._open, end) - bisect_right(self._open, start)

    def closures(self, start: date, end: date) -> tuple[tuple[date, str], ...]:
        """The closed days strictly between two days, with their names, in order."""
        span = (start + timedelta(days=n) for n in range(1, (end - start).days))
        return tuple((day, name) for day in span if (name := self.closed(day)))

    def _at(self, index: int) -> date:
        if index < 0:
            raise CalendarEnds((self.first - ONE_DAY).year)
        if index >= len(self._open):
            raise CalendarEnds((self.last + ONE_DAY).year)
        return self._open[index]


def _positive(n: int) -> int:
    if n < 1:
        raise Refused("A count of court days begins at 1.")
    return n


@cache
def california() -> Calendar:
    """The judicial holidays of California (CCP 135) as holidays.toml has them."""
    table = tomllib.loads(Path(__file__).with_name("holidays.toml").read_text(encoding="utf-8"))
    holidays = {row["on"]: _named(row) for row in table["holiday"]}
    return Calendar(first=table["first"], last=table["last"], holidays=holidays)


def _named(row: Mapping[str, object]) -> str:
    return f"{row['name']} (observed)" if row.get("observed") else str(row["name"])
