"""What one row of a register says happened, as the dated events of the claim, and what happened without a day."""

from __future__ import annotations

from collections.abc import Iterator

from filings.importers.register import RegisterRow
from filings.law.claim_events import Event, EventKind, Method

ANSWERS = {
    "rejected": EventKind.REJECTED,
    "rejected in part": EventKind.REJECTED_IN_PART,
    "returned late": EventKind.RETURNED_LATE,
    "allowed": EventKind.ALLOWED,
}
RESULTS = {"granted": EventKind.APPLICATION_GRANTED, "denied": EventKind.APPLICATION_DENIED}
WARNINGS = {"Y": True, "N": False}


def events_of(row: RegisterRow) -> tuple[Event, ...]:
    """The events whose day the row gives. A release without a date, or an answer without one, gives none."""
    return tuple(_events(row))


def undated_of(row: RegisterRow) -> tuple[EventKind, ...]:
    """What the row says happened on a day it does not give."""
    kinds = []
    if row.city_action in ANSWERS and not (row.notice_on or row.notice_mailed_on):
        kinds.append(ANSWERS[row.city_action])
    if row.late_application_result in RESULTS:
        kinds.append(RESULTS[row.late_application_result])
    return tuple(kinds)


def _events(row: RegisterRow) -> Iterator[Event]:
    if row.release_on:
        yield Event(EventKind.ACCRUED, row.release_on)
    if row.presented_on:
        how = Method(row.how_presented) if row.how_presented else None
        yield Event(EventKind.PRESENTED, row.presented_on, method=how)
    if row.insufficiency_on:
        yield Event(EventKind.INSUFFICIENT, row.insufficiency_on)
    if row.amended_on:
        yield Event(EventKind.AMENDED, row.amended_on)
    given_on = row.notice_on or row.notice_mailed_on
    if row.city_action in ANSWERS and given_on:
        yield Event(
            ANSWERS[row.city_action], given_on, mailed_on=row.notice_mailed_on, warning=WARNINGS.get(row.warning)
        )
    if row.late_application_on:
        yield Event(EventKind.LATE_APPLICATION, row.late_application_on)
