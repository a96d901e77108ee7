"""One round through the ledger: park what was tried too often, ring for what waits, and where nobody answers, work.

It needs no broker and no memory: everything it goes by is in the rows, so any number of sweepers may run at once.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import DateTimeField, Exists, Func, OuterRef, Q
from django.db.models.functions import Now

from casefile import ledger, trouble
from casefile.hands import Hands
from casefile.models import Batch, BatchItem, BatchState, ItemState

MOST_RUNG = 100  # of the first that are due: rings are answered in turn, more would only lie in the queue


class DatabaseBegan(Func):
    """When the database server was started."""

    function = "pg_postmaster_start_time"
    output_field = DateTimeField()


def sweep(hands: Hands) -> int:
    """How many items wait for somebody. `hands` are this process's own, for where no broker answers."""
    park_the_dead()
    waiting = waiting_items()
    hands.let_go_the_dead()
    if waiting and not _rung(waiting):
        hands.put_to_work()
    close_finished()
    return len(waiting)


def waiting_items() -> list[tuple[str, int]]:
    """Kind and number of what is due and was not rung for lately, oldest first. Who rang for the dead is not asked.

    Rings from before the database began anew do not count: while it was away every one of them was answered in vain.
    """
    unheard = Q(rung_at=None) | Q(rung_at__lt=Now() - ledger.RING_AGAIN) | Q(rung_at__lt=DatabaseBegan())
    silent = unheard | Q(state=ItemState.LEASED)
    first = BatchItem.objects.due().filter(tries__lt=ledger.MOST_TRIES).in_turn().values("pk")[:MOST_RUNG]
    return list(BatchItem.objects.filter(silent, pk__in=first).in_turn().values_list("batch__kind", "pk"))


def park_the_dead() -> None:
    """Items whose fifth worker died with them."""
    dead = BatchItem.objects.lapsed().filter(tries__gte=ledger.MOST_TRIES)
    for number, attempt in dead.values_list("pk", "attempt"):
        with trouble.survived("parking an item"):
            ledger.park(number, attempt=attempt, why=str(ledger.DIED))


def close_finished() -> None:
    """Batches whose last item ended in the hands of somebody who could not say so."""
    working = BatchItem.objects.unfinished().filter(batch=OuterRef("pk"))
    for number in Batch.objects.filter(~Exists(working), state=BatchState.OPEN).values_list("pk", flat=True):
        ledger.close_if_finished(number)


def _rung(waiting: list[tuple[str, int]]) -> bool:
    """True when the broker took every ring; false when there is none, or it does not answer."""
    by_kind: dict[str, list[int]] = {}
    for kind, number in waiting:
        by_kind.setdefault(kind, []).append(number)
    return settings.BROKER_RINGS and all(ledger.ring(kind, numbers) for kind, numbers in by_kind.items())
