"""Whose turn it is to open: one try of a person at a time, counted from what PostgreSQL holds (security.md 5.4)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import OuterRef, Subquery

from casefile import clock
from casefile.models import Staff
from plaintiffs.models import Plaintiff, RevealRequest, RevealTurn
from plaintiffs.rules.openings import DAY, Opened, Pass, pass_for
from plaintiffs.services.reveal_policy import policy_of


def take(staff: Staff) -> RevealTurn:
    """Hold this person's turn until the transaction ends. Nobody takes it who holds the end of the audit trail."""
    RevealTurn.objects.bulk_create([RevealTurn(staff=staff)], ignore_conflicts=True)
    return RevealTurn.objects.select_for_update().get(staff=staff)


def openings_of(staff: Staff, *, at: datetime) -> list[Opened]:
    """What she opened in the last day, in whichever lawsuit: the caps are hers."""
    number = (
        Plaintiff.objects.unscoped("her own openings")
        .filter(client=OuterRef("client"), lawsuit=OuterRef("lawsuit"))
        .values("number")[:1]
    )
    rows = RevealRequest.objects.filter(asked_by=staff).opened_since(at - DAY).annotate(number=Subquery(number))
    told = rows.values_list("used_at", "client_id", "number", "device")
    return [Opened(used_at, client, number, device) for used_at, client, number, device in told if used_at]


def devices_before(request: RevealRequest) -> set[str]:
    """On which devices whoever asks has ever opened something before."""
    used = RevealRequest.objects.filter(asked_by=request.asked_by).exclude(used_at=None).exclude(pk=request.pk)
    return set(used.values_list("device", flat=True))


def way_of(request: RevealRequest, *, before: list[Opened]) -> Pass:
    caps = policy_of(request.lawsuit).caps
    return pass_for(request.client_id, before=before, caps=caps, at=clock.now())
