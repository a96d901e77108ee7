"""The net of this process: every sealed value of the house, made anew when the vault has changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from django.db import connection
from django.db.models import Model
from psycopg import sql

from casefile.editions import edition
from casefile.models import Counsel, Court, Defendant, Firm, PublicEntity
from plaintiffs.leakguard import controls
from plaintiffs.leakguard.patterns import Needle
from plaintiffs.leakguard.scan import Net, build
from plaintiffs.vault import doors


@dataclass(frozen=True, slots=True, repr=False)
class Held:
    """A net and the state of the vault it was made from."""

    version: str
    net: Net


_lock = threading.Lock()
_held: Held | None = None


CARRIED: tuple[tuple[type[Model], str], ...] = (
    (Counsel, "name"),
    (Counsel, "email"),
    (Defendant, "name"),
    (PublicEntity, "name"),
    (Firm, "name"),
    (Firm, "address"),
    (Firm, "telephone"),
    (Firm, "facsimile"),
    (Court, "courthouse"),
    (Court, "address"),
)


def _known() -> Sequence[str]:
    """What papers carry anyway: court, parties, counsel and how to reach them. In an order of its own.

    Nothing that is typed on a page: whoever may write a phrase here may carry it past the guard.
    """
    return _carried(edition(*dict.fromkeys(model for model, _ in CARRIED)))


@lru_cache(maxsize=2)
def _carried(_edition: str) -> Sequence[str]:
    """Read once for each edition of the tables: it is asked for every paper."""
    one = sql.SQL("SELECT {} FROM {}")
    each = [one.format(sql.Identifier(field), sql.Identifier(model._meta.db_table)) for model, field in CARRIED]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ").join(each).as_string())
        told = {line for (words,) in cursor.fetchall() for line in words.splitlines()}
    return tuple(sorted(told - {""}))


def version() -> str:
    """That of the net which the vault, as it is now, would give; nothing is opened for it."""
    return _version(_known())


def changed_at() -> datetime | None:
    """When a field was sealed last; None for an empty vault."""
    return doors.last_sealed_at()


def current_net() -> Held:
    """The net for the vault as it is now. Raises VaultSealed when the keys are not there: no net, no release."""
    global _held  # one net for a process: it holds every name, so there is no second copy
    known = _known()
    version = _version(known)
    with _lock:
        if _held is None or _held.version != version:
            needles = [Needle(one.client_id, one.field, one.value.reveal()) for one in doors.everything()]
            _held = Held(version=version, net=build(needles, known=known, version=version))
        return _held


def warm() -> None:
    """Prove the readers of a PDF and make the net, so that a worker's children find both done."""
    controls.prove("pdf")
    current_net()


def _version(known: Sequence[str]) -> str:
    return f"{doors.version()}-{sha256(chr(10).join(known).encode()).hexdigest()[:20]}"
