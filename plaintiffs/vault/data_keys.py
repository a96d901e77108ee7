"""A key for each person, wrapped under the key-encryption key of the house."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from casefile import cipher, clock, keys
from plaintiffs.models import Client, DataKey


def new_key(client: Client) -> tuple[DataKey, bytes]:
    """A data key for a client who has none yet: the row to store, and the key itself for this call's use."""
    raw = cipher.new_key()
    kek_version, wrapped = keys.wrap(raw, owner=str(client.pk))
    row = DataKey(client=client, kek_version=kek_version, wrapped=wrapped, made_at=clock.now())
    return row, raw


def raw_keys(clients: Iterable[UUID]) -> dict[tuple[UUID, int], bytes]:
    """The keys of these people by client and version. Reads as the vault's role."""
    rows = DataKey.objects.using("vault").filter(client_id__in=list(clients))
    return {
        (row.client_id, row.version): keys.unwrap(bytes(row.wrapped), owner=str(row.client_id), version=row.kek_version)
        for row in rows
    }
