"""The one-time link into the demonstration: over loopback, once, and only while it is the only lawsuit."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing
from casefile.models import Lawsuit, Role, Staff, WelcomeLink


def only_the_demonstration() -> bool:
    return settings.LOOPBACK and list(Lawsuit.objects.values_list("is_demonstration", flat=True)) == [True]


def make_link() -> str | None:
    """A fresh token; links made before it go dead. None unless the demonstration is all there is."""
    if not only_the_demonstration():
        return None
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        WelcomeLink.objects.filter(used_at=None).update(used_at=clock.now())
        WelcomeLink.objects.create(digest=_digest(token), made_at=clock.now())
    return token


@transaction.atomic
def use_link(token: str, *, request: HttpRequest) -> Staff:
    """The demonstration's lead attorney; raises Missing for anybody to whom the link does not open."""
    if not (from_this_machine(request) and only_the_demonstration()):
        raise Missing("This link opens only on the machine that casefile runs on, and only the demonstration.")
    if not WelcomeLink.objects.filter(digest=_digest(token), used_at=None).update(used_at=clock.now()):
        raise Missing("This link was used already. Start casefile again for a new one.")
    lead = (
        Staff.objects.filter(role=Role.ATTORNEY, is_active=True, memberships__lawsuit__is_demonstration=True)
        .order_by("memberships__pk")
        .first()
    )
    if lead is None:
        raise Missing("The demonstration has no attorney.")
    audit.record(lead, Act.SIGNED_IN_BY_LINK, lead)
    return lead


def from_this_machine(request: HttpRequest) -> bool:
    """True for a loopback peer that no proxy stands before."""
    try:
        peer = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return peer.is_loopback and "HTTP_X_FORWARDED_FOR" not in request.META and "HTTP_FORWARDED" not in request.META


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
