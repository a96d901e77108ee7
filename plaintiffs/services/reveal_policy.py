"""What a lawsuit asks for before a name is opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from casefile import audit, outbox
from casefile.acts import Act
from casefile.errors import NotAllowed
from casefile.lawsuits import clerk
from casefile.models import Lawsuit, NoticeKind, Role, Staff
from plaintiffs.models import RevealPolicy

SETS = frozenset({Role.ATTORNEY, Role.CUSTODIAN})


def policy_of(lawsuit: Lawsuit) -> RevealPolicy:
    """The lawsuit's own, or the usual one, which is not stored."""
    return RevealPolicy.objects.filter(lawsuit=lawsuit).first() or RevealPolicy(lawsuit=lawsuit)


@transaction.atomic
def change(lawsuit: Lawsuit, *, after: Mapping[str, Any], actor: Staff) -> list[str]:
    """Set what differs; the names of it. Everybody who guards the names of the lawsuit is told."""
    if actor.role not in SETS:
        raise NotAllowed(_("The attorneys and the custodian of the lawsuit set this."))
    Lawsuit.objects.select_for_update().get(pk=lawsuit.pk)
    policy = policy_of(lawsuit)
    changed = sorted(name for name, value in after.items() if getattr(policy, name) != value)
    if not changed:
        return []
    if policy.two_person and "two_person" in changed and actor.role != Role.CUSTODIAN:
        raise NotAllowed(_("That a custodian looks first is for a custodian to end."))
    before = {name: str(getattr(policy, name)) for name in changed}
    for name in changed:
        setattr(policy, name, after[name])
    policy.save(update_fields=changed if policy.pk else None)
    tell(lawsuit, to=guardians(lawsuit))
    after_it = {name: str(after[name]) for name in changed}
    audit.record(actor, Act.REVEAL_POLICY_CHANGED, lawsuit, before=before, after=after_it)
    return changed


def guardians(lawsuit: Lawsuit) -> list[Staff]:
    """The attorneys and custodians of the lawsuit."""
    members = Staff.objects.filter(memberships__lawsuit=lawsuit, is_active=True, role__in=SETS)
    return list(members.order_by("name"))


def tell(lawsuit: Lawsuit, *, to: list[Staff], path: str = "") -> None:
    """A mail that says to sign in and look, and nothing of what there is."""
    page = path or reverse("plaintiffs:reveals", args=[lawsuit.slug])
    outbox.write(NoticeKind.ATTENTION, to=to, path=page, lawsuit=lawsuit, actor=clerk())
