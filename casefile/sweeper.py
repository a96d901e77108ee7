"""One round through the ledger: park what was tried too often, ring for what waits, and where nobody answers, work.

It needs no broker and no memory: everything it goes by is in the rows, so any number of sweepers may run at once.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now

from casefile import ledger
from casefile.hands import Hands
from casefile.models import Batch, BatchItem, BatchState, ItemState

MOST_RUNG = 500  # in one round


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
    """Kind and number of what is due and was not rung for lately, oldest first. Who rang for the dead is not asked."""
    silent = Q(rung_at=None) | Q(rung_at__lt=Now() - ledger.RING_AGAIN) | Q(state=ItemState.LEASED)
    due = BatchItem.objects.due().filter(silent, tries__lt=ledger.MOST_TRIES).order_by("asked_at", "pk")
    return list(due.values_list("batch__kind", "pk")[:MOST_RUNG])


def park_the_dead() -> None:
    """Items whose fifth worker died with them."""
    dead = BatchItem.objects.lapsed().filter(tries__gte=ledger.MOST_TRIES)
    for number, attempt in dead.values_list("pk", "attempt"):
        ledger.park(number, attempt=attempt, why=str(ledger.DIED))


def close_finished() -> None:
    """Batches whose last item ended in the hands of somebody who could not say so."""
    for number in Batch.objects.filter(state=BatchState.OPEN).values_list("pk", flat=True):
        ledger.close_if_finished(number)


def _rung(waiting: list[tuple[str, int]]) -> bool:
    """True when the broker took every ring; false when there is none, or it does not answer."""
    by_kind: dict[str, list[int]] = {}
    for kind, number in waiting:
        by_kind.setdefault(kind, []).append(number)
    return settings.BROKER_RINGS and all(ledger.ring(kind, numbers) for kind, numbers in by_kind.items())
