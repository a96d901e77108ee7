"""One ledger for presses, imports, exports and mail: asked, leased, done, refused, parked.

PostgreSQL is the queue of record. The broker is a doorbell: when a ring is lost, the sweeper rings again; where there
is no broker, the sweeper does the work. A lease ends by itself, and its attempt number fences off whoever held it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError as NoAnswer

from casefile import audit, clock, trouble
from casefile.acts import Act
from casefile.errors import Stale
from casefile.heartbeat import Heart
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
from casefile.models.ledger import ItemQuerySet

log = logging.getLogger(__name__)

MOST_TRIES = 5
RING_AGAIN = timedelta(seconds=30)
REST = timedelta(seconds=2)  # after the first failed try; doubled after each
REST_OF_THE_HOUSE = timedelta(seconds=10)  # where not the item failed but what it stands on
IN_VAIN = 50  # attempts, after which somebody is told that the house lacks something
STOPPED = (ItemState.REFUSED, ItemState.PARKED, ItemState.CANCELLED)
DIED = gettext_lazy("The program that worked on it ended without a word.")
TAKE = (  # by hand, as ItemQuerySet.due has it: asked for every item, and PostgreSQL tells what it has just written
    "UPDATE casefile_batchitem SET state = 'leased', attempt = attempt + 1, tries = tries + 1,"
    " leased_until = statement_timestamp() + make_interval(secs => %s) WHERE id = %s AND tries < %s"
    " AND (state = 'asked' AND (not_before IS NULL OR not_before <= statement_timestamp())"
    " OR state = 'leased' AND leased_until < statement_timestamp())"
    " AND batch_id IN (SELECT id FROM casefile_batch WHERE state = 'open') RETURNING attempt, batch_id, key"
)
LAST_OF = (  # two statements on one way: the second sees what was there when the batch's row was ours
    "SELECT state FROM casefile_batch WHERE id = %s FOR UPDATE;"
    " SELECT 1 FROM casefile_batchitem WHERE batch_id = %s AND state IN ('asked', 'leased') LIMIT 1"
)
SENDING = "sending"  # in an item's outcome: begun what cannot be taken back, and nobody knows whether it was done


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
        transaction.on_commit(lambda: ring(batch.kind, numbers))


def lease(item_id: int) -> Lease | None:
    """Take the item, or None when it is done, cancelled, resting, or in somebody else's hands.

    In one statement: whoever stood still between two would read another's token as its own.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [settings.LEDGER_LEASE_SECONDS, item_id, MOST_TRIES])
        taken = cursor.fetchone()
    return Lease(item_id, *taken) if taken else None


class work:  # noqa: N801 (reads as the act it is: `with ledger.work(item_id) as held`)
    """Take an item for the length of a block, with a pulse; None inside when it is not to be had.

    An error that leaves the block gives the item back at once, with what happened in words that quote nothing, and goes
    on its way to the log. What is killed gives nothing back: its lease ends by itself.
    """

    def __init__(self, item_id: int) -> None:
        self.held = lease(item_id)
        self._pulse = ExitStack()

    def __enter__(self) -> Lease | None:
        if self.held:
            self._pulse.enter_context(_heart.beating(self.held))
        return self.held

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._pulse.close()
        if not (self.held and error):
            return False
        ours = True
        with suppress(DatabaseError, InterfaceError):  # then the lease ends by itself
            ours = give_back(self.held, error=error)
        return isinstance(error, Stale) and not ours  # somebody cancelled it, or was quicker: no trouble at all


def beat(held: Lease, *, progress: int) -> None:
    """Say how far the work is (hundredths); on a connection of its own, so that pages see it."""
    _held(held, using="audit").update(progress=progress, leased_until=_lease_end())


def prolong(leases: Iterable[Lease]) -> None:
    """Push the ends of these leases out; one that has passed to another stays there."""
    for held in leases:
        _held(held, using="audit").update(leased_until=_lease_end())


def begin_for_good(held: Lease) -> None:
    """Commit that what comes now cannot be taken back, such as the sending of a mail. Raises Stale when it is too late.

    Should this worker die, the next one finds the mark, and leaves the item to a person.
    """
    if _held(held).update(outcome={SENDING: held.attempt}) != 1:
        raise Stale("item", held.item_id)


def take_mark_away(held: Lease) -> None:
    """It is sure that nothing was done: it may be tried again."""
    _held(held).update(outcome={})


@transaction.atomic
def give_back(held: Lease, *, error: BaseException) -> bool:
    """Not done, and why. It is tried again after a rest that grows; after five tries it is parked.

    What the item cannot help (a database, a disk, a key or a press that is not there) counts as no try. False when the
    lease had passed to another.
    """
    item = _held(held).select_for_update().first()
    if item is None:
        return False
    counts = not trouble.of_the_house(error)
    if counts and item.tries >= MOST_TRIES:
        return park(held.item_id, attempt=held.attempt, why=trouble.told(error))
    _held(held).update(
        state=ItemState.ASKED,
        tries=item.tries if counts else item.tries - 1,
        leased_until=None,
        rung_at=None,
        not_before=Now() + (REST * 2 ** (item.tries - 1) if counts else _rest_of_the_house(item.attempt)),
        outcome=item.outcome | {"text": trouble.told(error)},
    )
    if item.attempt >= IN_VAIN:
        _alarm(item.batch_id)
    return True


def _rest_of_the_house(attempt: int) -> timedelta:
    """Ten seconds, and after ten attempts in vain a little longer each time, up to five minutes."""
    return REST_OF_THE_HOUSE * min(max(attempt - 10, 1), 30)


@transaction.atomic
def park(item_id: int, *, attempt: int, why: str) -> bool:
    """Put an item aside that was tried five times: a person looks at it before it is tried again.

    False when somebody finished it, or took it, in the meantime.
    """
    held = BatchItem.objects.filter(pk=item_id, attempt=attempt, state=ItemState.LEASED)
    item = held.select_for_update().first()
    if item is None:
        return False
    told = _("Tried five times. The last time: %(why)s") % {"why": why}
    state = ItemState.UNKNOWN if SENDING in item.outcome else ItemState.PARKED
    held.update(state=state, leased_until=None, ended_at=clock.now(), outcome=item.outcome | {"text": told})
    close_if_finished(item.batch_id)  # the batch before the trail, as whoever finishes an item takes them
    _alarm(item.batch_id)
    with audit.inside(item.batch.lawsuit_id):
        audit.record(audit.SYSTEM, Act.ITEM_PARKED, f"batch item {item_id}")
    return True


@contextmanager
def finishing(held: Lease, **outcome: Any) -> Iterator[None]:
    """Done, with the block that stores the result; call it in the transaction of both.

    Raises Stale before the block, when the lease has passed to another: nothing is put anywhere. The batch is looked at
    after it, for its row is locked by that, and whoever finishes another item waits there.
    """
    with transaction.atomic(savepoint=False):
        _move(held, state=ItemState.DONE, outcome=outcome, progress=100)
        yield
        close_if_finished(held.batch_id)


@transaction.atomic(savepoint=False)  # what fails here undoes the whole act
def finish(held: Lease, **outcome: Any) -> None:
    """Done: call it in the transaction that stores the result. Raises Stale when the lease has passed to another."""
    _end(held, state=ItemState.DONE, outcome=outcome, progress=100)


@transaction.atomic(savepoint=False)
def refuse(held: Lease, **outcome: Any) -> None:
    """The work cannot be done as asked, and why; it is not tried again by itself."""
    _end(held, state=ItemState.REFUSED, outcome=outcome)


@transaction.atomic(savepoint=False)
def leave_open(held: Lease, **outcome: Any) -> None:
    """Done or not, nobody knows: a person decides, and until then it is not tried again."""
    _end(held, state=ItemState.UNKNOWN, outcome=outcome)


@transaction.atomic
def settle(item: BatchItem, *, actor: Staff) -> bool:
    """A person says that it was done; false when it is no longer in doubt."""
    doubted = BatchItem.objects.filter(pk=item.pk, state=ItemState.UNKNOWN)
    settled = doubted.update(state=ItemState.DONE, progress=100, outcome={"text": _("A person says that it was done.")})
    if settled:
        with audit.inside(item.batch.lawsuit_id):
            audit.record(actor, Act.ITEM_SETTLED, f"batch item {item.pk}")
    return bool(settled)


@transaction.atomic
def cancel(batch: Batch, *, actor: Staff) -> None:
    """Stop what has not begun. What is in work ends by itself and finds no place to be stored.

    Items before their batch, as whoever finishes one takes them: the other way round the two could wait for each other.
    """
    stopped = batch.items.unfinished().update(state=ItemState.CANCELLED, ended_at=clock.now(), attempt=F("attempt") + 1)
    if not Batch.objects.filter(pk=batch.pk, state=BatchState.OPEN).update(
        state=BatchState.CANCELLED, ended_at=clock.now()
    ):
        raise Stale("batch", batch.pk)
    audit.record(actor, Act.BATCH_CANCELLED, batch, stopped=stopped)


@transaction.atomic
def retry(batch: Batch, *, actor: Staff) -> int:
    """Ask again for what was refused, parked or cancelled; done items stay done."""
    return _ask_again(batch, batch.items.filter(state__in=STOPPED), actor=actor)


@transaction.atomic
def retry_parked(batch: Batch, *, actor: Staff) -> int:
    """Ask again for what was tried five times, and for nothing that somebody stopped."""
    return _ask_again(batch, batch.items.filter(state=ItemState.PARKED), actor=actor)


@transaction.atomic
def retry_item(item: BatchItem, *, actor: Staff) -> bool:
    """Ask again for one that was parked, or of which nobody knows; false when it is neither any more."""
    states = [ItemState.PARKED, ItemState.UNKNOWN]
    return bool(_ask_again(item.batch, BatchItem.objects.filter(pk=item.pk, state__in=states), actor=actor))


def _ask_again(batch: Batch, items: ItemQuerySet, *, actor: Staff) -> int:
    numbers = list(items.select_for_update().values_list("pk", flat=True))
    if not numbers:
        return 0
    BatchItem.objects.filter(pk__in=numbers).update(
        state=ItemState.ASKED,
        tries=0,
        leased_until=None,
        not_before=None,
        rung_at=None,
        ended_at=None,
        outcome={},
        progress=0,
    )
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.OPEN, ended_at=None, alarmed_at=None)
    audit.record(actor, Act.BATCH_RETRIED, batch, items=len(numbers))
    ring_batch(batch)
    return len(numbers)


def ring(kind: str, numbers: list[int]) -> bool:
    """False when the broker does not answer: no harm, the work is in the ledger, and was rung for by nobody."""
    task = import_string(settings.LEDGER_WORK[kind])
    try:
        for number in numbers:
            task.apply_async((number,), retry=False)
    except NoAnswer:
        log.warning("the doorbell does not answer; the sweeper sees to %s items", len(numbers))
        return False
    BatchItem.objects.filter(pk__in=numbers).update(rung_at=Now())
    return True


def _held(held: Lease, *, using: str = "default") -> Any:
    return BatchItem.objects.using(using).filter(pk=held.item_id, attempt=held.attempt, state=ItemState.LEASED)


def _end(held: Lease, *, state: ItemState, outcome: dict[str, Any], **changes: Any) -> None:
    _move(held, state=state, outcome=outcome, **changes)
    close_if_finished(held.batch_id)


def _move(held: Lease, *, state: ItemState, outcome: dict[str, Any], **changes: Any) -> None:
    moved = _held(held).update(state=state, outcome=outcome, leased_until=None, ended_at=clock.now(), **changes)
    if moved != 1:
        raise Stale("item", held.item_id)


def _alarm(batch_id: UUID) -> None:
    """Once for each batch, until somebody has asked for it again."""
    if Batch.objects.filter(pk=batch_id, alarmed_at=None).update(alarmed_at=clock.now()):
        for path in settings.LEDGER_ALARMS:
            import_string(path)(batch_id)


@transaction.atomic(savepoint=False)
def close_if_finished(batch_id: UUID) -> None:
    """The batch's row is locked, so that of two last items the later one sees the earlier one's end.

    A batch that another sweeper has wound up meanwhile is gone, and finished.
    """
    if _is_last_of(batch_id):
        Batch.objects.filter(pk=batch_id).update(state=BatchState.DONE, ended_at=clock.now())


def _is_last_of(batch_id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(LAST_OF, [batch_id, batch_id])
        is_open = cursor.fetchone() == (BatchState.OPEN.value,)
        cursor.nextset()
        return is_open and cursor.fetchone() is None


def _lease_end() -> Any:
    """By the database's clock: workers on several machines need not agree on the time."""
    return Now() + timedelta(seconds=settings.LEDGER_LEASE_SECONDS)


_heart = Heart(prolong)
