"""Acts on the keys of the vault: first day, a new key-encryption key, rewrapping, renewing, retiring."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from casefile import audit, clock, keyring, keys
from casefile.acts import Act
from casefile.errors import Refused, VaultSealed
from casefile.keyring import KeyRing
from casefile.models import AuditEntry, Staff
from plaintiffs.models import DataKey
from plaintiffs.vault import canary, renewal
from plaintiffs.vault.fields import Shut
from plaintiffs.vault.renewal import Step

IDLE_ROUNDS = 20  # rounds in which everything was in somebody's hands, before a run gives up
PAUSE = 0.25  # seconds between two of them


@dataclass(slots=True)
class Tally:
    """What a run did, and what is left for the next: `behind` counts data keys, `shut` those that do not open."""

    version: int
    keys: int = 0
    fields: int = 0
    behind: int = 0
    shut: list[Shut] = field(default_factory=list)

    @property
    def finished(self) -> bool:
        return not self.behind

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def add(self, step: Step) -> None:
        self.keys += step.keys
        self.fields += step.fields
        self.shut += step.shut


def keep_canary() -> bool:
    """Put the canary in where the tables are new; false while the vault is sealed. Done when there is one already."""
    if canary.is_there():
        return True
    try:
        keys.ring()
    except VaultSealed:
        return False  # the house starts all the same; `vault_init` puts it in when the keys are back
    if renewal.strange_keys():
        return False
    _put_canary(made=False, actor=audit.SYSTEM)
    return True


def initiate(*, actor: Staff) -> int:
    """The first keys and the canary; gives the version in use. Raises Refused for a vault that has a canary already."""
    if canary.is_there():
        raise Refused("This vault is initiated already. vault_status tells how its keys stand.")
    made = not keys.here() and _make_first_keys()
    _refuse_strange_keys()
    _put_canary(made=made, actor=actor)
    return keys.ring().current_version


def add_kek(*, actor: Staff, path: Path | None) -> int:
    """One key-encryption key more, in use from now on: in the key file, or all keys in a new file at `path`."""
    version = max(keys.ring().versions) + 1
    audit.record_first(actor, Act.KEK_ADDED, version=version, elsewhere=path is not None)
    return _changed(keyring.with_new_version, path=path).current_version


def rewrap(*, actor: Staff) -> Tally:
    """Every data key under the key-encryption key in use. The identities themselves are not touched."""
    tally = Tally(version=keys.ring().current_version)

    def one_round() -> None:
        for model in renewal.WRAPPED:
            _steps(partial(renewal.rewrap_step, model), Act.KEYS_REWRAPPED, tally=tally, actor=actor)

    return _rounds(one_round, tally=tally, behind=lambda: renewal.not_wrapped_by(tally.version))


def renew(*, actor: Staff, version: int | None = None) -> Tally:
    """A new data key for everybody, everything sealed anew. A run that was cut off is finished; one done does nothing.

    Without a version: the one that some people are at already, else the next.
    """
    tally = Tally(version=version or renewal.next_version())

    def one_round() -> None:
        _steps(partial(renewal.renew_step, tally.version), Act.KEYS_RENEWED, tally=tally, actor=actor)

    return _rounds(one_round, tally=tally, behind=lambda: renewal.older_than(tally.version))


def retire(version: int, *, oldest_backup: date | None, path: Path | None, actor: Staff) -> None:
    """Take a key-encryption key out of the keys. `oldest_backup` is the day of the oldest kept; None when none is.

    Raises Refused while a row, or such a backup, may still need it.
    """
    ring = keys.ring()
    if version not in ring.versions:
        raise Refused(f"There is no key-encryption key {version} here.")
    if version == ring.current_version:
        raise Refused(f"Key-encryption key {version} is the one in use. Add a new one first: vault_new_kek.")
    used = renewal.wrapped_by(version)
    if used:
        raise Refused(f"{used} data keys are wrapped under it. Bring them under the key in use first: vault_rewrap.")
    _refuse_needed_by_backup(version, oldest_backup)
    told = oldest_backup.isoformat() if oldest_backup else "none kept"
    audit.record_first(actor, Act.KEK_RETIRED, version=version, oldest_backup=told, elsewhere=path is not None)
    _changed(lambda held: keyring.without(held, version=version), path=path)


def left_at(version: int) -> datetime | None:
    """When the last data key left this key-encryption key, as the audit trail has it; None when it does not tell."""
    moved = [Act.KEYS_REWRAPPED, Act.KEYS_RENEWED]
    left = AuditEntry.objects.filter(act__in=moved, detail__left__has_key=str(version))
    superseded = AuditEntry.objects.filter(act=Act.KEK_ADDED, detail__version=version + 1)
    told = [entries.order_by("-seq").values_list("at", flat=True).first() for entries in (left, superseded)]
    return max((at for at in told if at is not None), default=None)


def _refuse_needed_by_backup(version: int, oldest_backup: date | None) -> None:
    if oldest_backup is None:
        return
    at = left_at(version)
    if at is None:
        raise Refused("The audit trail does not tell when this key went out of use. Keep it while a backup is kept.")
    day = at.astimezone(clock.COURT_ZONE).date()
    if oldest_backup <= day:
        raise Refused(f"Data keys lay under it until {day}: the backup of {oldest_backup} could not be opened without.")


def _steps(step: Callable[..., Step], act: Act, *, tally: Tally, actor: Staff) -> None:
    """Once through the table. Each step and its entry are one transaction; none waits for anybody but the trail."""
    after = None
    while True:
        with transaction.atomic(using="vault"):
            audit.take_turn("vault")
            done = step(after=after)
            if done.keys:
                left = {str(number): count for number, count in sorted(done.left.items())}
                audit.record_in_vault(actor, act, version=tally.version, keys=done.keys, fields=done.fields, left=left)
        tally.add(done)
        if done.last is None:
            return
        after = done.last


def _rounds(one_round: Callable[[], None], *, tally: Tally, behind: Callable[[], int]) -> Tally:
    """Go through until nothing is behind but what does not open, or what somebody does not let go of."""
    for _round in range(IDLE_ROUNDS):
        moved, tally.shut = tally.keys, []
        one_round()
        tally.behind = behind()
        if tally.behind <= len(tally.shut):
            break
        if tally.keys == moved:
            time.sleep(PAUSE)
    return tally


def _changed(change: Callable[[KeyRing], KeyRing], *, path: Path | None) -> KeyRing:
    if path is None:
        return keys.change_key_file(change)
    changed = change(keys.ring())
    keys.write_new(changed, path=path)
    return changed


def _make_first_keys() -> bool:
    """Make the key file; raises Refused where something is sealed already, for then the right one was lost."""
    if DataKey.objects.using("vault").exists():
        raise Refused("Identities are sealed here already. Put the key file back: a new one could open none of them.")
    return keys.make_key_file(Path(settings.KEY_FILE))


def _refuse_strange_keys() -> None:
    shut = renewal.strange_keys()
    if shut:
        raise Refused(f"{shut} data keys do not open with these keys. Put the right key file in place first.")


def _put_canary(*, made: bool, actor: Staff | str) -> None:
    with transaction.atomic():
        canary.put()
        audit.record(actor, Act.VAULT_INITIATED, version=keys.ring().current_version, keys_made=made)
