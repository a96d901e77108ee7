"""One sealed field: how it is sealed in its place, and how fields are opened together with the keys they are under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from casefile import cipher, clock, keys
from casefile.errors import VaultSealed
from plaintiffs.models import DataKey, SealedField
from plaintiffs.vault.data_keys import Held
from plaintiffs.vault.sealed import Sealed

AT_A_TIME = 500
NO_KEY, WRONG_KEY, ALTERED = "no key", "wrong key", "altered"


@dataclass(frozen=True, slots=True)
class Shut:
    """A field, or a key, that does not open: whose it is and why, never what was in it."""

    id: UUID
    client_id: UUID
    why: str

    @property
    def line(self) -> str:
        return f"{self.id} of client {self.client_id}: {self.why}"


def seal(client_id: UUID, key: Held, *, field: str, subject: UUID | None, text: str) -> SealedField:
    row = SealedField(client_id=client_id, field=field, subject=subject, sealed_at=clock.now())
    row.ciphertext = cipher.seal(key.raw, text.encode(), parts=_place(row, version=key.version))
    row.key_version = key.version
    return row


def reseal(row: SealedField, *, old: bytes, new: Held) -> None:
    """The same plaintext under another key, in the row given. `sealed_at` stays: what it says is as old as before."""
    text = cipher.open_sealed(old, bytes(row.ciphertext), parts=_place(row, version=row.key_version))
    row.ciphertext = cipher.seal(new.raw, text, parts=_place(row, version=new.version))
    row.key_version = new.version


def open_all(rows: QuerySet[SealedField]) -> Iterator[tuple[SealedField, Sealed]]:
    """Every field whose key is there. Raises VaultSealed or BadSeal at the first that should open and does not."""
    known: dict[tuple[UUID, int], bytes] = {}
    for row in _with_keys(rows):
        if row.wrapped is not None:  # a destroyed key: her fields stay shut for ever, and nobody else's do
            yield row, Sealed(_open(row, known).decode())


def shut(rows: QuerySet[SealedField]) -> Iterator[Shut]:
    """Open every field, forget it at once, and tell those that did not open."""
    known: dict[tuple[UUID, int], bytes] = {}
    for row in _with_keys(rows).iterator(chunk_size=AT_A_TIME):
        why = _why_shut(row, known)
        if why:
            yield Shut(row.pk, row.client_id, why)


def _with_keys(rows: QuerySet[SealedField]) -> QuerySet[Any]:
    """Each field with its wrapped key, by one statement: between two, a renewed key would look like a destroyed one."""
    own = DataKey.objects.filter(client_id=OuterRef("client_id"), version=OuterRef("key_version"))
    return rows.using("vault").annotate(
        wrapped=Subquery(own.values("wrapped")), kek_version=Subquery(own.values("kek_version"))
    )


def _open(row: Any, known: dict[tuple[UUID, int], bytes]) -> bytes:
    own = (row.client_id, row.key_version)
    if own not in known:
        known[own] = keys.unwrap(bytes(row.wrapped), owner=str(row.client_id), version=row.kek_version)
    return cipher.open_sealed(known[own], bytes(row.ciphertext), parts=_place(row, version=row.key_version))


def _why_shut(row: Any, known: dict[tuple[UUID, int], bytes]) -> str:
    if row.wrapped is None:
        return NO_KEY
    try:
        _open(row, known)
    except VaultSealed:
        return WRONG_KEY
    except cipher.BadSeal:
        return ALTERED
    return ""


def _place(row: SealedField, *, version: int) -> list[str]:
    """What the ciphertext is bound to: moved to another person, field, claim or key's version it does not open."""
    return ["casefile", "v1", "sealedfield", str(row.client_id), row.field, str(row.subject or ""), str(version)]
