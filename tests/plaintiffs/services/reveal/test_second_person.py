"""Two-person mode: a custodian looks first, and a grant opens one field once, for one person, for an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connections

from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused, Stale, TooOften
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Client, Effect, RevealPolicy, RevealRequest, RevealRound, RevealState
from plaintiffs.services import reveal, second_person
from tests import factories
from tests.plaintiffs.opening import asked, asker, entries, give, opened


@pytest.mark.usefixtures("two_person")
class TestTwoPeople:
    @pytest.fixture
    def waiting(self, client: Client, lead_attorney: Staff) -> RevealRequest:
        answer = reveal.ask(asked(client), by=asker(lead_attorney))
        assert answer.value is None
        return answer.request

    @pytest.fixture
    def granted(self, waiting: RevealRequest, lawsuit: Lawsuit, custodian: Staff) -> RevealRequest:
        return second_person.approve(waiting.pk, lawsuit=lawsuit, words="She must sign.", actor=custodian)

    def test_nothing_opens_before_the_custodian_says_so_then_once(
        self, client: Client, waiting: RevealRequest, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff
    ) -> None:
        with pytest.raises(Refused, match="or there is none"):
            reveal.open_granted(client, waiting.pk, by=asker(lead_attorney))
        second_person.approve(waiting.pk, lawsuit=lawsuit, words="She must sign.", actor=custodian)
        answer = reveal.open_granted(client, waiting.pk, by=asker(lead_attorney))
        assert answer.value
        assert answer.value.reveal() == "Quillfeather10"
        rounds = [(one.state, one.by, one.words) for one in RevealRound.objects.filter(request=waiting)]
        assert rounds == [
            (RevealState.ASKED, lead_attorney, ""),
            (RevealState.APPROVED, custodian, "She must sign."),
            (RevealState.USED, lead_attorney, ""),
        ]

    def test_used_once_it_is_over(
        self, client: Client, granted: RevealRequest, lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        reveal.open_granted(client, granted.pk, by=asker(lead_attorney))
        daytime.shift(61)
        with pytest.raises(Stale):
            reveal.open_granted(client, granted.pk, by=asker(lead_attorney))

    def test_a_grant_for_one_field_opens_no_other_and_for_nobody_else(
        self, clients: list[Client], granted: RevealRequest, lead_attorney: Staff, custodian: Staff
    ) -> None:
        assert reveal.ask(asked(clients[0], field="first"), by=asker(lead_attorney)).value is None
        with pytest.raises(Missing):
            reveal.open_granted(clients[1], granted.pk, by=asker(lead_attorney))
        with pytest.raises(Missing):
            reveal.open_granted(clients[0], granted.pk, by=asker(custodian))

    def test_a_grant_that_ran_out_opens_nothing_and_its_end_is_recorded(
        self, client: Client, granted: RevealRequest, lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        daytime.shift(timedelta(hours=1, seconds=1))
        with pytest.raises(Refused):
            reveal.open_granted(client, granted.pk, by=asker(lead_attorney))
        second_person.sweep()
        second_person.sweep()
        granted.refresh_from_db()
        assert granted.state == RevealState.EXPIRED
        assert [one.by for one in granted.rounds.filter(state=RevealState.EXPIRED)] == [None]
        assert len(entries(Act.REVEAL_EXPIRED)) == 1

    def test_what_nobody_answers_for_a_day_expires(
        self, waiting: RevealRequest, lawsuit: Lawsuit, custodian: Staff, daytime: time_machine.Traveller
    ) -> None:
        second_person.sweep()
        assert RevealRequest.objects.waiting().exists()
        daytime.shift(timedelta(hours=24))
        with pytest.raises(Refused, match="more than a day"):
            second_person.approve(waiting.pk, lawsuit=lawsuit, words="She must sign.", actor=custodian)
        second_person.sweep()
        assert not RevealRequest.objects.waiting().exists()

    def test_a_denial_that_came_in_between_beats_the_custodians_yes(
        self, client: Client, granted: RevealRequest, lead_attorney: Staff, custodian: Staff
    ) -> None:
        give(client, to=lead_attorney, by=custodian, effect=Effect.DENY)
        with pytest.raises(Missing):
            reveal.open_granted(client, granted.pk, by=asker(lead_attorney))

    def test_a_no_stays_a_no(
        self, client: Client, waiting: RevealRequest, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff
    ) -> None:
        second_person.deny(waiting.pk, lawsuit=lawsuit, words="Ask her by telephone.", actor=custodian)
        with pytest.raises(Refused):
            reveal.open_granted(client, waiting.pk, by=asker(lead_attorney))
        with pytest.raises(Stale):
            second_person.approve(waiting.pk, lawsuit=lawsuit, words="After all, yes.", actor=custodian)
        assert entries(Act.REVEAL_NOT_APPROVED)

    @pytest.mark.parametrize("name", ["lead_attorney", "paralegal", "auditor", "outsider"])
    def test_only_a_custodian_decides(
        self, waiting: RevealRequest, lawsuit: Lawsuit, name: str, request: pytest.FixtureRequest
    ) -> None:
        somebody = request.getfixturevalue(name)
        with pytest.raises(NotAllowed):
            second_person.approve(waiting.pk, lawsuit=lawsuit, words="She must sign.", actor=somebody)

    def test_and_never_about_her_own(self, client: Client, lawsuit: Lawsuit, custodian: Staff) -> None:
        hers = reveal.ask(asked(client), by=asker(custodian)).request
        with pytest.raises(NotAllowed, match="yourself"):
            second_person.approve(hers.pk, lawsuit=lawsuit, words="I must look.", actor=custodian)
        other = factories.staff("Una Brandt", role=Role.CUSTODIAN)
        lawsuit.members.create(staff=other)
        second_person.approve(hers.pk, lawsuit=lawsuit, words="She must look.", actor=other)
        assert reveal.open_granted(client, hers.pk, by=asker(custodian)).value

    def test_asked_twice_it_waits_once(self, client: Client, waiting: RevealRequest, lead_attorney: Staff) -> None:
        assert reveal.ask(asked(client), by=asker(lead_attorney)).request == waiting
        assert RevealRequest.objects.count() == 1

    def test_a_grant_is_no_way_round_the_caps(
        self,
        clients: list[Client],
        granted: RevealRequest,
        lead_attorney: Staff,
        two_person: RevealPolicy,
    ) -> None:
        RevealPolicy.objects.update(two_person=False)
        for client in clients[1:6]:
            opened(client, lead_attorney)
        with pytest.raises(TooOften):
            reveal.open_granted(clients[0], granted.pk, by=asker(lead_attorney))

    def test_its_rounds_are_never_changed_or_deleted_by_the_application(self, granted: RevealRequest) -> None:
        for statement in (
            "UPDATE plaintiffs_revealround SET words = ''",
            "DELETE FROM plaintiffs_revealround",
            "DELETE FROM plaintiffs_revealrequest",
            "UPDATE plaintiffs_revealrequest SET purpose = ''",
            "UPDATE plaintiffs_revealrequest SET client_id = id",
            "DELETE FROM plaintiffs_revealalarm",
            "UPDATE plaintiffs_brokenglass SET words = ''",
        ):
            with pytest.raises(Exception, match="permission denied"), connections["default"].cursor() as cursor:
                cursor.execute(statement)
