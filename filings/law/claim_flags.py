"""What a lawyer should look at in a claim. A limit that has passed is a risk to weigh, never a verdict."""

from collections.abc import Iterator

from filings.law.claim_events import Flag, FlagCode, Method
from filings.law.claim_history import out_of_order
from filings.law.claim_standing import Standing
from filings.law.counting import say


def flags_of(standing: Standing) -> tuple[Flag, ...]:
    """Every flag, the gravest first."""
    found = (*_limits(standing), *_lateness(standing), *_notice(standing), *_readings(standing), *_record(standing))
    return tuple(Flag(code, text) for code, text in found)


Said = Iterator[tuple[FlagCode, str]]


def _limits(standing: Standing) -> Said:
    history, dates, today = standing.history, standing.dates, standing.today
    sue_by, complaint = standing.sue_by, history.complaint
    if complaint:
        yield from _suit(standing)
    elif sue_by and today > sue_by.safe:
        yield FlagCode.AT_RISK, f"The day to sue by, {say(sue_by.safe)}, has passed ({sue_by.authority})."
    if history.relief_denied and not complaint:
        yield FlagCode.AT_RISK, "The court denied relief. Counsel sets the next dates (writ, appeal, other causes)."
    if dates.petition and not history.petition and not complaint and today > dates.petition.safe:
        yield (
            FlagCode.AT_RISK,
            f"The day to petition by, {say(dates.petition.safe)}, has passed (Gov. Code § 946.6(b)).",
        )
    if history.petition and dates.petition and history.petition.on > dates.petition.safe:
        yield FlagCode.AT_RISK, f"The petition was filed after {say(dates.petition.safe)} (Gov. Code § 946.6(b))."
    if not history.base and not history.application and dates.six_months and today > dates.six_months.due:
        yield FlagCode.AT_RISK, f"No claim was presented by {say(dates.six_months.due)} (Gov. Code § 911.2(a))."
    yield from _application(standing)


def _application(standing: Standing) -> Said:
    history, limit = standing.history, standing.dates.late_application
    if limit is None or history.granted:
        return
    needed = standing.late and not standing.lateness_waived and not history.notice
    if needed and not history.application and standing.today > limit.safe:
        yield FlagCode.AT_RISK, f"The day to apply for leave, {say(limit.safe)}, has passed (Gov. Code § 911.4(b))."
    if history.application and history.application.on > limit.safe:
        yield FlagCode.AT_RISK, f"The application was made after {say(limit.safe)} (Gov. Code § 911.4(b))."


def _suit(standing: Standing) -> Said:
    complaint, limit = standing.history.complaint, standing.sue_by
    if complaint is None or (standing.history.relief and limit is None):
        return
    if limit and complaint.on > limit.safe:
        yield (
            FlagCode.AT_RISK,
            f"The complaint was filed after {say(limit.safe)}, the day to sue by ({limit.authority}).",
        )
    if standing.on_late_path:
        yield FlagCode.AT_RISK, "The complaint was filed though the claim was late and no leave or relief is recorded."
    if standing.history.relief:
        return
    rejected = [event.on for event in (standing.history.notice,) if event]
    rejected += [found.due for found in (standing.dates.deemed,) if found]
    if not standing.on_late_path and (not rejected or complaint.on <= min(rejected)):
        yield FlagCode.PREMATURE_SUIT, "The complaint was filed before the claim was rejected (Gov. Code § 945.4)."


def _lateness(standing: Standing) -> Said:
    history, six_months = standing.history, standing.dates.six_months
    if standing.late and six_months:
        yield (
            FlagCode.PRESENTED_LATE,
            f"Presented after {say(six_months.due)} (Gov. Code § 911.2(a)). Causes with one year have another day.",
        )
    if standing.lateness_waived:
        yield (
            FlagCode.LATENESS_WAIVED,
            "The entity gave no notice of lateness in time: that defence may be waived (Gov. Code § 911.3(b)).",
        )
    if standing.returned_as_late and not standing.late and history.accrued and history.presented:
        yield (
            FlagCode.TIMELY_BUT_RETURNED_LATE,
            "The entity returned this claim as late, but it was presented in time. The return is no notice of"
            " rejection; consider an application for leave beside the suit.",
        )


def _notice(standing: Standing) -> Said:
    notice = standing.history.notice
    if notice is None:
        return
    if notice.warning is None:
        yield FlagCode.WARNING_UNREAD, "Look at the notice: does it carry the warning of Gov. Code § 913(b)?"
    if notice.warning is False:
        yield (
            FlagCode.NOTICE_WITHOUT_WARNING,
            "The notice lacks the warning, so the six months may not run (Gov. Code § 913(b)). Act by them anyway.",
        )
    if notice.mailed_on is None and notice.method is Method.EMAIL:
        yield (
            FlagCode.NOTICE_BY_EMAIL,
            "The notice came by e-mail only; no decision says whether the six months run from it (U10).",
        )
    elif notice.mailed_on is None and notice.method is not Method.PERSONAL:
        yield (
            FlagCode.MAILING_DAY_MISSING,
            "Find the day the notice was mailed: the six months run from it (Gov. Code § 945.6(a)(1)).",
        )


def _readings(standing: Standing) -> Said:
    notice, dates, limit = standing.history.notice, standing.dates, standing.sue_by
    complaint = standing.history.complaint
    if limit and limit.safe != limit.due and not complaint:
        yield (
            FlagCode.TWO_READINGS,
            f"Six calendar months end on {say(limit.safe)}, 182 days on {say(limit.raw)}. Act by the first (U4).",
        )
    if notice and dates.deemed and notice.given_on > dates.deemed.due and dates.after_notice and dates.two_years:
        yield (
            FlagCode.TWO_READINGS,
            f"The notice came after the claim was deemed rejected on {say(dates.deemed.due)}: six months from"
            f" it end on {say(dates.after_notice.safe)}, two years from accrual on {say(dates.two_years.safe)}."
            " Act by the first.",
        )
    if not notice:
        yield from _days_to_wait(standing)


def _days_to_wait(standing: Standing) -> Said:
    """Mail days and a closed 45th day are read both ways; until the last reading has passed, waiting is safe."""
    readings = [found for found in (standing.dates.deemed, standing.dates.deemed_mailed) if found]
    if not readings or standing.acted:
        return
    safe = max(found.alternatives["earliest_safe_suit"] for found in readings)
    deemed, complaint = readings[0].due, standing.history.complaint
    if complaint and deemed < complaint.on < safe:
        yield (
            FlagCode.TWO_READINGS,
            "On one reading the claim was not yet deemed rejected when the complaint was filed;"
            f" {say(safe)} was the first safe day (U5).",
        )
    elif not complaint and deemed < standing.today < safe:
        yield (
            FlagCode.TWO_READINGS,
            f"Deemed rejected on {say(deemed)}, on another reading later. {say(safe)} is the first safe day (U5).",
        )


def _record(standing: Standing) -> Said:
    history = standing.history
    if history.accrued is None and history.events:
        yield FlagCode.NO_ACCRUAL_DATE, "No day of accrual is recorded, so nothing can be counted from it."
    if history.presented is None and (history.notice or history.returned or history.complaint):
        yield FlagCode.NO_PRESENTATION_DATE, "No day of presentation is recorded."
    for event in out_of_order(history.events):
        words = event.kind.replace("_", " ")
        yield FlagCode.ORDER_OF_EVENTS, f"“{words}” on {say(event.on)} lies before the event it follows."
    for words in standing.dates.beyond:
        yield FlagCode.BEYOND_CALENDAR, words
