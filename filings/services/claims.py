"""Government claims: recorded with their events, one event at a time afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing, Refused
from casefile.models import Batch, PublicEntity, Staff
from filings.law.claim_events import Event, EventKind
from filings.law.claim_history import admit
from filings.models import ClaimEvent, GovernmentClaim
from plaintiffs.models import Client
from plaintiffs.services import intake

Recorded = tuple[GovernmentClaim, Sequence[Event]]


def new_claim(
    client: Client,
    *,
    entity: PublicEntity,
    claim_id: UUID,
    came_with: Batch | None,
    undated: Sequence[EventKind] = (),
) -> GovernmentClaim:
    """An unsaved claim under an id made beforehand, because its sealed number is bound to that id."""
    kinds = [kind.value for kind in undated]
    return GovernmentClaim(id=claim_id, client=client, entity=entity, came_with=came_with, undated=kinds)


@transaction.atomic
def record_claims(claims: Sequence[Recorded], *, actor: Staff) -> None:
    """Many claims with their events, all or none, as a sheet brings them: what it says is recorded, holes and all."""
    GovernmentClaim.objects.bulk_create(claim for claim, _ in claims)
    ClaimEvent.objects.bulk_create(_row(claim, event, actor=actor) for claim, events in claims for event in events)


@transaction.atomic
def record_claim(
    client: Client,
    *,
    entity: PublicEntity,
    events: Sequence[Event],
    actor: Staff,
    city_claim_no: str = "",
    remarks: str = "",
) -> GovernmentClaim:
    """One claim entered by hand, its number at the entity sealed. Raises EventRefused for what cannot have happened."""
    claim = new_claim(client, entity=entity, claim_id=uuid4(), came_with=None)
    for place, event in enumerate(events):
        admit(events[:place], event=event, today=clock.today())
    record_claims([(claim, events)], actor=actor)
    intake.seal_claim(client, intake.claim_secrets(claim.pk, city_claim_no=city_claim_no, remarks=remarks))
    audit.record(actor, Act.CLAIM_RECORDED, claim, events=len(events))
    return claim


@transaction.atomic
def record_event(claim: GovernmentClaim, event: Event, *, actor: Staff) -> ClaimEvent:
    """One more event. Raises EventRefused for what cannot have happened, Refused for the same event twice."""
    locked = (
        GovernmentClaim.objects.unscoped("locks the row that its page let her see").select_for_update().get(pk=claim.pk)
    )
    admit([row.fact for row in locked.events.all()], event=event, today=clock.today())
    row = _row(locked, event, actor=actor)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        raise Refused("This event is recorded already, on the same day.") from twice
    if event.kind.value in locked.undated:
        locked.undated = [kind for kind in locked.undated if kind != event.kind.value]
        locked.save(update_fields=["undated"])
    audit.record(actor, Act.CLAIM_EVENT_RECORDED, locked, kind=event.kind, on=event.on)
    return row


@transaction.atomic
def strike_event(claim: GovernmentClaim, event_id: UUID, *, actor: Staff) -> None:
    """Take back an event that was recorded by mistake; the history of rows keeps it."""
    gone, _ = claim.events.filter(pk=event_id).delete()
    if not gone:
        raise Missing("This event is not there any more.")
    audit.record(actor, Act.CLAIM_EVENT_STRUCK, claim, event=event_id)


def _row(claim: GovernmentClaim, event: Event, *, actor: Staff) -> ClaimEvent:
    return ClaimEvent(
        claim=claim,
        kind=event.kind.value,
        on=event.on,
        method=event.method.value if event.method else "",
        mailed_on=event.mailed_on,
        warning=event.warning,
        until=event.until,
        recorded_by=actor,
        recorded_at=clock.now(),
    )
