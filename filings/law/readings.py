"""Other ways to read a rule, by name; the U-numbers of docs/deadline-rules.md say why each exists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from filings.law.counting import add_months, count, longer_half_year
from filings.law.court_days import Calendar
from filings.law.rulebook import Amount, Roll, Rule, Service


@dataclass(frozen=True, slots=True)
class Count:
    """One count on the default reading: `start` + amount = `base`, + extension = `raw`, rolled = `due`."""

    rule: Rule
    calendar: Calendar
    service: Service
    extension: Amount | None
    start: date
    base: date
    raw: date
    due: date

    def extend(self, base: date) -> date:
        """`base` with the days for service, in the rule's own direction."""
        if self.extension is None:
            return base
        return count(self.extension, start=base, direction=self.rule.direction, calendar=self.calendar)

    def rolled(self, day: date) -> date:
        return roll(day, how=self.rule.roll, calendar=self.calendar)


def roll(day: date, *, how: Roll, calendar: Calendar) -> date:
    """The day itself if the court is open, else where the rule moves it."""
    calendar.require(day)
    match how:
        case Roll.NONE:
            return day
        case Roll.SAFE_BACK:
            return calendar.prev_open(day)
        case Roll.NEXT | Roll.TRIAL:
            return calendar.next_open(day)


def _earliest_safe_suit(found: Count) -> date:
    return found.calendar.nth_after(found.calendar.next_open(found.raw), 1)


def _no_eservice_extension(found: Count) -> date:
    return found.rolled(found.base) if found.service is Service.ELECTRONIC else found.due


def _roll_before_extension(found: Count) -> date:
    return found.rolled(found.extend(found.rolled(found.base)))


def _base_day_rolled_back(found: Count) -> date:
    return found.rolled(found.extend(found.calendar.prev_open(found.base)))


def _six_calendar_months(found: Count) -> date:
    return found.rolled(add_months(found.start, found.rule.amount.n))


def _longer_of_182_days(found: Count) -> date:
    return found.rolled(longer_half_year(found.start, months=found.rule.amount.n))


Reading = Callable[[Count], date]

READINGS: Mapping[str, Reading] = MappingProxyType(
    {
        "no_roll": lambda found: found.raw,  # U1
        "roll_forward_12a": lambda found: found.calendar.next_open(found.raw),  # U1
        "roll_back": lambda found: found.calendar.prev_open(found.raw),
        "court_day_on_or_before": lambda found: found.calendar.prev_open(found.raw),  # U8
        "rolled_12a": lambda found: found.calendar.next_open(found.raw),  # U5
        "roll_before_extension": _roll_before_extension,  # U2
        "base_day_rolled_back_before_extension": _base_day_rolled_back,  # U3
        "no_eservice_extension": _no_eservice_extension,  # U0
        "no_service_extension": lambda found: found.rolled(found.base),  # U6, U7, U9
        "without_915_2_extension": lambda found: found.base,  # U5
        "six_calendar_months": _six_calendar_months,  # U4
        "longer_of_182_days": _longer_of_182_days,  # U4
        "earliest_safe_suit": _earliest_safe_suit,  # U5
    }
)


def alternatives(found: Count) -> Mapping[str, date]:
    """The rule's other readings that give another day than the default one."""
    read = {name: READINGS[name](found) for name in found.rule.alternatives}
    return MappingProxyType({name: day for name, day in read.items() if day != found.due})
