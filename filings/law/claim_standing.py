"""Where a claim stands today: its state, what became of it, and the limit that governs the suit."""

from dataclasses import dataclass
from datetime import date

from filings.law.claim_dates import Dates, applied_before, is_late, latest
from filings.law.claim_events import ClaimState, Event, EventKind, LimitOnSuit, Outcome, Timeliness
from filings.law.claim_history import REJECTIONS, History, proper
from filings.law.compute import Found

OUTCOMES = {
    EventKind.REJECTED: Outcome.REJECTED,
    EventKind.REJECTED_IN_PART: Outcome.REJECTED_IN_PART,
    EventKind.ALLOWED: Outcome.ALLOWED,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """The history and its dates, seen from one day."""

    history: History
    dates: Dates
    today: date

    @property
    def late(self) -> bool:
        """Presented late, and no leave has cured it."""
        return self.history.granted is None and is_late(self.history, dates=self.dates)

    @property
    def lateness_waived(self) -> bool:
        """Late, but the entity let the time for its notice go by on every reading (Gov. Code 911.3(b))."""
        found, returned = self.dates.late_notice, self.history.returned
        if not self.late or found is None or applied_before(self.history, day=latest(found)):
            return False
        return (returned.given_on if returned else self.today) > latest(found)

    @property
    def returned_as_late(self) -> Event | None:
        return None if self.history.granted else self.history.returned

    @property
    def acted(self) -> Event | None:
        """What stopped the 45 days: a notice of action, or the return of a late claim (of a timely one does not)."""
        returned = self.returned_as_late if self.late else None
        return min(filter(None, (self.history.notice, returned)), key=lambda event: event.on, default=None)

    @property
    def deemed_rejected_on(self) -> date | None:
        """The day the calendar rejected the claim; None while it has not, or if the entity acted in time."""
        found = self.dates.deemed
        if found is None or self.today <= found.due:
            return None
        return found.due if self.acted is None or self.acted.on > found.due else None

    @property
    def notice_in_time(self) -> bool:
        """A proper notice before the calendar rejected the claim: only then do the two years fall away."""
        notice, deemed = self.history.notice, self.dates.deemed
        return bool(notice and proper(notice) and (deemed is None or notice.given_on <= deemed.due))

    @property
    def on_late_path(self) -> bool:
        """Suit needs leave or relief first."""
        if self.history.granted or self.history.relief or self.history.notice:
            return False
        return self.late and not self.lateness_waived and bool(self.returned_as_late or self.history.application)

    @property
    def sue_by(self) -> Found | None:
        """The limit to act on; of two that may both run, the earlier. None while no suit may be brought at all."""
        if self.history.relief:
            return self.dates.after_relief
        if self.history.base is None or self.on_late_path:
            return None
        if self.history.notice and self.notice_in_time:
            return self.dates.after_notice
        limits = filter(None, (self.dates.after_notice, self.dates.two_years))
        return min(limits, key=lambda found: found.safe, default=None)

    @property
    def state(self) -> ClaimState:
        history = self.history
        if history.complaint:
            return ClaimState.SUED
        return self._after_petition() or self._after_application() or self._of_the_claim()

    def _after_petition(self) -> ClaimState | None:
        relief, denied = self.history.relief, self.history.relief_denied
        if relief and (denied is None or denied.on < relief.on):
            return ClaimState.RELIEF_ORDERED
        if denied:
            return ClaimState.RELIEF_DENIED
        return ClaimState.PETITION_PENDING if self.history.petition else None

    def _after_application(self) -> ClaimState | None:
        application, notice = self.history.application, self.history.notice
        if application is None or self.history.granted or (notice and notice.on >= application.on):
            return None
        deemed = self.dates.application_denied
        denied = self.history.denied or (deemed and self.today > deemed.due)
        return ClaimState.APPLICATION_DENIED if denied else ClaimState.APPLICATION_PENDING

    def _of_the_claim(self) -> ClaimState:
        history, notice = self.history, self.history.notice
        if notice and notice.kind is EventKind.ALLOWED:
            return ClaimState.ALLOWED
        if notice:
            return ClaimState.REJECTED if proper(notice) else ClaimState.REJECTED_DEFECTIVE_NOTICE
        if self.returned_as_late:
            return ClaimState.RETURNED_LATE
        if self.deemed_rejected_on:
            return ClaimState.DEEMED_REJECTED
        if history.base:
            return ClaimState.INSUFFICIENT if self._insufficient else ClaimState.PRESENTED
        return ClaimState.ACCRUED if history.accrued else ClaimState.NOT_STARTED

    @property
    def _insufficient(self) -> bool:
        noticed = self.history.insufficient
        mended = self.history.amendments[-1].on if self.history.amendments else self.history.opened_on
        return noticed is not None and noticed.on >= mended

    @property
    def outcome(self) -> tuple[Outcome, date | None]:
        """What became of the claim and the day, in the words of a paper."""
        if self.history.notice:
            return OUTCOMES[self.history.notice.kind], self.history.notice.on
        if self.returned_as_late:
            return Outcome.RETURNED_LATE, self.returned_as_late.on
        if self.deemed_rejected_on:
            return Outcome.DEEMED_REJECTED, self.deemed_rejected_on
        return (Outcome.PENDING if self.history.base else Outcome.NONE), None

    @property
    def timeliness(self) -> Timeliness:
        if self.history.accrued is None or self.history.presented is None:
            return Timeliness.MISSING
        return Timeliness.LATE if is_late(self.history, dates=self.dates) else Timeliness.TIMELY

    @property
    def limit_on_suit(self) -> LimitOnSuit:
        """The yardstick of the register: fixed words, asked in a fixed order."""
        if self.history.returned:
            return LimitOnSuit.LATE_CLAIM_PATH
        notice = self.history.notice
        if notice and notice.kind in REJECTIONS and proper(notice):
            return LimitOnSuit.SIX_MONTHS_FROM_MAILING
        if self.history.presented is None:
            return LimitOnSuit.NO_CLAIM_DATE
        return LimitOnSuit.TWO_YEARS_FROM_ACCRUAL
