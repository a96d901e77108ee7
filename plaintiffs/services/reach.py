"""Who may open whom. Everybody else is turned away as if there were nobody, and it is on record (security.md 5.2)."""

from __future__ import annotations

from typing import NoReturn
from uuid import UUID

from django.db import transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import AlarmKind, Client
from plaintiffs.queries.need_to_know import Rule, verdict
from plaintiffs.rules.openings import HOUR, denied_often
from plaintiffs.services import broken_glass, reveal_alarms, turns

MOST_KEPT = 50


def may_open(staff: Staff, client: Client) -> bool:
    """By need to know, or through broken glass where nobody gave or denied her the client."""
    return _why_not(staff, client) == ""


def sought(staff: Staff, *, slug: str, client_id: UUID, ip: str) -> Client:
    """The client of an address, for who may open her; else Missing, whatever the reason."""
    clients = Client.objects.unscoped("a denial is put on record").select_related("lawsuit__court")
    client = clients.filter(pk=client_id).first()
    if client is None or client.lawsuit.slug != slug:
        told = f"plaintiffs.client {client_id}"
        _turn_away(staff, told, lawsuit=Lawsuit.objects.all().called(slug), rule="unknown", ip=ip)
    require(staff, client, ip=ip)
    return client


def require(staff: Staff, client: Client, *, ip: str) -> None:
    """Raises Missing, after it is recorded by which rule."""
    rule = _why_not(staff, client)
    if rule:
        _turn_away(staff, client, lawsuit=client.lawsuit, rule=rule, ip=ip)


def _why_not(staff: Staff, client: Client) -> str:
    found = verdict(staff, client)
    through_glass = found.rule == Rule.NOT_GIVEN and staff.role == Role.ATTORNEY
    if found.allowed or (through_glass and broken_glass.lies_open(staff, client.lawsuit)):
        return ""
    return found.rule.value


def _turn_away(staff: Staff, whom: Client | str, *, lawsuit: Lawsuit | None, rule: str, ip: str) -> NoReturn:
    """In the trail of the lawsuit that was asked in, where there is one."""
    with audit.inside(lawsuit.pk if lawsuit else None):
        audit.record_first(staff, Act.REVEAL_DENIED, whom, rule=rule, ip=ip)
    _count_denial(staff, lawsuit=lawsuit)
    raise Missing


@transaction.atomic
def _count_denial(staff: Staff, *, lawsuit: Lawsuit | None) -> None:
    turn, now = turns.take(staff), clock.now()
    turn.denied_at = [*(one for one in turn.denied_at if one > now - HOUR), now][-MOST_KEPT:]
    turn.save(update_fields=["denied_at"])
    if lawsuit and denied_often(turn.denied_at, at=now):
        reveal_alarms.sound([AlarmKind.DENIALS], about=staff, lawsuit=lawsuit)
