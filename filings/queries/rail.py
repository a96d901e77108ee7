"""How much there is behind each entry of the rail."""

from __future__ import annotations

from dataclasses import dataclass

from casefile.models import Batch, BatchState, Lawsuit
from filings.models import Document, GovernmentClaim
from filings.queries.batches import ASKED_FOR
from plaintiffs.models import Plaintiff


@dataclass(frozen=True, slots=True)
class Rail:
    """Counts; `batches` are those still at work, "" when none is."""

    papers: int
    plaintiffs: int
    claims: int
    batches: int | str


def rail(lawsuit: Lawsuit) -> Rail:
    """Asked once for a page, and only by a page that has a rail."""
    return Rail(
        papers=Document.objects.filter(lawsuit=lawsuit).count(),
        plaintiffs=Plaintiff.objects.filter(lawsuit=lawsuit).in_suit().count(),
        claims=GovernmentClaim.objects.filter(client__lawsuit=lawsuit).count(),
        batches=Batch.objects.filter(lawsuit=lawsuit, kind__in=ASKED_FOR, state=BatchState.OPEN).count() or "",
    )
