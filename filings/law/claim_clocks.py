"""The clocks of a claim: which dates it carries, and which of them are still open."""

from datetime import date

from filings.law.claim_events import Clock
from filings.law.claim_standing import Standing
from filings.law.compute import Found, rules
from filings.law.rulebook import Actor


def clocks_of(standing: Standing) -> tuple[Clock, ...]:
    """Every date counted for the claim, by day. A clock of ours stays open past its day until the act is done."""
    pairs = [*_ours(standing), *_theirs(standing)]
    clocks = [_clock(found, running=running) for found, running in pairs if found]
    return tuple(sorted(clocks, key=lambda clock: (clock.on, clock.rule_id)))


def next_clock(clocks: tuple[Clock, ...], *, today: date) -> Clock | None:
    """The clock for a headline: the first open one still to come, else the one of ours that ran out last."""
    running = [clock for clock in clocks if clock.open and clock.actor is not Actor.ENTITY]
    coming = [clock for clock in running if clock.on >= today]
    return coming[0] if coming else (running[-1] if running else None)


def _clock(found: Found, *, running: bool) -> Clock:
    return Clock(found.rule_id, found.title, found, running, rules()[found.rule_id].actor)


def _ours(standing: Standing) -> list[tuple[Found | None, bool]]:
    history, dates = standing.history, standing.dates
    sued, relieved = history.complaint is not None, history.relief is not None
    unpresented = not (history.base or history.application or sued)
    late = (standing.late and not standing.lateness_waived) or standing.returned_as_late
    may_apply = unpresented or (late and not history.application and not history.notice and not sued)
    suit = history.base is not None and not (sued or relieved or standing.on_late_path)
    return [
        (dates.six_months, unpresented),
        (dates.one_year, unpresented),
        (dates.late_application, bool(may_apply)),
        (dates.petition, not (sued or history.petition)),
        (dates.after_relief, not sued),
        (dates.after_notice, suit),
        (dates.two_years, suit and not standing.notice_in_time),
    ]


def _theirs(standing: Standing) -> list[tuple[Found | None, bool]]:
    history, dates, today = standing.history, standing.dates, standing.today
    acted = standing.acted is not None
    answered = bool(history.denied or history.granted)
    return [
        (dates.insufficiency, not acted and _to_come(dates.insufficiency, today) and not history.insufficient),
        (dates.late_notice, not acted and _to_come(dates.late_notice, today)),
        (dates.deemed, not acted and _to_come(dates.deemed, today)),
        (dates.deemed_mailed, not acted and _to_come(dates.deemed_mailed, today)),
        (dates.application_denied, not answered and _to_come(dates.application_denied, today)),
    ]


def _to_come(found: Found | None, today: date) -> bool:
    return found is not None and today <= found.due
