"""Making access tokens, revoking them, and what becomes of one that is tried after its end.

Making one and revoking all of a person take turns on her row: what is made a moment after does not survive them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Stale
from casefile.models import AccessToken, Scope, Staff

LONGEST_DAYS = 365


class ShownBefore(NotAllowed):
    """The second factor was shown before all tokens were revoked."""

    code = "shown_before"


def in_turn(staff: Staff) -> Staff:
    """Her row as it is now, kept until the transaction ends: whoever revokes, deactivates or makes one waits."""
    return Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)


@transaction.atomic
def make(name: str, *, scopes: Sequence[Scope], days: int, asking: UUID, shown_at: datetime, actor: Staff) -> str:
    """The secret, which nobody can be shown again. Stale when this press of the button has made its token already.

    `shown_at` is when she showed her second factor for it: ShownBefore unless that was after the last revocation.
    """
    _refuse_who_was_cut_off(in_turn(actor), shown_at=shown_at)
    digest, secret = get_digest_token()
    try:
        with transaction.atomic():
            AccessToken.objects.create(
                digest=digest,
                token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
                user=actor,
                expiry=clock.now() + timedelta(days=min(days, LONGEST_DAYS)),
                ref=asking,
                name=name,
                scopes=sorted(scopes),
            )
    except IntegrityError as twice:
        raise Stale("page", asking) from twice
    audit.record(actor, Act.ACCESS_GIVEN, _subject(asking), scopes=sorted(scopes), days=days)
    return str(secret)


@transaction.atomic
def revoke(ref: UUID, *, actor: Staff) -> None:
    """From the next request on it opens nothing. Raises Missing for another person's."""
    gone, _rows = AccessToken.objects.filter(ref=ref, user=actor).delete()
    if not gone:
        raise Missing("There is no such token of yours.")
    audit.record(actor, Act.ACCESS_REVOKED, _subject(ref))


@transaction.atomic
def revoke_all(staff: Staff, *, actor: Staff | str) -> int:
    """Every token of this person, each with its own entry; how many there were."""
    in_turn(staff)
    Staff.objects.filter(pk=staff.pk).update(tokens_revoked_at=clock.now())
    refs = list(AccessToken.objects.select_for_update().filter(user=staff).values_list("ref", flat=True))
    AccessToken.objects.filter(ref__in=refs).delete()
    for ref in refs:
        audit.record(actor, Act.ACCESS_REVOKED, _subject(ref), whose=str(staff.pk))
    return len(refs)


def sweep() -> None:
    """Who is no longer active has no tokens; let in again, she makes new ones."""
    for staff in Staff.objects.filter(is_active=False, auth_token_set__isnull=False).distinct():
        revoke_all(staff, actor=audit.SYSTEM)


def ended(token: AccessToken) -> bool:
    """Is its time over? Then the attempt is put on record, once, and the token goes."""
    if token.expiry > clock.now():
        return False
    with transaction.atomic():
        if AccessToken.objects.filter(pk=token.pk).delete()[0]:
            audit.record(token.user, Act.ACCESS_TRIED_AFTER_ITS_END, _subject(token.ref))
    return True


def note_use(token: AccessToken) -> None:
    """Keep the day; one write a day."""
    today = clock.today()
    if token.last_used_on != today:
        AccessToken.objects.filter(pk=token.pk).update(last_used_on=today)


def _refuse_who_was_cut_off(staff: Staff, *, shown_at: datetime) -> None:
    if not staff.is_active:
        raise NotAllowed(_("This account was closed. It makes no access tokens."))
    if staff.tokens_revoked_at and shown_at <= staff.tokens_revoked_at:
        raise ShownBefore(_("All your access tokens were revoked. Confirm again that it is you, then make a new one."))


def _subject(ref: UUID) -> str:
    return f"access token {ref}"
