"""The demonstration's people: 321 of them, made up from a seed and the day it is. No one of them exists."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from filings.law.claim_events import Event, EventKind, Method
from filings.law.court_days import california
from plaintiffs.rules.identity import Identity

SEED = 20_230_303
PEOPLE, IN_SUIT = 321, 146
RELEASED_DAYS_AGO = (232, 218, 190)  # three days on which photographs went out, so that the clocks run about today
NAMES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
FIRST_NAMES = NAMES["first"].split()
LAST_NAMES = NAMES["last"].split()
STREETS = ("Alder Bend", "Candle Row", "Fennel Walk", "Harrow Steps", "Lantern Way", "Old Ferry Road", "Quince Terrace")
TOWNS = ("Cedar Notch, CA 93997", "West Harbury, CA 90967", "Alder Grove, CA 90973", "Mesa Quemada, CA 93994")
UNITS = (
    ("Narcotics Division", 9),
    ("Gang Intelligence Section", 7),
    ("Major Crimes Division", 6),
    ("Human trafficking task force", 3),
    ("Surveillance Unit", 3),
    ("Fugitive warrant section", 2),
    ("Robbery Special Section", 2),
)
ROLES = (
    "undercover",
    "undercover",
    "undercover",
    "buy officer",
    "formerly undercover",
    "surveillance",
    "cover officer",
)
HARMS = ("emotional distress", "therapy", "medical", "relocation", "security measures", "lost overtime",
         "loss of covert assignment", "loss of future earnings")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Invented:
    """One made-up client and her one claim."""

    code: str
    identity: Identity
    unit: str
    covert_role: str
    duty: str
    released_on: date | None
    harms: tuple[str, ...]
    city_claim_no: str
    events: tuple[Event, ...]
    number: int | None


def invent(*, today: date) -> list[Invented]:
    """The same people for the same day. Numbers are drawn by lot, so that they follow neither names nor codes."""
    lot = random.Random(SEED)  # noqa: S311 (an invention, not a secret)
    people = [_person(lot, place, today=today) for place in range(1, PEOPLE + 1)]
    ripe = [place for place, one in enumerate(people) if _may_sue(one.events, today=today)]
    numbers = dict(zip(lot.sample(ripe, IN_SUIT), lot.sample(range(1, IN_SUIT + 1), IN_SUIT), strict=True))
    return [_numbered(one, numbers.get(place)) for place, one in enumerate(people)]


def _person(lot: random.Random, place: int, *, today: date) -> Invented:
    last, first = LAST_NAMES[place % len(LAST_NAMES)], FIRST_NAMES[(place * 37) % len(FIRST_NAMES)]
    released_on = today - timedelta(days=lot.choice(RELEASED_DAYS_AGO)) if place % 107 else None
    retired = lot.random() < 0.2
    return Invented(
        code=f"MT-{place:04d}",
        identity=_identity(lot, place, first=first, last=last),
        unit=lot.choices([name for name, _ in UNITS], [weight for _, weight in UNITS])[0],
        covert_role=lot.choice(ROLES),
        duty="retired" if retired else "current",
        released_on=released_on,
        harms=tuple(sorted(lot.sample(HARMS, lot.randint(1, 4)))),
        city_claim_no=f"R26-{10_000 + place * 7}",
        events=_events(lot, released_on, today=today),
        number=None,
    )


def _identity(lot: random.Random, place: int, *, first: str, last: str) -> Identity:
    return Identity(
        last=last,
        first=first,
        serial_no=f"{40_000 + place * 13}",
        born_on=date(lot.randint(1964, 1996), lot.randint(1, 12), lot.randint(1, 28)),
        home_address=f"{lot.randint(11_000, 29_000)} {lot.choice(STREETS)}, {lot.choice(TOWNS)}",
        phone=f"({lot.choice((213, 310, 818))}) 555-01{place % 100:02d}",
        e_mail=f"{first.lower()}.{last.lower()}@mail.example",
    )


def _events(lot: random.Random, released_on: date | None, *, today: date) -> tuple[Event, ...]:
    """What happened to the claim so far: the City answers most, is silent on some, and calls a few late."""
    if released_on is None:
        return ()
    story = [Event(EventKind.ACCRUED, released_on)]
    if lot.random() < 0.015:
        return tuple(story)  # the day of presentation is not known yet
    late = lot.random() < 0.05 and (today - released_on).days > 200
    soonest = max(8, (today - released_on).days - 186)  # no time to sue has run out on the day of the demonstration
    wait = lot.randint(186, 196) if late else lot.randint(soonest, 165)
    presented = _open(released_on + timedelta(days=wait))
    if presented >= today:
        presented = california().prev_open(today - timedelta(days=3))
    method = lot.choice((Method.PERSONAL, Method.PERSONAL, Method.MAIL))
    story.append(Event(EventKind.PRESENTED, presented, method=method))
    story += _answers(lot, presented, late=late, today=today)
    return tuple(event for event in story if event.on <= today)


def _answers(lot: random.Random, presented: date, *, late: bool, today: date) -> Iterator[Event]:
    answered = _open(presented + timedelta(days=lot.randint(12, 43)))
    mailed = california().next_open(answered + timedelta(days=lot.randint(0, 1)))
    if late:
        yield Event(EventKind.RETURNED_LATE, answered, method=Method.MAIL, mailed_on=mailed, warning=False)
        yield Event(EventKind.LATE_APPLICATION, _open(answered + timedelta(days=6)), method=Method.PERSONAL)
        return
    if lot.random() < 0.08:
        yield Event(EventKind.INSUFFICIENT, _open(presented + timedelta(days=9)), method=Method.MAIL)
        yield Event(EventKind.AMENDED, _open(presented + timedelta(days=11)), method=Method.PERSONAL)
        answered = _open(presented + timedelta(days=lot.randint(20, 50)))
        mailed = answered
    if lot.random() < 0.16 or mailed > today:
        return  # silence: the 45th day answers
    kind = EventKind.REJECTED_IN_PART if lot.random() < 0.06 else EventKind.REJECTED
    yield Event(kind, answered, method=Method.MAIL, mailed_on=mailed, warning=lot.random() > 0.07)


def _open(day: date) -> date:
    return california().next_open(day)


def _may_sue(events: Sequence[Event], *, today: date) -> bool:
    """Presented in time, and answered or silent past the 45th day: those whom the firm would name first."""
    kinds = {event.kind for event in events}
    presented = next((event.on for event in events if event.kind is EventKind.PRESENTED), None)
    if presented is None or EventKind.RETURNED_LATE in kinds:
        return False
    silent = today - presented > timedelta(days=58)
    return bool(kinds & {EventKind.REJECTED, EventKind.REJECTED_IN_PART}) or silent


def _numbered(one: Invented, number: int | None) -> Invented:
    return Invented(
        one.code, one.identity, one.unit, one.covert_role, one.duty, one.released_on, one.harms, one.city_claim_no,
        one.events, number,
    )  # fmt: skip
