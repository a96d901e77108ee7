"""Fetching a copy of the sealed key while it is kept, and destroying its file: number and digest stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing
from casefile.models import Lawsuit
from plaintiffs.models import KeyCopy, KeyExhibit, KeyRound, KeyState, Plaintiff
from plaintiffs.queries.key_exhibits import MOST_DOWNLOADS
from plaintiffs.queries.need_to_know import knows_all
from plaintiffs.services.reveal import Asker, require_fresh
from plaintiffs.vault import doors


@dataclass(frozen=True, slots=True)
class Fetched:
    """The file of a copy. Its name says which copy it is, and nothing of anybody."""

    name: str
    content: bytes = field(repr=False)


def fetch(exhibit_id: UUID, *, lawsuit: Lawsuit, by: Asker) -> Fetched:
    """The file, for who asked and who approved; its entry is committed first, alone. With the third it is destroyed.

    Raises NotAllowed (no fresh factor), Missing (not hers, over, or fetched three times) or AuditUnavailable.
    """
    require_fresh(by)
    exhibit = _hers(exhibit_id, lawsuit=lawsuit, by=by)
    if exhibit.good_until and exhibit.good_until <= clock.now():
        destroy(exhibit)
    time = _counted(exhibit, by=by)
    content = doors.open_key(exhibit.pk)
    if time >= MOST_DOWNLOADS:
        destroy(exhibit)
    return Fetched(f"sealed-key_copy-{exhibit.copy_no:03d}.pdf", content)


@transaction.atomic
def destroy(exhibit: KeyExhibit) -> None:
    """The bytes and their key; the row stays. Done before, it is nothing."""
    moved = KeyExhibit.objects.filter(pk=exhibit.pk, state=KeyState.APPROVED).update(state=KeyState.DESTROYED)
    if moved:
        KeyCopy.objects.filter(pk=exhibit.pk).delete()
        KeyRound.objects.create(exhibit=exhibit, state=KeyState.DESTROYED, by=None, at=clock.now())
        audit.record(audit.SYSTEM, Act.SEALED_KEY_DESTROYED, exhibit, copy_no=exhibit.copy_no, sha256=exhibit.sha256)


def _hers(exhibit_id: UUID, *, lawsuit: Lawsuit, by: Asker) -> KeyExhibit:
    exhibit = KeyExhibit.objects.filter(lawsuit=lawsuit, pk=exhibit_id).select_related("asked_by").first()
    if exhibit is None or by.staff.pk not in (exhibit.asked_by_id, exhibit.decided_by_id):
        raise Missing
    listed = Plaintiff.objects.unscoped("asks whether she may know them").filter(pk__in=exhibit.plaintiffs)
    if not knows_all(by.staff, [one.client for one in listed.select_related("client")]):
        raise Missing
    return exhibit


@transaction.atomic
def _counted(exhibit: KeyExhibit, *, by: Asker) -> int:
    """Which download of this copy it is; one at a time, however many are asked for at once."""
    held = KeyExhibit.objects.good_at(clock.now()).select_for_update().filter(pk=exhibit.pk).first()
    before = KeyRound.objects.filter(exhibit=exhibit, state=KeyState.FETCHED).count()
    if held is None or before >= MOST_DOWNLOADS:
        raise Missing(_("This file is no longer kept. Ask for another copy."))
    audit.record_first(
        by.staff,
        Act.SEALED_KEY_DOWNLOADED,
        exhibit,
        copy_no=exhibit.copy_no,
        download=before + 1,
        sha256=exhibit.sha256,
        ip=by.ip,
        factor_age=int((clock.now() - by.factor_at).total_seconds()),
    )
    KeyRound.objects.create(exhibit=exhibit, state=KeyState.FETCHED, by=by.staff, at=clock.now())
    return before + 1
