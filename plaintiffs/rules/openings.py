"""How much may be opened, and what about an opening is strange. Pure: counts and instants in, a word out.

Security.md section 5.4 and its alarms. Instants are aware; quiet hours are compared in the zone of the instant given.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUICKLY = timedelta(minutes=10)
MOST_QUICKLY = 3  # people within that time
IN_A_ROW = 3  # Doe numbers that follow each other
DENIED_OFTEN = 3  # within an hour
KEPT_OUT_OFTEN = 3  # within an hour


class Pass(StrEnum):
    OPEN = "open"
    SECOND = "second"  # a custodian looks first
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Caps:
    """Openings of one person: in any hour, in any day, and how many different people in a day without a custodian."""

    two_person: bool
    an_hour: int = 5
    a_day: int = 20
    people_a_day: int = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """One earlier opening by the same person. `number`: the Doe number, None for who has none."""

    at: datetime
    client: UUID
    number: int | None = None
    device: str = ""


def pass_for(client: UUID, *, before: Collection[Opened], caps: Caps, at: datetime) -> Pass:
    """`before` holds at least everything of the last day."""
    hour = sum(one.at > at - HOUR for one in before)
    today = [one for one in before if one.at > at - DAY]
    people = {one.client for one in today}
    if hour >= caps.an_hour or len(today) >= caps.a_day:
        return Pass.OVER
    beyond = client not in people and len(people) >= caps.people_a_day
    return Pass.SECOND if caps.two_person or beyond else Pass.OPEN


def too_many_people(openings: Iterable[Opened], *, at: datetime) -> bool:
    return len({one.client for one in openings if one.at > at - QUICKLY}) > MOST_QUICKLY


def in_sequence(now: Opened, *, before: Iterable[Opened]) -> bool:
    """Its Doe number makes or continues a row of three within a day, in whatever order they were opened.

    A number that was opened in that day already does neither.
    """
    known = {one.number for one in before if one.at > now.at - DAY}
    if now.number is None or now.number in known:
        return False
    run = 1
    for step in (-1, 1):
        number = now.number + step
        while number in known:
            run, number = run + 1, number + step
    return run >= IN_A_ROW


def out_of_hours(at: datetime, *, quiet_from: time, quiet_until: time) -> bool:
    """From the first hour on, until but not at the second; they may lie on two sides of midnight."""
    now = at.time()
    if quiet_from <= quiet_until:
        return quiet_from <= now < quiet_until
    return now >= quiet_from or now < quiet_until


def on_a_new_device(device: str, *, known: Collection[str]) -> bool:
    """Not at the first opening of all. Devices that do not say what they are count as one of their own."""
    return bool(known and device not in known)


def denied_often(denials: Iterable[datetime], *, at: datetime) -> bool:
    return sum(one > at - HOUR for one in denials) >= DENIED_OFTEN


def kept_out_often(entries: Iterable[datetime], *, at: datetime) -> bool:
    """Of names in what one person wrote: each tells her that a guess was right."""
    return sum(one > at - HOUR for one in entries) >= KEPT_OUT_OFTEN
