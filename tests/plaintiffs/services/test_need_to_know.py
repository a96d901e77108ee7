"""Who decides who may learn a client's identity, what it does, and what the trail keeps of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from casefile import clock
from casefile.acts import Act
from casefile.errors import NotAllowed, Refused, Stale
from casefile.models import AuditEntry, Lawsuit, Membership, Role, Staff
from plaintiffs.models import Client, Effect, EndReason, NeedToKnow, Reason
from plaintiffs.queries.need_to_know import Rule, verdict
from plaintiffs.services import intake, need_to_know
from tests import factories

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def client(lawsuit: Lawsuit) -> Client:
    return factories.enrolled(lawsuit, code="RM-1", number=1)


@pytest.fixture
def second_custodian(lawsuit: Lawsuit) -> Staff:
    staff = factories.staff("Ruth Amadi", role=Role.CUSTODIAN)
    Membership.objects.create(lawsuit=lawsuit, staff=staff)
    return staff


def given(client: Client, to: Staff, by: Staff, **more: Any) -> NeedToKnow:
    return need_to_know.give(client, to=to, reason=Reason.WORK, actor=by, **more)


def denied(client: Client, whom: Staff, by: Staff, **more: Any) -> NeedToKnow:
    return need_to_know.deny(client, whom=whom, reason=Reason.CONFLICT, actor=by, **more)


class TestDeciding:
    def test_a_custodian_gives_denies_and_ends_and_each_is_on_record(
        self, client: Client, paralegal: Staff, custodian: Staff
    ) -> None:
        grant = given(client, paralegal, custodian)
        assert verdict(paralegal, client).rule is Rule.GRANTED
        denial = denied(client, paralegal, custodian)
        assert verdict(paralegal, client).rule is Rule.DENIED
        need_to_know.end(denial, reason=EndReason.CLEARED, actor=custodian)
        assert verdict(paralegal, client).rule is Rule.GRANTED
        need_to_know.end(grant, reason=EndReason.DONE, actor=custodian)
        assert verdict(paralegal, client).rule is Rule.NOT_GIVEN
        entries = list(AuditEntry.objects.filter(subject=f"plaintiffs.client {client.pk}").order_by("seq"))[-4:]
        assert [one.act for one in entries] == [
            Act.IDENTITY_GIVEN, Act.CLIENT_DENIED, Act.NEED_TO_KNOW_ENDED, Act.NEED_TO_KNOW_ENDED,
        ]  # fmt: skip
        assert {one.actor for one in entries} == {str(custodian.pk)}
        assert {one.detail["staff"] for one in entries} == {str(paralegal.pk)}

    def test_the_attorney_who_answers_for_her_decides_and_no_other(
        self, client: Client, lead_attorney: Staff, paralegal: Staff, custodian: Staff
    ) -> None:
        with pytest.raises(NotAllowed, match="for the custodian"):
            given(client, paralegal, lead_attorney)
        need_to_know.entrust(client, to=lead_attorney, actor=custodian)
        assert given(client, paralegal, lead_attorney).given_by == lead_attorney
        denied(client, lead_attorney, custodian)
        with pytest.raises(NotAllowed, match="for the custodian"):
            denied(client, paralegal, lead_attorney)

    @pytest.mark.parametrize("who", ["paralegal", "staff_member", "auditor", "outsider"])
    def test_nobody_else_decides(
        self, client: Client, paralegal: Staff, who: str, request: pytest.FixtureRequest
    ) -> None:
        actor = request.getfixturevalue(who)
        for act in (given, denied):
            with pytest.raises(NotAllowed):
                act(client, paralegal, actor)
        assert not NeedToKnow.objects.exists()

    def test_an_attorney_who_enters_a_client_answers_for_her(self, lawsuit: Lawsuit, lead_attorney: Staff) -> None:
        enrolment = intake.Enrolment(code="RM-9", identity=factories.SOMEBODY)
        entered = intake.enter(enrolment, lawsuit=lawsuit, actor=lead_attorney)
        assert verdict(lead_attorney, entered.client).rule is Rule.RESPONSIBLE

    def test_a_paralegal_who_enters_one_does_not(self, lawsuit: Lawsuit, paralegal: Staff) -> None:
        enrolment = intake.Enrolment(code="RM-9", identity=factories.SOMEBODY)
        assert intake.enter(enrolment, lawsuit=lawsuit, actor=paralegal).client.owner is None


class TestHerself:
    def test_nobody_gives_herself_access(self, client: Client, custodian: Staff) -> None:
        with pytest.raises(NotAllowed, match="Nobody decides this for herself"):
            given(client, custodian, custodian)

    def test_who_denies_a_client_to_herself_cannot_take_it_back(
        self, client: Client, custodian: Staff, second_custodian: Staff
    ) -> None:
        row = denied(client, custodian, custodian)
        with pytest.raises(NotAllowed):
            need_to_know.end(row, reason=EndReason.MISTAKE, actor=custodian)
        need_to_know.end(row, reason=EndReason.CLEARED, actor=second_custodian)
        assert verdict(custodian, client).allowed

    def test_nor_does_a_denial_in_place_of_a_denial_shorten_it(
        self, client: Client, custodian: Staff, second_custodian: Staff
    ) -> None:
        denied(client, custodian, second_custodian)
        with pytest.raises(NotAllowed):
            denied(client, custodian, custodian, until=clock.today())


class TestWhatIsRefused:
    @pytest.mark.parametrize("who", ["staff_member", "auditor"])
    def test_a_role_that_never_learns_a_name_is_given_none(
        self, client: Client, custodian: Staff, who: str, request: pytest.FixtureRequest
    ) -> None:
        with pytest.raises(Refused, match="never learn a name"):
            given(client, request.getfixturevalue(who), custodian)

    def test_who_does_not_work_on_the_lawsuit(self, client: Client, outsider: Staff, custodian: Staff) -> None:
        for act in (given, denied):
            with pytest.raises(Refused, match="does not work on the lawsuit"):
                act(client, outsider, custodian)

    def test_a_last_day_that_is_past(self, client: Client, paralegal: Staff, custodian: Staff) -> None:
        with pytest.raises(Refused, match="last day is past"):
            given(client, paralegal, custodian, until=clock.today() - timedelta(days=1))
        row = given(client, paralegal, custodian, until=clock.today())
        assert row.valid_until
        assert row.valid_until.astimezone(clock.COURT_ZONE).date() == clock.today() + timedelta(days=1)

    def test_a_reason_of_the_other_kind(self, client: Client, paralegal: Staff, custodian: Staff) -> None:
        with pytest.raises(Refused, match="does not fit"):
            need_to_know.give(client, to=paralegal, reason=Reason.CONFLICT, actor=custodian)

    def test_a_paralegal_as_the_attorney_who_answers(self, client: Client, paralegal: Staff, custodian: Staff) -> None:
        with pytest.raises(Refused, match="Only an attorney"):
            need_to_know.entrust(client, to=paralegal, actor=custodian)


class TestTwice:
    def test_a_second_grant_takes_the_place_of_the_first_and_both_are_kept(
        self, client: Client, paralegal: Staff, custodian: Staff
    ) -> None:
        first = given(client, paralegal, custodian)
        second = given(client, paralegal, custodian, until=clock.today() + timedelta(days=9))
        first.refresh_from_db()
        assert (first.end_reason, first.ended_by) == (EndReason.REPLACED, custodian)
        assert verdict(paralegal, client).row == second
        assert NeedToKnow.objects.filter(effect=Effect.GRANT).count() == 2

    def test_what_was_ended_is_not_ended_again(self, client: Client, paralegal: Staff, custodian: Staff) -> None:
        row = given(client, paralegal, custodian)
        need_to_know.end(row, reason=EndReason.DONE, actor=custodian)
        with pytest.raises(Stale):
            need_to_know.end(row, reason=EndReason.DONE, actor=custodian)
