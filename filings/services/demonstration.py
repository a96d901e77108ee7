"""Loading the demonstration: an invented lawsuit in the midst of its work on the day it is loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.lawsuits import clerk, open_lawsuit
from casefile.models import Lawsuit, PseudonymStatus, Role, Staff
from filings.services import claims, templates
from filings.services.invented import RELEASED_DAYS_AGO, Invented, invent
from plaintiffs.models import Client, PseudonymOrder, Reason
from plaintiffs.services import intake, need_to_know

PEOPLE = (
    ("ines.halloran@moltrask.example", "Ines Halloran", Role.ATTORNEY),
    ("bram.okonkwo@moltrask.example", "Bram Okonkwo", Role.ATTORNEY),
    ("lucia.feng@moltrask.example", "Lucia Feng", Role.PARALEGAL),
    ("teo.marsh@moltrask.example", "Teo Marsh", Role.STAFF),
    ("agnes.whitlow@moltrask.example", "Agnes Whitlow", Role.CUSTODIAN),
    ("per.lindqvist@moltrask.example", "Per Lindqvist", Role.AUDITOR),
)


@transaction.atomic
def load(*, today: date) -> Lawsuit | None:
    """The demonstration, or None when any lawsuit is there already: it is never laid over real work."""
    if Lawsuit.objects.exists():
        return None
    staff = [Staff.objects.enrol(email, name=name, role=role) for email, name, role in PEOPLE]
    lead = staff[0]
    clerk()  # so that the first command adds nobody
    lawsuit = open_lawsuit(
        description(today=today), slug="doe-v-rivermont", actor=lead, members=staff, is_demonstration=True
    )
    PseudonymOrder.objects.create(
        lawsuit=lawsuit,
        status=PseudonymStatus.SOUGHT,
        hearing_on=today + timedelta(days=58),
        scope="All plaintiffs, until further order of the court.",
        recorded_at=clock.now(),
    )
    templates.adopt_shipped(actor=lead)
    clients = _people(lawsuit, invent(today=today), actor=lead)
    _walls({one.name: one for one in staff}, clients)
    audit.record(lead, Act.SHEET_LOADED, lawsuit, demonstration=True)
    return lawsuit


def description(*, today: date) -> dict[str, Any]:
    """The invented lawsuit in the words of a description that `open_lawsuit` takes, dated about today."""
    told: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    released = sorted(today - timedelta(days=days) for days in RELEASED_DAYS_AGO)
    days = {"requested": released[0] - timedelta(days=61), "from": released[0], "until": released[-1]}
    return {**told, "release": told["release"] | {name: day.isoformat() for name, day in days.items()}}


def _walls(staff: Mapping[str, Staff], clients: Sequence[Client]) -> None:
    """What the custodian has decided: the paralegal works for three, and one is a cousin of a clerk."""
    custodian, paralegal, cousin = staff["Agnes Whitlow"], staff["Lucia Feng"], staff["Teo Marsh"]
    for client in clients[:3]:
        need_to_know.give(client, to=paralegal, reason=Reason.WORK, actor=custodian)
    need_to_know.deny(clients[3], whom=cousin, reason=Reason.KINSHIP, actor=custodian)


def _people(lawsuit: Lawsuit, people: list[Invented], *, actor: Staff) -> list[Client]:
    ids = {one.code: uuid4() for one in people}
    enrolments = [
        intake.Enrolment(
            code=one.code,
            identity=one.identity,
            unit=one.unit,
            covert_role=one.covert_role,
            duty=one.duty,
            released_on=one.released_on,
            harms=one.harms,
            doe=("JANE", one.number) if one.number else None,
            claim_secrets=intake.claim_secrets(ids[one.code], city_claim_no=one.city_claim_no, remarks=""),
            owner=actor,
        )
        for one in people
    ]
    clients = intake.engage_all(enrolments, lawsuit=lawsuit, came_with=None)
    entity = lawsuit.claims_entity
    if entity is None:
        raise ValueError("the demonstration names its entity")
    claims.record_claims(
        [
            (claims.new_claim(client, entity=entity, claim_id=ids[one.code], came_with=None), one.events)
            for client, one in zip(clients, people, strict=True)
        ],
        actor=actor,
    )
    return clients
