"""The words of a government claim: what can happen to it, where it stands, and what is warned of."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casefile.errors import Refused
from filings.law.compute import Found
from filings.law.rulebook import Actor


class EventRefused(Refused):
    """An event that cannot have happened as it was entered."""

    code = "event_refused"


class EventKind(StrEnum):
    """What can happen to a claim. Deemed rejection is no event: the calendar says it."""

    ACCRUED = "accrued"
    PRESENTED = "presented"
    AMENDED = "amended"
    INSUFFICIENT = "insufficient"
    RETURNED_LATE = "returned_late"
    LATE_APPLICATION = "late_application"
    APPLICATION_GRANTED = "application_granted"
    APPLICATION_DENIED = "application_denied"
    EXTENSION_AGREED = "extension_agreed"
    REJECTED = "rejected"
    REJECTED_IN_PART = "rejected_in_part"
    ALLOWED = "allowed"
    PETITION_FILED = "petition_filed"
    RELIEF_ORDERED = "relief_ordered"
    RELIEF_DENIED = "relief_denied"
    COMPLAINT_FILED = "complaint_filed"


class Method(StrEnum):
    """How a claim or a notice went from one side to the other."""

    PERSONAL = "personal"
    MAIL = "mail"
    EMAIL = "e-mail"


@dataclass(frozen=True, slots=True)
class Event:
    """One dated fact. Of a rejection `on` is the date of the notice, `mailed_on` the day it was deposited.

    `warning` says whether the notice carried the words of Gov. Code 913 (None: nobody has looked yet);
    `until` is the last day a written agreement gives the entity (Gov. Code 912.4(b), 911.6(a)).
    """

    kind: EventKind
    on: date
    method: Method | None = None
    mailed_on: date | None = None
    warning: bool | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if (self.until is None) is (self.kind is EventKind.EXTENSION_AGREED):
            raise EventRefused("An agreed extension needs its last day, and nothing else has one.")
        if self.until and self.until < self.on:
            raise EventRefused("The agreed last day lies before the agreement.")

    @property
    def given_on(self) -> date:
        """The day a notice was given: its deposit in the mail if known, else its own date."""
        return self.mailed_on or self.on


class ClaimState(StrEnum):
    """Where a claim stands. There is no state "barred": only a lawyer may say that."""

    NOT_STARTED = "not_started"
    ACCRUED = "accrued"
    PRESENTED = "presented"
    INSUFFICIENT = "insufficient"
    RETURNED_LATE = "returned_late"
    APPLICATION_PENDING = "application_pending"
    APPLICATION_DENIED = "application_denied"
    PETITION_PENDING = "petition_pending"
    RELIEF_ORDERED = "relief_ordered"
    RELIEF_DENIED = "relief_denied"
    REJECTED = "rejected"
    REJECTED_DEFECTIVE_NOTICE = "rejected_defective_notice"
    DEEMED_REJECTED = "deemed_rejected"
    ALLOWED = "allowed"
    SUED = "sued"


class Outcome(StrEnum):
    """What became of the claim, in the words a paper uses."""

    NONE = ""
    PENDING = "pending"
    REJECTED = "rejected"
    REJECTED_IN_PART = "rejected in part"
    DEEMED_REJECTED = "deemed rejected"
    RETURNED_LATE = "returned late"
    ALLOWED = "allowed"


class Timeliness(StrEnum):
    """Was the claim presented within six calendar months, rolled to a court day?"""

    TIMELY = "timely"
    LATE = "late"
    MISSING = "missing"


class LimitOnSuit(StrEnum):
    """Which limit governs the suit, by the fixed yardstick of the claims register."""

    LATE_CLAIM_PATH = "late_claim_path"
    SIX_MONTHS_FROM_MAILING = "six_months_from_mailing"
    NO_CLAIM_DATE = "no_claim_date"
    TWO_YEARS_FROM_ACCRUAL = "two_years_from_accrual"


class FlagCode(StrEnum):
    """What a lawyer should look at."""

    AT_RISK = "at_risk"
    PRESENTED_LATE = "presented_late"
    LATENESS_WAIVED = "lateness_waived"
    TIMELY_BUT_RETURNED_LATE = "timely_but_returned_late"
    NOTICE_WITHOUT_WARNING = "notice_without_warning"
    WARNING_UNREAD = "warning_unread"
    NOTICE_BY_EMAIL = "notice_by_email"
    MAILING_DAY_MISSING = "mailing_day_missing"
    TWO_READINGS = "two_readings"
    PREMATURE_SUIT = "premature_suit"
    NO_ACCRUAL_DATE = "no_accrual_date"
    NO_PRESENTATION_DATE = "no_presentation_date"
    ORDER_OF_EVENTS = "order_of_events"
    BEYOND_CALENDAR = "beyond_calendar"


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning in words for a lawyer."""

    code: FlagCode
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a claim's story: the day, what it was, and the authority (empty for a plain fact)."""

    on: date
    text: str
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """A date the claim carries. It is open while its act is still to be done."""

    rule_id: str
    title: str
    found: Found
    open: bool
    actor: Actor

    @property
    def on(self) -> date:
        """The day to show: `safe`, on every open reading early enough."""
        return self.found.safe
