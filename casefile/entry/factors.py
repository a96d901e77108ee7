"""Acts on second factors: enrolled, shown, removed, reset. Each is one transaction with its entry in the trail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.entry import codes, sign_ins
from casefile.errors import Missing, Refused, VaultSealed
from casefile.models import EndedBy, SignIn, Staff
from casefile.stepup import STRONG, Method

ISSUER = "casefile"


@dataclass(frozen=True, slots=True)
class Factor:
    """What its owner is shown of it: never its secret."""

    pk: int
    method: Method
    name: str
    enrolled_at: datetime
    used_at: datetime | None
    codes_left: int


@dataclass(frozen=True, slots=True, repr=False)
class Enrolled:
    """A factor just enrolled; the recovery codes are told if it is the first, and never again."""

    factor: Authenticator
    codes: list[str]


def held_by(staff: Staff) -> list[Factor]:
    rows = Authenticator.objects.filter(user=staff).order_by("-type", "created_at")  # those that count first
    return [
        Factor(row.pk, Method(row.type), row.data.get("name", ""), row.created_at, row.last_used_at, _codes_left(row))
        for row in rows
    ]


def can_confirm(staff: Staff) -> bool:
    """True for who has a factor that counts; recovery codes alone do not."""
    return bool(Authenticator.objects.filter(user=staff, type__in=STRONG).exists())


# --- enrolment ------------------------------------------------------------------------------------------------------


@transaction.atomic
def enrol_app(staff: Staff, *, seed: str, code: str) -> Enrolled:
    """An authenticator app that has shown a right code; its seed is sealed to its owner."""
    step = codes.step_of(code, seed=seed, at=clock.now())
    if step is None:
        raise Refused(_("This is not the code the app shows now. Look again: it changes every 30 seconds."))
    _alone(staff)
    if Authenticator.objects.filter(user=staff, type=Method.APP).exists():
        raise Refused(_("An authenticator app is enrolled already. Remove it first to enrol another."))
    return _enrol(staff, Method.APP, {"secret": _seal(staff, seed), "last_step": step})


@transaction.atomic
def enrol_passkey(staff: Staff, *, name: str, credential: Mapping[str, Any]) -> Enrolled:
    """A passkey whose answer was verified already."""
    _alone(staff)
    return _enrol(staff, Method.PASSKEY, {"name": name, "credential": dict(credential)})


@transaction.atomic
def make_recovery_codes(staff: Staff) -> list[str]:
    """Ten new codes in place of the old ones; this is the only time that they are told."""
    _alone(staff)
    Authenticator.objects.filter(user=staff, type=Method.RECOVERY_CODE).delete()
    told = _new_codes(staff)
    audit.record(staff, Act.RECOVERY_CODES_MADE, staff, codes=len(told))
    return told


# --- showing one ----------------------------------------------------------------------------------------------------


@transaction.atomic
def accept_app_code(staff: Staff, code: str) -> Authenticator | None:
    """The app, when this is its code of now and of no step that was used before; a code opens once."""
    row = _one(staff, Method.APP)
    step = codes.step_of(code, seed=_open(row), at=clock.now()) if row else None
    if row is None or step is None or step <= row.data.get("last_step", 0):
        return None
    row.data["last_step"] = step
    row.last_used_at = clock.now()
    row.save(update_fields=["data", "last_used_at"])
    return row


@transaction.atomic
def accept_recovery_code(staff: Staff, code: str) -> Authenticator | None:
    """The set of codes, when this is one that was not used; it is used with that."""
    row = _one(staff, Method.RECOVERY_CODE)
    if row is None or not _open(row) or not row.wrap().validate_code(code):
        return None
    row.refresh_from_db()
    audit.record(staff, Act.RECOVERY_CODE_USED, staff, left=_codes_left(row))
    return row


# --- the end of one -------------------------------------------------------------------------------------------------


@transaction.atomic
def remove(number: int, *, staff: Staff, here: SignIn | None) -> None:
    """Take one of her own factors away and end her other sign-ins; refused for the last that counts."""
    _alone(staff)
    found = Authenticator.objects.filter(pk=number, user=staff, type__in=STRONG).first()
    if found is None:
        raise Missing(_("There is no such factor."))
    if not Authenticator.objects.filter(user=staff, type__in=STRONG).exclude(pk=number).exists():
        raise Refused(_("This is your only second factor. Enrol another one first, then remove this one."))
    found.delete()
    sign_ins.end_all(staff, but=here, by=EndedBy.RESET, actor=staff)
    audit.record(staff, Act.FACTOR_REMOVED, staff, method=found.type)


@transaction.atomic
def reset(staff: Staff, *, actor: Staff | str) -> int:
    """Take all factors of somebody away and end her sign-ins; the next one leads to enrolment. How many there were."""
    _alone(staff)
    gone, _rows = Authenticator.objects.filter(user=staff).delete()
    sign_ins.end_all(staff, by=EndedBy.RESET, actor=actor)
    audit.record(actor, Act.FACTORS_RESET, staff, factors=gone)
    return int(gone)


# --- within ---------------------------------------------------------------------------------------------------------


def _enrol(staff: Staff, method: Method, kept: dict[str, Any]) -> Enrolled:
    row = Authenticator.objects.create(user=staff, type=method, data=kept)
    has_codes = Authenticator.objects.filter(user=staff, type=Method.RECOVERY_CODE).exists()
    told = [] if has_codes else _new_codes(staff)
    audit.record(staff, Act.FACTOR_ENROLLED, staff, method=method, factor=row.pk)
    return Enrolled(row, told)


def _new_codes(staff: Staff) -> list[str]:
    seed = _seal(staff, secrets.token_hex(40))
    row = Authenticator.objects.create(user=staff, type=Method.RECOVERY_CODE, data={"seed": seed, "used_mask": 0})
    told: list[str] = row.wrap().generate_codes()
    return told


def _alone(staff: Staff) -> None:
    """Two acts on one person's factors at once: the second waits for the first."""
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)  # who only names her in a row does not wait


def _one(staff: Staff, method: Method) -> Authenticator | None:
    return Authenticator.objects.select_for_update().filter(user=staff, type=method).first()


def _seal(staff: Staff, secret: str) -> str:
    """With its owner sealed in: a secret moved to another person's row does not open there."""
    sealed: str = encrypt(f"{staff.pk}:{secret}")
    return sealed


def _open(row: Authenticator) -> str:
    owner, _colon, secret = decrypt(row.data["secret" if row.type == Method.APP else "seed"]).partition(":")
    if owner != str(row.user_id):
        raise VaultSealed("The secret of this second factor belongs to somebody else. An administrator resets it.")
    return str(secret)


def _codes_left(row: Authenticator) -> int:
    return 10 - int(row.data["used_mask"]).bit_count() if row.type == Method.RECOVERY_CODE else 0
