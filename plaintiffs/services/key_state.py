"""How the keys of the vault stand, and whether everything opens. Versions, counts and ids; never a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Model

from casefile import audit, cipher, keys
from casefile.acts import Act
from casefile.errors import Missing, VaultSealed
from casefile.models import AuditEntry, Staff
from plaintiffs.models import DataKey, SealedField, WaitingSheet
from plaintiffs.vault import canary, doors, fields, renewal
from plaintiffs.vault.fields import NO_KEY, WRONG_KEY, Shut

SINGS, SILENT, NONE = "opens", "does not open", "none"


@dataclass(frozen=True, slots=True)
class State:
    """What `vault_status` tells. `stale` says in words what is to be done; nothing is when it is empty."""

    current: int
    held: list[int]
    wrapped: dict[str, dict[int, int]]  # table -> key-encryption key -> data keys
    data_keys: dict[int, int]  # version -> people
    canary: str
    shares: str
    stale: list[str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Verified:
    """What `vault_verify` tells. `destroyed` counts people whose key an act destroyed; `shut` is what should open."""

    fields: int
    sheets: int
    destroyed: int
    canary: str
    shut: list[Shut]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def whole(self) -> bool:
        return not self.shut and self.canary == SINGS


def look_over(*, actor: Staff) -> State:
    """How the keys stand; raises VaultSealed when there are none."""
    ring = keys.ring()
    wrapped = {model._meta.model_name or "": _by_version(model, "kek_version") for model in renewal.WRAPPED}
    state = State(
        current=ring.current_version,
        held=sorted(ring.versions),
        wrapped=wrapped,
        data_keys=_by_version(DataKey, "version"),
        canary=_canary(),
        shares=_shares(ring.fingerprint),
        stale=[],
    )
    state.stale.extend(_stale(state))
    audit.record(actor, Act.VAULT_LOOKED_OVER, current=state.current, stale=len(state.stale))
    return state


def verify(*, actor: Staff) -> Verified:
    """Open everything once and forget it. Raises VaultSealed when there are no keys at all."""
    keys.ring()
    gone = _destroyed()
    shut = list(fields.shut(SealedField.objects.all()))
    theirs = [one for one in shut if one.why == NO_KEY and one.client_id in gone]
    found = Verified(
        fields=SealedField.objects.using("vault").count() - len(shut),
        sheets=WaitingSheet.objects.count(),
        destroyed=len({one.client_id for one in theirs}),
        canary=_canary(),
        shut=[one for one in shut if one not in theirs] + list(_shut_sheets()),
    )
    audit.record(actor, Act.VAULT_VERIFIED, fields=found.fields, sheets=found.sheets, shut=len(found.shut))
    return found


def _by_version(model: type[Model], column: str) -> dict[int, int]:
    return dict(model._default_manager.using("vault").order_by(column).values_list(column).annotate(Count("pk")))


def _canary() -> str:
    if not canary.is_there():
        return NONE
    return SINGS if canary.sings() else SILENT


def _shares(fingerprint: str) -> str:
    """Whether shares were made of just these keys: `none`, `of older keys`, or the split such as `2of3`."""
    last = AuditEntry.objects.filter(act=Act.KEY_SHARES_MADE).order_by("-seq").first()
    if last is None:
        return "none"
    return str(last.detail["split"]) if last.detail["ring"] == fingerprint else "of older keys"


def _stale(state: State) -> Iterator[str]:
    used = Counter[int]()
    for counts in state.wrapped.values():
        used.update(counts)
    missing = sorted(set(used) - set(state.held))
    if missing:
        yield f"Data keys lie under key-encryption key {missing[0]}, which is not here: put it back into the key file."
    older = sum(count for version, count in used.items() if version != state.current)
    if older:
        yield f"{older} data keys lie under an older key-encryption key: run vault_rewrap."
    if len(state.data_keys) > 1:
        yield "A renewal of data keys was cut off: run vault_rotate again."
    if state.canary != SINGS:
        yield f"The canary: {state.canary}. " + ("Run vault_init." if state.canary == NONE else "Are these the keys?")
    if state.shares == "of older keys":
        yield "The shares are of older keys: make new ones with vault_shares, and destroy the old."
    if not settings.KEYS and _is_open(Path(settings.KEY_FILE)):
        yield "Others than its owner may read the key file: chmod 400."


def _is_open(file: Path) -> bool:
    """True when others may read it; what the system hands over below /run has the modes that the system gives it."""
    return not file.is_relative_to("/run") and bool(file.stat().st_mode & 0o077)


def _destroyed() -> set[UUID]:
    """The people whose key was destroyed by an act: nobody misses what was in their fields."""
    told = AuditEntry.objects.filter(act=Act.PERSON_SHREDDED).values_list("subject", flat=True)
    return {UUID(found[0]) for subject in told if (found := re.search(r"[0-9a-f-]{36}$", subject))}


def _shut_sheets() -> Iterator[Shut]:
    for sheet in WaitingSheet.objects.values_list("pk", flat=True):
        try:
            doors.open_sheet(sheet)
        except Missing:
            continue  # loaded or discarded since
        except VaultSealed:
            yield Shut(sheet, sheet, WRONG_KEY)
        except cipher.BadSeal:
            yield Shut(sheet, sheet, fields.ALTERED)
