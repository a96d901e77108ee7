"""The audit trail grows at its end; nobody who connects as the application changes it, and whoever does is found."""

import json
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from casefile import audit
from casefile.acts import Act
from casefile.models import AuditEntry, Staff


@pytest.fixture
def entries(db: None, lead_attorney: Staff) -> list[AuditEntry]:
    for number in range(3):
        audit.record(lead_attorney, Act.CLIENT_ENROLLED, f"client {number}", place=number)
    return list(AuditEntry.objects.order_by("-seq")[:3])


def test_an_untouched_trail_follows_from_its_first_entry(entries: list[AuditEntry]) -> None:
    assert audit.broken(AuditEntry.objects.all()) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casefile_auditentry SET act = 'nothing'",
        "DELETE FROM casefile_auditentry",
        "TRUNCATE casefile_auditentry",
        "ALTER TABLE casefile_auditentry DISABLE TRIGGER audit_stays",
        "SET session_replication_role = replica",
        "DROP TABLE casefile_auditentry",
        "INSERT INTO casefile_auditentry (seq, at, actor, act, subject, detail, prev, mac)"
        " VALUES (999999, now(), '', '', '', '{}', '', '')",
    ],
)
def test_the_application_cannot_rewrite_the_trail(entries: list[AuditEntry], statement: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_superuser_s_edit_is_found_at_the_entry_it_changed(
    entries: list[AuditEntry], superuser_sql: psycopg.Connection[Any]
) -> None:
    seq = entries[1].seq
    told = entries[1].detail
    _as_nobody_may(superuser_sql, "UPDATE casefile_auditentry SET detail = %s WHERE seq = %s", ['{"place": 9}', seq])
    assert audit.broken(AuditEntry.objects.all()) == [seq]
    _as_nobody_may(superuser_sql, "UPDATE casefile_auditentry SET detail = %s WHERE seq = %s", [json.dumps(told), seq])
    assert audit.broken(AuditEntry.objects.all()) == []


def test_an_act_that_fails_leaves_no_entry_and_one_recorded_first_stays(
    entries: list[AuditEntry], lead_attorney: Staff
) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit.record_first(lead_attorney, Act.DOCUMENT_DOWNLOADED, "document 1")
        audit.record(lead_attorney, Act.CLIENT_ENROLLED, "client 4")
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.order_by("-seq")[0].act == Act.DOCUMENT_DOWNLOADED


def _as_nobody_may(connection: psycopg.Connection[Any], statement: str, values: list[Any]) -> None:
    connection.execute("ALTER TABLE casefile_auditentry DISABLE TRIGGER audit_stays")
    connection.execute(statement, values)
    connection.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_stays")
    connection.commit()
