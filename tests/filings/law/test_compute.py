"""Worked deadline cases, and the readings behind each."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casefile.errors import Refused
from filings.law.compute import Found, RuleNotInForce, Service, compute, rules
from filings.law.court_days import Calendar, CalendarEnds
from filings.law.rulebook import Amount, Direction, Kind, Roll, Rule, Unit

Case = Mapping[str, Any]
CASES = json.loads((Path(__file__).parents[2] / "data/law/claims_cases.json").read_text(encoding="utf-8"))["cases"]
PUBLISHED = [case for case in CASES if case["trigger"] < "2022"]
OURS = [case for case in CASES if case not in PUBLISHED]

# The holidays that the published examples meet on their way; a court of their day had others too.
HISTORY = Calendar(
    first=date(1978, 1, 1),
    last=date(2018, 12, 31),
    holidays={date(1979, 12, 25): "Christmas Day", date(2018, 5, 28): "Memorial Day"},
)


def named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case["id"] for case in cases])


def found_for(case: Case, *, rule: Rule, calendar: Calendar | None = None) -> Found:
    trigger, service = date.fromisoformat(case["trigger"]), Service(case.get("service", "personal"))
    return compute(rule, trigger=trigger, service=service, days=case.get("days"), calendar=calendar)


def agrees(found: Found, case: Case) -> None:
    days = {"raw": found.raw, "due": found.due, "safe": found.safe}
    assert {name: day.isoformat() for name, day in days.items()} == {name: case[name] for name in days}
    assert {name: day.isoformat() for name, day in found.alternatives.items()} == case["alternatives"]


@named(OURS)
def test_a_worked_case_comes_out_as_counted_by_hand(case: Case) -> None:
    agrees(found_for(case, rule=rules()[case["rule"]]), case)


@named(PUBLISHED)
def test_a_published_example_comes_out_under_the_holidays_of_its_day(case: Case) -> None:
    rule = replace(rules()[case["rule"]], effective_from=date(1978, 1, 1))
    agrees(found_for(case, rule=rule, calendar=HISTORY), case)


@named(PUBLISHED)
def test_a_day_before_the_table_of_holidays_is_refused_by_its_year(case: Case) -> None:
    with pytest.raises(CalendarEnds, match=case["trigger"][:4]):
        found_for(case, rule=rules()[case["rule"]])


def test_there_are_cases_for_every_rule_but_the_one_agreed_denial() -> None:
    assert set(rules()) - {case["rule"] for case in CASES} == {"late_application_deemed_denied_agreed_911_6"}


def plain(**changes: Any) -> Rule:
    """A rule for one test: thirty calendar days forward from service, extended by section 1013."""
    ways = dict(rules()["motion_notice_1005b"].extensions)
    two_court_days = tuple((way, replace(ways[way], n=2, unit=Unit.COURT_DAYS)) for way in (Service.ELECTRONIC,))
    rule = replace(
        rules()["suit_after_relief_946_6f"],
        extensions=((Service.PERSONAL, Amount(0, Unit.CALENDAR_DAYS)), *two_court_days),
    )
    return replace(rule, **changes)


READINGS_OF_OTHER_RULES = [
    # the thirtieth day is Christmas; rolling before the extension lands a day later
    (
        plain(alternatives=("roll_before_extension",)),
        "2026-11-25",
        "2026-12-29",
        {"roll_before_extension": "2026-12-30"},
    ),
    # disputed days for service: act without them
    (
        plain(alternatives=("no_service_extension",), safe=("no_service_extension",)),
        "2026-11-03",
        "2026-12-07",
        {"no_service_extension": "2026-12-03"},
    ),
    # the 81st day before Feb 16, 2027 is Thanksgiving
    (
        plain(
            amount=Amount(81, Unit.CALENDAR_DAYS),
            direction=Direction.BACKWARD,
            roll=Roll.SAFE_BACK,
            alternatives=("base_day_rolled_back_before_extension", "no_eservice_extension"),
            safe=("base_day_rolled_back_before_extension",),
        ),
        "2027-02-16",
        "2026-11-24",
        {"base_day_rolled_back_before_extension": "2026-11-23", "no_eservice_extension": "2026-11-25"},
    ),
]


@pytest.mark.parametrize(("rule", "trigger", "due", "others"), READINGS_OF_OTHER_RULES)
def test_a_reading_that_no_claim_needs_is_there_for_the_suit(
    rule: Rule, trigger: str, due: str, others: dict[str, str]
) -> None:
    found = compute(rule, trigger=date.fromisoformat(trigger), service=Service.ELECTRONIC)
    assert found.due.isoformat() == due
    assert {name: day.isoformat() for name, day in found.alternatives.items()} == others
    assert found.safe == (min(found.due, *found.alternatives.values()) if rule.safe else found.due)


@pytest.mark.parametrize(
    ("trial", "n", "due", "no_roll", "roll_back"),
    [
        ("2026-12-28", 30, "2026-11-30", "2026-11-28", "2026-11-25"),
        ("2027-03-01", 15, "2027-02-16", "2027-02-14", "2027-02-11"),
        ("2027-01-11", 10, "2027-01-04", "2027-01-01", "2026-12-31"),
    ],
)
def test_a_discovery_cut_off_on_a_closed_day_moves_toward_trial(
    trial: str, n: int, due: str, no_roll: str, roll_back: str
) -> None:
    cutoff = plain(
        amount=Amount(n, Unit.CALENDAR_DAYS),
        direction=Direction.BACKWARD,
        roll=Roll.TRIAL,
        extensions=(),
        alternatives=("no_roll", "roll_back"),
    )
    found = compute(cutoff, trigger=date.fromisoformat(trial))
    assert found.due.isoformat() == due
    assert {name: day.isoformat() for name, day in found.alternatives.items()} == {
        "no_roll": no_roll,
        "roll_back": roll_back,
    }
    assert found.steps[-1].authority == "CCP § 2016.060"


def test_a_safe_day_before_which_nothing_may_happen_is_the_latest_reading() -> None:
    hold = plain(kind=Kind.EARLIEST_DAY, roll=Roll.NONE, safe=("rolled_12a",), extensions=())
    found = compute(hold, trigger=date(2026, 11, 25))  # the thirtieth day is Christmas
    assert (found.due, found.safe) == (date(2026, 12, 25), date(2026, 12, 28))


def test_a_last_day_on_a_holiday_moves_to_the_next_court_day_and_says_why() -> None:
    found = compute(rules()["suit_after_relief_946_6f"], trigger=date(2026, 11, 25))
    assert found.due == date(2026, 12, 28)
    assert [step.authority for step in found.steps] == ["Gov. Code § 946.6(f); CCP § 12", "CCP § 12a"]
    assert "Christmas Day" in found.steps[-1].text


def test_every_step_of_a_motion_served_by_mail_is_told_in_order() -> None:
    found = compute(rules()["motion_notice_1005b"], trigger=date(2026, 12, 14), service=Service.MAIL_UNITED_STATES)
    assert [step.day for step in found.steps] == [date(2026, 11, 18), date(2026, 11, 8), date(2026, 11, 6)]
    assert "Thanksgiving Day Thu Nov 26, 2026" in found.steps[0].text
    assert "12c(a)" in found.steps[0].authority
    assert "12c(b)" in found.steps[1].authority


def test_a_count_that_leaves_the_table_is_refused_by_the_missing_year() -> None:
    rule = rules()["suit_no_notice_945_6a2"]
    assert compute(rule, trigger=date(2026, 12, 28)).due == date(2028, 12, 28)
    with pytest.raises(CalendarEnds, match="2029"):
        compute(rule, trigger=date(2026, 12, 30))  # a Saturday, then New Year's Day 2029
    with pytest.raises(CalendarEnds, match="2029"):
        compute(rule, trigger=date(2027, 1, 4))


def test_a_rule_speaks_only_for_the_days_it_was_confirmed_for() -> None:
    rule = replace(rules()["suit_after_relief_946_6f"], effective_until=date(2026, 12, 31))
    assert compute(rule, trigger=date(2026, 12, 31)).due == date(2027, 2, 1)
    with pytest.raises(RuleNotInForce):
        compute(rule, trigger=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("rule_id", "days"), [("suit_no_notice_agreed_extension_945_6a2", None), ("petition_946_6", 3)]
)
def test_days_are_asked_for_by_the_rule_that_leaves_them_open_and_by_no_other(rule_id: str, days: int | None) -> None:
    with pytest.raises(Refused, match="number of days"):
        compute(rules()[rule_id], trigger=date(2026, 5, 4), days=days)


def test_a_way_of_service_the_law_does_not_know_is_refused() -> None:
    with pytest.raises(Refused, match="says nothing"):
        compute(rules()["late_claim_notice_911_3"], trigger=date(2026, 5, 4), service=Service.FAX)


def test_six_months_ending_in_a_short_month_end_on_its_last_day() -> None:
    found = compute(rules()["claim_six_months_911_2"], trigger=date(2026, 8, 31))
    assert found.raw == date(2027, 2, 28)
    assert "no day 31" in found.steps[0].text


def test_every_rule_names_its_authority_and_who_checked_it_when() -> None:
    for rule in rules().values():
        assert rule.authority and rule.confidence and rule.notes and rule.title
        assert rule.checked_on >= date(2026, 11, 22)
