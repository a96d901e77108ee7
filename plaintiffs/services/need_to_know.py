"""Giving a client's identity to a member of the lawsuit, denying a client to one, and ending either.

Custodians decide, and the attorney who is responsible for the client. Nobody decides in her own favour. The page asks
for the second factor first (security.md 5, 6).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import NotAllowed, Refused, Stale
from casefile.models import Role, Staff
from plaintiffs.models import Client, Effect, EndReason, NeedToKnow, Reason
from plaintiffs.models.need_to_know import TO_DENY, TO_GIVE
from plaintiffs.queries.need_to_know import NEVER, may_decide


@transaction.atomic
def give(client: Client, *, to: Staff, reason: Reason, actor: Staff, until: date | None = None) -> NeedToKnow:
    """She may learn this client's identity, `until` the end of that court day. Takes the place of what was given."""
    _lock(client, actor)
    _refuse_herself(to, actor)
    _refuse_stranger(to, client)
    if to.role in NEVER:
        raise Refused(_("Administrators, auditors and staff never learn a name, whatever is given to them."))
    row = _write(client, to, Effect.GRANT, _one_of(TO_GIVE, reason), until=until, actor=actor)
    audit.record(actor, Act.IDENTITY_GIVEN, client, staff=to.pk, row=row.pk, reason=reason, until=until)
    return row


@transaction.atomic
def deny(client: Client, *, whom: Staff, reason: Reason, actor: Staff, until: date | None = None) -> NeedToKnow:
    """She sees nothing of this client any more: not the name, not the rows. One may deny a client to oneself."""
    _lock(client, actor)
    _refuse_stranger(whom, client)
    row = _write(client, whom, Effect.DENY, _one_of(TO_DENY, reason), until=until, actor=actor)
    audit.record(actor, Act.CLIENT_DENIED, client, staff=whom.pk, row=row.pk, reason=reason, until=until)
    return row


@transaction.atomic
def end(row: NeedToKnow, *, reason: EndReason, actor: Staff) -> None:
    """A grant or denial stands no longer. Raises Stale when it was ended already."""
    _lock(row.client, actor)
    if row.effect == Effect.DENY:
        _refuse_herself(row.staff, actor)
    _end(row, reason=reason, actor=actor)
    audit.record(actor, Act.NEED_TO_KNOW_ENDED, row.client, staff=row.staff_id, row=row.pk, reason=reason)


@transaction.atomic
def entrust(client: Client, *, to: Staff, actor: Staff) -> None:
    """This attorney answers for the client from now on: she learns the identity, and decides who else does."""
    _lock(client, actor)
    _refuse_herself(to, actor)
    _refuse_stranger(to, client)
    if to.role != Role.ATTORNEY:
        raise Refused(_("Only an attorney can be responsible for a client."))
    client.owner = to
    client.save(update_fields=["owner"])
    audit.record(actor, Act.CLIENT_ENTRUSTED, client, staff=to.pk)


def _lock(client: Client, actor: Staff) -> None:
    """One decision about a client at a time. Raises NotAllowed for who may not decide about her."""
    locked = Client.objects.unscoped("locks the row that its page let her see").select_for_update()
    if not may_decide(actor, locked.get(pk=client.pk)):
        raise NotAllowed(_("Who learns this client's identity is for the custodian, or her attorney, to decide."))


def _refuse_herself(staff: Staff, actor: Staff) -> None:
    if staff.pk == actor.pk:
        raise NotAllowed(_("Nobody decides this for herself. Ask another custodian, or the client's attorney."))


def _refuse_stranger(staff: Staff, client: Client) -> None:
    if not (staff.is_active and staff.memberships.filter(lawsuit=client.lawsuit_id).exists()):
        raise Refused(_("This person does not work on the lawsuit. Enrol her first."))


def _one_of(reasons: Collection[Reason], reason: Reason) -> Reason:
    if reason not in reasons:
        raise Refused(_("This reason does not fit. Choose one of the list."))
    return reason


def _write(
    client: Client, staff: Staff, effect: Effect, reason: Reason, *, until: date | None, actor: Staff
) -> NeedToKnow:
    now = clock.now()
    ends_at = _end_of(until) if until else None
    if ends_at and ends_at <= now:
        raise Refused(_("The last day is past. Leave it empty, or choose a day to come."))
    for before in NeedToKnow.objects.filter(client=client, staff=staff, effect=effect, ended_at=None):
        if effect == Effect.DENY:
            _refuse_herself(staff, actor)
        _end(before, reason=EndReason.REPLACED, actor=actor)
    return NeedToKnow.objects.create(
        client=client,
        staff=staff,
        effect=effect,
        reason_code=reason,
        valid_from=now,
        valid_until=ends_at,
        given_by=actor,
        given_at=now,
    )


def _end(row: NeedToKnow, *, reason: EndReason, actor: Staff) -> None:
    open_yet = NeedToKnow.objects.filter(pk=row.pk, ended_at=None)
    if not open_yet.update(ended_at=clock.now(), ended_by=actor, end_reason=reason):
        raise Stale("grant or denial", row.pk)


def _end_of(day: date) -> datetime:
    """The midnight, at the courthouse, with which the day ends."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=clock.COURT_ZONE)
