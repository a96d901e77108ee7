"""The days of one claim, for the line that draws them to scale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from filings.law.claim_events import EventKind
from filings.queries.claims import ClaimPage

OURS = frozenset(
    {
        EventKind.PRESENTED,
        EventKind.AMENDED,
        EventKind.LATE_APPLICATION,
        EventKind.PETITION_FILED,
        EventKind.COMPLAINT_FILED,
    }
)


@dataclass(frozen=True, slots=True)
class DayMark:
    """A point of the line. `look`: "" theirs, "ours", "due" a last day."""

    on: date
    words: str
    look: str


def marks_of(page: ClaimPage) -> list[DayMark]:
    """What happened, the day the law rejected it, and the day to sue by."""
    marks = [DayMark(event.on, event.words, look="ours" if event.kind in OURS else "") for event in page.events]
    if page.reading.deemed_rejected_on:
        marks.append(DayMark(page.reading.deemed_rejected_on, _("Deemed rejected"), look=""))
    if page.reading.sue_by:
        marks.append(DayMark(page.reading.sue_by.safe, _("Sue by"), look="due"))
    return marks
