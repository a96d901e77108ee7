"""The rules of law that count dates, as deadlines.toml states them for lawyer and program alike."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from casefile.errors import Refused


class Unit(StrEnum):
    CALENDAR_DAYS = "calendar_days"
    COURT_DAYS = "court_days"
    MONTHS = "months"
    YEARS = "years"
    MONTHS_OR_182_DAYS = "months_or_182_days_longer"


class Direction(StrEnum):
    FORWARD = "forward"
    BACKWARD = "backward"


class Roll(StrEnum):
    """What happens to a counted day on which the court is closed."""

    NEXT = "12a"
    SAFE_BACK = "safe-back"
    TRIAL = "trial"
    NONE = "none"


class Kind(StrEnum):
    LAST_DAY = "last_day"
    EARLIEST_DAY = "earliest_day"
    DEEMED_DATE = "deemed_date"
    CHECK_DATE = "check_date"


class Actor(StrEnum):
    """Whose act the date limits; nobody's if the law itself acts on that day."""

    OURS = "ours"
    ENTITY = "entity"
    NOBODY = "nobody"


class Service(StrEnum):
    """How a paper was served, as far as the law lengthens a period for it."""

    PERSONAL = "personal"
    MAIL_CALIFORNIA = "mail_ca"
    MAIL_UNITED_STATES = "mail_us"
    MAIL_ABROAD = "mail_intl"
    OVERNIGHT = "overnight"
    EXPRESS = "express"
    FAX = "fax"
    ELECTRONIC = "eservice"


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of one unit; `authority` says why, where that differs from the rule's own."""

    n: int
    unit: Unit
    authority: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of deadlines.toml. `amount.n` is 0 and `given` true where the caller brings the number of days.

    `lead` is an inner count that is never rolled (the 45 days before a petition, the two years before an agreed
    extension). `alternatives` and `safe` name readings that filings.law.readings knows.
    """

    id: str
    title: str
    kind: Kind
    actor: Actor
    trigger: str
    amount: Amount
    direction: Direction
    roll: Roll
    authority: str
    effective_from: date
    effective_until: date | None
    checked_on: date
    confidence: str
    extension: str
    extensions: tuple[tuple[Service, Amount], ...]
    lead: Amount | None
    given: bool
    alternatives: tuple[str, ...]
    safe: tuple[str, ...]
    notes: str

    def extension_for(self, service: Service) -> Amount | None:
        """The days added for this way of service; None if the rule adds none. Refuses an unknown way."""
        if not self.extensions:
            return None
        for way, amount in self.extensions:
            if way is service:
                return amount if amount.n else None
        raise Refused(f"{self.authority} says nothing about service by {service}.")


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, read once from deadlines.toml."""
    book = tomllib.loads(Path(__file__).with_name("deadlines.toml").read_text(encoding="utf-8"))
    extensions = {name: _extension(row) for name, row in book["extension"].items()}
    rows = [_rule(row, extensions=extensions) for row in book["rule"]]
    if len({rule.id for rule in rows}) != len(rows):
        raise Refused("deadlines.toml has a rule id twice.")
    return MappingProxyType({rule.id: rule for rule in rows})


def _extension(row: Mapping[str, Any]) -> tuple[tuple[Service, Amount], ...]:
    ways = row["ways"].items()
    return tuple((Service(way), _amount(amount, authority=row["authority"])) for way, amount in ways)


def _amount(row: Mapping[str, Any], *, authority: str = "") -> Amount:
    return Amount(row["n"], Unit(row["unit"]), row.get("authority", authority), row.get("text", ""))


def _rule(row: Mapping[str, Any], *, extensions: Mapping[str, tuple[tuple[Service, Amount], ...]]) -> Rule:
    extension = row["extension"]
    return Rule(
        id=row["id"],
        title=row["title"],
        kind=Kind(row["kind"]),
        actor=Actor(row["actor"]),
        trigger=row["trigger"],
        amount=_amount({"n": 0, **row}),
        direction=Direction(row["direction"]),
        roll=Roll(row["roll"]),
        authority=row["authority"],
        effective_from=row["effective_from"],
        effective_until=row.get("effective_until"),
        checked_on=row["checked_on"],
        confidence=row["confidence"],
        extension=extension,
        extensions=() if extension == "none" else extensions[extension],
        lead=_amount(row["lead"]) if "lead" in row else None,
        given="n" not in row,
        alternatives=tuple(row["alternatives"]),
        safe=tuple(row.get("safe", ())),
        notes=row["notes"],
    )
