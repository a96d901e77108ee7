"""A government claim read from its dated events: state, clocks, limits and warnings (Gov. Code 910-946.6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from filings.law.claim_clocks import clocks_of, next_clock
from filings.law.claim_dates import dates_of, last_day_to_present
from filings.law.claim_events import (
    ClaimState,
    Clock,
    Event,
    EventKind,
    EventRefused,
    Flag,
    FlagCode,
    LimitOnSuit,
    Line,
    Method,
    Outcome,
    Timeliness,
)
from filings.law.claim_flags import flags_of
from filings.law.claim_history import admit, gather, in_order
from filings.law.claim_standing import Standing
from filings.law.claim_story import story_of
from filings.law.compute import Found
from filings.law.court_days import Calendar, california

__all__ = [
    "ClaimState",
    "Clock",
    "Event",
    "EventKind",
    "EventRefused",
    "Flag",
    "FlagCode",
    "LimitOnSuit",
    "Line",
    "Method",
    "Outcome",
    "Reading",
    "Timeliness",
    "admit",
    "read",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim as it stands on one day.

    `notice` is the notice of action that governs: the first one that starts the six months, else the first one given.
    `outcome` and `outcome_on` say what became of the claim in the words of a paper. `sue_by` is None while no suit
    may be brought (no claim, or a late one without leave); its `safe` is the day to act on.
    """

    state: ClaimState
    timeliness: Timeliness
    limit_on_suit: LimitOnSuit
    outcome: Outcome
    outcome_on: date | None
    notice: Event | None
    last_day_to_present: date | None
    deemed_rejected_on: date | None
    sue_by: Found | None
    clocks: tuple[Clock, ...]
    next_clock: Clock | None
    flags: tuple[Flag, ...]
    story: tuple[Line, ...]


def read(events: Iterable[Event], *, today: date, calendar: Calendar | None = None) -> Reading:
    """Read the events in any order. Never raises for what they say: what cannot be counted becomes a flag."""
    return _read(in_order(events), today, calendar or california())


@lru_cache(maxsize=4096)
def _read(events: tuple[Event, ...], today: date, calendar: Calendar) -> Reading:
    history = gather(events)
    dates = dates_of(history, today=today, calendar=calendar)
    standing = Standing(history, dates, today)
    clocks = clocks_of(standing)
    outcome, outcome_on = standing.outcome
    return Reading(
        state=standing.state,
        timeliness=standing.timeliness,
        limit_on_suit=standing.limit_on_suit,
        outcome=outcome,
        outcome_on=outcome_on,
        notice=history.notice,
        last_day_to_present=last_day_to_present(history, dates=dates) if history.accrued else None,
        deemed_rejected_on=standing.deemed_rejected_on,
        sue_by=standing.sue_by,
        clocks=clocks,
        next_clock=next_clock(clocks, today=today),
        flags=flags_of(standing),
        story=story_of(standing, clocks=clocks),
    )
