"""The life of a government claim as a table: from dated events to state, limit and warnings."""

from datetime import date, timedelta

import pytest

from filings.law.claim_lifecycle import (
    ClaimState,
    Event,
    EventKind,
    FlagCode,
    LimitOnSuit,
    Method,
    Outcome,
    Timeliness,
    read,
)
from filings.law.rulebook import Actor

K, S, F = EventKind, ClaimState, FlagCode

RELEASE = Event(K.ACCRUED, date(2026, 3, 3))  # claim by Thu Sep 3, 2026; late application by Wed Mar 3, 2027
CLAIM = Event(K.PRESENTED, date(2026, 6, 1), Method.PERSONAL)  # 45th day Thu Jul 16, 2026
LATE = Event(K.PRESENTED, date(2026, 9, 14), Method.PERSONAL)
RETURNED = Event(K.RETURNED_LATE, date(2026, 10, 1))
APPLIED = Event(K.LATE_APPLICATION, date(2026, 10, 5))  # 45th day Thu Nov 19, 2026
GRANTED = Event(K.APPLICATION_GRANTED, date(2026, 11, 2))
DENIED = Event(K.APPLICATION_DENIED, date(2026, 11, 2))
PETITION = Event(K.PETITION_FILED, date(2026, 12, 7))
RELIEF = Event(K.RELIEF_ORDERED, date(2027, 1, 20))
SUIT = Event(K.COMPLAINT_FILED, date(2026, 9, 1))


def notice(on: date = date(2026, 7, 1), **facts: object) -> Event:
    return Event(K.REJECTED, on, **{"mailed_on": on, "warning": True, **facts})  # type: ignore[arg-type]


STATES = [
    ((), date(2026, 3, 10), S.NOT_STARTED, None),
    ((RELEASE,), date(2026, 3, 10), S.ACCRUED, None),
    ((RELEASE, CLAIM), date(2026, 6, 10), S.PRESENTED, "suit_no_notice_945_6a2"),
    ((RELEASE, CLAIM), date(2026, 7, 16), S.PRESENTED, "suit_no_notice_945_6a2"),
    ((RELEASE, CLAIM), date(2026, 7, 17), S.DEEMED_REJECTED, "suit_no_notice_945_6a2"),
    (
        (RELEASE, CLAIM, Event(K.INSUFFICIENT, date(2026, 6, 15))),
        date(2026, 6, 20),
        S.INSUFFICIENT,
        "suit_no_notice_945_6a2",
    ),
    (
        (RELEASE, CLAIM, Event(K.INSUFFICIENT, date(2026, 6, 15)), Event(K.AMENDED, date(2026, 6, 20))),
        date(2026, 7, 17),
        S.PRESENTED,  # a new 45 days, to August 4
        "suit_no_notice_945_6a2",
    ),
    (
        (RELEASE, CLAIM, Event(K.EXTENSION_AGREED, date(2026, 7, 1), until=date(2026, 8, 14))),
        date(2026, 8, 14),
        S.PRESENTED,
        "suit_no_notice_agreed_extension_945_6a2",
    ),
    (
        (RELEASE, CLAIM, Event(K.EXTENSION_AGREED, date(2026, 7, 1), until=date(2026, 8, 14))),
        date(2026, 8, 15),
        S.DEEMED_REJECTED,
        "suit_no_notice_agreed_extension_945_6a2",
    ),
    ((RELEASE, CLAIM, notice()), date(2026, 8, 1), S.REJECTED, "suit_after_rejection_945_6a1"),
    ((RELEASE, CLAIM, notice(date(2026, 7, 30))), date(2026, 8, 1), S.REJECTED, "suit_after_rejection_945_6a1"),
    (
        (RELEASE, CLAIM, notice(warning=False)),
        date(2026, 8, 1),
        S.REJECTED_DEFECTIVE_NOTICE,
        "suit_after_rejection_945_6a1",
    ),
    ((RELEASE, CLAIM, Event(K.ALLOWED, date(2026, 7, 1))), date(2026, 8, 1), S.ALLOWED, "suit_after_rejection_945_6a1"),
    ((RELEASE, LATE), date(2026, 9, 20), S.PRESENTED, "suit_no_notice_945_6a2"),
    ((RELEASE, LATE, RETURNED), date(2026, 10, 2), S.RETURNED_LATE, None),
    ((RELEASE, LATE, RETURNED, APPLIED), date(2026, 11, 19), S.APPLICATION_PENDING, None),
    ((RELEASE, LATE, RETURNED, APPLIED), date(2026, 11, 20), S.APPLICATION_DENIED, None),
    ((RELEASE, LATE, RETURNED, APPLIED, DENIED), date(2026, 11, 10), S.APPLICATION_DENIED, None),
    ((RELEASE, APPLIED), date(2026, 10, 10), S.APPLICATION_PENDING, None),
    ((RELEASE, LATE, RETURNED, APPLIED, GRANTED), date(2026, 12, 17), S.PRESENTED, "suit_no_notice_945_6a2"),
    ((RELEASE, LATE, RETURNED, APPLIED, GRANTED), date(2026, 12, 18), S.DEEMED_REJECTED, "suit_no_notice_945_6a2"),
    ((RELEASE, APPLIED, GRANTED), date(2026, 11, 10), S.PRESENTED, "suit_no_notice_945_6a2"),
    ((RELEASE, LATE, APPLIED, DENIED, PETITION), date(2026, 12, 10), S.PETITION_PENDING, None),
    (
        (RELEASE, LATE, APPLIED, DENIED, PETITION, RELIEF),
        date(2027, 2, 1),
        S.RELIEF_ORDERED,
        "suit_after_relief_946_6f",
    ),
    (
        (RELEASE, LATE, APPLIED, DENIED, PETITION, Event(K.RELIEF_DENIED, date(2027, 1, 20))),
        date(2027, 2, 1),
        S.RELIEF_DENIED,
        None,
    ),
    ((RELEASE, CLAIM, notice(), SUIT), date(2026, 9, 2), S.SUED, "suit_after_rejection_945_6a1"),
]


@pytest.mark.parametrize(("events", "today", "state", "limit"), STATES)
def test_a_claim_stands_where_its_events_and_the_day_put_it(
    events: tuple[Event, ...], today: date, state: ClaimState, limit: str | None
) -> None:
    reading = read(reversed(events), today=today)
    assert reading.state is state
    assert (reading.sue_by and reading.sue_by.rule_id) == limit


WARNINGS = [
    ((RELEASE, CLAIM), date(2026, 6, 10), []),
    ((RELEASE,), date(2026, 9, 3), []),
    ((RELEASE,), date(2026, 9, 4), [F.AT_RISK]),
    ((RELEASE, CLAIM, notice()), date(2027, 1, 4), []),  # six months from Jul 1, 2026: Jan 1 moves to Jan 4
    ((RELEASE, CLAIM, notice()), date(2027, 1, 5), [F.AT_RISK]),
    ((RELEASE, CLAIM, notice(warning=False)), date(2026, 8, 1), [F.NOTICE_WITHOUT_WARNING]),
    ((RELEASE, CLAIM, notice(warning=None)), date(2026, 8, 1), [F.WARNING_UNREAD]),
    ((RELEASE, CLAIM, notice(mailed_on=None)), date(2026, 8, 1), [F.MAILING_DAY_MISSING]),
    ((RELEASE, CLAIM, notice(mailed_on=None, method=Method.PERSONAL)), date(2026, 8, 1), []),
    ((RELEASE, CLAIM, notice(mailed_on=None, method=Method.EMAIL)), date(2026, 8, 1), [F.NOTICE_BY_EMAIL]),
    ((RELEASE, CLAIM, notice(date(2026, 7, 30))), date(2026, 8, 1), [F.TWO_READINGS]),
    ((RELEASE, LATE), date(2026, 9, 20), [F.PRESENTED_LATE]),
    ((RELEASE, LATE), date(2026, 10, 30), [F.PRESENTED_LATE, F.LATENESS_WAIVED]),
    ((RELEASE, LATE, RETURNED), date(2027, 3, 3), [F.PRESENTED_LATE]),
    ((RELEASE, LATE, RETURNED), date(2027, 3, 4), [F.AT_RISK, F.PRESENTED_LATE]),
    ((RELEASE, CLAIM, RETURNED), date(2026, 10, 2), [F.TIMELY_BUT_RETURNED_LATE]),
    ((RELEASE, LATE, APPLIED, DENIED), date(2027, 5, 3), [F.PRESENTED_LATE]),
    ((RELEASE, LATE, APPLIED, DENIED), date(2027, 5, 4), [F.AT_RISK, F.PRESENTED_LATE]),
    ((RELEASE, CLAIM, Event(K.COMPLAINT_FILED, date(2026, 7, 16))), date(2026, 8, 1), [F.PREMATURE_SUIT]),
    ((RELEASE, CLAIM, Event(K.COMPLAINT_FILED, date(2026, 7, 17))), date(2026, 8, 1), []),
    ((RELEASE, CLAIM, notice(), Event(K.COMPLAINT_FILED, date(2027, 1, 4))), date(2027, 2, 1), []),
    ((RELEASE, CLAIM, notice(), Event(K.COMPLAINT_FILED, date(2027, 1, 5))), date(2027, 2, 1), [F.AT_RISK]),
    ((RELEASE, SUIT), date(2026, 9, 2), [F.PREMATURE_SUIT, F.NO_PRESENTATION_DATE]),
    (
        (RELEASE, LATE, RETURNED, Event(K.COMPLAINT_FILED, date(2026, 12, 1))),
        date(2026, 12, 2),
        [F.AT_RISK, F.PRESENTED_LATE],
    ),
    ((CLAIM, notice()), date(2026, 8, 1), [F.NO_ACCRUAL_DATE]),
    ((RELEASE, notice()), date(2026, 8, 1), [F.NO_PRESENTATION_DATE]),
    ((RELEASE, CLAIM, notice(date(2026, 5, 1))), date(2026, 6, 2), [F.ORDER_OF_EVENTS]),
]


@pytest.mark.parametrize(("events", "today", "codes"), WARNINGS)
def test_a_lawyer_is_warned_of_this_and_of_nothing_else(
    events: tuple[Event, ...], today: date, codes: list[FlagCode]
) -> None:
    assert [flag.code for flag in read(events, today=today).flags] == codes


def test_no_state_and_no_warning_ever_says_barred() -> None:
    said = [flag.text for events, today, _ in WARNINGS for flag in read(events, today=today).flags]
    assert not [words for words in [*said, *ClaimState] if "barred" in words.lower()]


def test_a_claim_by_mail_is_deemed_rejected_on_two_readings_and_waits_for_the_later() -> None:
    mailed = Event(K.PRESENTED, date(2026, 9, 1), Method.MAIL)
    between = read([RELEASE, mailed], today=date(2026, 10, 20))
    assert between.deemed_rejected_on == date(2026, 10, 16)
    assert [flag.code for flag in between.flags] == [F.TWO_READINGS]
    assert "Thu Oct 22, 2026" in between.flags[0].text
    assert not read([RELEASE, mailed], today=date(2026, 10, 22)).flags
    in_person = Event(K.PRESENTED, date(2026, 9, 1), Method.PERSONAL)
    assert not read([RELEASE, in_person], today=date(2026, 10, 20)).flags


def test_deemed_rejection_is_what_the_calendar_says_on_the_day_it_is_asked() -> None:
    assert read([RELEASE, CLAIM], today=date(2026, 7, 16)).deemed_rejected_on is None
    deemed = read([RELEASE, CLAIM], today=date(2026, 7, 17))
    assert (deemed.deemed_rejected_on, deemed.outcome) == (date(2026, 7, 16), Outcome.DEEMED_REJECTED)
    answered = read([RELEASE, CLAIM, notice(date(2026, 7, 16))], today=date(2026, 7, 17))
    assert (answered.deemed_rejected_on, answered.outcome) == (None, Outcome.REJECTED)


def test_a_proper_notice_after_deemed_rejection_starts_the_six_months_and_the_earlier_limit_leads() -> None:
    soon = read([RELEASE, CLAIM, notice(date(2026, 9, 10))], today=date(2026, 9, 11))
    assert soon.deemed_rejected_on == date(2026, 7, 16)
    assert soon.sue_by and soon.sue_by.safe == date(2027, 3, 10)
    much_later = read([RELEASE, CLAIM, notice(date(2028, 1, 10))], today=date(2028, 1, 11))
    assert much_later.sue_by and much_later.sue_by.rule_id == "suit_no_notice_945_6a2"
    assert {clock.rule_id for clock in much_later.clocks if clock.open} == {
        "suit_no_notice_945_6a2",
        "suit_after_rejection_945_6a1",
    }


def test_a_notice_in_time_ends_the_two_years_and_a_defective_one_does_not() -> None:
    def running(event: Event) -> set[str]:
        clocks = read([RELEASE, CLAIM, event], today=date(2026, 8, 1)).clocks
        return {clock.rule_id for clock in clocks if clock.open}

    assert running(notice()) == {"suit_after_rejection_945_6a1"}
    assert running(notice(warning=False)) == {"suit_after_rejection_945_6a1", "suit_no_notice_945_6a2"}


def test_a_notice_on_the_45th_day_itself_is_in_time() -> None:
    def limits(on: date) -> set[str]:
        clocks = read([RELEASE, CLAIM, notice(on)], today=date(2026, 8, 1)).clocks
        return {clock.rule_id for clock in clocks if clock.open}

    assert "suit_no_notice_945_6a2" not in limits(date(2026, 7, 16))
    assert "suit_no_notice_945_6a2" in limits(date(2026, 7, 17))


def test_the_return_of_a_late_claim_on_the_last_day_waives_nothing_and_a_day_later_it_does() -> None:
    def codes(returned_on: date) -> set[FlagCode]:
        events = [RELEASE, LATE, Event(K.RETURNED_LATE, returned_on)]
        return {flag.code for flag in read(events, today=date(2026, 11, 2)).flags}

    assert F.LATENESS_WAIVED not in codes(date(2026, 10, 29))
    assert F.LATENESS_WAIVED in codes(date(2026, 10, 30))


def test_leave_opens_the_claim_anew_so_an_older_rejection_and_the_old_45_days_count_no_more() -> None:
    older = notice(date(2026, 10, 2))
    reading = read([RELEASE, LATE, older, APPLIED, GRANTED], today=date(2026, 11, 10))
    assert (reading.notice, reading.state) == (None, S.PRESENTED)
    agreed = Event(K.EXTENSION_AGREED, date(2026, 11, 10), until=date(2027, 1, 15))
    longer = read([RELEASE, LATE, APPLIED, GRANTED, agreed], today=date(2026, 12, 18))
    assert longer.next_clock and longer.next_clock.on == date(2027, 1, 15)


def test_a_second_look_at_a_rejected_claim_does_not_start_the_six_months_again() -> None:
    reading = read([RELEASE, CLAIM, notice(), notice(date(2026, 8, 20))], today=date(2026, 9, 1))
    assert reading.notice == notice()
    mended = read([RELEASE, CLAIM, notice(warning=False), notice(date(2026, 8, 20))], today=date(2026, 9, 1))
    assert mended.notice == notice(date(2026, 8, 20))


def test_six_months_are_acted_on_by_the_calendar_months_where_182_days_are_longer() -> None:
    reading = read([RELEASE, CLAIM, notice(date(2026, 9, 30))], today=date(2026, 10, 1))
    assert reading.sue_by
    assert (reading.sue_by.safe, reading.sue_by.due) == (date(2027, 3, 30), date(2027, 4, 1))
    assert [flag.code for flag in reading.flags].count(F.TWO_READINGS) == 2


@pytest.mark.parametrize(("day", "at_risk"), [(date(2027, 3, 30), False), (date(2027, 4, 1), True)])
def test_between_the_calendar_months_and_the_182_days_a_suit_is_at_risk_filed_or_not(
    day: date, *, at_risk: bool
) -> None:
    claim = Event(K.PRESENTED, date(2026, 8, 24), Method.PERSONAL)
    rejected = [RELEASE, claim, notice(date(2026, 9, 30))]
    for events in (rejected, [*rejected, Event(K.COMPLAINT_FILED, day)]):
        assert (F.AT_RISK in {flag.code for flag in read(events, today=day).flags}) is at_risk


def test_an_agreed_extension_is_no_part_of_the_two_years() -> None:
    extension = Event(K.EXTENSION_AGREED, date(2026, 7, 1), until=date(2026, 8, 14))
    plain, longer = (read(events, today=date(2026, 9, 1)) for events in ([RELEASE, CLAIM], [RELEASE, CLAIM, extension]))
    assert plain.sue_by and longer.sue_by
    assert plain.sue_by.raw == date(2028, 3, 3)
    assert longer.sue_by.raw - plain.sue_by.raw == timedelta(days=29)


def test_more_time_agreed_for_a_pending_application_moves_its_denial_and_not_the_claim() -> None:
    extension = Event(K.EXTENSION_AGREED, date(2026, 11, 2), until=date(2026, 12, 18))
    events = [RELEASE, LATE, RETURNED, APPLIED, extension]
    assert read(events, today=date(2026, 12, 18)).state is S.APPLICATION_PENDING
    denied = read(events, today=date(2026, 12, 19))
    assert denied.state is S.APPLICATION_DENIED
    assert denied.next_clock and denied.next_clock.found.trigger == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("denied_on", "rule_id", "trigger"),
    [
        (date(2026, 11, 10), "petition_946_6", date(2026, 11, 10)),
        (date(2026, 12, 20), "petition_after_deemed_denial_946_6", APPLIED.on),
    ],
)
def test_the_petition_runs_from_the_denial_or_from_the_45th_day_if_that_came_first(
    denied_on: date, rule_id: str, trigger: date
) -> None:
    events = [RELEASE, LATE, RETURNED, APPLIED, Event(K.APPLICATION_DENIED, denied_on)]
    clock = read(events, today=date(2026, 12, 21)).next_clock
    assert clock and (clock.rule_id, clock.found.trigger) == (rule_id, trigger)


def test_an_amendment_after_the_last_day_and_the_rejection_starts_nothing() -> None:
    amended = Event(K.AMENDED, date(2026, 9, 8))
    assert read([RELEASE, CLAIM, amended], today=date(2026, 9, 10)).deemed_rejected_on == date(2026, 7, 16)
    in_time = Event(K.AMENDED, date(2026, 9, 3))
    assert read([RELEASE, CLAIM, in_time], today=date(2026, 9, 10)).deemed_rejected_on is None


def test_leave_asked_for_in_time_keeps_a_late_claim_off_the_board_and_leave_asked_for_after_waiver_does_not() -> None:
    asked = read([RELEASE, LATE, APPLIED], today=date(2027, 2, 1))  # 45 days from presentation: Oct 29, 2026
    assert (asked.deemed_rejected_on, asked.sue_by) == (None, None)
    too_late_to_matter = read([RELEASE, LATE, Event(K.LATE_APPLICATION, date(2026, 10, 30))], today=date(2027, 2, 1))
    assert too_late_to_matter.deemed_rejected_on == date(2026, 10, 29)
    assert too_late_to_matter.sue_by is not None


def test_the_headline_is_the_next_open_clock_that_is_ours_or_the_laws() -> None:
    def headline(*events: Event, today: date) -> tuple[str, date] | None:
        clock = read(events, today=today).next_clock
        return (clock.rule_id, clock.on) if clock else None

    assert headline(RELEASE, today=date(2026, 3, 10)) == ("claim_six_months_911_2", date(2026, 9, 3))
    assert headline(RELEASE, CLAIM, today=date(2026, 6, 2)) == ("claim_deemed_rejected_912_4", date(2026, 7, 16))
    assert headline(RELEASE, CLAIM, today=date(2026, 7, 16)) == ("claim_deemed_rejected_912_4", date(2026, 7, 16))
    assert headline(RELEASE, CLAIM, today=date(2026, 7, 17)) == ("suit_no_notice_945_6a2", date(2028, 3, 3))
    assert headline(RELEASE, CLAIM, notice(), today=date(2027, 6, 1)) == (
        "suit_after_rejection_945_6a1",
        date(2027, 1, 4),
    )
    assert headline(RELEASE, CLAIM, notice(), SUIT, today=date(2026, 9, 2)) is None


def test_a_clock_says_whose_act_it_limits() -> None:
    clocks = read([RELEASE, LATE], today=date(2026, 9, 15)).clocks
    theirs = {clock.rule_id for clock in clocks if clock.actor is Actor.ENTITY and clock.open}
    assert theirs == {"claim_insufficiency_notice_910_8", "late_claim_notice_911_3"}


def test_the_story_tells_facts_the_calendars_word_and_what_is_still_to_come() -> None:
    story = read([RELEASE, CLAIM], today=date(2026, 7, 20)).story
    assert [(line.on, line.text) for line in story] == [
        (date(2026, 3, 3), "The cause of action accrued"),
        (date(2026, 6, 1), "The claim was presented in person"),
        (date(2026, 7, 16), "The claim was deemed rejected"),
        (date(2026, 9, 3), "The last day to present the claim"),
        (date(2028, 3, 3), "Last day to sue where no proper rejection notice was given"),
    ]
    assert story[2].authority == "Gov. Code § 912.4(a), (c)"


def test_the_story_tells_one_denial_of_an_application_and_never_two() -> None:
    def denials(*events: Event) -> list[str]:
        story = read([RELEASE, LATE, RETURNED, APPLIED, *events], today=date(2026, 12, 1)).story
        return [line.text for line in story if "denied" in line.text and line.on < date(2026, 12, 1)]

    assert denials(DENIED) == ["Leave to present a late claim was denied"]
    assert denials() == ["The application was deemed denied"]


def test_the_story_says_whether_a_notice_starts_the_six_months() -> None:
    def told(event: Event) -> str:
        return next(
            line.text for line in read([RELEASE, CLAIM, event], today=date(2026, 8, 1)).story if line.on == event.on
        )

    mailed_later = notice(mailed_on=date(2026, 7, 2))
    assert (
        told(mailed_later) == "The entity rejected the claim; mailed Thu Jul 2, 2026; the notice starts the six months"
    )
    assert told(notice(warning=False)) == (
        "The entity rejected the claim; it may not start the six months: act by them anyway"
    )


def test_a_claim_older_than_the_calendar_is_read_strictly_and_says_so() -> None:
    old = Event(K.ACCRUED, date(2021, 1, 10))
    reading = read([old, Event(K.PRESENTED, date(2021, 7, 9))], today=date(2026, 6, 1))
    assert reading.timeliness is Timeliness.TIMELY
    assert F.BEYOND_CALENDAR in {flag.code for flag in reading.flags}
    a_day_over = read([old, Event(K.PRESENTED, date(2021, 7, 12))], today=date(2026, 6, 1))
    assert a_day_over.timeliness is Timeliness.LATE


@pytest.mark.parametrize("until", [date(2099, 1, 1), date(9999, 12, 31)])
def test_an_extension_agreed_beyond_the_calendar_is_told_and_not_counted(until: date) -> None:
    reading = read([RELEASE, CLAIM, Event(K.EXTENSION_AGREED, CLAIM.on, until=until)], today=date(2026, 8, 1))
    assert F.BEYOND_CALENDAR in {flag.code for flag in reading.flags}
    assert reading.deemed_rejected_on is None


def test_a_claim_returned_as_late_stays_on_that_path_by_the_yardstick() -> None:
    reading = read([RELEASE, LATE, RETURNED], today=date(2026, 10, 2))
    assert (reading.limit_on_suit, reading.outcome, reading.outcome_on) == (
        LimitOnSuit.LATE_CLAIM_PATH,
        Outcome.RETURNED_LATE,
        RETURNED.on,
    )


def test_a_notice_nobody_has_read_is_not_undone_by_a_later_proper_one() -> None:
    unread = Event(EventKind.REJECTED, date(2026, 3, 2), mailed_on=date(2026, 3, 2))
    second = Event(EventKind.REJECTED, date(2026, 9, 1), mailed_on=date(2026, 9, 1), warning=True)
    events = (Event(EventKind.ACCRUED, date(2026, 1, 5)), Event(EventKind.PRESENTED, date(2026, 1, 20)), unread, second)
    found = read(events, today=date(2026, 10, 1))
    assert found.sue_by is not None
    assert found.sue_by.safe == date(2026, 9, 2)
    assert FlagCode.WARNING_UNREAD in {flag.code for flag in found.flags}
