"""The one calendar: which days the court is open, from 2022 to 2028."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile.errors import Refused
from filings.law import court_days
from filings.law.court_days import Calendar, CalendarEnds, california

YEARS = range(2022, 2030)
TABLE = tomllib.loads(Path(court_days.__file__).with_name("holidays.toml").read_text(encoding="utf-8"))


def observed(day: date) -> date:
    """CRC 1.11: Saturday's holiday on Friday, Sunday's on Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def nth(year: int, month: int, weekday: int, n: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def by_the_rules(year: int) -> dict[date, str]:
    """CCP 135 and Gov. Code 6700 worked out anew."""
    thanksgiving = nth(year, 11, 3, 4)
    last_of_may = date(year, 5, 31)
    march = "Cesar Chavez Day" if year < 2026 else "Farmworkers Day"
    days = {
        observed(date(year, 1, 1)): "New Year's Day",
        nth(year, 1, 0, 3): "Martin Luther King Jr. Day",
        observed(date(year, 2, 12)): "Lincoln's Birthday",
        nth(year, 2, 0, 3): "Presidents' Day",
        observed(date(year, 3, 31)): march,
        last_of_may - timedelta(days=last_of_may.weekday()): "Memorial Day",
        observed(date(year, 7, 4)): "Independence Day",
        nth(year, 9, 0, 1): "Labor Day",
        nth(year, 9, 4, 4): "Native American Day",
        observed(date(year, 11, 11)): "Veterans Day",
        thanksgiving: "Thanksgiving Day",
        thanksgiving + timedelta(days=1): "Day after Thanksgiving",
        observed(date(year, 12, 25)): "Christmas Day",
    }
    if year >= 2023:
        days[observed(date(year, 6, 19))] = "Juneteenth"
    return days


def test_every_row_of_the_table_is_what_the_rules_give_and_none_is_missing() -> None:
    worked_out = {day: name for year in YEARS for day, name in by_the_rules(year).items()}
    assert {row["on"]: row["name"] for row in TABLE["holiday"]} == {
        day: name for day, name in worked_out.items() if day <= TABLE["last"]
    }


def test_every_row_says_its_authority_and_when_it_was_checked() -> None:
    assert all(row["authority"].startswith("CCP § 135") and row["checked_on"] for row in TABLE["holiday"])
    moved = {row["on"] for row in TABLE["holiday"] if row.get("observed")}
    assert moved == {row["on"] for row in TABLE["holiday"] if "CRC 1.11" in row["authority"]}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2021, 12, 31), "New Year's Day (observed)"),
        (date(2027, 12, 31), "New Year's Day (observed)"),
        (date(2027, 12, 24), "Christmas Day (observed)"),
        (date(2028, 1, 1), "Saturday"),
        (date(2022, 6, 20), None),  # Juneteenth is a court holiday only from 2023
        (date(2026, 9, 9), None),  # Admission Day is no court holiday
        (date(2026, 10, 12), None),  # nor is Columbus Day
        (date(2025, 3, 31), "Cesar Chavez Day"),
        (date(2026, 3, 31), "Farmworkers Day"),
        (date(2026, 11, 29), "Sunday"),
    ],
)
def test_the_court_is_closed_for_the_reason_named(day: date, why: str | None) -> None:
    assert california().closed(day) == why


def test_thanksgiving_weekend_is_passed_over_whole() -> None:
    calendar = california()
    assert calendar.next_open(date(2026, 11, 26)) == date(2026, 11, 30)
    assert calendar.prev_open(date(2026, 11, 29)) == date(2026, 11, 25)
    assert calendar.nth_before(date(2026, 12, 14), 16) == date(2026, 11, 18)
    assert calendar.nth_after(date(2026, 11, 25), 1) == date(2026, 11, 30)
    assert calendar.court_days_between(date(2026, 11, 25), date(2026, 11, 30)) == 1
    assert calendar.court_days_between(date(2026, 11, 30), date(2026, 11, 25)) == -1


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda calendar: calendar.closed(date(2021, 12, 30)), 2021),
        (lambda calendar: calendar.closed(date(2029, 1, 1)), 2029),
        (lambda calendar: calendar.next_open(date(2028, 12, 30)), 2029),
        (lambda calendar: calendar.prev_open(date(2022, 1, 2)), 2021),
        (lambda calendar: calendar.nth_after(date(2028, 12, 27), 5), 2029),
        (lambda calendar: calendar.nth_before(date(2022, 1, 5), 5), 2021),
        (lambda calendar: calendar.court_days_between(date(2028, 1, 3), date(2030, 1, 2)), 2030),
    ],
)
def test_a_day_beyond_the_table_is_refused_by_its_year(ask: object, year: int) -> None:
    assert callable(ask)
    with pytest.raises(CalendarEnds, match=str(year)) as refused:
        ask(california())
    assert refused.value.year == year


def test_a_count_of_no_court_days_is_refused() -> None:
    with pytest.raises(Refused, match="begins at 1"):
        california().nth_after(date(2026, 11, 25), 0)


days = st.dates(date(2022, 6, 1), date(2028, 6, 1))
counts = st.integers(1, 90)


@given(days, counts)
def test_counting_forward_and_back_again_ends_where_it_began(day: date, n: int) -> None:
    calendar = california()
    reached = calendar.nth_after(day, n)
    assert calendar.court_days_between(day, reached) == n
    assert calendar.nth_before(reached, n) == calendar.prev_open(day)


@given(days)
def test_a_roll_lands_on_the_nearest_open_day_and_moves_no_open_day(day: date) -> None:
    calendar = california()
    later, earlier = calendar.next_open(day), calendar.prev_open(day)
    assert calendar.closed(later) is None and calendar.closed(earlier) is None
    assert earlier <= day <= later
    between = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days)]
    assert all(calendar.closed(one) for one in between)
    assert (later == day) is (calendar.closed(day) is None)


def test_a_closure_by_order_is_one_more_row() -> None:
    fire = Calendar(first=date(2026, 1, 5), last=date(2026, 1, 9), holidays={date(2026, 1, 6): "Closed by order"})
    assert fire.nth_after(date(2026, 1, 5), 1) == date(2026, 1, 7)
