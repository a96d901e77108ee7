"""The second line: what the application's own role is shown of the vault's shelves, past every queryset (T20, T21)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import QuerySet

from casefile.models import Lawsuit, Staff
from casefile.row_security import seen_by
from plaintiffs.models import Client, DataKey, Reason, SealedField
from plaintiffs.services import need_to_know
from tests import factories

TABLES = ("plaintiffs_sealedfield", "plaintiffs_datakey")
HELD: dict[str, QuerySet[Any]] = {
    "plaintiffs_sealedfield": SealedField.objects.using("vault"),
    "plaintiffs_datakey": DataKey.objects.using("vault"),
}
COUNT = "SELECT count(id) FROM {}"
FEW, MANY = 100, 10_000


@pytest.fixture
def clients(lawsuit: Lawsuit) -> list[Client]:
    """Three people, each with one sealed field and a key; then one of another lawsuit."""
    return [one.client for one in factories.three(lawsuit)]


@pytest.fixture
def other(outsider: Staff) -> Client:
    suit = factories.opened(slug="doe-v-harborview", members=[outsider])
    return factories.enrolled(suit, code="HV-1", number=1)


@pytest.fixture
def as_the_application(clients: list[Client], other: Client) -> Iterator[psycopg.Connection[Any]]:
    """A connection as whoever has the application's password, and nothing else."""
    told = connection.get_connection_params()
    address = {name: told[name] for name in ("dbname", "user", "password", "host", "port") if name in told}
    with psycopg.connect(**address, autocommit=True) as found:
        assert found.execute("SELECT current_user").fetchone() == ("casefile_app",)
        yield found


def shown(asking: psycopg.Connection[Any], table: str, *, whom: object = None) -> int:
    with asking.transaction():
        if whom is not None:
            asking.execute("SELECT set_config('casefile.staff_id', %s, true)", [str(whom)])
        (count,) = asking.execute(COUNT.format(table)).fetchone() or (-1,)
    return int(count)


@pytest.mark.parametrize("table", TABLES)
class TestTheApplicationsRole:
    def test_sees_no_row_for_nobody_and_for_a_stranger(
        self, as_the_application: psycopg.Connection[Any], table: str
    ) -> None:
        assert [shown(as_the_application, table, whom=whom) for whom in (None, "", uuid4())] == [0, 0, 0]

    def test_sees_those_of_the_lawsuits_of_whom_it_asks_for(
        self, as_the_application: psycopg.Connection[Any], table: str, paralegal: Staff, outsider: Staff
    ) -> None:
        hers, elsewhere = (shown(as_the_application, table, whom=one.pk) for one in (paralegal, outsider))
        assert (hers >= 3, elsewhere >= 1) == (True, True)
        assert hers + elsewhere == HELD[table].all().count()
        assert shown(as_the_application, table) == 0, "the setting outlived its transaction"

    def test_does_not_see_who_is_denied_or_anything_once_the_account_is_closed(
        self, as_the_application: psycopg.Connection[Any], table: str, clients: list[Client], paralegal: Staff,
        custodian: Staff,
    ) -> None:  # fmt: skip
        before = shown(as_the_application, table, whom=paralegal.pk)
        need_to_know.deny(clients[0], whom=paralegal, reason=Reason.CONFLICT, actor=custodian)
        assert 0 < shown(as_the_application, table, whom=paralegal.pk) < before
        Staff.objects.filter(pk=paralegal.pk).update(is_active=False)
        assert shown(as_the_application, table, whom=paralegal.pk) == 0

    def test_is_refused_a_setting_that_is_no_number_of_anybody(
        self, as_the_application: psycopg.Connection[Any], table: str
    ) -> None:
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            shown(as_the_application, table, whom="everybody")

    @pytest.mark.parametrize(
        "statement",
        [
            "SET ROLE casefile_vault",
            "SET ROLE casefile_migrator",
            "SET ROLE casefile_backup",
            "SET row_security = off; SELECT count(id) FROM {}",
            "ALTER TABLE {} DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE {} NO FORCE ROW LEVEL SECURITY",
            "DROP POLICY the_application_sees ON {}",
            "CREATE POLICY everything ON {} USING (true)",
            "UPDATE {} SET client_id = client_id",
            "DELETE FROM {}",
            "SELECT * FROM {}",
        ],
    )
    def test_is_denied_a_way_round(
        self, as_the_application: psycopg.Connection[Any], table: str, statement: str
    ) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_the_application.execute(statement.format(table).encode())


def test_the_ciphertext_stays_unread_whoever_is_set(
    as_the_application: psycopg.Connection[Any], custodian: Staff
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), as_the_application.transaction():
        as_the_application.execute("SELECT set_config('casefile.staff_id', %s, true)", [str(custodian.pk)])
        as_the_application.execute("SELECT ciphertext FROM plaintiffs_sealedfield")


class TestTheBlock:
    """`seen_by`, as the pages use it."""

    def test_ends_with_itself_also_inside_a_transaction_and_after_an_error(
        self, clients: list[Client], paralegal: Staff
    ) -> None:
        with seen_by(paralegal):
            assert SealedField.objects.count() == 3
        assert not SealedField.objects.exists()
        with transaction.atomic():
            with seen_by(paralegal):
                assert SealedField.objects.count() == 3
            assert not SealedField.objects.exists()
        with pytest.raises(IntegrityError), seen_by(paralegal):
            raise IntegrityError
        assert not SealedField.objects.exists()

    def test_lets_nobody_see_what_another_was_shown_a_moment_before(
        self, clients: list[Client], other: Client, paralegal: Staff, outsider: Staff
    ) -> None:
        assert crossings(paralegal, outsider, times=FEW) == []

    @pytest.mark.drill
    def test_nor_in_ten_thousand_turns_on_one_backend(
        self, clients: list[Client], other: Client, paralegal: Staff, outsider: Staff
    ) -> None:
        assert crossings(paralegal, outsider, times=MANY) == []


def crossings(first: Staff, second: Staff, *, times: int) -> list[str]:
    """Turns of two people on one backend in which one saw another's rows. Each seventh turn ends in an error."""
    backends, found = set[int](), []
    hers = {staff.pk: _rows(staff) for staff in (first, second)}
    for turn in range(times):
        staff = (first, second)[turn % 2]
        try:
            with seen_by(staff):
                backends.add(connection.connection.info.backend_pid)
                rows = set(SealedField.objects.values_list("client", flat=True))
                if turn % 7 == 0:
                    raise ProgrammingError
        except ProgrammingError:
            pass
        if rows != hers[staff.pk] or SealedField.objects.exists():
            found.append(f"turn {turn}")
    assert len(backends) == 1
    return found


def _rows(staff: Staff) -> set[Any]:
    lawsuits = staff.memberships.values("lawsuit")
    return set(Client.objects.unscoped("test").filter(lawsuit__in=lawsuits).values_list("pk", flat=True))
