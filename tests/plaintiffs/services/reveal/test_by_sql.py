"""Who runs SQL as the application takes back no opening and no decision, and decides nothing alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection

from casefile import clock
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import BrokenGlass, Client, RevealPolicy, RevealRequest, RevealRound, RevealState
from plaintiffs.services import broken_glass, reveal, second_person
from tests import factories
from tests.plaintiffs.opening import asked, asker, opened

Stand = Callable[[str], RevealRequest]
TOMORROW = "good_until = asked_at + interval '1 day'"


def by_sql(table: str, change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE plaintiffs_{table} SET {change}")  # noqa: S608 (the table's own words)


@pytest.fixture
def stand(client: Client, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff, two_person: RevealPolicy) -> Stand:
    """An opening that the services brought so far."""

    def at(state: str) -> RevealRequest:
        request = reveal.ask(asked(client), by=asker(lead_attorney)).request
        decided: dict[str, Any] = {"lawsuit": lawsuit, "words": "She must sign today.", "actor": custodian}
        if state == RevealState.DENIED:
            second_person.deny(request.pk, **decided)
        elif state != RevealState.ASKED:
            second_person.approve(request.pk, **decided)
        if state == RevealState.USED:
            reveal.open_granted(client, request.pk, by=asker(lead_attorney))
        request.refresh_from_db()
        assert request.state == state
        return request

    return at


@pytest.mark.parametrize(
    ("standing", "change", "told"),
    [
        ("used", "used_at = NULL, state = 'expired'", "that is used does not become expired"),
        ("used", "used_at = NULL, state = 'approved'", "that is used does not become approved"),
        ("used", "used_at = used_at - interval '2 days'", "that is used does not become used"),
        ("denied", f"state = 'approved', {TOMORROW}", "that is denied does not become approved"),
        ("asked", f"state = 'approved', {TOMORROW}", "by somebody else than who asked"),
        ("asked", "state = 'denied'", "by somebody else than who asked"),
        ("asked", "state = 'used', used_at = asked_at", "that is asked does not become used"),
        ("asked", "state = 'expired', used_at = asked_at", "is used once"),
        ("asked", f"state = 'expired', {TOMORROW}", "is said with it"),
        ("approved", "state = 'asked'", "that is approved does not become asked"),
        ("approved", TOMORROW, "that is approved does not become approved"),
        ("approved", f"state = 'used', used_at = asked_at, {TOMORROW}", "is said with it"),
        ("approved", "state = 'used', used_at = good_until", "before its approval ends"),
        ("approved", "state = 'expired', used_at = asked_at", "is used once"),
    ],
)
def test_an_opening_moves_as_the_services_move_it(stand: Stand, standing: str, change: str, told: str) -> None:
    before = RevealRequest.objects.filter(pk=stand(standing).pk).values()
    was = before.get()
    with pytest.raises(DatabaseError, match=told):
        by_sql("revealrequest", change)
    assert before.get() == was


def test_whoever_asked_does_not_approve_it_by_a_round_of_her_own(stand: Stand, custodian: Staff) -> None:
    request = stand("asked")
    told = {"request": request, "state": "approved", "at": clock.now(), "words": "I say so."}
    RevealRound.objects.create(**told, by=request.asked_by)
    RevealRound.objects.create(**told, by=None)
    RevealRound.objects.create(**(told | {"state": "denied"}), by=custodian)
    with pytest.raises(DatabaseError, match="by somebody else than who asked"):
        by_sql("revealrequest", f"state = 'approved', {TOMORROW}")


@pytest.mark.parametrize(
    "begins",
    [
        {"state": "approved", "good_until": clock.now()},
        {"state": "denied"},
        {"state": "asked", "good_until": clock.now()},
        {"state": "over cap", "used_at": clock.now()},
    ],
)
def test_none_begins_with_a_decision(client: Client, lead_attorney: Staff, begins: dict[str, Any]) -> None:
    opened(client, lead_attorney)
    again = RevealRequest.objects.get()
    again.pk, again.asking, again.used_at = None, client.pk, None
    for name, value in begins.items():
        setattr(again, name, value)
    with pytest.raises(DatabaseError, match="an opening begins"):
        again.save(force_insert=True)


@pytest.mark.parametrize("mode", ["origin", "replica"])
@pytest.mark.parametrize("change", ["purpose = 'another'", "client_id = id", "asked_at = asked_at - interval '2 days'"])
def test_who_asked_for_what_is_changed_by_nobody(
    stand: Stand, superuser_sql: psycopg.Connection[Any], mode: str, change: str
) -> None:
    """Not by the owner either, nor where foreign keys and ordinary triggers rest."""
    stand("asked")
    superuser_sql.execute(f"SET session_replication_role = {mode}".encode())
    with pytest.raises(psycopg.errors.RaiseException, match="is never changed"):
        superuser_sql.execute(f"UPDATE plaintiffs_revealrequest SET {change}".encode())  # noqa: S608


class TestGlass:
    @pytest.fixture
    def second(self, lawsuit: Lawsuit) -> Staff:
        somebody = factories.staff("Orla Bexley", role=Role.ATTORNEY)
        lawsuit.members.create(staff=somebody)
        return somebody

    @pytest.fixture
    def glass(self, lawsuit: Lawsuit, lead_attorney: Staff, second: Staff) -> BrokenGlass:
        return broken_glass.ask(lawsuit, words="A hearing in an hour.", actor=lead_attorney)

    @pytest.mark.parametrize(
        ("by", "after", "lasts", "told"),
        [
            ("lead_attorney", 10, 60, "two_break_the_glass"),
            ("second", 10, 61, "for an hour"),
            ("second", 60, 60, "within an hour"),
            ("second", -1, 60, "within an hour"),
        ],
    )
    def test_is_broken_by_another_person_within_an_hour_and_for_one(
        self, glass: BrokenGlass, request: pytest.FixtureRequest, by: str, after: int, lasts: int, told: str
    ) -> None:
        at = glass.asked_at + timedelta(minutes=after)
        joined = {"joined_by": request.getfixturevalue(by), "joined_at": at, "ends_at": at + timedelta(minutes=lasts)}
        with pytest.raises(DatabaseError, match=told):
            BrokenGlass.objects.update(**joined)
        with pytest.raises(DatabaseError, match="nobody agreed yet"):
            BrokenGlass.objects.create(lawsuit=glass.lawsuit, asked_by=glass.asked_by, asked_at=at, words="-", **joined)

    @pytest.mark.parametrize(
        "change",
        [
            "ends_at = ends_at + interval '1 hour'",
            "joined_by_id = NULL, joined_at = NULL, ends_at = NULL",
            "joined_at = joined_at + interval '1 minute', ends_at = ends_at + interval '1 minute'",
        ],
    )
    def test_is_broken_once(self, glass: BrokenGlass, lawsuit: Lawsuit, second: Staff, change: str) -> None:
        broken_glass.join(glass.pk, lawsuit=lawsuit, actor=second)
        with pytest.raises(DatabaseError, match="never changed"):
            by_sql("brokenglass", change)

    @pytest.mark.parametrize("mode", ["origin", "replica"])
    def test_what_was_asked_for_is_changed_by_nobody(
        self, glass: BrokenGlass, superuser_sql: psycopg.Connection[Any], mode: str
    ) -> None:
        superuser_sql.execute(f"SET session_replication_role = {mode}".encode())
        with pytest.raises(psycopg.errors.RaiseException, match="never changed"):
            superuser_sql.execute("UPDATE plaintiffs_brokenglass SET asked_at = asked_at + interval '1 hour'")
