"""What may be done to a batch of papers: cancel it, try again."""

from __future__ import annotations

from abc import abstractmethod
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


class ToPapers(Address):
    """Something that is done to a batch of papers. The answer is how far it is by then."""

    def post(self, request: Request, lawsuit: str, batch_id: UUID) -> Response:
        suit = self.lawsuit(Right.PRESS)
        asked_for = batches_of(suit, staff=self.staff)
        batch = get_object_or_404(asked_for, pk=batch_id, kind=batches.KIND)
        self.act(batch)
        batch.refresh_from_db()
        return self.shown(progress_of([batch], lawsuit=suit, staff=self.staff)[0])

    @abstractmethod
    def act(self, batch: Batch) -> None: ...


class Cancel(ToPapers):
    operations = {
        "POST": Operation(
            "cancelBatch", "Stop what has not begun; what is done stays", Scope.PRESS, gives=BatchSerializer
        )
    }

    def act(self, batch: Batch) -> None:
        ledger.cancel(batch, actor=self.staff)


class Retry(ToPapers):
    operations = {
        "POST": Operation(
            "retryBatch", "Try again what was refused, parked or cancelled", Scope.PRESS, gives=BatchSerializer
        )
    }

    def act(self, batch: Batch) -> None:
        ledger.retry(batch, actor=self.staff)
