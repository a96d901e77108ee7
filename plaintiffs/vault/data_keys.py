"""A key for each person, wrapped under the key-encryption key of the house."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db import OperationalError
from django.db.models import Max

from casefile import cipher, clock, keys
from plaintiffs.models import Canary, DataKey, KeyCopy, WaitingSheet

RENEWED = "40001"  # what the database says when a field comes with a key that was renewed meanwhile


@dataclass(frozen=True, slots=True)
class Held:
    """A person's key in hand, for this call's use."""

    version: int
    raw: bytes = field(repr=False)


def new_key(client_id: UUID, *, version: int) -> tuple[DataKey, Held]:
    """A data key for a client who has none of this version: the row to store, and the key itself."""
    held = Held(version, cipher.new_key())
    kek_version, wrapped = keys.wrap(held.raw, owner=str(client_id))
    row = DataKey(client_id=client_id, version=version, kek_version=kek_version, wrapped=wrapped, made_at=clock.now())
    return row, held


def house_version() -> int:
    """The newest version in use: a person enrolled while all keys are renewed gets a renewed one at once.

    Reads as the vault's role: the application sees no keys of those whom nobody in particular asks for.
    """
    return DataKey.objects.using("vault").aggregate(newest=Max("version"))["newest"] or 1


def held_by(client_id: UUID) -> Held | None:
    """The key that seals for this person now; None when she has none any more. Reads as the vault's role."""
    row = DataKey.objects.using("vault").filter(client_id=client_id).order_by("-version").first()
    return Held(row.version, unwrapped(row)) if row else None


def unwrapped(row: DataKey | WaitingSheet | KeyCopy | Canary) -> bytes:
    return keys.unwrap(bytes(row.wrapped), owner=row.bound_to, version=row.kek_version)


def renewed_meanwhile(failure: OperationalError) -> bool:
    return getattr(failure.__cause__, "sqlstate", "") == RENEWED
