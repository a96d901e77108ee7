"""The dates one claim carries, each counted by its rule (docs/deadline-rules.md, CD1 to CD11)."""

from dataclasses import dataclass, field, replace
from datetime import date

from casefile.errors import Refused
from filings.law.claim_events import Event, Method
from filings.law.claim_history import History
from filings.law.compute import Found, Service, compute, rules
from filings.law.counting import add_months
from filings.law.court_days import Calendar

SERVICE = {Method.PERSONAL: Service.PERSONAL, Method.MAIL: Service.MAIL_CALIFORNIA, Method.EMAIL: Service.ELECTRONIC}


@dataclass(frozen=True, slots=True)
class Dates:
    """Every date counted for a claim, None where its event is missing or the calendar does not reach.

    `beyond` holds what could not be counted, in words.
    """

    six_months: Found | None = None
    one_year: Found | None = None
    late_application: Found | None = None
    two_years: Found | None = None
    insufficiency: Found | None = None
    late_notice: Found | None = None
    deemed: Found | None = None
    deemed_mailed: Found | None = None
    application_denied: Found | None = None
    petition: Found | None = None
    after_relief: Found | None = None
    after_notice: Found | None = None
    beyond: tuple[str, ...] = ()


@dataclass(slots=True)
class Reckoner:
    """Counts by rule id and remembers what it could not count."""

    calendar: Calendar
    beyond: list[str] = field(default_factory=list)

    def __call__(
        self, rule_id: str, *, trigger: date, service: Service = Service.PERSONAL, days: int | None = None
    ) -> Found | None:
        rule = rules()[rule_id]
        try:
            return compute(rule, trigger=trigger, service=service, days=days, calendar=self.calendar)
        except Refused as refusal:
            self.beyond.append(f"{rule.title}: {refusal}")
            return None


def dates_of(history: History, *, today: date, calendar: Calendar) -> Dates:
    """Count every date the events allow."""
    reckon = Reckoner(calendar)
    dates = _from_accrual(history, reckon=reckon)
    dates = _from_presentation(history, dates=dates, reckon=reckon)
    dates = _from_application(history, dates=dates, today=today, reckon=reckon)
    dates = _to_suit(history, dates=dates, reckon=reckon)
    return replace(dates, beyond=tuple(reckon.beyond))


def _from_accrual(history: History, *, reckon: Reckoner) -> Dates:
    if history.accrued is None:
        return Dates()
    day = history.accrued.on
    return Dates(
        six_months=reckon("claim_six_months_911_2", trigger=day),
        one_year=reckon("claim_one_year_911_2", trigger=day),
        late_application=reckon("late_claim_application_911_4", trigger=day),
        two_years=reckon("suit_no_notice_945_6a2", trigger=day),
    )


def is_late(history: History, *, dates: Dates) -> bool:
    """Presented after the last day? Beyond the calendar the unrolled six months stand: the strict reading."""
    if history.accrued is None or history.presented is None:
        return False
    return history.presented.on > last_day_to_present(history, dates=dates)


def applied_before(history: History, *, day: date) -> bool:
    """Was leave to present late asked for before lateness was waived? Section 911.3 is for a claim without it."""
    return history.application is not None and history.application.on <= day


def latest(found: Found) -> date:
    """The last of all readings: what the other side may at most claim for its own act."""
    return max([found.due, *found.alternatives.values()])


def last_day_to_present(history: History, *, dates: Dates) -> date:
    """Six calendar months from accrual, rolled as far as the calendar reaches."""
    if dates.six_months:
        return dates.six_months.due
    return add_months(history.accrued.on, 6) if history.accrued else date.max


def _from_presentation(history: History, *, dates: Dates, reckon: Reckoner) -> Dates:
    base = history.base
    if base is None:
        return dates
    late = is_late(history, dates=dates)
    service = SERVICE[base.method or Method.PERSONAL]
    if late and not history.granted:
        dates = replace(dates, late_notice=reckon("late_claim_notice_911_3", trigger=base.on, service=service))
    if not history.granted:
        found = reckon("claim_insufficiency_notice_910_8", trigger=base.on, service=service)
        dates = replace(dates, insufficiency=found)
    if dates.late_notice and applied_before(history, day=latest(dates.late_notice)):
        return dates  # the application stands in the claim's place; the claim itself is not before the board
    return _deemed(history, base=base, dates=dates, reckon=reckon)


def _deemed(history: History, *, base: Event, dates: Dates, reckon: Reckoner) -> Dates:
    rule_id = "claim_deemed_rejected_leave_912_2" if history.granted else "claim_deemed_rejected_912_4"
    found = reckon(rule_id, trigger=base.on)
    for amended in history.amendments:
        if found and amended.on >= base.on and _in_time(amended, found=found, history=history, dates=dates):
            base, found = amended, reckon("claim_deemed_rejected_amended_912_4", trigger=amended.on)
    mailed = None
    if base.method is Method.MAIL:
        mailed = reckon("claim_deemed_rejected_mailed_912_4", trigger=base.on, service=Service.MAIL_CALIFORNIA)
    if history.claim_extension and history.claim_extension.until and found:
        return _agreed(history, until=history.claim_extension.until, first=found, dates=dates, reckon=reckon)
    return replace(dates, deemed=found, deemed_mailed=mailed)


def _in_time(amended: Event, *, found: Found, history: History, dates: Dates) -> bool:
    """Within the time to present, or before the board's final action, whichever is later (Gov. Code 910.6)."""
    acts = [event.on for event in (history.notice, history.returned) if event and event.on >= history.opened_on]
    acted = min([found.due, *acts])
    return amended.on <= max(acted, dates.six_months.due if dates.six_months else acted)


def _agreed(history: History, *, until: date, first: Found, dates: Dates, reckon: Reckoner) -> Dates:
    dates = replace(dates, deemed=reckon("claim_deemed_rejected_agreed_912_4b", trigger=until))
    days = (until - first.due).days
    if history.accrued is None or days < 1:
        return dates
    longer = reckon("suit_no_notice_agreed_extension_945_6a2", trigger=history.accrued.on, days=days)
    return replace(dates, two_years=longer)


def _from_application(history: History, *, dates: Dates, today: date, reckon: Reckoner) -> Dates:
    if history.application is None or history.granted:
        return dates
    applied, agreed = history.application.on, history.application_extension
    if agreed and agreed.until:
        denied_on = reckon("late_application_deemed_denied_agreed_911_6", trigger=agreed.until)
    else:
        denied_on = reckon("late_application_deemed_denied_911_6", trigger=applied)
    dates = replace(dates, application_denied=denied_on)
    denied = history.denied
    if denied and (denied_on is None or denied.on <= denied_on.due):
        return replace(dates, petition=reckon("petition_946_6", trigger=denied.on))
    if denied_on is None or (today <= denied_on.due and denied is None):
        return dates
    if agreed:
        return replace(dates, petition=reckon("petition_946_6", trigger=denied_on.due))
    return replace(dates, petition=reckon("petition_after_deemed_denial_946_6", trigger=applied))


def _to_suit(history: History, *, dates: Dates, reckon: Reckoner) -> Dates:
    if history.relief:
        dates = replace(dates, after_relief=reckon("suit_after_relief_946_6f", trigger=history.relief.on))
    if history.notice:
        found = reckon("suit_after_rejection_945_6a1", trigger=history.notice.given_on)
        dates = replace(dates, after_notice=found)
    return dates
