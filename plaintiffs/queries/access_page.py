"""Why can this person see this? Every member of the lawsuit, and the rule that lets her learn a client's identity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from casefile import clock
from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client, Effect, NeedToKnow, Plaintiff
from plaintiffs.queries.need_to_know import Rule, Verdict, decide

RULES = {
    Rule.CLOSED_ACCOUNT: _("Closed account"),
    Rule.NO_MEMBER: _("No member"),
    Rule.ROLE_NEVER: _("Role"),
    Rule.DENIED: _("Denied"),
    Rule.GRANTED: _("Given"),
    Rule.CUSTODIAN: _("Custodian"),
    Rule.RESPONSIBLE: _("Responsible attorney"),
    Rule.NOT_GIVEN: _("Not given"),
}


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member of the lawsuit. `rows` says whether she sees this client under her pseudonym."""

    staff_id: UUID
    name: str
    initials: str
    role: str
    learns: bool
    rows: bool
    rule: str
    told: str
    decided_by: NeedToKnow | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A grant or denial: what was decided, of whom, by whom, why. `end` is how and why it ended, "" while it stands."""

    id: UUID
    name: str
    given: bool
    reason: str
    by: str
    at: datetime
    until: datetime | None
    end: str
    ended_by: str
    ended_at: datetime | None

    @property
    def on(self) -> date:
        """The day it was decided, at the courthouse."""
        return self.at.astimezone(clock.COURT_ZONE).date()


@dataclass(frozen=True, slots=True)
class AccessPage:
    """The page. `learn` is how many may learn the identity; `standing` and `past` are decisions, the newest first."""

    label: str
    code: str
    number: int | None
    responsible: str
    learn: int
    members: tuple[MemberRow, ...]
    standing: tuple[Decision, ...]
    past: tuple[Decision, ...]


def access_page(client: Client, *, lawsuit: Lawsuit, staff: Staff) -> AccessPage:
    """Four queries, however many members and decisions there are."""
    now = clock.now()
    decisions = list(client.need_to_know.select_related("staff", "given_by", "ended_by").order_by("-given_at"))
    standing = [row for row in decisions if _stands(row, at=now)]
    members = sorted(_members(client, lawsuit=lawsuit, standing=standing), key=lambda row: (not row.learns, row.name))
    plaintiff = Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit, client=client).first()
    told = [_decision(row, at=now) for row in decisions]
    return AccessPage(
        label=plaintiff.label if plaintiff else "",
        code=client.code,
        number=plaintiff.number if plaintiff else None,
        responsible=client.owner.name if client.owner else "",
        learn=sum(row.learns for row in members),
        members=tuple(members),
        standing=tuple(one for one in told if not one.end),
        past=tuple(one for one in told if one.end),
    )


def members_of(lawsuit: Lawsuit) -> list[Staff]:
    """Those who work on it, by name."""
    return list(Staff.objects.filter(memberships__lawsuit=lawsuit).order_by("name"))


def _stands(row: NeedToKnow, *, at: datetime) -> bool:
    return row.ended_at is None and row.valid_from <= at and (row.valid_until is None or row.valid_until > at)


def _members(client: Client, *, lawsuit: Lawsuit, standing: Sequence[NeedToKnow]) -> list[MemberRow]:
    theirs: dict[UUID, list[NeedToKnow]] = defaultdict(list)
    for row in standing:
        theirs[row.staff_id].append(row)
    return [
        _member(one, decide(one, client, member=True, standing=theirs[one.pk]), denied=_denied(theirs[one.pk]))
        for one in members_of(lawsuit)
    ]


def _denied(rows: Sequence[NeedToKnow]) -> bool:
    return any(row.effect == Effect.DENY for row in rows)


def _member(one: Staff, found: Verdict, *, denied: bool) -> MemberRow:
    return MemberRow(
        staff_id=one.pk,
        name=one.name,
        initials=one.initials,
        role=str(one.get_role_display()),
        learns=found.allowed,
        rows=one.is_active and not denied,
        rule=str(RULES[found.rule]),
        told=found.told,
        decided_by=found.row,
    )


def _decision(row: NeedToKnow, *, at: datetime) -> Decision:
    expired = row.valid_until is not None and row.valid_until <= at
    return Decision(
        id=row.pk,
        name=row.staff.name,
        given=row.effect == Effect.GRANT,
        reason=str(row.get_reason_code_display()),
        by=row.given_by.name,
        at=row.given_at,
        until=row.valid_until,
        end=str(row.get_end_reason_display()) or (str(_("its last day is past")) if expired else ""),
        ended_by=row.ended_by.name if row.ended_by else "",
        ended_at=row.ended_at or (row.valid_until if expired else None),
    )
