"""The only writer of the audit trail: each entry carries a keyed MAC over itself and the entry before it.

An act records its entry as the last statement of its own transaction. A read or an export that must not happen
unrecorded calls `record_first`, which commits before anything leaves.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.models import Model

from casefile import clock, keys
from casefile.acts import Act
from casefile.errors import AuditUnavailable
from casefile.models import AuditEntry, Staff

LOCK = 4_711_001  # the advisory lock under which the chain grows; the trigger takes the same one
SYSTEM = "system"


def record(actor: Staff | str, act: Act, subject: Model | str = "", **detail: Any) -> None:
    """Add an entry to the act's own transaction: it stands or falls with it. `detail` is codes, counts and ids."""
    with transaction.atomic():
        _append("default", actor, act, subject, detail)


def record_first(actor: Staff | str, act: Act, subject: Model | str = "", **detail: Any) -> None:
    """Commit an entry by itself, before what it speaks of leaves; raises AuditUnavailable when it cannot be written."""
    try:
        with transaction.atomic(using="audit", durable=True):
            _append("audit", actor, act, subject, detail)
    except DatabaseError as failure:
        raise AuditUnavailable(
            "This cannot be recorded at the moment, so it is not done. Try again shortly."
        ) from failure


def broken(entries: Iterable[AuditEntry]) -> list[int]:
    """Sequence numbers of entries that do not follow from the one before, given in order from the first."""
    wrong, seq, prev = [], 0, ""
    for entry in entries:
        told = hmac.compare_digest(entry.mac, _mac(entry))
        if entry.seq != seq + 1 or entry.prev != prev or not told:
            wrong.append(entry.seq)
        seq, prev = entry.seq, entry.mac
    return wrong


def head_fits() -> bool:
    """True when the newest entry was written under the keys of this house; also before the first one."""
    newest = AuditEntry.objects.order_by("-seq").first()
    return newest is None or hmac.compare_digest(newest.mac, _mac(newest))


def _append(using: str, actor: Staff | str, act: Act, subject: Model | str, detail: dict[str, Any]) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    head = AuditEntry.objects.using(using).order_by("-seq").values_list("seq", "mac").first() or (0, "")
    entry = AuditEntry(
        seq=head[0] + 1,
        at=clock.now(),
        actor=actor if isinstance(actor, str) else str(actor.pk),
        act=act.value,
        subject=subject if isinstance(subject, str) else f"{subject._meta.label_lower} {subject.pk}",
        detail=json.loads(json.dumps(detail, default=str)),
        prev=head[1],
    )
    entry.mac = _mac(entry)
    entry.save(force_insert=True, using=using)


def _mac(entry: AuditEntry) -> str:
    told = [entry.seq, entry.at.isoformat(), entry.actor, entry.act, entry.subject, entry.detail, entry.prev]
    message = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(keys.ring().labelled("audit-mac"), message, hashlib.sha256).hexdigest()
