"""The only writer of the audit trail: each entry carries a keyed MAC over itself and the entry before it.

An act records its entry as the last statement of its own transaction. A read or an export that must not happen
unrecorded calls `record_first`, which commits before anything leaves.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.models import Model

from casefile import chain, clock
from casefile.acts import Act
from casefile.errors import AuditUnavailable
from casefile.models import AuditEntry, Staff

LOCK = 4_711_001  # the advisory lock under which the chain grows; the trigger takes the same one
TURN_AND_HEAD = (  # the number is LOCK
    "SELECT pg_advisory_xact_lock(4711001); SELECT seq, mac FROM casefile_auditentry ORDER BY seq DESC LIMIT 1"
)
SYSTEM = "system"
_through: ContextVar[Mapping[str, Any]] = ContextVar("through", default=MappingProxyType({}))


@contextmanager
def through(**means: Any) -> Iterator[None]:
    """What is recorded meanwhile says in its detail by which means it was done: a token, an account of the machine."""
    before = _through.set({**_through.get(), **means})
    try:
        yield
    finally:
        _through.reset(before)


def record(actor: Staff | str, act: Act, subject: Model | str = "", **detail: Any) -> None:
    """Add an entry to the act's own transaction: it stands or falls with it. `detail` is codes, counts and ids."""
    with transaction.atomic(savepoint=False):
        _append("default", actor, act, subject, detail)


def record_in_vault(actor: Staff | str, act: Act, subject: Model | str = "", **detail: Any) -> None:
    """The same for an act of the vault's own role: the last statement of its transaction there."""
    with transaction.atomic(using="vault"):
        _append("vault", actor, act, subject, detail)


def take_turn(using: str) -> None:
    """Wait for the end of the chain before any other lock is taken, so that nobody who holds it waits for us."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def record_first(actor: Staff | str, act: Act, subject: Model | str = "", **detail: Any) -> None:
    """Commit an entry by itself, before what it speaks of leaves; raises AuditUnavailable when it cannot be written."""
    try:
        with transaction.atomic(using="audit", durable=True):
            _append("audit", actor, act, subject, detail)
    except DatabaseError as failure:
        raise AuditUnavailable(
            "This cannot be recorded at the moment, so it is not done. Try again shortly."
        ) from failure


def _head(using: str) -> tuple[int, str]:
    """Wait for our turn and read the chain's end: two statements on one way, the second sees what is there by then."""
    with connections[using].cursor() as cursor:
        cursor.execute(TURN_AND_HEAD)
        cursor.nextset()
        return cursor.fetchone() or (0, "")


def head_fits() -> bool:
    """True when the newest entry was written under the keys of this house; also before the first one."""
    newest = AuditEntry.objects.order_by("-seq").first()
    return newest is None or hmac.compare_digest(newest.mac, chain.mac_of(newest, key=chain.key()))


def _append(using: str, actor: Staff | str, act: Act, subject: Model | str, detail: dict[str, Any]) -> None:
    head = _head(using)
    entry = AuditEntry(
        seq=head[0] + 1,
        at=clock.now(),
        actor=actor if isinstance(actor, str) else str(actor.pk),
        act=act.value,
        subject=subject if isinstance(subject, str) else f"{subject._meta.label_lower} {subject.pk}",
        detail=json.loads(json.dumps({**_through.get(), **detail}, default=str)),
        prev=head[1],
    )
    entry.mac = chain.mac_of(entry, key=chain.key())
    entry.save(force_insert=True, using=using)
