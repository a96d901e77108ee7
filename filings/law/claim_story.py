"""A claim's life as lines of a timeline: what happened, what the calendar said of it, and what is still to come."""

from collections.abc import Iterator
from datetime import timedelta

from filings.law.claim_events import Clock, Event, EventKind, Line, Method
from filings.law.claim_history import proper
from filings.law.claim_standing import Standing
from filings.law.counting import say

STANDSTILL = timedelta(days=15)

FACTS = {
    EventKind.ACCRUED: ("The cause of action accrued", ""),
    EventKind.PRESENTED: ("The claim was presented", "Gov. Code § 915"),
    EventKind.AMENDED: ("The claim was amended", "Gov. Code § 910.6"),
    EventKind.INSUFFICIENT: ("The entity gave notice that the claim was insufficient", "Gov. Code § 910.8"),
    EventKind.RETURNED_LATE: ("The entity returned the claim as late", "Gov. Code § 911.3"),
    EventKind.LATE_APPLICATION: ("Leave to present a late claim was applied for", "Gov. Code § 911.4"),
    EventKind.APPLICATION_GRANTED: ("Leave to present a late claim was granted", "Gov. Code § 912.2"),
    EventKind.APPLICATION_DENIED: ("Leave to present a late claim was denied", "Gov. Code § 911.8"),
    EventKind.EXTENSION_AGREED: ("More time to act on the claim was agreed", "Gov. Code § 912.4(b)"),
    EventKind.REJECTED: ("The entity rejected the claim", "Gov. Code § 913"),
    EventKind.REJECTED_IN_PART: ("The entity rejected the claim in part", "Gov. Code § 913"),
    EventKind.ALLOWED: ("The entity allowed the claim", "Gov. Code § 912.6"),
    EventKind.PETITION_FILED: ("A petition for relief was filed", "Gov. Code § 946.6"),
    EventKind.RELIEF_ORDERED: ("The court granted relief", "Gov. Code § 946.6"),
    EventKind.RELIEF_DENIED: ("The court denied relief", "Gov. Code § 946.6"),
    EventKind.COMPLAINT_FILED: ("The complaint was filed", "Gov. Code § 945.4"),
}
BY = {Method.PERSONAL: " in person", Method.MAIL: " by mail", Method.EMAIL: " by e-mail"}
NOTICES = (EventKind.REJECTED, EventKind.REJECTED_IN_PART, EventKind.ALLOWED)


def story_of(standing: Standing, *, clocks: tuple[Clock, ...]) -> tuple[Line, ...]:
    """The lines by day. Closed clocks are left out, but not the day the calendar spoke."""
    lines = [_fact(event) for event in standing.history.events]
    lines += [*_calendar(standing), *(_still_open(clock) for clock in clocks if clock.open)]
    return tuple(sorted(lines, key=lambda line: line.on))


def _fact(event: Event) -> Line:
    words, authority = FACTS[event.kind]
    if event.method:
        words += BY[event.method]
    if event.until:
        words += f", until {say(event.until)}"
    if event.mailed_on and event.mailed_on != event.on:
        words += f"; mailed {say(event.mailed_on)}"
    if event.kind is EventKind.INSUFFICIENT:
        words += f"; it may not act before {say(event.on + STANDSTILL)}"
    if event.kind in NOTICES:
        words += _of_the_warning(event)
    return Line(event.on, words, authority)


def _of_the_warning(notice: Event) -> str:
    """Whether the six months run from it (Gov. Code 913, 945.6(a)(1)); in doubt they are acted on."""
    if proper(notice):
        return "; the notice starts the six months"
    if notice.warning is None:
        return "; nobody has recorded whether it bears the warning: act as if the six months run from it"
    return "; it may not start the six months: act by them anyway"


def _calendar(standing: Standing) -> Iterator[Line]:
    history, dates, today = standing.history, standing.dates, standing.today
    if dates.six_months and history.base and history.presented:
        yield Line(dates.six_months.due, "The last day to present the claim", dates.six_months.authority)
    if dates.deemed and standing.deemed_rejected_on:
        yield Line(standing.deemed_rejected_on, "The claim was deemed rejected", dates.deemed.authority)
    denied = dates.application_denied
    if denied and today > denied.due and not (history.denied and history.denied.on <= denied.due):
        yield Line(denied.due, "The application was deemed denied", denied.authority)


def _still_open(clock: Clock) -> Line:
    return Line(clock.on, clock.title, clock.found.authority)
