"""Reveal: who opens, how fresh her factor is, how often; and the button that is pressed twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
import time_machine

from casefile.acts import Act
from casefile.errors import Missing, NotAllowed, Refused, Stale, TooOften
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import AlarmKind, Client, Effect, RevealRequest, RevealState, RevealTurn, SealedField
from plaintiffs.services import reveal, turns
from tests import factories
from tests.plaintiffs.opening import alarms, asked, asker, at_once, entries, give, opened


class TestWho:
    def test_she_to_whom_the_client_was_given_reads_one_field_and_the_trail_says_all_but_it(
        self, client: Client, lead_attorney: Staff
    ) -> None:
        assert opened(client, lead_attorney) == "Quillfeather10"
        (entry,) = entries(Act.REVEALED)
        request = RevealRequest.objects.get()
        assert (entry.actor, entry.subject) == (str(lead_attorney.pk), f"plaintiffs.client {client.pk}")
        assert entry.detail == {
            "request": str(request.pk),
            "field": "last",
            "claim": None,
            "reason": "contact",
            "ip": "192.0.2.7",
            "factor_age": 0,
            "glass": False,
            "alarms": [],
        }
        assert (request.state, request.used_at is not None) == (RevealState.USED, True)
        assert [one.state for one in request.rounds.all()] == [RevealState.USED]

    @pytest.mark.parametrize("role", list(Role))
    def test_by_its_role_alone_only_a_custodian_opens(self, client: Client, lawsuit: Lawsuit, role: Role) -> None:
        somebody = factories.staff("Somebody Else", role=role)
        lawsuit.members.create(staff=somebody)
        if role == Role.CUSTODIAN:
            assert opened(client, somebody) == "Quillfeather10"
            return
        with pytest.raises(Missing):
            reveal.ask(asked(client), by=asker(somebody))
        assert entries(Act.REVEAL_DENIED)[-1].actor == str(somebody.pk)

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.STAFF])
    def test_whatever_is_given_to_them_administrators_auditors_and_staff_never_do(
        self, client: Client, lawsuit: Lawsuit, lead_attorney: Staff, role: Role
    ) -> None:
        somebody = factories.staff("Somebody Else", role=role)
        somebody.is_superuser = True
        somebody.save(update_fields=["is_superuser"])
        lawsuit.members.create(staff=somebody)
        give(client, to=somebody, by=lead_attorney)
        with pytest.raises(Missing):
            reveal.ask(asked(client), by=asker(somebody))
        assert entries(Act.REVEAL_DENIED)[-1].detail["rule"] == "role never"
        assert not RevealRequest.objects.exists()

    def test_a_denial_beats_what_was_given(self, client: Client, lead_attorney: Staff, custodian: Staff) -> None:
        give(client, to=lead_attorney, by=custodian, effect=Effect.DENY)
        with pytest.raises(Missing):
            reveal.ask(asked(client), by=asker(lead_attorney))
        assert entries(Act.REVEAL_DENIED)[-1].detail == {"rule": "denied", "ip": "192.0.2.7"}

    def test_a_denial_that_comes_while_she_waits_for_her_turn_beats_it_too(
        self, client: Client, lead_attorney: Staff, custodian: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Two tries at once: the second waits for the first, and meanwhile the custodian decides."""

        def waited(staff: Staff) -> RevealTurn:
            turn = take(staff)
            if not client.need_to_know.filter(effect=Effect.DENY).exists():
                give(client, to=lead_attorney, by=custodian, effect=Effect.DENY)
            return turn

        take = turns.take
        monkeypatch.setattr(turns, "take", waited)
        with pytest.raises(Missing):
            reveal.ask(asked(client), by=asker(lead_attorney))
        assert entries(Act.REVEALED) == []
        assert len(entries(Act.REVEAL_DENIED)) == 1

    def test_nobody_behind_the_wall(self, client: Client, outsider: Staff, lead_attorney: Staff) -> None:
        give(client, to=outsider, by=lead_attorney)
        with pytest.raises(Missing):
            reveal.ask(asked(client), by=asker(outsider))

    def test_the_citys_number_of_a_claim_opens_the_same_way(
        self, lawsuit: Lawsuit, custodian: Staff, client: Client
    ) -> None:
        she = factories.enrolled(lawsuit, code="RM-9000", events=[], city_claim_no="C99-01234")
        subject = (
            SealedField.objects.using("vault").values_list("subject", flat=True).get(client=she, field="city_claim_no")
        )
        answer = reveal.ask(asked(she, field="city_claim_no", subject=subject), by=asker(custodian))
        assert answer.value is not None
        assert answer.value.reveal() == "C99-01234"
        assert entries(Act.REVEALED)[-1].detail["claim"] == str(subject)

    def test_a_field_that_is_not_sealed_opens_for_nobody_and_costs_nothing(
        self, client: Client, lead_attorney: Staff
    ) -> None:
        with pytest.raises(Refused, match="Nothing is sealed"):
            reveal.ask(asked(client, field="spouse"), by=asker(lead_attorney))
        assert not RevealRequest.objects.exists()

    def test_a_purpose_says_something(self, client: Client, lead_attorney: Staff) -> None:
        with pytest.raises(Refused, match="at least 15"):
            reveal.ask(asked(client, purpose="  curious      "), by=asker(lead_attorney))


class TestTheFactor:
    """Security test T17; recovery codes, stolen proofs and codes used twice are those of the pages."""

    @pytest.mark.parametrize(("seconds", "opens"), [(0, True), (299, True), (301, False), (-30, False)])
    def test_is_no_older_than_five_minutes(
        self,
        client: Client,
        lead_attorney: Staff,
        seconds: int,
        opens: bool,  # noqa: FBT001
    ) -> None:
        by = asker(lead_attorney, factor_age=seconds)
        if opens:
            assert reveal.ask(asked(client), by=by).value
            assert entries(Act.REVEALED)[-1].detail["factor_age"] == seconds
            return
        with pytest.raises(NotAllowed, match="five minutes"):
            reveal.ask(asked(client), by=by)
        assert not entries(Act.REVEALED)


class TestTheForm:
    def test_pressed_twice_is_one_opening_with_two_entries(self, client: Client, lead_attorney: Staff) -> None:
        form = asked(client)
        told = [reveal.ask(form, by=asker(lead_attorney)).value for _ in range(2)]
        assert [one.reveal() for one in told if one] == ["Quillfeather10"] * 2
        assert RevealRequest.objects.count() == 1
        assert [one.detail.get("again", False) for one in entries(Act.REVEALED)] == [False, True]

    def test_after_its_minute_opens_nothing_more(
        self, client: Client, lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        form = asked(client)
        reveal.ask(form, by=asker(lead_attorney))
        daytime.shift(61)
        with pytest.raises(Stale):
            reveal.ask(form, by=asker(lead_attorney))
        assert len(entries(Act.REVEALED)) == 1

    def test_opens_no_other_field_and_no_other_client(self, clients: list[Client], lead_attorney: Staff) -> None:
        form = asked(clients[0])
        reveal.ask(form, by=asker(lead_attorney))
        for other in (asked(clients[0], field="first"), asked(clients[1])):
            changed = reveal.Asked(other.client, other.field, None, "contact", other.purpose, form.asking)
            with pytest.raises(Refused, match="sent before"):
                reveal.ask(changed, by=asker(lead_attorney))


class TestTheCaps:
    """Security test T18."""

    def test_the_sixth_within_an_hour_is_refused_and_recorded(
        self, clients: list[Client], lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        for client in clients[:5]:
            opened(client, lead_attorney)
            daytime.shift(timedelta(minutes=11))
        with pytest.raises(TooOften):
            reveal.ask(asked(clients[5]), by=asker(lead_attorney))
        assert RevealRequest.objects.filter(state=RevealState.OVER_CAP, client=clients[5]).count() == 1
        assert entries(Act.REVEAL_OVER_CAP)
        assert alarms() == [AlarmKind.CAP]
        daytime.shift(timedelta(minutes=6))  # the first of them is now more than an hour ago
        assert opened(clients[5], lead_attorney) == "Quillfeather25"

    def test_the_twenty_first_within_a_day_is_refused(
        self, clients: list[Client], lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        for _ in range(20):
            opened(clients[0], lead_attorney)
            daytime.shift(timedelta(minutes=13))
        with pytest.raises(TooOften):
            reveal.ask(asked(clients[0]), by=asker(lead_attorney))
        daytime.shift(timedelta(hours=20))
        assert opened(clients[0], lead_attorney)

    def test_the_eleventh_person_of_a_day_waits_for_a_custodian_and_the_tenth_does_not(
        self, clients: list[Client], lead_attorney: Staff, daytime: time_machine.Traveller
    ) -> None:
        for client in clients[:10]:
            opened(client, lead_attorney)
            daytime.shift(timedelta(minutes=13))
        assert reveal.ask(asked(clients[10]), by=asker(lead_attorney)).value is None
        assert opened(clients[9], lead_attorney)

    def test_a_hundred_at_once_open_no_more_than_the_cap_and_sound_one_alarm(
        self, client: Client, lead_attorney: Staff
    ) -> None:
        told = at_once(100, lambda: opened(client, lead_attorney))
        assert told == Counter({"Quillfeather10": 5, "TooOften": 95})
        assert RevealRequest.objects.filter(state=RevealState.USED).count() == len(entries(Act.REVEALED)) == 5
        assert alarms() == [AlarmKind.CAP]

    def test_a_hundred_presses_of_one_button_are_one_opening(self, client: Client, lead_attorney: Staff) -> None:
        form, by = asked(client), asker(lead_attorney)
        told = at_once(100, lambda: reveal.ask(form, by=by).value.reveal())  # type: ignore[union-attr]
        assert told == Counter({"Quillfeather10": 100})
        assert RevealRequest.objects.count() == 1
        assert len(entries(Act.REVEALED)) == 100
