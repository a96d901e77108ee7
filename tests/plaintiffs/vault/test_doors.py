"""Identities go in sealed, come out only by the vault's role, and open nowhere but in their own place."""

from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections
from pytest_django.fixtures import Settings

from casefile import keys
from casefile.errors import VaultSealed
from casefile.models import Lawsuit, Staff
from casefile.row_security import seen_by
from plaintiffs.models import Client, DataKey, SealedField, WaitingSheet
from plaintiffs.rules.identity import Identity
from plaintiffs.services import intake, sheets
from plaintiffs.vault import doors
from tests import factories

PERSON = Identity(last="Featherbottom-Krunk", first="Zyxander", serial_no="98761", aliases=("Zyx",))


@pytest.fixture
def client_in_vault(db: None, lawsuit: Lawsuit, paralegal: Staff) -> Client:
    claim = uuid4()
    enrolment = intake.Enrolment(
        code="RM-9001",
        identity=PERSON,
        claim_secrets=intake.claim_secrets(claim, city_claim_no="C99-99001", remarks=""),
    )
    return intake.engage(enrolment, lawsuit=lawsuit, actor=paralegal)


def test_what_was_sealed_comes_out_of_the_vault_whole(client_in_vault: Client, lawsuit: Lawsuit) -> None:
    assert doors.identities(lawsuit) == {client_in_vault.pk: PERSON}
    assert {opened.value.reveal() for opened in doors.everything()} >= {"Zyxander", "98761", "C99-99001"}


@pytest.mark.parametrize("table", ["sealedfield", "datakey", "waitingsheet"])
@pytest.mark.parametrize(
    "act", ["SELECT * FROM plaintiffs_{}", "UPDATE plaintiffs_{} SET id = id", "TRUNCATE plaintiffs_{}"]
)
def test_the_application_s_role_reads_and_changes_nothing_in_the_vault(
    client_in_vault: Client, table: str, act: str
) -> None:
    with pytest.raises(DatabaseError), connections["default"].cursor() as cursor:
        cursor.execute(act.format(f"plaintiffs_{table}"))


def test_the_application_sees_which_fields_are_filled_and_no_more(client_in_vault: Client, paralegal: Staff) -> None:
    with seen_by(paralegal):
        filled = set(SealedField.objects.filter(client=client_in_vault).values_list("field", flat=True))
    assert filled == {"last", "first", "serial_no", "aliases", "city_claim_no"}
    with pytest.raises(DatabaseError):
        list(SealedField.objects.filter(client=client_in_vault).values_list("ciphertext"))


def test_a_ciphertext_put_in_another_field_does_not_open(
    client_in_vault: Client, superuser_sql: psycopg.Connection[Any]
) -> None:
    superuser_sql.execute("UPDATE plaintiffs_sealedfield SET field = 'middle' WHERE field = 'first'")
    superuser_sql.commit()
    with pytest.raises(ValueError, match="do not open here"):
        doors.everything()


def test_a_field_cannot_be_brought_under_a_key_that_is_not_there(
    client_in_vault: Client, superuser_sql: psycopg.Connection[Any]
) -> None:
    with pytest.raises(psycopg.errors.SerializationFailure):
        superuser_sql.execute("UPDATE plaintiffs_sealedfield SET key_version = 2 WHERE field = 'first'")


def test_with_another_key_file_the_vault_says_so_and_opens_nothing(
    client_in_vault: Client, settings: Settings, tmp_path: Any
) -> None:
    settings.KEY_FILE = tmp_path / "other.json"
    keys.make_key_file(settings.KEY_FILE)
    with pytest.raises(VaultSealed):
        doors.everything()


def test_destroying_a_person_s_key_shuts_her_fields_and_nobody_else_s(
    client_in_vault: Client, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    other = intake.engage(
        intake.Enrolment(code="RM-9002", identity=Identity(last="Quill")), lawsuit=lawsuit, actor=paralegal
    )
    DataKey.objects.using("vault").filter(client=client_in_vault).delete()
    assert doors.identities(lawsuit) == {other.pk: Identity(last="Quill")}


def test_a_deleted_client_takes_her_shelf_along(client_in_vault: Client) -> None:
    before = doors.version()
    client_in_vault.delete()
    assert SealedField.objects.using("vault").count() == 0
    assert DataKey.objects.using("vault").count() == 0
    assert doors.version() != before


def test_nothing_of_a_name_lies_in_the_rows(client_in_vault: Client, superuser_sql: psycopg.Connection[Any]) -> None:
    rows = superuser_sql.execute("SELECT ciphertext FROM plaintiffs_sealedfield").fetchall()
    keys_held = superuser_sql.execute("SELECT wrapped FROM plaintiffs_datakey").fetchall()
    held = b"".join(bytes(row[0]) for row in [*rows, *keys_held])
    assert len(rows) == 5
    assert not any(word in held for word in (b"Zyx", b"Krunk", b"98761", b"99001"))


def test_a_waiting_sheet_is_sealed_with_its_file_name_and_gone_when_it_is_spent(
    db: None, lawsuit: Lawsuit, paralegal: Staff, superuser_sql: psycopg.Connection[Any]
) -> None:
    sheet = sheets.receive(b"Claimant\nZyxander", name="krunk-register.csv", lawsuit=lawsuit, actor=paralegal)
    assert sheets.content_of(sheet.pk, lawsuit=lawsuit) == ("krunk-register.csv", b"Claimant\nZyxander")
    held = superuser_sql.execute("SELECT ciphertext, wrapped FROM plaintiffs_waitingsheet").fetchall()
    assert not any(word in bytes(part) for row in held for part in row for word in (b"Zyx", b"krunk"))
    sheets.spend(sheet.pk)
    assert WaitingSheet.objects.count() == 0


def test_the_version_tells_one_who_came_from_one_who_went_though_the_clock_stood_still(
    lawsuit: Lawsuit, superuser_sql: psycopg.Connection[Any]
) -> None:
    versions = set()
    for code in ("RM-1", "RM-2"):
        client = factories.enrolled(lawsuit, code=code)
        superuser_sql.execute("UPDATE plaintiffs_sealedfield SET sealed_at = '2026-01-01'")
        superuser_sql.commit()
        versions.add(doors.version())
        Client.objects.unscoped("test").filter(pk=client.pk).delete()
    assert len(versions) == 2
