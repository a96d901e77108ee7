"""Whatever a sheet tells of a claim, in whatever order, is read the same and never raises."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from filings.law.claim_lifecycle import Event, EventKind, Method, read

K = EventKind

day = st.dates(date(2019, 1, 1), date(2031, 12, 31))
event = st.builds(
    lambda kind, on, method, mailed, warning: Event(
        kind, on, method, mailed, warning, until=on + timedelta(days=20) if kind is K.EXTENSION_AGREED else None
    ),
    st.sampled_from(EventKind),
    day,
    st.none() | st.sampled_from(Method),
    st.none() | day,
    st.none() | st.booleans(),
)


@given(st.lists(event, max_size=8), day)
def test_whatever_a_sheet_holds_is_read_and_told_in_order(events: list[Event], today: date) -> None:
    reading = read(events, today=today)
    assert [line.on for line in reading.story] == sorted(line.on for line in reading.story)
    assert reading == read(events[::-1], today=today)
    assert reading.next_clock is None or reading.next_clock.open
