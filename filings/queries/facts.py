"""The facts a paper may see, read from the models into the press's frozen values: no model, no name, no City number."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

from casefile.models import Lawsuit
from filings.law.claim_lifecycle import ClaimState, EventKind, FlagCode, Outcome, Reading, Timeliness
from filings.models import GovernmentClaim
from filings.press import facts as press
from filings.queries.claims import readings_by_client
from filings.queries.lawsuit_facts import lawsuit_facts
from plaintiffs.models import Client, Plaintiff

ASSIGNMENTS: tuple[tuple[re.Pattern[str], press.Assignment], ...] = (  # a word of the role -> a category, never a unit
    (re.compile(r"\bcover officer\b|\bcase agent\b|\bhandler\b|\bsource\b|\bsupport\b"), "support"),
    (re.compile(r"\bsurveillance\b|\bplain ?clothes\b|\bwire room\b"), "surveillance"),
    (re.compile(r"\bundercover\b|\bu/?c\b|\bbuy officer\b|\bbuyer\b|\bdecoy\b"), "undercover"),
)
FORMERLY = re.compile(r"\b(?:former|formerly|ex|previously|retired)\b")
NOT_SO = re.compile(r"\b(?:not|never|no|non)\b")
AFTER_THE_APPLICATION = frozenset(
    {
        ClaimState.APPLICATION_DENIED,
        ClaimState.PETITION_PENDING,
        ClaimState.RELIEF_ORDERED,
        ClaimState.RELIEF_DENIED,
    }
)
TIMELY = {Timeliness.TIMELY: True, Timeliness.LATE: False, Timeliness.MISSING: None}
RELIEF: tuple[tuple[EventKind, press.Relief], ...] = (  # the furthest step that was taken
    (EventKind.RELIEF_ORDERED, "petition granted"),
    (EventKind.RELIEF_DENIED, "petition denied"),
    (EventKind.PETITION_FILED, "petition pending"),
    (EventKind.APPLICATION_GRANTED, "granted"),
    (EventKind.APPLICATION_DENIED, "denied"),
)


def paper_facts(
    lawsuit: Lawsuit,
    *,
    plaintiffs: Sequence[Plaintiff],
    plaintiff: Plaintiff | None,
    options: Mapping[str, bool],
    today: date,
) -> press.PaperFacts:
    """What one paper sees of the lawsuit and of these plaintiffs, who come in the order of their numbers.

    A paper that speaks for `plaintiff` alone knows the others by their labels: their clients and claims are not read.
    """
    whose = [plaintiff] if plaintiff else plaintiffs
    readings = readings_by_client(lawsuit, clients=[one.client_id for one in whose], today=today)
    told = {one.pk: _plaintiff(one, readings.get(one.client_id, []), lawsuit=lawsuit) for one in whose}
    in_order = tuple(
        told.get(one.pk) or _by_label(one.label, where=_where(one, lawsuit=lawsuit))
        for one in sorted(plaintiffs, key=lambda one: one.number)
    )
    return press.PaperFacts(
        lawsuit=lawsuit_facts(lawsuit, plaintiffs=in_order),
        plaintiffs=in_order,
        plaintiff=told[plaintiff.pk] if plaintiff else None,
        options=dict(options),
        dated=today,
    )


_by_label = lru_cache(maxsize=1024)(press.Captioned)


def sha256(facts: press.PaperFacts) -> str:
    """Tells whether two papers were pressed from the same facts."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=_told).encode()).hexdigest()


def _told(value: Any) -> Any:
    """Facts as mappings, days as words: level by level, for a deep copy of 146 plaintiffs takes ten times as long."""
    return {name: getattr(value, name) for name in press.names_of(value)} if is_dataclass(value) else str(value)


def _plaintiff(
    plaintiff: Plaintiff, claims: Sequence[tuple[GovernmentClaim, Reading]], *, lawsuit: Lawsuit
) -> press.PlaintiffFacts:
    client = plaintiff.client
    return press.PlaintiffFacts(
        label=plaintiff.label,
        code=client.code,
        duty=cast(press.Duty, client.duty),
        assignment=_assignment(client),
        harms=tuple(client.harms),
        formerly=bool(FORMERLY.search(client.covert_role.lower())) or client.duty == "retired",
        claims=tuple(
            _claim(claim, reading, lawsuit=lawsuit)
            for claim, reading in claims
            if claim.entity_id == lawsuit.claims_entity_id  # a claim on another entity supports nothing here
        ),
        where=_where(plaintiff, lawsuit=lawsuit),
    )


def _where(plaintiff: Plaintiff, *, lawsuit: Lawsuit) -> str:
    return f"/{lawsuit.slug}/plaintiffs/{plaintiff.number:03d}"


def _assignment(client: Client) -> press.Assignment:
    """What she may swear to. A role in words that are not known is no category: it is asked for."""
    role = client.covert_role.lower()
    if NOT_SO.search(role):
        return ""
    return next((category for words, category in ASSIGNMENTS if words.search(role)), "")


def _claim(claim: GovernmentClaim, reading: Reading, *, lawsuit: Lawsuit) -> press.ClaimFacts:
    events = list(claim.events.all())
    kinds = {EventKind(event.kind) for event in events} | set(map(EventKind, claim.undated))
    return press.ClaimFacts(
        entity=claim.entity.name,
        presented_on=next((event.on for event in events if event.kind == EventKind.PRESENTED), None),
        timely=TIMELY[reading.timeliness],
        outcome="" if claim.answered_on_a_day_unknown else _outcome(reading),
        outcome_on=reading.outcome_on,
        mailed_on=reading.notice.mailed_on if reading.notice else None,
        relief=_relief(kinds, reading=reading),
        lateness_waived=any(flag.code is FlagCode.LATENESS_WAIVED for flag in reading.flags),
        where=f"/{lawsuit.slug}/claims/{claim.pk}",
    )


def _outcome(reading: Reading) -> press.Outcome:
    """As the law reads it; on the way of a late claim, where no answer can come any more, there was no action."""
    if reading.outcome is Outcome.PENDING and reading.state in AFTER_THE_APPLICATION:
        return "no action"
    if reading.outcome is Outcome.ALLOWED:
        return ""  # a claim that was allowed is not sued upon: counsel looks first
    return cast(press.Outcome, reading.outcome.value)


def _relief(kinds: set[EventKind], *, reading: Reading) -> press.Relief:
    for kind, words in RELIEF:
        if kind in kinds:
            return words
    if EventKind.LATE_APPLICATION not in kinds:
        return ""
    return "deemed denied" if reading.state is ClaimState.APPLICATION_DENIED else "applied"
