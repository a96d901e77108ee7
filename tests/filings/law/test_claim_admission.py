"""Which events may be entered by hand: what cannot have happened is refused in words."""

from datetime import date

import pytest

from filings.law.claim_lifecycle import Event, EventKind, EventRefused, Method, admit

K = EventKind

RELEASE = Event(K.ACCRUED, date(2026, 3, 3))
CLAIM = Event(K.PRESENTED, date(2026, 6, 1), Method.PERSONAL)
APPLIED = Event(K.LATE_APPLICATION, date(2026, 10, 5))
GRANTED = Event(K.APPLICATION_GRANTED, date(2026, 11, 2))


def notice(on: date = date(2026, 7, 1)) -> Event:
    return Event(K.REJECTED, on, mailed_on=on, warning=True)


REFUSED = [
    ([], Event(K.ACCRUED, date(2026, 12, 2)), "still to come"),
    ([RELEASE], Event(K.ACCRUED, date(2026, 4, 1)), "already has"),
    ([RELEASE], notice(), "no event “presented”"),
    ([RELEASE], GRANTED, "no event “late application”"),
    ([RELEASE, APPLIED], Event(K.RELIEF_ORDERED, date(2026, 11, 1)), "no event “petition filed”"),
    ([RELEASE, CLAIM], notice(date(2026, 5, 29)), "before the event"),
    ([RELEASE], Event(K.PRESENTED, date(2026, 3, 2)), "before the event"),
]


@pytest.mark.parametrize(("before", "event", "words"), REFUSED)
def test_an_event_that_cannot_have_happened_is_refused(before: list[Event], event: Event, words: str) -> None:
    with pytest.raises(EventRefused, match=words):
        admit(before, event=event, today=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ([], RELEASE),
        ([RELEASE], CLAIM),
        ([RELEASE, CLAIM], notice()),
        ([RELEASE, APPLIED, GRANTED], notice(date(2026, 11, 5))),
    ],
)
def test_an_event_in_its_place_is_admitted(before: list[Event], event: Event) -> None:
    admit(before, event=event, today=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("kind", "until"),
    [(K.EXTENSION_AGREED, None), (K.EXTENSION_AGREED, date(2026, 6, 1)), (K.REJECTED, date(2026, 9, 1))],
)
def test_an_agreed_extension_and_nothing_else_has_a_last_day_and_it_lies_ahead(
    kind: EventKind, until: date | None
) -> None:
    with pytest.raises(EventRefused):
        Event(kind, date(2026, 7, 1), until=until)
