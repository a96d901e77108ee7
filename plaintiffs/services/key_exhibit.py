"""The sealed key under dual control: one asks, another decides, both may fetch the file for a day (security.md V-13).

The file is made in the request of the second person, who has just shown her factor: no worker, no queue and no disk
ever holds a name. It lies sealed under a key of its own, and both are destroyed when the day is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NoReturn
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused, Stale
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import KeyExhibit, KeyReason, KeyRound, KeyState, Plaintiff
from plaintiffs.queries.need_to_know import knows_all
from plaintiffs.services.key_copies import destroy
from plaintiffs.services.reveal import SHORTEST_PURPOSE, Asker, require_fresh
from plaintiffs.services.reveal_policy import guardians, tell
from plaintiffs.vault import doors
from plaintiffs.vault.doors import MadeCopy

WAITS, KEPT = timedelta(hours=24), timedelta(hours=24)
ASK = frozenset({Role.ATTORNEY, Role.CUSTODIAN})
AT_A_TIME = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """A copy that somebody wants. Without `numbers` it lists every plaintiff of the suit; `asking` as for a reveal."""

    numbers: frozenset[int]
    reason_code: str
    purpose: str
    hearing: str
    asking: UUID


def ask(wanted: Wanted, *, lawsuit: Lawsuit, by: Asker) -> KeyExhibit:
    """Put the request before a second person. Asked by the same form again, it is the same.

    Raises NotAllowed (no fresh factor; somebody on the list whom she may not know) or Refused (no such plaintiff, no
    reason, a caption with holes).
    """
    require_fresh(by)
    if wanted.reason_code not in KeyReason.values or len(wanted.purpose.strip()) < SHORTEST_PURPOSE:
        raise Refused(_("Say why, in at least %(n)s letters.") % {"n": SHORTEST_PURPOSE})
    people = _wanted(wanted.numbers, lawsuit=lawsuit, staff=by.staff)
    if not _may(by.staff, people):
        _turn_away(lawsuit, by=by)
    draft = _draft(wanted, people, lawsuit=lawsuit, by=by)
    import_string(settings.KEY_PRESS)(
        draft, [(one.label, "") for one in people]
    )  # what cannot be made is not asked for
    return _asked(draft, by=by)


def approve(exhibit_id: UUID, *, lawsuit: Lawsuit, words: str, by: Asker) -> KeyExhibit:
    """Have the copy made. Who is on it is recorded before the vault is asked; without the entry nothing is opened.

    Raises as `deny`, and AuditUnavailable, VaultSealed, or what keeps the paper from being made.
    """
    exhibit = _to_decide(exhibit_id, lawsuit=lawsuit, by=by)
    people = _listed(exhibit)
    if not knows_all(exhibit.asked_by, [one.client for one in people]):
        raise Refused(_("Whoever asked may not know everybody on this list any more. Deny it."))
    exhibit.decided_by = by.staff
    listed = [str(one.pk) for one in people]
    audit.record_first(by.staff, Act.SEALED_KEY_OPENED, exhibit, plaintiffs=listed, **_told(exhibit, by))
    press: doors.Press = import_string(settings.KEY_PRESS)
    made = doors.seal_key(exhibit, {one.client_id: one.label for one in people}, press=press)
    return _kept(exhibit, made, words=words, by=by)


@transaction.atomic
def deny(exhibit_id: UUID, *, lawsuit: Lawsuit, words: str, by: Asker) -> KeyExhibit:
    """Raises Missing, NotAllowed (her own, no right, no fresh factor), Refused (too late) or Stale (decided before)."""
    exhibit = _to_decide(exhibit_id, lawsuit=lawsuit, by=by)
    _move(exhibit, state=KeyState.DENIED, decided_by=by.staff, decided_at=clock.now())
    KeyRound.objects.create(exhibit=exhibit, state=KeyState.DENIED, by=by.staff, at=clock.now(), words=words)
    tell(lawsuit, to=[exhibit.asked_by])
    audit.record(by.staff, Act.SEALED_KEY_NOT_APPROVED, exhibit, **_told(exhibit, by))
    return exhibit


def sweep() -> None:
    """Write down what nobody decided on within a day; destroy what was made a day ago."""
    now = clock.now()
    for late in KeyExhibit.objects.waiting().filter(asked_at__lte=now - WAITS)[:AT_A_TIME]:
        _expire(late)
    for over in KeyExhibit.objects.filter(state=KeyState.APPROVED, good_until__lte=now)[:AT_A_TIME]:
        destroy(over)


@transaction.atomic
def _expire(exhibit: KeyExhibit) -> None:
    if KeyExhibit.objects.waiting().filter(pk=exhibit.pk).update(state=KeyState.EXPIRED):
        KeyRound.objects.create(exhibit=exhibit, state=KeyState.EXPIRED, by=None, at=clock.now())
        audit.record(audit.SYSTEM, Act.SEALED_KEY_EXPIRED, exhibit, copy_no=exhibit.copy_no)


# --- who is on it, and who may have it -----------------------------------------------------------------------------


def _wanted(numbers: frozenset[int], *, lawsuit: Lawsuit, staff: Staff) -> list[Plaintiff]:
    """Those of these numbers, as far as she may see them; or all of the suit, whether or not she may."""
    in_suit = Plaintiff.objects.unscoped("the key lists all, and is refused whole").filter(lawsuit=lawsuit).in_suit()
    if numbers:
        in_suit = Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit, number__in=numbers).in_suit()
    found = list(in_suit.select_related("client").order_by("number"))
    strange = sorted(numbers - {one.number for one in found})
    if strange:
        told = ", ".join(map(str, strange[:12]))
        raise Refused(_("No plaintiff of this suit bears the number %(numbers)s.") % {"numbers": told})
    if not found:
        raise Refused(_("There is no plaintiff in this lawsuit yet."))
    return found


def _listed(exhibit: KeyExhibit) -> list[Plaintiff]:
    """The same rows as when it was asked for: a list that would say something else is not made."""
    rows = Plaintiff.objects.unscoped("two people may know them all").filter(pk__in=exhibit.plaintiffs).in_suit()
    found = list(rows.select_related("client").order_by("number"))
    if len(found) != len(exhibit.plaintiffs):
        raise Refused(
            _("Somebody on this list is no plaintiff of the suit any more. Deny it; whoever needs it asks again.")
        )
    return found


def _may(staff: Staff, people: Sequence[Plaintiff]) -> bool:
    return staff.role in ASK and knows_all(staff, [one.client for one in people])


def _turn_away(lawsuit: Lawsuit, *, by: Asker, exhibit: KeyExhibit | None = None) -> NoReturn:
    """It is on record, and it does not say whom."""
    audit.record_first(by.staff, Act.SEALED_KEY_REFUSED, exhibit or lawsuit, ip=by.ip)
    raise NotAllowed(
        _("Somebody is on this list whom you may not know. An attorney or custodian who may know all does it.")
    )


def _to_decide(exhibit_id: UUID, *, lawsuit: Lawsuit, by: Asker) -> KeyExhibit:
    require_fresh(by)
    found = KeyExhibit.objects.filter(lawsuit=lawsuit, pk=exhibit_id)
    exhibit = found.select_related("lawsuit__court", "asked_by").first()
    if exhibit is None:
        raise Missing
    if exhibit.asked_by == by.staff:
        raise NotAllowed(_("You asked for this yourself: another person decides it."))
    if not _may(by.staff, _of_all(exhibit)):
        _turn_away(lawsuit, by=by, exhibit=exhibit)
    if exhibit.state != KeyState.ASKED:
        raise Stale("request", exhibit.pk)
    if exhibit.asked_at <= clock.now() - WAITS:
        raise Refused(_("This has waited for more than a day. Whoever needs it asks again."))
    return exhibit


def _of_all(exhibit: KeyExhibit) -> list[Plaintiff]:
    rows = Plaintiff.objects.unscoped("asks whether she may know them").filter(pk__in=exhibit.plaintiffs)
    return list(rows.select_related("client"))


# --- rows ----------------------------------------------------------------------------------------------------------


def _draft(wanted: Wanted, people: Sequence[Plaintiff], *, lawsuit: Lawsuit, by: Asker) -> KeyExhibit:
    return KeyExhibit(
        lawsuit=lawsuit,
        copy_no=0,
        plaintiffs=[one.pk for one in people],
        whole=not wanted.numbers,
        asked_by=by.staff,
        asking=wanted.asking,
        reason_code=wanted.reason_code,
        purpose=wanted.purpose,
        hearing=wanted.hearing,
        device=by.device,
        asked_at=clock.now(),
    )


@transaction.atomic
def _asked(draft: KeyExhibit, *, by: Asker) -> KeyExhibit:
    """With the next number of the lawsuit: whoever holds its row gives one at a time, and none twice."""
    Lawsuit.objects.select_for_update().get(pk=draft.lawsuit_id)
    copies = KeyExhibit.objects.filter(lawsuit=draft.lawsuit)
    known = copies.filter(asked_by=by.staff, asking=draft.asking).first()
    if known:
        return known
    draft.copy_no = (copies.aggregate(last=Max("copy_no"))["last"] or 0) + 1
    draft.save(force_insert=True)
    KeyRound.objects.create(exhibit=draft, state=KeyState.ASKED, by=by.staff, at=draft.asked_at)
    tell(draft.lawsuit, to=[one for one in guardians(draft.lawsuit) if one != by.staff])
    audit.record(by.staff, Act.SEALED_KEY_ASKED, draft, reason=draft.reason_code, **_told(draft, by))
    return draft


@transaction.atomic
def _kept(exhibit: KeyExhibit, made: MadeCopy, *, words: str, by: Asker) -> KeyExhibit:
    now = clock.now()
    _move(
        exhibit,
        state=KeyState.APPROVED,
        decided_by=by.staff,
        decided_at=now,
        good_until=now + KEPT,
        sha256=made.sha256,
        pages=made.pages,
    )
    made.row.save(force_insert=True)
    KeyRound.objects.create(exhibit=exhibit, state=KeyState.APPROVED, by=by.staff, at=now, words=words)
    page = reverse("plaintiffs:key-copy", args=[exhibit.lawsuit.slug, exhibit.pk])
    tell(exhibit.lawsuit, to=[exhibit.asked_by], path=page)
    audit.record(by.staff, Act.SEALED_KEY_APPROVED, exhibit, sha256=made.sha256, **_told(exhibit, by))
    return exhibit


def _move(exhibit: KeyExhibit, **to: object) -> None:
    """From asked for to decided; raises Stale when another decided first."""
    if not KeyExhibit.objects.waiting().filter(pk=exhibit.pk).update(**to):
        raise Stale("request", exhibit.pk)
    for name, value in to.items():
        setattr(exhibit, name, value)


def _told(exhibit: KeyExhibit, by: Asker) -> dict[str, object]:
    age = int((clock.now() - by.factor_at).total_seconds())
    return {"copy_no": exhibit.copy_no, "asked_by": str(exhibit.asked_by_id), "ip": by.ip, "factor_age": age}
