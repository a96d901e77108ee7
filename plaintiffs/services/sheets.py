"""Sheets that wait between upload and commit: sealed, and gone with the commit, the discard, or the day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing
from casefile.models import Lawsuit, Staff
from plaintiffs.models import WaitingSheet
from plaintiffs.vault import doors

WAITS = timedelta(days=1)


@transaction.atomic
def receive(content: bytes, *, name: str, lawsuit: Lawsuit, actor: Staff) -> WaitingSheet:
    """Put an uploaded sheet away, sealed. Sheets older than a day go at the same time."""
    sweep()
    sheet = doors.seal_sheet(content, name=name, lawsuit=lawsuit, received_by=actor)
    audit.record(actor, Act.SHEET_RECEIVED, sheet, size=len(content))
    return sheet


def content_of(sheet_id: UUID, *, lawsuit: Lawsuit) -> tuple[str, bytes]:
    """File name and bytes. Raises Missing when the sheet no longer waits, or waits in another lawsuit."""
    if not WaitingSheet.objects.filter(pk=sheet_id, lawsuit=lawsuit, received_at__gte=clock.now() - WAITS).exists():
        raise Missing("This sheet is no longer waiting. Upload it again.")
    return doors.open_sheet(sheet_id)


@transaction.atomic
def discard(sheet_id: UUID, *, lawsuit: Lawsuit, actor: Staff) -> None:
    """Destroy the sheet and its key."""
    gone, _ = WaitingSheet.objects.filter(pk=sheet_id, lawsuit=lawsuit).delete()
    if gone:
        with audit.inside(lawsuit.pk):
            audit.record(actor, Act.SHEET_DISCARDED, f"waiting sheet {sheet_id}")


def spend(sheet_id: UUID) -> None:
    """Destroy the sheet in the transaction that loads it."""
    WaitingSheet.objects.filter(pk=sheet_id).delete()


def sweep() -> None:
    """Destroy what has waited for a day."""
    WaitingSheet.objects.filter(received_at__lt=clock.now() - WAITS).delete()
