"""Broken glass, alarms and the limits of a lawsuit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from casefile import clock
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import AlarmKind, Client, Effect, RevealAlarm
from plaintiffs.services import broken_glass, reveal, reveal_alarms, reveal_policy
from tests import factories
from tests.plaintiffs.opening import DAYTIME, alarms, asked, asker, entries, give, opened, people


class TestBrokenGlass:
    @pytest.fixture
    def second(self, lawsuit: Lawsuit) -> Staff:
        somebody = factories.staff("Orla Bexley", role=Role.ATTORNEY)
        lawsuit.members.create(staff=somebody)
        return somebody

    @pytest.fixture
    def broken(self, lawsuit: Lawsuit, lead_attorney: Staff, second: Staff) -> None:
        glass = broken_glass.ask(lawsuit, words="A hearing in an hour.", actor=lead_attorney)
        broken_glass.join(glass.pk, lawsuit=lawsuit, actor=second)

    @pytest.fixture
    def stranger(self, lawsuit: Lawsuit, clients: list[Client]) -> Client:
        """A client nobody was given."""
        return people(lawsuit, [900])[0]

    def test_takes_two_attorneys(
        self, lawsuit: Lawsuit, lead_attorney: Staff, second: Staff, custodian: Staff, stranger: Client
    ) -> None:
        glass = broken_glass.ask(lawsuit, words="A hearing in an hour.", actor=lead_attorney)
        for nobody in (lead_attorney, custodian):
            with pytest.raises(NotAllowed):
                broken_glass.join(glass.pk, lawsuit=lawsuit, actor=nobody)
        with pytest.raises(Missing):
            reveal.ask(asked(stranger), by=asker(lead_attorney))
        broken_glass.join(glass.pk, lawsuit=lawsuit, actor=second)
        assert opened(stranger, lead_attorney) == "Quillfeather900"
        assert entries(Act.REVEALED)[-1].detail["glass"] is True
        assert AlarmKind.GLASS in alarms()

    @pytest.mark.usefixtures("broken", "two_person")
    def test_needs_no_custodian_and_knows_no_cap(self, clients: list[Client], lead_attorney: Staff) -> None:
        assert all(opened(client, lead_attorney) for client in clients[:7])

    @pytest.mark.usefixtures("two_person")
    def test_opens_what_has_been_waiting_for_a_custodian(
        self, lawsuit: Lawsuit, client: Client, lead_attorney: Staff, second: Staff
    ) -> None:
        assert reveal.ask(asked(client), by=asker(lead_attorney)).value is None
        glass = broken_glass.ask(lawsuit, words="A hearing in an hour.", actor=lead_attorney)
        broken_glass.join(glass.pk, lawsuit=lawsuit, actor=second)
        assert opened(client, lead_attorney) == "Quillfeather10"

    @pytest.mark.usefixtures("broken")
    def test_lifts_no_denial_and_opens_for_no_second_attorney(
        self, stranger: Client, lead_attorney: Staff, second: Staff, custodian: Staff
    ) -> None:
        give(stranger, to=lead_attorney, by=custodian, effect=Effect.DENY)
        for somebody in (lead_attorney, second):
            with pytest.raises(Missing):
                reveal.ask(asked(stranger), by=asker(somebody))

    @pytest.mark.usefixtures("broken")
    def test_is_whole_again_after_an_hour(
        self, stranger: Client, lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        daytime.shift(timedelta(hours=1, seconds=1))
        with pytest.raises(Missing):
            reveal.ask(asked(stranger), by=asker(lead_attorney))

    def test_cannot_be_agreed_to_an_hour_later(
        self, lawsuit: Lawsuit, lead_attorney: Staff, second: Staff, daytime: time_machine.Traveller
    ) -> None:
        glass = broken_glass.ask(lawsuit, words="A hearing in an hour.", actor=lead_attorney)
        daytime.shift(timedelta(hours=1, seconds=1))
        with pytest.raises(Refused):
            broken_glass.join(glass.pk, lawsuit=lawsuit, actor=second)


class TestAlarms:
    def test_four_people_within_ten_minutes(self, clients: list[Client], lead_attorney: Staff) -> None:
        for client in clients[:3]:
            opened(client, lead_attorney)
        assert alarms() == []
        opened(clients[3], lead_attorney)
        assert alarms() == [AlarmKind.MANY_PEOPLE]
        assert entries(Act.REVEALED)[-1].detail["alarms"] == [AlarmKind.MANY_PEOPLE]
        assert [one.detail["kind"] for one in entries(Act.REVEAL_ALARM)] == [AlarmKind.MANY_PEOPLE]

    def test_three_doe_numbers_in_a_row(
        self, lawsuit: Lawsuit, custodian: Staff, client: Client, daytime: time_machine.Traveller
    ) -> None:
        for one in people(lawsuit, [102, 100, 101]):
            opened(one, custodian)
            daytime.shift(timedelta(minutes=11))
        assert alarms() == [AlarmKind.SEQUENCE]
        daytime.shift(timedelta(hours=1))
        opened(client, custodian)  # of another number: the row is an hour old and no news
        assert alarms() == [AlarmKind.SEQUENCE]

    def test_out_of_hours(self, client: Client, lead_attorney: Staff, daytime: time_machine.Traveller) -> None:
        daytime.move_to(DAYTIME + timedelta(hours=9))  # 8 pm at the court
        opened(client, lead_attorney)
        assert alarms() == [AlarmKind.OUT_OF_HOURS]

    @pytest.mark.parametrize("another", ["Safari on iPhone", ""])
    def test_another_device_than_before_also_one_that_does_not_say_what_it_is(
        self, client: Client, lead_attorney: Staff, another: str
    ) -> None:
        for _ in range(2):
            reveal.ask(asked(client), by=asker(lead_attorney, device="Firefox on Linux"))
        assert alarms() == []
        reveal.ask(asked(client), by=asker(lead_attorney, device=another))
        assert alarms() == [AlarmKind.NEW_DEVICE]

    def test_the_third_denial_within_an_hour(self, client: Client, paralegal: Staff) -> None:
        for expected in ([], [], [AlarmKind.DENIALS], [AlarmKind.DENIALS]):
            with pytest.raises(Missing):
                reveal.ask(asked(client), by=asker(paralegal))
            assert alarms() == expected

    def test_are_looked_into_by_somebody_else(
        self, lawsuit: Lawsuit, client: Client, paralegal: Staff, lead_attorney: Staff, auditor: Staff
    ) -> None:
        alarm = RevealAlarm.objects.create(lawsuit=lawsuit, staff=lead_attorney, kind=AlarmKind.CAP, at=clock.now())
        for nobody in (lead_attorney, paralegal, auditor):
            with pytest.raises(NotAllowed):
                reveal_alarms.see(alarm.pk, lawsuit=lawsuit, actor=nobody)
        agnes = Staff.objects.get(role=Role.CUSTODIAN)
        assert reveal_alarms.see(alarm.pk, lawsuit=lawsuit, actor=agnes)
        assert not reveal_alarms.see(alarm.pk, lawsuit=lawsuit, actor=agnes)

    def test_go_out_as_mail_that_says_to_sign_in(
        self, client: Client, lawsuit: Lawsuit, paralegal: Staff, settings: Any
    ) -> None:
        settings.EMAIL_HOST, settings.ADDRESS = "mail.example", "https://casefile.moltrask.example"
        for _ in range(4):
            with pytest.raises(Missing):
                reveal.ask(asked(client), by=asker(paralegal))
        (batch,) = lawsuit.batches.filter(kind="mail")
        letters = [(item.mail.to.role, item.mail.path) for item in batch.items.order_by("position")]
        assert sorted(letters) == [
            (Role.ATTORNEY, "/doe-v-rivermont/reveals"),
            (Role.CUSTODIAN, "/doe-v-rivermont/reveals"),
        ]


class TestThePolicy:
    def test_is_set_by_attorneys_and_custodians_and_recorded_with_what_it_was(
        self, lawsuit: Lawsuit, lead_attorney: Staff, paralegal: Staff
    ) -> None:
        after = {"two_person": True, "an_hour": 3}
        with pytest.raises(NotAllowed):
            reveal_policy.change(lawsuit, after=after, actor=paralegal)
        assert reveal_policy.change(lawsuit, after=after, actor=lead_attorney) == ["an_hour", "two_person"]
        assert reveal_policy.change(lawsuit, after=after, actor=lead_attorney) == []
        (entry,) = entries(Act.REVEAL_POLICY_CHANGED)
        assert entry.detail == {
            "before": {"an_hour": "5", "two_person": "False"},
            "after": {"an_hour": "3", "two_person": "True"},
        }
        assert reveal_policy.policy_of(lawsuit).caps.an_hour == 3

    @pytest.mark.usefixtures("two_person")
    def test_that_a_custodian_looks_first_is_not_ended_by_those_she_looks_after(
        self, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff
    ) -> None:
        with pytest.raises(NotAllowed):
            reveal_policy.change(lawsuit, after={"two_person": False}, actor=lead_attorney)
        assert reveal_policy.policy_of(lawsuit).two_person
        assert reveal_policy.change(lawsuit, after={"two_person": False}, actor=custodian) == ["two_person"]
