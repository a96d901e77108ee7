"""Counts days, months and years on the calendar, and says in words what was counted."""

from calendar import monthrange
from datetime import date, timedelta

from filings.law.court_days import Calendar, CalendarEnds
from filings.law.rulebook import Amount, Direction, Unit

HALF_YEAR = timedelta(days=182)  # Gov. Code 6803: "half year" is 182 days
MONTHS = "CCP § 12; Gov. Code § 6804"
GONZALES = "Gov. Code §§ 6803, 6804; Gonzales v. County of Los Angeles (1988) 199 Cal.App.3d 601"


def say(day: date) -> str:
    """A day as the steps write it: Mon Mar 1, 2027."""
    return f"{day:%a %b} {day.day}, {day.year}"


def add_months(day: date, n: int) -> date:
    """The same-numbered day n months on (back if negative); that month's last day if it has no such day."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def longer_half_year(day: date, *, months: int) -> date:
    """The later of so many calendar months and 182 days."""
    return max(add_months(day, months), day + HALF_YEAR)


def count(amount: Amount, *, start: date, direction: Direction, calendar: Calendar) -> date:
    """The day reached, never rolled; `start` itself is not counted."""
    sign = 1 if direction is Direction.FORWARD else -1
    match amount.unit:
        case Unit.CALENDAR_DAYS:
            return _days_on(start, sign * amount.n)
        case Unit.COURT_DAYS:
            step = calendar.nth_after if sign > 0 else calendar.nth_before
            return step(start, amount.n)
        case Unit.MONTHS:
            return add_months(start, sign * amount.n)
        case Unit.YEARS:
            return add_months(start, sign * 12 * amount.n)
        case Unit.MONTHS_OR_182_DAYS:
            return longer_half_year(start, months=amount.n)


def _days_on(day: date, n: int) -> date:
    """Refuses a day that no calendar has: an agreed extension may be told until the end of time."""
    try:
        return day + timedelta(days=n)
    except OverflowError as beyond:
        raise CalendarEnds(date.max.year + 1) from beyond


def tell(amount: Amount, *, start: date, end: date, direction: Direction, calendar: Calendar) -> str:
    """The count in one sentence, with the reason where the day is not the plain one."""
    if amount.unit is Unit.MONTHS_OR_182_DAYS:
        months, half_year = add_months(start, amount.n), start + HALF_YEAR
        return (
            f"{amount.n} calendar months from {say(start)} is {say(months)}; 182 days is {say(half_year)};"
            f" the longer is {say(end)}"
        )
    words = f"{amount.n} {_unit(amount)} {_way(direction)} {say(start)} is {say(end)}"
    if amount.unit is Unit.COURT_DAYS:
        return words + _passed_over(start, end, calendar)
    if amount.unit in (Unit.MONTHS, Unit.YEARS) and end.day != start.day:
        return f"{words}, the last day of that month, which has no day {start.day}"
    return words


def _unit(amount: Amount) -> str:
    words = {Unit.MONTHS: "calendar months", Unit.CALENDAR_DAYS: "calendar days"}
    many = words.get(amount.unit, amount.unit.value.replace("_", " "))
    return many.removesuffix("s") if amount.n == 1 else many


def _way(direction: Direction) -> str:
    return "after" if direction is Direction.FORWARD else "before"


def _passed_over(start: date, end: date, calendar: Calendar) -> str:
    closed = calendar.closures(min(start, end), max(start, end))
    named = [f"{name} {say(day)}" for day, name in closed if name not in ("Saturday", "Sunday")]
    weekend = len(closed) - len(named)
    if weekend:
        named.append(f"{weekend} weekend day{'s' if weekend > 1 else ''}")
    return f" (not counted: {'; '.join(named)})" if named else ""
