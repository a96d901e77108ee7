"""May this person learn this client's identity? The rules in their order; the first that fits decides.

A denial beats everything but a closed account, a missing membership and a role that never opens a name: those say no
already. Capabilities K-02 and V-07, security.md sections 2.2 (A2: "names assigned to them") and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casefile import clock
from casefile.models import Membership, Role, Staff
from plaintiffs.models import Client, Effect, NeedToKnow

NEVER = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.STAFF})  # whatever somebody gives them


class Rule(StrEnum):
    CLOSED_ACCOUNT = "closed account"
    NO_MEMBER = "no member"
    ROLE_NEVER = "role never"
    DENIED = "denied"
    GRANTED = "granted"
    CUSTODIAN = "custodian"
    RESPONSIBLE = "responsible attorney"
    NOT_GIVEN = "not given"


OPENS = frozenset({Rule.GRANTED, Rule.CUSTODIAN, Rule.RESPONSIBLE})
TOLD: dict[Rule, str | Promise] = {
    Rule.CLOSED_ACCOUNT: _("This account is closed."),
    Rule.NO_MEMBER: _("This person does not work on the lawsuit."),
    Rule.ROLE_NEVER: _("Administrators, auditors and staff never learn a name, whatever is given to them."),
    Rule.DENIED: _("This client is denied to this person, and a denial beats everything that was given."),
    Rule.GRANTED: _("Access to this client's identity was given to this person."),
    Rule.CUSTODIAN: _("Custodians keep the identities of the lawsuit."),
    Rule.RESPONSIBLE: _("This attorney is responsible for this client."),
    Rule.NOT_GIVEN: _("Nobody has given this person access to this client's identity."),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether, by which rule, in one sentence, and the grant or denial that decided, if one did."""

    allowed: bool
    rule: Rule
    told: str
    row: NeedToKnow | None = None


def verdict(staff: Staff, client: Client, *, at: datetime | None = None) -> Verdict:
    """May this person learn this client's identity, now or at that instant? Membership and role are those of now."""
    member = Membership.objects.filter(lawsuit=client.lawsuit_id, staff=staff).exists()
    standing = NeedToKnow.objects.standing(at or clock.now()).filter(client=client, staff=staff)
    return decide(staff, client, member=member, standing=standing.select_related("given_by"))


def knows_all(staff: Staff, clients: Sequence[Client]) -> bool:
    """May she learn the identity of every one of these, who are of one lawsuit? Of nobody: no."""
    suits = {client.lawsuit_id for client in clients}
    member = Membership.objects.filter(lawsuit__in=suits, staff=staff).count() == len(suits) == 1
    rows: dict[UUID, list[NeedToKnow]] = {}
    for row in NeedToKnow.objects.standing(clock.now()).filter(client__in=clients, staff=staff):
        rows.setdefault(row.client_id, []).append(row)
    each = (decide(staff, one, member=member, standing=rows.get(one.pk, ())).allowed for one in clients)
    return bool(clients) and all(each)


def may_decide(staff: Staff, client: Client) -> bool:
    """May she give this client's identity to others, or deny the client to them? Who keeps it, or answers for it."""
    in_charge = staff.role == Role.CUSTODIAN or (staff.role == Role.ATTORNEY and client.owner_id == staff.pk)
    return in_charge and verdict(staff, client).allowed


def decide(staff: Staff, client: Client, *, member: bool, standing: Iterable[NeedToKnow]) -> Verdict:
    """The same from what was read already: `standing` are this person's grants and denials of this client."""
    rows = {row.effect: row for row in standing}
    rule = _rule(staff, client, member=member, effects=rows.keys())
    row = {Rule.DENIED: rows.get(Effect.DENY), Rule.GRANTED: rows.get(Effect.GRANT)}.get(rule)
    return Verdict(allowed=rule in OPENS, rule=rule, told=str(TOLD[rule]), row=row)


def _rule(staff: Staff, client: Client, *, member: bool, effects: Iterable[str]) -> Rule:
    held = set(effects)
    rules = (
        (Rule.CLOSED_ACCOUNT, not staff.is_active),
        (Rule.NO_MEMBER, not member),
        (Rule.ROLE_NEVER, staff.role in NEVER),
        (Rule.DENIED, Effect.DENY in held),
        (Rule.GRANTED, Effect.GRANT in held),
        (Rule.CUSTODIAN, staff.role == Role.CUSTODIAN),
        (Rule.RESPONSIBLE, staff.role == Role.ATTORNEY and client.owner_id == staff.pk),
    )
    return next((rule for rule, fits in rules if fits), Rule.NOT_GIVEN)
