"""Renewing keys while the house works: data keys under another key-encryption key, and people under other data keys.

Everything goes in steps of a hundred rows. A step is one transaction of the vault's role, opened by the caller: killed
in it, nothing of it has happened, and the next run goes on where the last one was. Rows that somebody works on are
passed over and come with a later round, so that nobody waits for the end of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Count, Model, QuerySet

from casefile import cipher, keys
from casefile.errors import VaultSealed
from plaintiffs.models import Canary, DataKey, KeyCopy, SealedField, WaitingSheet
from plaintiffs.vault import data_keys, fields
from plaintiffs.vault.data_keys import unwrapped
from plaintiffs.vault.fields import ALTERED, WRONG_KEY, Shut

STEP = 100
WRAPPED: tuple[type[Model], ...] = (DataKey, WaitingSheet, KeyCopy, Canary)  # every table with a wrapped key in it
MOVE = """
UPDATE plaintiffs_sealedfield AS field SET ciphertext = anew.ciphertext, key_version = %s
  FROM unnest(%s::uuid[], %s::bytea[]) AS anew (id, ciphertext) WHERE field.id = anew.id
"""


@dataclass(slots=True)
class Step:
    """What one step did. `last` is where the next one begins; None when there is nothing behind it."""

    last: Any = None
    keys: int = 0
    fields: int = 0
    left: Counter[int] = field(default_factory=Counter)  # key-encryption keys, and how many data keys left each
    shut: list[Shut] = field(default_factory=list)


def not_wrapped_by(version: int) -> int:
    """How many data keys another key-encryption key wraps."""
    return sum(_others(model, version).count() for model in WRAPPED)


def wrapped_by(version: int) -> int:
    """How many data keys this key-encryption key wraps."""
    return sum(model._default_manager.using("vault").filter(kek_version=version).count() for model in WRAPPED)


def strange_keys() -> int:
    """How many people's data keys do not open with the keys of this moment."""
    return sum(not _opens(row) for row in DataKey.objects.using("vault").iterator())


def older_than(version: int) -> int:
    """How many people are still under an older data key."""
    return DataKey.objects.using("vault").filter(version__lt=version).count()


def next_version() -> int:
    """The version that people go to: the one that some are at already when a run was cut off, else a new one."""
    used = sorted(set(DataKey.objects.using("vault").values_list("version", flat=True)))
    return (used[-1] if len(used) > 1 else used[-1] + 1) if used else 1


def rewrap_step(model: type[Model], *, after: Any) -> Step:
    """Wrap the next hundred data keys of this table under the key-encryption key in use."""
    current = keys.ring().current_version
    columns = [column.attname for column in model._meta.local_fields if column.name != "ciphertext"]  # files are large
    held = _locked(_others(model, current).only(*columns), after=after)
    done, changed = _step(held), []
    for row in held:
        try:
            raw = unwrapped(row)
        except VaultSealed:
            done.shut.append(Shut(row.pk, getattr(row, "client_id", row.pk), WRONG_KEY))
            continue
        done.left[row.kek_version] += 1
        row.kek_version, row.wrapped = keys.wrap(raw, owner=row.bound_to)
        changed.append(row)
    model._default_manager.using("vault").bulk_update(changed, ["kek_version", "wrapped"])
    done.keys = len(changed)
    return done


def renew_step(version: int, *, after: Any) -> Step:
    """Give the next hundred people a new data key, seal their fields under it, and destroy the old one."""
    held: list[DataKey] = _locked(DataKey.objects.using("vault").filter(version__lt=version), after=after)
    done, free = _step(held), _free_fields([row.client_id for row in held])
    renewed: list[tuple[DataKey, DataKey, Sequence[SealedField]]] = []
    for old in held:
        if old.client_id not in free:
            continue
        try:
            renewed.append((old, _renewed(old, free[old.client_id], version=version), free[old.client_id]))
        except VaultSealed:
            done.shut.append(Shut(old.pk, old.client_id, WRONG_KEY))
        except cipher.BadSeal:
            done.shut.append(Shut(old.pk, old.client_id, ALTERED))
    _store(renewed, version=version)
    done.keys, done.fields = len(renewed), sum(len(rows) for _, _, rows in renewed)
    done.left.update(old.kek_version for old, _, _ in renewed)
    return done


def _opens(row: DataKey) -> bool:
    try:
        return bool(unwrapped(row))
    except VaultSealed:
        return False


def _others(model: type[Model], version: int) -> QuerySet[Any]:
    return model._default_manager.using("vault").exclude(kek_version=version)


def _locked(rows: QuerySet[Any], *, after: Any) -> list[Any]:
    behind = rows if after is None else rows.filter(pk__gt=after)
    return list(behind.order_by("pk").select_for_update(skip_locked=True)[:STEP])


def _step(held: Sequence[Any]) -> Step:
    return Step(last=held[-1].pk if len(held) == STEP else None)


def _free_fields(people: Sequence[UUID]) -> dict[UUID, list[SealedField]]:
    """All fields of these people, locked; without the people of whom somebody is changing one at this moment."""
    theirs = SealedField.objects.using("vault").filter(client_id__in=people)
    whole = dict(theirs.values_list("client_id").annotate(Count("pk")))
    found: dict[UUID, list[SealedField]] = defaultdict(list)
    for row in theirs.select_for_update(skip_locked=True):
        found[row.client_id].append(row)
    return {person: found[person] for person in people if len(found[person]) == whole.get(person, 0)}


def _renewed(old: DataKey, rows: Iterable[SealedField], *, version: int) -> DataKey:
    raw = unwrapped(old)
    row, key = data_keys.new_key(old.client_id, version=version)
    for one in rows:
        fields.reseal(one, old=raw, new=key)
    return row


def _store(renewed: Sequence[tuple[DataKey, DataKey, Sequence[SealedField]]], *, version: int) -> None:
    """New keys, then what is under them, then the old keys go: the database holds a field to its key at each moment."""
    rows = [row for _, _, theirs in renewed for row in theirs]
    DataKey.objects.using("vault").bulk_create(new for _, new, _ in renewed)
    with connections["vault"].cursor() as cursor:
        cursor.execute(MOVE, [version, [row.pk for row in rows], [row.ciphertext for row in rows]])
    DataKey.objects.using("vault").filter(pk__in=[old.pk for old, _, _ in renewed]).delete()
