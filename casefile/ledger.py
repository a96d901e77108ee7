"""One ledger for presses, imports, exports and mail: asked, leased, done, refused, parked.

PostgreSQL is the queue of record. The broker is a doorbell: when a ring is lost, the sweeper rings again; where there
is no broker, the sweeper does the work. A lease ends by itself, and its attempt number fences off whoever held it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Stale
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 5
RING_AGAIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work one item until the lease ends; void as soon as somebody else took a later attempt."""

    item_id: int
    attempt: int
    batch_id: UUID
    key: str


@transaction.atomic
def open_batch(
    lawsuit: Lawsuit,
    *,
    kind: str,
    title: str,
    keys: Iterable[str],
    asked_by: Staff,
    detail: dict[str, Any] | None = None,
    asking: UUID | None = None,
) -> Batch:
    """Write what is asked. Ring afterwards with `ring_batch`. `asking` becomes the batch's number: once is enough.

    Two presses of one button may arrive together: the later one waits for the earlier, and gets its batch.
    """
    asked_at = clock.now()
    batch = Batch(
        pk=asking or uuid4(),
        lawsuit=lawsuit,
        kind=kind,
        title=title,
        asked_by=asked_by,
        asked_at=asked_at,
        detail=detail or {},
    )
    if not _first(batch):
        return _asked_already(batch)
    items = [BatchItem(batch=batch, key=key, position=place, asked_at=asked_at) for place, key in enumerate(keys, 1)]
    BatchItem.objects.bulk_create(items)
    audit.record(asked_by, Act.BATCH_OPENED, batch, kind=kind, items=len(items))
    return batch


def _first(batch: Batch) -> bool:
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _asked_already(batch: Batch) -> Batch:
    """The batch of that number; Stale when it is another's, who may be of another lawsuit."""
    known = Batch.objects.filter(pk=batch.pk, lawsuit=batch.lawsuit, kind=batch.kind).first()
    if known is None:
        raise Stale("page", batch.pk)
    return known


def ring_batch(batch: Batch) -> None:
    """Ring for every item once the transaction is committed. A ring that is lost costs time, never the work."""
    if settings.BROKER_RINGS:
        numbers = list(batch.items.unfinished().values_list("pk", flat=True))
        transaction.on_commit(lambda: _ring(batch.kind, numbers))


def lease(item_id: int) -> Lease | None:
    """Take the item, or None when it is done, cancelled, or in somebody else's hands."""
    now = clock.now()
    free = Q(state=ItemState.ASKED) | Q(state=ItemState.LEASED, leased_until__lt=now)
    taken = BatchItem.objects.filter(free, pk=item_id, attempt__lt=MOST_ATTEMPTS, batch__state=BatchState.OPEN).update(
        state=ItemState.LEASED,
        attempt=F("attempt") + 1,
        leased_until=now + timedelta(seconds=settings.LEDGER_LEASE_SECONDS),
    )
    if not taken:
        return None
    item = BatchItem.objects.get(pk=item_id)
    return Lease(item_id=item.pk, attempt=item.attempt, batch_id=item.batch_id, key=item.key)


def beat(held: Lease, *, progress: int) -> None:
    """Say how far the work is (hundredths) and prolong the lease; on a connection of its own, so that pages see it."""
    _held(held, using="audit").update(
        progress=progress, leased_until=clock.now() + timedelta(seconds=settings.LEDGER_LEASE_SECONDS)
    )


@transaction.atomic
def finish(held: Lease, **outcome: Any) -> None:
    """Done: call it in the transaction that stores the result. Raises Stale when the lease has passed to another."""
    _end(held, state=ItemState.DONE, outcome=outcome, progress=100)


@transaction.atomic
def refuse(held: Lease, **outcome: Any) -> None:
    """The work cannot be done as asked, and why; it is not tried again by itself."""
    _end(held, state=ItemState.REFUSED, outcome=outcome)


@transaction.atomic
def cancel(batch: Batch, *, actor: Staff) -> None:
    """Stop what has not begun. What is in work ends by itself and finds no place to be stored."""
    if not Batch.objects.filter(pk=batch.pk, state=BatchState.OPEN).update(
        state=BatchState.CANCELLED, ended_at=clock.now()
    ):
        raise Stale("batch", batch.pk)
    stopped = batch.items.unfinished().update(state=ItemState.CANCELLED, ended_at=clock.now(), attempt=F("attempt") + 1)
    audit.record(actor, Act.BATCH_CANCELLED, batch, stopped=stopped)


@transaction.atomic
def retry(batch: Batch, *, actor: Staff) -> int:
    """Ask again for what was refused, parked or cancelled; done items stay done."""
    again = batch.items.filter(state__in=[ItemState.REFUSED, ItemState.PARKED, ItemState.CANCELLED]).update(
        state=ItemState.ASKED, attempt=0, leased_until=None, rung_at=None, ended_at=None, outcome={}, progress=0
    )
    if again:
        Batch.objects.filter(pk=batch.pk).update(state=BatchState.OPEN, ended_at=None)
        audit.record(actor, Act.BATCH_RETRIED, batch, items=again)
        ring_batch(batch)
    return again


def sweep() -> int:
    """Ring again for every item that waits or whose lease ended; where no broker answers, work it here. How many."""
    now = clock.now()
    waiting = BatchItem.objects.filter(batch__state=BatchState.OPEN).filter(
        Q(state=ItemState.ASKED) & (Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN))
        | Q(state=ItemState.LEASED, leased_until__lt=now)
    )
    _park(waiting.filter(attempt__gte=MOST_ATTEMPTS).values_list("pk", flat=True))
    due = list(
        waiting.filter(attempt__lt=MOST_ATTEMPTS).order_by("asked_at", "pk").values_list("batch__kind", "pk")[:500]
    )
    answers = settings.BROKER_RINGS
    for kind, item_id in due:
        answers = answers and _ring(kind, [item_id])
        if not answers:
            import_string(settings.LEDGER_DOORS[kind])(item_id)
    for batch_id in Batch.objects.filter(state=BatchState.OPEN).values_list("pk", flat=True):
        _close_if_finished(batch_id)
    return len(due)


def _ring(kind: str, numbers: list[int]) -> bool:
    """False when the broker does not answer: no harm, the work is in the ledger."""
    task = import_string(settings.LEDGER_WORK[kind])
    BatchItem.objects.filter(pk__in=numbers).update(rung_at=clock.now())
    try:
        for number in numbers:
            task.apply_async((number,), retry=False)
    except OperationalError:
        log.warning("the doorbell does not answer; the sweeper sees to %s items", len(numbers))
        return False
    return True


def _held(held: Lease, *, using: str = "default") -> Any:
    return BatchItem.objects.using(using).filter(pk=held.item_id, attempt=held.attempt, state=ItemState.LEASED)


def _end(held: Lease, *, state: ItemState, outcome: dict[str, Any], **changes: Any) -> None:
    moved = _held(held).update(state=state, outcome=outcome, leased_until=None, ended_at=clock.now(), **changes)
    if moved != 1:
        raise Stale("item", held.item_id)
    _close_if_finished(held.batch_id)


@transaction.atomic
def _close_if_finished(batch_id: UUID) -> None:
    """The batch's row is locked, so that of two last items the later one sees the earlier one's end."""
    batch = Batch.objects.select_for_update().get(pk=batch_id)
    if batch.is_open and not batch.items.unfinished().exists():
        Batch.objects.filter(pk=batch_id).update(state=BatchState.DONE, ended_at=clock.now())


def _park(numbers: Iterable[int]) -> None:
    for number in list(numbers):
        with transaction.atomic():
            parked = BatchItem.objects.filter(pk=number, attempt__gte=MOST_ATTEMPTS).update(
                state=ItemState.PARKED,
                leased_until=None,
                ended_at=clock.now(),
                outcome={"text": "The work stopped five times without an answer. Look at it before trying again."},
            )
            if parked:
                audit.record(audit.SYSTEM, Act.ITEM_PARKED, f"batch item {number}")
