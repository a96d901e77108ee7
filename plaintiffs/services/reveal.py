"""Reveal: the only way a true name comes onto a screen. One field of one person, recorded before it is opened.

The order is that of security.md section 5: the right, the fresh second factor, reason and purpose, one try at a time
under the caps, the audit entry committed, and only then the vault. Whatever fails on the way opens nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casefile import audit, clock, stepup
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused, Stale, TooOften
from casefile.models import Role, Staff
from casefile.row_security import seen_by
from plaintiffs.models import AlarmKind, Client, RevealReason, RevealRequest, RevealRound, RevealState, SealedField
from plaintiffs.rules.openings import Opened, Pass
from plaintiffs.services import broken_glass, reach, reveal_alarms, turns
from plaintiffs.services.reveal_policy import guardians, tell
from plaintiffs.vault import doors
from plaintiffs.vault.sealed import Sealed

SHOWN_FOR = timedelta(seconds=60)
SHORTEST_PURPOSE = 15
BEGINS_AS = {Pass.OPEN: RevealState.USED, Pass.SECOND: RevealState.ASKED, Pass.OVER: RevealState.OVER_CAP}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be opened and why. `subject` is the claim, for a field of a claim; `asking` is drawn with the form."""

    client: Client
    field: str
    subject: UUID | None
    reason_code: str
    purpose: str
    asking: UUID


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from where, and when she last showed a factor that counts."""

    staff: Staff
    ip: str
    factor_at: datetime
    device: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The opened value; None while a custodian has to look first."""

    request: RevealRequest
    value: Sealed | None


def ask(asked: Asked, *, by: Asker) -> Answer:
    """Open one field, or hand the request to a custodian.

    Raises Missing (no right), NotAllowed (no fresh factor), Refused, Stale (this form has opened it before), TooOften,
    AuditUnavailable or VaultSealed.
    """
    reach.require(by.staff, asked.client, ip=by.ip)
    require_fresh(by)
    require_reason(asked.reason_code, asked.purpose)
    _require_sealed(asked, staff=by.staff)
    return _answered(*_entered(asked, by=by))


def open_granted(client: Client, request_id: UUID, *, by: Asker) -> Answer:
    """Open what a custodian approved: once, by whoever asked, for this client and field, before it expires."""
    reach.require(by.staff, client, ip=by.ip)
    require_fresh(by)
    return _answered(*_spent(client, request_id, by=by))


@transaction.atomic
def _entered(asked: Asked, *, by: Asker) -> tuple[RevealRequest, Pass]:
    _her_turn(asked.client, by=by)
    known = _known(asked, by=by)
    if known:
        return known, _again(known, by=by)
    request, before = _draft(asked, by=by), turns.openings_of(by.staff, at=clock.now())
    way = _way(request, before=before)
    request.state = BEGINS_AS[way]
    request.used_at = request.asked_at if way == Pass.OPEN else None
    request.save(force_insert=True)
    _round(request, request.state, by=by.staff)
    ENDS[way](request, by, before)
    return request, way


@transaction.atomic
def _spent(client: Client, request_id: UUID, *, by: Asker) -> tuple[RevealRequest, Pass]:
    _her_turn(client, by=by)
    request = RevealRequest.objects.filter(pk=request_id, client=client, asked_by=by.staff).first()
    if request is None:
        raise Missing
    if request.state == RevealState.USED:
        return request, _again(request, by=by)
    now, before = clock.now(), turns.openings_of(by.staff, at=clock.now())
    if _way(request, before=before) == Pass.OVER:
        _round(request, RevealState.OVER_CAP, by=by.staff)
        _record_too_many(request, by, before)
        return request, Pass.OVER
    good = RevealRequest.objects.good_at(now).filter(pk=request.pk)
    if not good.update(state=RevealState.USED, used_at=now):
        raise Refused(_("This approval is over, or there is none. Ask again."))
    request.state, request.used_at = RevealState.USED, now
    _round(request, RevealState.USED, by=by.staff)
    _record_opening(request, by, before)
    return request, Pass.OPEN


def _her_turn(client: Client, *, by: Asker) -> None:
    """Take it, and ask once more what was asked before the wait: a denial may have come, or five minutes have gone."""
    turns.take(by.staff)
    reach.require(by.staff, client, ip=by.ip)
    require_fresh(by)


def _answered(request: RevealRequest, way: Pass) -> Answer:
    match way:
        case Pass.OVER:
            raise TooOften(
                _("That is more than may be opened in this time. It is recorded, and two attorneys are told.")
            )
        case Pass.SECOND:
            return Answer(request, None)
        case Pass.OPEN:
            value = doors.open_one(request.client_id, field=request.field, subject=request.subject)
            return Answer(request, value)


def _known(asked: Asked, *, by: Asker) -> RevealRequest | None:
    """What this form has asked for before, or the same field that waits for a custodian already.

    Through broken glass nothing waits: it is broken for the very name for which no custodian answers.
    """
    hers = RevealRequest.objects.filter(asked_by=by.staff)
    same = hers.filter(client=asked.client, field=asked.field, subject=asked.subject)
    known = hers.filter(asking=asked.asking).first()
    if known and not same.filter(pk=known.pk).exists():
        raise Refused(_("This form was sent before for something else. Open it anew."))
    if known or broken_glass.lies_open(by.staff, asked.client.lawsuit):
        return known
    return same.waiting().first()


def _again(known: RevealRequest, *, by: Asker) -> Pass:
    """The button pressed twice: the same field shows for the rest of its minute, with an entry of its own."""
    match known.state:
        case RevealState.ASKED:
            return Pass.SECOND
        case RevealState.OVER_CAP:
            return Pass.OVER
        case RevealState.USED if known.used_at and clock.now() - known.used_at <= SHOWN_FOR:
            _record(known, by, again=True)
            return Pass.OPEN
        case _:
            raise Stale("form", known.pk)


def _way(request: RevealRequest, *, before: list[Opened]) -> Pass:
    way = turns.way_of(request, before=before)
    through = way != Pass.OPEN and broken_glass.lies_open(request.asked_by, request.lawsuit)
    return Pass.OPEN if through else way


def _draft(asked: Asked, *, by: Asker) -> RevealRequest:
    return RevealRequest(
        lawsuit=asked.client.lawsuit,
        client=asked.client,
        field=asked.field,
        subject=asked.subject,
        asked_by=by.staff,
        asking=asked.asking,
        reason_code=asked.reason_code,
        purpose=asked.purpose,
        device=by.device,
        asked_at=clock.now(),
    )


def _round(request: RevealRequest, state: str, *, by: Staff) -> None:
    RevealRound.objects.create(request=request, state=state, by=by, at=clock.now())


# --- how each way ends: its entry first, mail and alarms last ------------------------------------------------------


def _record_opening(request: RevealRequest, by: Asker, before: list[Opened]) -> None:
    """Committed by itself before the vault is asked; if that cannot be, the request is not there either."""
    now = Opened(request.used_at or clock.now(), request.client_id, _number(request), by.device)
    devices = turns.devices_before(request)
    alarms = reveal_alarms.strange(now, before=before, devices=devices, lawsuit=request.lawsuit)
    _record(request, by, alarms=[kind.value for kind in alarms])
    reveal_alarms.sound(alarms, about=by.staff, lawsuit=request.lawsuit)


def _record_waiting(request: RevealRequest, by: Asker, before: list[Opened]) -> None:
    custodians = [one for one in guardians(request.lawsuit) if one.role == Role.CUSTODIAN and one != by.staff]
    tell(request.lawsuit, to=custodians)
    audit.record(by.staff, Act.REVEAL_ASKED, request.client, **_told(request, by))


def _record_too_many(request: RevealRequest, by: Asker, before: list[Opened]) -> None:
    reveal_alarms.sound([AlarmKind.CAP], about=by.staff, lawsuit=request.lawsuit)
    audit.record(by.staff, Act.REVEAL_OVER_CAP, request.client, **_told(request, by))


ENDS: dict[Pass, Callable[[RevealRequest, Asker, list[Opened]], None]] = {
    Pass.OPEN: _record_opening,
    Pass.SECOND: _record_waiting,
    Pass.OVER: _record_too_many,
}


def _record(request: RevealRequest, by: Asker, **more: object) -> None:
    glass = broken_glass.lies_open(by.staff, request.lawsuit)
    audit.record_first(by.staff, Act.REVEALED, request.client, **_told(request, by), glass=glass, **more)


def _told(request: RevealRequest, by: Asker) -> dict[str, object]:
    return {
        "request": request.pk,
        "field": request.field,
        "claim": request.subject,
        "reason": request.reason_code,
        "ip": by.ip,
        "factor_age": int((clock.now() - by.factor_at).total_seconds()),
    }


def _number(request: RevealRequest) -> int | None:
    known = request.client.designations.visible_to(request.asked_by).filter(lawsuit=request.lawsuit).first()
    return known.number if known else None


# --- what must be so before anything is counted --------------------------------------------------------------------


def require_fresh(by: Asker) -> None:
    """Passkey or app, no longer ago than step-up allows."""
    if not timedelta(0) <= clock.now() - by.factor_at <= stepup.WITHIN:
        raise NotAllowed(_("Show your passkey or the code of your app again: it counts for five minutes."))


def require_reason(code: str, purpose: str) -> None:
    """A reason of the list, and a purpose that says something."""
    if code not in RevealReason.values or len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Refused(_("Say why, in at least %(n)s letters.") % {"n": SHORTEST_PURPOSE})


def _require_sealed(asked: Asked, *, staff: Staff) -> None:
    sealed = SealedField.objects.filter(client=asked.client, field=asked.field, subject=asked.subject)
    with seen_by(staff):
        found = sealed.exists()
    if not found:
        raise Refused(_("Nothing is sealed in this field."))
