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
from uuid import UUID

from django.db import DatabaseError, connections, transaction
from django.db.models import Model

from casefile import chain, clock
from casefile.acts import Act
from casefile.chain import Link
from casefile.errors import AuditUnavailable
from casefile.models import AuditEntry, Lawsuit, Staff

LOCK = 4_711_001  # the advisory lock under which the chain grows; the trigger takes the same one
TURN_AND_HEAD = (  # the number is LOCK
    "SELECT pg_advisory_xact_lock(4711001); SELECT seq, mac FROM casefile_auditentry ORDER BY seq DESC LIMIT 1"
)
ADD = (  # by hand: the object and its statement would be made while everybody waits for the end of the chain
    "INSERT INTO casefile_auditentry (seq, at, actor, act, subject, detail, prev, mac, version, lawsuit, client)"
    " VALUES (%s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s)"
)
SYSTEM = "system"
_through: ContextVar[Mapping[str, Any]] = ContextVar("through", default=MappingProxyType({}))
_inside: ContextVar[UUID | None] = ContextVar("inside", default=None)


@contextmanager
def through(**means: Any) -> Iterator[None]:
    """What is recorded meanwhile says in its detail by which means it was done: a token, an account of the machine."""
    before = _through.set({**_through.get(), **means})
    try:
        yield
    finally:
        _through.reset(before)


@contextmanager
def inside(lawsuit: UUID | None) -> Iterator[None]:
    """What is recorded meanwhile belongs to this lawsuit, unless what it speaks of says another."""
    before = _inside.set(lawsuit)
    try:
        yield
    finally:
        _inside.reset(before)


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
    """All that can be made ready is, before the turn is taken: the others wait from there to the commit."""
    told = json.dumps({**_through.get(), **detail}, default=str)
    kept, secret = json.loads(told), chain.key()
    who, what = actor if isinstance(actor, str) else str(actor.pk), subject_of(subject)
    lawsuit, client = lawsuit_of(subject), getattr(subject, "concerns", None)
    seq, prev = _head(using)
    entry = Link(seq + 1, clock.now(), who, act.value, what, kept, prev, "", chain.VERSION, lawsuit, client)
    mac = chain.mac_of(entry, key=secret)
    with connections[using].cursor() as cursor:
        cursor.execute(ADD, [*entry[:5], told, prev, mac, *entry[8:]])


def subject_of(subject: Model | str) -> str:
    """What an entry calls the thing it speaks of: `filings.document` and its number, or the words given."""
    return subject if isinstance(subject, str) else f"{subject._meta.label_lower} {subject.pk}"


def lawsuit_of(subject: Model | str) -> UUID | None:
    """The lawsuit that the thing belongs to; else the one that this happens inside."""
    if isinstance(subject, Lawsuit):
        return subject.pk
    own: UUID | None = getattr(subject, "lawsuit_id", None)
    return own or _inside.get()
