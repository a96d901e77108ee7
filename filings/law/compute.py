"""Counts a date by a rule of law and keeps every step with its authority."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from casefile.errors import Refused
from filings.law.counting import GONZALES, MONTHS, count, say, tell
from filings.law.court_days import Calendar, california
from filings.law.readings import READINGS, Count, alternatives, roll
from filings.law.rulebook import Amount, Direction, Kind, Roll, Rule, Service, Unit, rules

__all__ = ["Found", "Rule", "RuleNotInForce", "Service", "Step", "compute", "rules"]


class RuleNotInForce(Refused):
    """A trigger on a day for which nobody has vouched for the rule."""

    code = "rule_not_in_force"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a count, in the order taken."""

    day: date
    text: str
    authority: str


@dataclass(frozen=True, slots=True)
class Found:
    """A counted date. `raw` is the day before the roll, `due` the day on the default reading, `safe` the day to act on.

    `alternatives` holds the other readings that differ from `due`, by name.
    """

    rule_id: str
    title: str
    kind: Kind
    authority: str
    trigger: date
    raw: date
    due: date
    safe: date
    steps: tuple[Step, ...]
    alternatives: Mapping[str, date]


def compute(
    rule: Rule,
    *,
    trigger: date,
    service: Service = Service.PERSONAL,
    days: int | None = None,
    calendar: Calendar | None = None,
) -> Found:
    """The date the rule gives. `days` is the number of days for a rule that leaves it open, and only for that.

    Refuses a count that leaves the calendar (CalendarEnds), a trigger outside the rule's effective days
    (RuleNotInForce) and a way of service the extension does not know.
    """
    return _compute(rule, trigger, service, days, calendar or california())


@lru_cache(maxsize=8192)
def _compute(rule: Rule, trigger: date, service: Service, days: int | None, calendar: Calendar) -> Found:
    calendar.require(trigger)
    _refuse_out_of_force(rule, trigger=trigger)
    rule = _with_days(rule, days=days)
    found = _count(rule, trigger=trigger, service=service, calendar=calendar)
    return Found(
        rule_id=rule.id,
        title=rule.title,
        kind=rule.kind,
        authority=rule.authority,
        trigger=trigger,
        raw=found.raw,
        due=found.due,
        safe=_safe(found),
        steps=tuple(_steps(found, trigger=trigger)),
        alternatives=alternatives(found),
    )


def _refuse_out_of_force(rule: Rule, *, trigger: date) -> None:
    until = rule.effective_until or date.max
    if not rule.effective_from <= trigger <= until:
        raise RuleNotInForce(f"Nobody has confirmed {rule.authority} for {say(trigger)}.")


def _with_days(rule: Rule, *, days: int | None) -> Rule:
    if rule.given is (days is None):
        raise Refused(f"{rule.title}: the number of days is {'missing' if rule.given else 'set by the rule'}.")
    return rule if days is None else replace(rule, amount=replace(rule.amount, n=days))


def _count(rule: Rule, *, trigger: date, service: Service, calendar: Calendar) -> Count:
    start = trigger
    if rule.lead:
        start = count(rule.lead, start=trigger, direction=rule.direction, calendar=calendar)
    base = count(rule.amount, start=start, direction=rule.direction, calendar=calendar)
    extension = rule.extension_for(service)
    raw = base
    if extension:
        raw = count(extension, start=base, direction=rule.direction, calendar=calendar)
    due = roll(raw, how=rule.roll, calendar=calendar)
    return Count(rule, calendar, service, extension, start=start, base=base, raw=raw, due=due)


def _safe(found: Count) -> date:
    """The earliest of the readings to act on for a last day, the latest for a day before which nothing may happen."""
    readings = [READINGS[name](found) for name in found.rule.safe]
    choose = min if found.rule.kind is Kind.LAST_DAY else max
    return choose([found.due, *readings])


def _steps(found: Count, *, trigger: date) -> list[Step]:
    rule = found.rule
    steps = [] if rule.lead is None else [_counted(rule.lead, start=trigger, end=found.start, found=found)]
    steps.append(_counted(rule.amount, start=found.start, end=found.base, found=found))
    if found.extension:
        steps.append(_counted(found.extension, start=found.base, end=found.raw, found=found))
    return [*steps, *_rolled(found)]


def _counted(amount: Amount, *, start: date, end: date, found: Count) -> Step:
    if amount.n == 0:
        return Step(end, f"The day itself, {say(end)}", amount.authority)
    words = tell(amount, start=start, end=end, direction=found.rule.direction, calendar=found.calendar)
    words = f"{words}: {amount.text}" if amount.text else words
    return Step(end, words, "; ".join((amount.authority, _how_counted(amount, rule=found.rule))))


def _how_counted(amount: Amount, *, rule: Rule) -> str:
    if amount.unit is Unit.MONTHS_OR_182_DAYS:
        return GONZALES
    if amount.unit in (Unit.MONTHS, Unit.YEARS):
        return MONTHS
    # Section 12c speaks of hearings only; a count back from trial or from a pleading goes by section 12.
    from_hearing = rule.trigger in ("hearing", "appearance", "case_management_conference")
    return "CCP § 12c(a)" if rule.direction is Direction.BACKWARD and from_hearing else "CCP § 12"


ROLLS = {
    Roll.NEXT: ("moves to the next court day", "CCP § 12a"),
    Roll.TRIAL: ("moves to the court day closer to trial", "CCP § 2016.060"),
    Roll.SAFE_BACK: ("is taken as the court day before, the safe reading", "Griffin v. Dingley (1896) 114 Cal. 481"),
    Roll.NONE: ("stays: the day is not moved", "J.M. v. Huntington Beach Union High School Dist. (2017) 2 Cal.5th 648"),
}


def _rolled(found: Count) -> list[Step]:
    name = found.calendar.closed(found.raw)
    if name is None:
        return []
    words, authority = ROLLS[found.rule.roll]
    return [Step(found.due, f"{say(found.raw)} is a closed day ({name}) and {words}: {say(found.due)}", authority)]
