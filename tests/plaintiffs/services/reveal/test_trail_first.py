"""Reveal: recorded before it opens, and not opened when it cannot be recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connections

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import AuditUnavailable, VaultSealed
from casefile.models import Staff
from plaintiffs.models import Client, RevealRequest
from plaintiffs.services import reveal, reveal_alarms
from plaintiffs.vault import doors
from tests.plaintiffs.opening import asked, asker, entries, opened


@contextmanager
def no_right_to_write(connection: psycopg.Connection[Any]) -> Iterator[None]:
    connection.execute("REVOKE INSERT ON casefile_auditentry FROM casefile_app")
    connection.commit()
    try:
        yield
    finally:
        connection.execute("GRANT INSERT ON casefile_auditentry TO casefile_app")
        connection.commit()


@contextmanager
def no_room(connection: psycopg.Connection[Any]) -> Iterator[None]:
    connection.execute(
        "CREATE FUNCTION full() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = 'disk_full'; END $$"
    )
    connection.execute("GRANT EXECUTE ON FUNCTION full() TO PUBLIC")
    connection.execute(
        "CREATE TRIGGER a_full BEFORE INSERT ON casefile_auditentry FOR EACH ROW EXECUTE FUNCTION full()"
    )
    connection.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER a_full")
    connection.commit()
    try:
        yield
    finally:
        connection.execute("DROP TRIGGER a_full ON casefile_auditentry; DROP FUNCTION full()")
        connection.commit()


@contextmanager
def line_cut(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """The connection of the audit is made to break each time it is used."""
    before = connections["audit"].settings_dict["PORT"]
    connections["audit"].close()
    connections["audit"].settings_dict["PORT"] = "1"
    try:
        yield
    finally:
        connections["audit"].close()
        connections["audit"].settings_dict["PORT"] = before


class TestTheTrail:
    @pytest.mark.parametrize(("trouble", "times"), [(no_right_to_write, 34), (no_room, 33), (line_cut, 33)])
    def test_that_cannot_be_written_opens_nothing_a_hundred_times_of_a_hundred(
        self,
        client: Client,
        lead_attorney: Staff,
        superuser_sql: psycopg.Connection[Any],
        monkeypatch: pytest.MonkeyPatch,
        trouble: Callable[[psycopg.Connection[Any]], Any],
        times: int,
    ) -> None:
        """Security test T14. Nothing is counted either: who was not shown a name has not used one up."""
        vault: list[str] = []
        monkeypatch.setattr(doors, "open_one", lambda *_, **__: vault.append("asked"))
        with trouble(superuser_sql):
            for _ in range(times):
                with pytest.raises(AuditUnavailable) as refused:
                    reveal.ask(asked(client), by=asker(lead_attorney))
                assert refused.value.status == 503
        assert vault == []
        assert not RevealRequest.objects.exists()

    def test_dropped_in_the_midst_opens_nothing(
        self, client: Client, lead_attorney: Staff, superuser_sql: psycopg.Connection[Any]
    ) -> None:
        opened(client, lead_attorney)
        with connections["audit"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        superuser_sql.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        with pytest.raises(AuditUnavailable):
            reveal.ask(asked(client, field="first"), by=asker(lead_attorney))
        connections["audit"].close()

    def test_is_committed_before_the_vault_is_asked(
        self, client: Client, lead_attorney: Staff, monkeypatch: pytest.MonkeyPatch, superuser_sql: Any
    ) -> None:
        """Somebody else's connection sees the entry at the moment at which the vault is opened."""
        seen: list[int] = []
        door = doors.open_one

        def look_then_open(*args: Any, **named: Any) -> Any:
            asked_for = "SELECT count(*) FROM casefile_auditentry WHERE act = %s AND actor = %s"
            seen.append(superuser_sql.execute(asked_for, [Act.REVEALED.value, str(lead_attorney.pk)]).fetchone()[0])
            return door(*args, **named)

        monkeypatch.setattr(doors, "open_one", look_then_open)
        assert opened(client, lead_attorney) == "Quillfeather10"
        assert seen == [1]

    def test_of_forty_openings_has_one_entry_for_each_and_no_other(
        self, clients: list[Client], custodian: Staff, daytime: time_machine.Traveller
    ) -> None:
        """Security test T15, of which the drill does a thousand."""
        each_has_its_entry(clients, custodian, times=40, moment=daytime)

    @pytest.mark.drill
    def test_of_a_thousand_openings_has_one_entry_for_each_and_no_other(
        self, clients: list[Client], custodian: Staff, daytime: time_machine.Traveller
    ) -> None:
        each_has_its_entry(clients, custodian, times=1000, moment=daytime)

    def test_tells_nothing_when_the_key_of_the_person_was_destroyed(
        self, client: Client, lead_attorney: Staff, superuser_sql: psycopg.Connection[Any]
    ) -> None:
        superuser_sql.execute("DELETE FROM plaintiffs_datakey")
        superuser_sql.commit()
        with pytest.raises(VaultSealed):
            reveal.ask(asked(client), by=asker(lead_attorney))


def each_has_its_entry(clients: list[Client], staff: Staff, *, times: int, moment: time_machine.Traveller) -> None:
    """Answers and entries, joined one to one by the number of the request; each entry is older than its answer."""
    chance, told = Random(4711), {}  # noqa: S311
    for _ in range(times):
        client, field = chance.choice(clients[:10]), chance.choice(["last", "first", "serial_no"])
        answer = reveal.ask(asked(client, field=field), by=asker(staff))
        assert answer.value
        told[str(answer.request.pk)] = (f"plaintiffs.client {client.pk}", field, clock.now())
        moment.shift(timedelta(minutes=73))
    found = entries(Act.REVEALED)
    assert len(found) == len(told) == times
    for entry in found:
        subject, field, answered_at = told[entry.detail["request"]]
        assert (entry.subject, entry.detail["field"]) == (subject, field)
        assert entry.at < answered_at


def test_an_entry_speaks_of_a_request_that_may_not_be_there_and_never_the_other_way(
    client: Client, lead_attorney: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails after the entry was committed takes the request back; the name was not shown."""

    def fail(*_: Any, **__: Any) -> None:
        raise VaultSealed("no key")

    monkeypatch.setattr(reveal_alarms, "sound", fail)
    with pytest.raises(VaultSealed):
        reveal.ask(asked(client), by=asker(lead_attorney))
    assert not RevealRequest.objects.exists()
    assert len(entries(Act.REVEALED)) == 1
    assert audit.head_fits()
