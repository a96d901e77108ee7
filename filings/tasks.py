"""Celery's door: a task takes an item's number and calls one service. Starting work: open the batch, then ring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from celery import shared_task
from django.db import transaction

from casefile import ledger
from casefile.models import Batch, Lawsuit, Staff
from filings.importers import claims
from filings.services import batches, packages, rescans
from plaintiffs.models import Plaintiff


@shared_task
def press_item(item_id: int) -> None:
    batches.press_item(item_id)


@shared_task
def load_sheet(item_id: int) -> None:
    claims.load_item(item_id)


@shared_task
def make_package(item_id: int) -> None:
    packages.make_item(item_id)


@shared_task
def scan_again(item_id: int) -> None:
    rescans.scan_item(item_id)


@transaction.atomic
def start_press(
    code: str,
    *,
    lawsuit: Lawsuit,
    plaintiffs: Sequence[Plaintiff],
    options: Mapping[str, bool],
    actor: Staff,
    asking: UUID | None = None,
    fingerprint: str = "",
) -> Batch:
    """Ask for papers and ring for them."""
    batch = batches.open_batch(
        code,
        lawsuit=lawsuit,
        plaintiffs=plaintiffs,
        options=options,
        actor=actor,
        asking=asking,
        fingerprint=fingerprint,
    )
    ledger.ring_batch(batch)
    return batch


@transaction.atomic
def start_import(
    sheet_id: UUID, *, lawsuit: Lawsuit, columns: Mapping[str, str] | None, actor: Staff, asking: UUID | None = None
) -> Batch:
    """Ask for a waiting sheet to be loaded and ring for it."""
    batch = claims.open_batch(sheet_id, lawsuit=lawsuit, columns=columns, actor=actor, asking=asking)
    ledger.ring_batch(batch)
    return batch


@transaction.atomic
def start_package(of: Batch, *, actor: Staff) -> Batch:
    """Ask for the papers of a batch in one file and ring for it."""
    batch = packages.open_batch(of, actor=actor)
    ledger.ring_batch(batch)
    return batch
