"""Background work as a program reads it: how many of what was asked stand where, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Prefetch, QuerySet

from casefile.models import Batch, BatchItem, ItemState, Lawsuit, Staff
from filings.models import Finding
from filings.queries.batches import last_findings
from filings.queries.denied import items_shown
from plaintiffs.models import Plaintiff


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A batch. `items` counts the items by state; every state is there."""

    id: UUID
    kind: str
    title: str
    state: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    total: int
    items: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ItemProgress:
    """One item. `plaintiff` is None for an item that speaks for all; `text` says why it was refused or parked.

    `held_since` is that of its document: a finished paper in which an identity was found afterwards.
    """

    position: int
    plaintiff: int | None
    label: str
    state: str
    ended_at: datetime | None
    text: str
    findings: tuple[Finding, ...]
    document: UUID | None
    held_since: datetime | None


def progress_of(batches: Sequence[Batch], *, lawsuit: Lawsuit, staff: Staff) -> list[BatchProgress]:
    """Two queries, when those who asked came with them."""
    counted: dict[UUID, Counter[str]] = {batch.pk: Counter() for batch in batches}
    items = items_shown(BatchItem.objects.filter(batch__in=batches), lawsuit=lawsuit, staff=staff)
    states = items.order_by().values_list("batch", "state")
    for batch_id, state, number in states.annotate(number=Count("pk")):
        counted[batch_id][state] = number
    return [_progress(batch, counted[batch.pk]) for batch in batches]


def items_with_findings(batch: Batch, *, staff: Staff) -> QuerySet[BatchItem]:
    """Three queries, however many they are."""
    findings = Prefetch("findings", queryset=Finding.objects.filter(document=None))
    items = items_shown(batch.items.all(), lawsuit=batch.lawsuit, staff=staff)
    return items.select_related("document").prefetch_related(findings)


def item_progress(items: Sequence[BatchItem], *, lawsuit: Lawsuit, staff: Staff) -> list[ItemProgress]:
    """One query beside those of `items_with_findings`."""
    keys = [UUID(item.key) for item in items if len(item.key) == 36]
    does = {str(one.pk): one for one in Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit, pk__in=keys)}
    return [_item(item, doe=does.get(item.key)) for item in items]


def _progress(batch: Batch, counted: Counter[str]) -> BatchProgress:
    return BatchProgress(
        id=batch.pk,
        kind=batch.kind,
        title=batch.title,
        state=batch.state,
        asked_by=batch.asked_by.name,
        asked_at=batch.asked_at,
        ended_at=batch.ended_at,
        total=counted.total(),
        items={state: counted[state] for state in ItemState.values},
    )


def _item(item: BatchItem, *, doe: Plaintiff | None) -> ItemProgress:
    document = getattr(item, "document", None)
    return ItemProgress(
        position=item.position,
        plaintiff=doe.number if doe else None,
        label=doe.label if doe else "",
        state=item.state,
        ended_at=item.ended_at,
        text=str(item.outcome.get("text", "")),
        findings=last_findings(item),
        document=document.pk if document else None,
        held_since=document.held_since if document else None,
    )
