"""Two-person mode: a custodian says yes or no, with a reason. Every round is kept (security.md 5.7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused, Stale
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import RevealRequest, RevealRound, RevealState
from plaintiffs.queries.need_to_know import verdict
from plaintiffs.services.reveal_policy import tell

WAITS, GOOD_FOR = timedelta(hours=24), timedelta(hours=1)
ACTS = {RevealState.APPROVED: Act.REVEAL_APPROVED, RevealState.DENIED: Act.REVEAL_NOT_APPROVED}
AT_A_TIME = 200


def approve(request_id: UUID, *, lawsuit: Lawsuit, words: str, actor: Staff) -> RevealRequest:
    """Whoever asked may open that field once within the hour."""
    until = clock.now() + GOOD_FOR
    return _decide(request_id, RevealState.APPROVED, lawsuit=lawsuit, words=words, actor=actor, good_until=until)


def deny(request_id: UUID, *, lawsuit: Lawsuit, words: str, actor: Staff) -> RevealRequest:
    return _decide(request_id, RevealState.DENIED, lawsuit=lawsuit, words=words, actor=actor, good_until=None)


@transaction.atomic
def _decide(
    request_id: UUID,
    state: RevealState,
    *,
    lawsuit: Lawsuit,
    words: str,
    actor: Staff,
    good_until: datetime | None,
) -> RevealRequest:
    """Raises Stale when another decided first."""
    request = _before(request_id, lawsuit=lawsuit, actor=actor)
    RevealRound.objects.create(request=request, state=state, by=actor, at=clock.now(), words=words)
    waiting = RevealRequest.objects.waiting().filter(pk=request.pk)
    if not waiting.update(state=state, good_until=good_until):  # the database asks whose round it was
        raise Stale("request", request.pk)
    tell(lawsuit, to=[request.asked_by], path=reverse("plaintiffs:reveal", args=[lawsuit.slug, request.client_id]))
    audit.record(actor, ACTS[state], request.client, request=request.pk, asked_by=request.asked_by_id)
    return request


def _before(request_id: UUID, *, lawsuit: Lawsuit, actor: Staff) -> RevealRequest:
    found = RevealRequest.objects.filter(lawsuit=lawsuit, pk=request_id)
    request = found.select_related("client", "asked_by").first()
    if request is None:
        raise Missing
    if actor.role != Role.CUSTODIAN or not verdict(actor, request.client).allowed:
        raise NotAllowed(_("A custodian of the lawsuit decides this."))
    if request.asked_by == actor:
        raise NotAllowed(_("You asked for this yourself: another custodian decides it."))
    if request.asked_at <= clock.now() - WAITS:
        raise Refused(_("This has waited for more than a day. Whoever needs it asks again."))
    return request


def sweep() -> None:
    """Write down the end of what nobody decided within a day, and of what was approved and not used within the hour."""
    now = clock.now()
    over = Q(state=RevealState.ASKED, asked_at__lte=now - WAITS) | Q(state=RevealState.APPROVED, good_until__lte=now)
    for request in RevealRequest.objects.filter(over).select_related("client")[:AT_A_TIME]:
        _expire(request)


@transaction.atomic
def _expire(request: RevealRequest) -> None:
    moved = RevealRequest.objects.filter(pk=request.pk, state=request.state).update(state=RevealState.EXPIRED)
    if moved:
        RevealRound.objects.create(request=request, state=RevealState.EXPIRED, by=None, at=clock.now())
        audit.record(audit.SYSTEM, Act.REVEAL_EXPIRED, request.client, request=request.pk)
