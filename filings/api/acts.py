"""What may be done to a batch of papers: cancel it, try again."""

from __future__ import annotations

from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from casefile import ledger
from casefile.access import Right
from casefile.models import Batch, Scope
from casefile.rest import Address, Operation
from filings.api.batches import BatchSerializer, batches_of
from filings.queries.progress import progress_of
from filings.services import batches


class Cancel(Address):
    operations = {
        "POST": Operation(
            "cancelBatch", "Stop what has not begun; what is done stays", Scope.PRESS, gives=BatchSerializer
        )
    }

    def post(self, request: Request, lawsuit: str, batch_id: UUID) -> Response:
        batch = _papers(self, batch_id)
        ledger.cancel(batch, actor=self.staff)
        return _now(self, batch)


class Retry(Address):
    operations = {
        "POST": Operation(
            "retryBatch", "Try again what was refused, parked or cancelled", Scope.PRESS, gives=BatchSerializer
        )
    }

    def post(self, request: Request, lawsuit: str, batch_id: UUID) -> Response:
        batch = _papers(self, batch_id)
        ledger.retry(batch, actor=self.staff)
        return _now(self, batch)


def _papers(address: Address, batch_id: UUID) -> Batch:
    return get_object_or_404(batches_of(address.lawsuit(Right.PRESS)), pk=batch_id, kind=batches.KIND)


def _now(address: Address, batch: Batch) -> Response:
    batch.refresh_from_db()
    return address.shown(progress_of([batch])[0])
