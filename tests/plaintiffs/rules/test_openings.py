"""How much may be opened, and what is strange about it, as tables."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from plaintiffs.rules import openings
from plaintiffs.rules.openings import Caps, Opened, Pass

NOW = datetime.fromisoformat("2026-11-30T11:00:00-08:00")
USUAL, TWO = Caps(two_person=False), Caps(two_person=True)


def client(number: int) -> UUID:
    return UUID(int=number)


def opened(number: int, *, minutes_ago: float, doe: int | None = None) -> Opened:
    return Opened(NOW - timedelta(minutes=minutes_ago), client(number), doe)


def each(count: int, *, minutes_ago: float, people: int = 1) -> list[Opened]:
    """So many openings at that moment, of the first so many people in turn."""
    return [opened(place % people, minutes_ago=minutes_ago) for place in range(count)]


@pytest.mark.parametrize(
    ("before", "caps", "of", "way"),
    [
        ([], USUAL, 0, Pass.OPEN),
        (each(4, minutes_ago=1), USUAL, 0, Pass.OPEN),
        (each(5, minutes_ago=1), USUAL, 0, Pass.OVER),
        (each(5, minutes_ago=59.9), USUAL, 0, Pass.OVER),
        (each(5, minutes_ago=60), USUAL, 0, Pass.OPEN),
        (each(19, minutes_ago=70), USUAL, 0, Pass.OPEN),
        (each(20, minutes_ago=70), USUAL, 0, Pass.OVER),
        (each(20, minutes_ago=24 * 60), USUAL, 0, Pass.OPEN),
        (each(9, minutes_ago=70, people=9), USUAL, 50, Pass.OPEN),
        (each(10, minutes_ago=70, people=10), USUAL, 50, Pass.SECOND),
        (each(10, minutes_ago=70, people=10), USUAL, 3, Pass.OPEN),
        (each(10, minutes_ago=24 * 60, people=10), USUAL, 50, Pass.OPEN),
        ([], TWO, 0, Pass.SECOND),
        (each(5, minutes_ago=1), TWO, 0, Pass.OVER),
        (each(1, minutes_ago=1), Caps(two_person=False, an_hour=1), 0, Pass.OVER),
    ],
)
def test_five_an_hour_twenty_a_day_and_a_custodian_beyond_ten_people(
    before: list[Opened], caps: Caps, of: int, way: Pass
) -> None:
    assert openings.pass_for(client(of), before=before, caps=caps, at=NOW) == way


@pytest.mark.parametrize(
    ("some", "strange"),
    [
        (each(9, minutes_ago=1, people=3), False),
        (each(4, minutes_ago=1, people=4), True),
        ([*each(3, minutes_ago=1, people=3), opened(9, minutes_ago=9.9)], True),
        ([*each(3, minutes_ago=1, people=3), opened(9, minutes_ago=10)], False),
    ],
)
def test_more_than_three_people_in_ten_minutes_are_many(some: list[Opened], strange: bool) -> None:  # noqa: FBT001
    assert openings.too_many_people(some, at=NOW) is strange


@pytest.mark.parametrize(
    ("before", "now", "strange"),
    [
        ([1], 2, False),
        ([1, 2], 3, True),
        ([9, 7], 8, True),
        ([1, 2, 4], 5, False),
        ([5, 5], 6, False),
        ([None, 1, None], 2, False),
        ([1, 2, 3], 4, True),
        ([1, 2, 3], 9, False),
        ([1, 2, 3], None, False),
        ([1, 2, 3], 2, False),
    ],
)
def test_a_doe_number_that_makes_or_continues_a_row_of_three_is_a_sequence(
    before: list[int | None],
    now: int | None,
    strange: bool,  # noqa: FBT001
) -> None:
    some = [opened(place, minutes_ago=200, doe=number) for place, number in enumerate(before)]
    assert openings.in_sequence(opened(99, minutes_ago=0, doe=now), before=some) is strange


def test_a_sequence_of_the_day_before_is_none() -> None:
    some = [opened(n, minutes_ago=24 * 60, doe=n) for n in (1, 2)]
    assert not openings.in_sequence(opened(3, minutes_ago=0, doe=3), before=some)


@pytest.mark.parametrize(
    ("hour", "minute", "over_night", "at_noon"),
    [
        (20, 0, True, False),
        (19, 59, False, False),
        (0, 0, True, False),
        (5, 59, True, False),
        (6, 0, False, False),
        (12, 0, False, True),
        (13, 0, False, False),
    ],
)
def test_hours_that_are_quiet(hour: int, minute: int, over_night: bool, at_noon: bool) -> None:  # noqa: FBT001
    at = NOW.replace(hour=hour, minute=minute)
    assert openings.out_of_hours(at, quiet_from=time(20), quiet_until=time(6)) is over_night
    assert openings.out_of_hours(at, quiet_from=time(12), quiet_until=time(13)) is at_noon


@pytest.mark.parametrize(
    ("device", "known", "new"),
    [
        ("Safari on iPhone", {"Firefox on Linux"}, True),
        ("Firefox on Linux", {"Firefox on Linux"}, False),
        ("", {"Firefox on Linux"}, True),
        ("", {"Firefox on Linux", ""}, False),
        ("Safari on iPhone", set(), False),
    ],
)
def test_a_device_is_new_beside_known_ones(device: str, known: set[str], new: bool) -> None:  # noqa: FBT001
    assert openings.on_a_new_device(device, known=known) is new


@pytest.mark.parametrize(("minutes_ago", "often"), [([1, 2], False), ([1, 2, 59], True), ([1, 2, 60], False)])
def test_three_denials_or_names_kept_out_within_an_hour_are_many(minutes_ago: list[int], often: bool) -> None:  # noqa: FBT001
    some = [NOW - timedelta(minutes=one) for one in minutes_ago]
    assert openings.denied_often(some, at=NOW) is often
    assert openings.kept_out_often(some, at=NOW) is often
