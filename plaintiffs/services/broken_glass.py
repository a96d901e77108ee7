"""Broken glass: when no custodian can be reached, two attorneys give one of them an hour without (security.md 5.8).

It lifts the custodian's word and the caps, and it reaches a client whom nobody gave to that attorney. It never lifts a
denial. Every opening within it is recorded like any other.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import AlarmKind, BrokenGlass
from plaintiffs.rules.openings import HOUR
from plaintiffs.services import reveal_alarms, turns
from plaintiffs.services.reveal_policy import guardians, tell


def lies_open(staff: Staff, lawsuit: Lawsuit) -> bool:
    return BrokenGlass.objects.open_at(clock.now()).filter(asked_by=staff, lawsuit=lawsuit).exists()


@transaction.atomic
def ask(lawsuit: Lawsuit, *, words: str, actor: Staff) -> BrokenGlass:
    """One attorney asks; asked twice, it is the same. Nothing is open before another one joins."""
    require_attorney(actor, lawsuit)
    turns.take(actor)
    waiting = BrokenGlass.objects.filter(lawsuit=lawsuit, asked_by=actor, joined_at=None)
    known = waiting.filter(asked_at__gt=clock.now() - HOUR).first()
    if known:
        return known
    glass = BrokenGlass.objects.create(lawsuit=lawsuit, asked_by=actor, words=words, asked_at=clock.now())
    tell(lawsuit, to=[one for one in guardians(lawsuit) if one != actor and one.role == Role.ATTORNEY])
    audit.record(actor, Act.GLASS_ASKED, glass, lawsuit=lawsuit.pk)
    return glass


@transaction.atomic
def join(glass_id: UUID, *, lawsuit: Lawsuit, actor: Staff) -> None:
    """The second attorney agrees: from now on, for an hour."""
    require_attorney(actor, lawsuit)
    glass = BrokenGlass.objects.select_related("asked_by").filter(lawsuit=lawsuit, pk=glass_id).first()
    if glass is None:
        raise Missing
    if glass.asked_by == actor:
        raise NotAllowed(_("Somebody else must agree: two attorneys break the glass."))
    turns.take(glass.asked_by)
    now = clock.now()
    waiting = BrokenGlass.objects.filter(pk=glass.pk, joined_at=None, asked_at__gt=now - HOUR)
    if not waiting.update(joined_by=actor, joined_at=now, ends_at=now + HOUR):
        raise Refused(_("This was agreed to already, or asked for more than an hour ago."))
    reveal_alarms.sound([AlarmKind.GLASS], about=glass.asked_by, lawsuit=lawsuit)
    audit.record(actor, Act.GLASS_BROKEN, glass, asked_by=glass.asked_by_id, lawsuit=lawsuit.pk)


def require_attorney(actor: Staff, lawsuit: Lawsuit) -> None:
    """Raises NotAllowed: for everybody else there is nothing to say here, and no text is looked into."""
    member = actor.memberships.filter(lawsuit=lawsuit).exists()
    if not (member and actor.is_active and actor.role == Role.ATTORNEY):
        raise NotAllowed(_("Only attorneys of the lawsuit break the glass."))
