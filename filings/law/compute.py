"""Counts a date by a rule of law and keeps every step."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a count, in the order taken."""

    day: date
    text: str
    authority: str


@dataclass(frozen=True, slots=True)
class Found:
    """A counted date: `raw` before the roll, `due` by law, `safe` to act by; other readings by name."""

    rule_id: str
    raw: date
    due: date
    safe: date
    steps: tuple[Step, ...]
    alternatives: dict[str, date]
