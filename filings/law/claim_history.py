"""What a claim's events say, gathered once before any date is counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from filings.law.claim_events import Event, EventKind, EventRefused, Method

NOTICES = (EventKind.REJECTED, EventKind.REJECTED_IN_PART, EventKind.ALLOWED)
REJECTIONS = NOTICES[:2]
ORDER = {kind: place for place, kind in enumerate(EventKind)}

# What must have happened before; a claim can be rejected or returned only after it was presented.
AFTER = {
    EventKind.AMENDED: EventKind.PRESENTED,
    EventKind.INSUFFICIENT: EventKind.PRESENTED,
    EventKind.RETURNED_LATE: EventKind.PRESENTED,
    EventKind.EXTENSION_AGREED: EventKind.PRESENTED,
    EventKind.REJECTED: EventKind.PRESENTED,
    EventKind.REJECTED_IN_PART: EventKind.PRESENTED,
    EventKind.ALLOWED: EventKind.PRESENTED,
    EventKind.PRESENTED: EventKind.ACCRUED,
    EventKind.LATE_APPLICATION: EventKind.ACCRUED,
    EventKind.APPLICATION_GRANTED: EventKind.LATE_APPLICATION,
    EventKind.APPLICATION_DENIED: EventKind.LATE_APPLICATION,
    EventKind.PETITION_FILED: EventKind.LATE_APPLICATION,
    EventKind.RELIEF_ORDERED: EventKind.PETITION_FILED,
    EventKind.RELIEF_DENIED: EventKind.PETITION_FILED,
}
ONCE = (EventKind.ACCRUED, EventKind.PRESENTED, EventKind.COMPLAINT_FILED)

# Leave to present late makes the application a claim, so what follows presentation may follow leave as well.
LEAVE = EventKind.APPLICATION_GRANTED


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """The events by day; those of one day in the order the law takes them, however they were entered."""
    return tuple(sorted(events, key=_place))


def _place(event: Event) -> tuple[date, int, str]:
    return event.on, ORDER[event.kind], f"{event.method} {event.mailed_on} {event.warning} {event.until}"


def out_of_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events that come before what they answer. A missing date is another matter, and not told here."""
    found = in_order(events)
    return tuple(event for event in found if _before_its_cause(event, found))


def _before_its_cause(event: Event, events: tuple[Event, ...]) -> bool:
    cause = AFTER.get(event.kind)
    causes = [
        other.on for other in events if other.kind is cause or (cause is EventKind.PRESENTED and other.kind is LEAVE)
    ]
    return bool(causes) and event.on < min(causes)


def admit(events: Iterable[Event], *, event: Event, today: date) -> None:
    """Refuse a new event that cannot have happened: in the future, before its cause, or a second of what happens once.

    Sheets come with holes, so an import records what it finds; this is for an event entered by hand.
    """
    before = in_order(events)
    kinds = {other.kind for other in before}
    if event.on > today:
        raise EventRefused("That day is still to come. Only what has happened is recorded.")
    if event.kind in ONCE and event.kind in kinds:
        raise EventRefused("This claim already has such an event. Correct that one instead.")
    cause = AFTER.get(event.kind)
    if cause and cause not in kinds and not (cause is EventKind.PRESENTED and LEAVE in kinds):
        raise EventRefused(f"Nothing to follow: this claim has no event “{cause.replace('_', ' ')}” yet.")
    if _before_its_cause(event, (*before, event)):
        raise EventRefused("That day lies before the event it follows.")


@dataclass(frozen=True, slots=True)
class History:
    """The events that matter, each None until it has happened."""

    events: tuple[Event, ...]
    accrued: Event | None
    presented: Event | None
    amendments: tuple[Event, ...]
    insufficient: Event | None
    returned: Event | None
    application: Event | None
    granted: Event | None
    denied: Event | None
    claim_extension: Event | None
    application_extension: Event | None
    notice: Event | None
    petition: Event | None
    relief: Event | None
    relief_denied: Event | None
    complaint: Event | None

    @property
    def base(self) -> Event | None:
        """The event the claim's own clock runs from: leave to present late, else presentation."""
        return self.granted or self.presented

    @property
    def opened_on(self) -> date:
        """The day the claim came before the board; the end of time if it never did."""
        return self.base.on if self.base else date.max


def gather(events: Iterable[Event]) -> History:
    """The history in one look. A second presentation or accrual is left aside: the first counts."""
    found = in_order(events)
    application, granted = _first(found, EventKind.LATE_APPLICATION), _first(found, LEAVE)
    denied = _first(found, EventKind.APPLICATION_DENIED)
    extensions = [event for event in found if event.kind is EventKind.EXTENSION_AGREED]
    of_application = [event for event in extensions if _pending(event, application, granted or denied)]
    return History(
        events=found,
        accrued=_first(found, EventKind.ACCRUED),
        presented=_first(found, EventKind.PRESENTED),
        amendments=tuple(event for event in found if event.kind is EventKind.AMENDED),
        insufficient=_last(found, EventKind.INSUFFICIENT),
        returned=_first(found, EventKind.RETURNED_LATE),
        application=application,
        granted=granted,
        denied=denied,
        claim_extension=next((event for event in reversed(extensions) if event not in of_application), None),
        application_extension=of_application[-1] if of_application else None,
        notice=_governing_notice(found, since=granted),
        petition=_first(found, EventKind.PETITION_FILED),
        relief=_last(found, EventKind.RELIEF_ORDERED),
        relief_denied=_last(found, EventKind.RELIEF_DENIED),
        complaint=_first(found, EventKind.COMPLAINT_FILED),
    )


def proper(notice: Event) -> bool:
    """Does this notice start the six months? It needs the warning, and deposit in the mail or personal delivery."""
    return bool(notice.warning) and (notice.mailed_on is not None or notice.method is Method.PERSONAL)


def _may_start(notice: Event) -> bool:
    """Proper, or not yet known to lack the warning."""
    return notice.warning is not False and (notice.mailed_on is not None or notice.method is Method.PERSONAL)


def _governing_notice(events: tuple[Event, ...], *, since: Event | None) -> Event | None:
    """The first notice that may start the six months: a second look at a claim starts nothing anew (Gov. Code 913.2).

    One whose warning nobody has looked for counts with them, so that a later notice never moves the day back.
    """
    notices = [event for event in events if event.kind in NOTICES and (since is None or event.on >= since.on)]
    return next(filter(_may_start, notices), notices[0] if notices else None)


def _pending(extension: Event, application: Event | None, answered: Event | None) -> bool:
    if application is None or extension.on < application.on:
        return False
    return answered is None or extension.on <= answered.on


def _first(events: tuple[Event, ...], kind: EventKind) -> Event | None:
    return next((event for event in events if event.kind is kind), None)


def _last(events: tuple[Event, ...], kind: EventKind) -> Event | None:
    return _first(events[::-1], kind)
