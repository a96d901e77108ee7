"""How much there is behind each entry of the rail."""

from __future__ import annotations

from dataclasses import dataclass

from casefile.models import BatchState, Lawsuit, Staff
from filings.models import Document, GovernmentClaim
from filings.queries.batches import ASKED_FOR
from filings.queries.denied import batches_shown
from plaintiffs.models import Plaintiff
from plaintiffs.queries.reveals import open_matters


@dataclass(frozen=True, slots=True)
class Rail:
    """Counts of what she may see; `batches` at work and `openings` that wait (alarms, requests) are "" for none."""

    papers: int
    plaintiffs: int
    claims: int
    batches: int | str
    openings: int | str


def rail(lawsuit: Lawsuit, *, staff: Staff) -> Rail:
    """Asked once for a page, and only by a page that has a rail."""
    opened = batches_shown(lawsuit, staff=staff).filter(kind__in=ASKED_FOR, state=BatchState.OPEN)
    return Rail(
        papers=Document.objects.visible_to(staff).filter(lawsuit=lawsuit).count(),
        plaintiffs=Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit).in_suit().count(),
        claims=GovernmentClaim.objects.visible_to(staff).filter(client__lawsuit=lawsuit).count(),
        batches=opened.count() or "",
        openings=open_matters(lawsuit, reader=staff) or "",
    )
