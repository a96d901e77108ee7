"""The rig: a database for each worker in the real roles, a cast of people, and the canaries that must not sing.

Tests connect as the application does, as a role that owns no table, and commit. After each test the owner empties
what it wrote. The audit trail is never emptied: it only grows, as it does in the house.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client as Browser

from casefile import keys, roles
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Plaintiff
from tests import factories
from tests.canary_watch import Watch, planted_strings
from tests.signing_in import let_in

ADDRESSES = ("default", "owner", "vault", "audit")
KEPT = ("django_migrations", "casefile_auditentry", "django_content_type", "auth_permission")


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("DATABASE_SUPER_URL"):
        raise pytest.UsageError("The tests need their own database server. Run them with: python3 manage.py test")


@pytest.fixture(scope="session")
def django_db_setup(worker: str, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[None]:
    """One database for each worker, migrated by its owner; keys and media in a folder that goes with the run."""
    name, server = f"casefile_{worker}", os.environ["DATABASE_SUPER_URL"]
    home = tmp_path_factory.mktemp("house")
    settings.KEY_FILE, settings.MEDIA = home / "keys.json", home / "media"
    settings.ANCHOR = home / "anchors" / "audit.jsonl"
    keys.make_key_file(settings.KEY_FILE)
    roles.drop_database(server, name=name)
    ready = copied_database(server, name=name)
    roles.create_database(server, name=name)
    for alias in ADDRESSES:
        connections[alias].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        if not ready:
            call_command("migrate", database="owner", verbosity=0)
        connections.close_all()
    yield
    roles.drop_database(server, name=name)


def copied_database(server: str, *, name: str) -> bool:
    """True when there is a migrated database to copy: `manage.py mutate` runs the tests hundreds of times."""
    template = os.environ.get("TEST_TEMPLATE")
    if template:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {roles.MIGRATOR}".encode())
    return bool(template)


@pytest.fixture(scope="session")
def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "one") + f"_{os.getpid()}"


@pytest.fixture
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database in the application's own role; what the test writes is committed, and gone after it."""
    with django_db_blocker.unblock():
        yield
        empty_the_tables()


@pytest.fixture
def transactional_db(db: None) -> None:
    """Every test here commits: the same as `db`, under the name that pytest-django's live server asks for."""


EMPTY_WHAT_WAS_FILLED = """
DO $$ DECLARE name text; filled boolean; names text := '';
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ('{kept}'::text[]) LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
        names := names || CASE WHEN filled THEN format(', %I', name) ELSE '' END;
    END LOOP;
    IF names <> '' THEN EXECUTE 'TRUNCATE ' || substr(names, 3) || ' RESTART IDENTITY CASCADE'; END IF;
END $$
"""


def empty_the_tables() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(EMPTY_WHAT_WAS_FILLED.replace("{kept}", "{" + ",".join(KEPT) + "}"))


@pytest.fixture(scope="session")
def canaries() -> list[dict[str, Any]]:
    """Twelve people with names that cannot be missed."""
    people: list[dict[str, Any]] = json.loads((Path(__file__).parent / "data" / "canaries.json").read_text())["people"]
    return people


@pytest.fixture
def superuser_sql() -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to this test's database, for what nobody in the house may do."""
    address = os.environ["DATABASE_SUPER_URL"]
    with psycopg.connect(address, dbname=connections["default"].settings_dict["NAME"]) as connection:
        yield connection


# --- the cast ---------------------------------------------------------------------------------------------------


@pytest.fixture
def lead_attorney(db: None) -> Staff:
    return factories.staff("Ines Halloran", role=Role.ATTORNEY)


@pytest.fixture
def paralegal(db: None) -> Staff:
    return factories.staff("Lucia Feng", role=Role.PARALEGAL)


@pytest.fixture
def staff_member(db: None) -> Staff:
    """May read and press, and nothing else."""
    return factories.staff("Teo Marsh", role=Role.STAFF)


@pytest.fixture
def custodian(db: None) -> Staff:
    return factories.staff("Agnes Whitlow", role=Role.CUSTODIAN)


@pytest.fixture
def auditor(db: None) -> Staff:
    return factories.staff("Per Lindqvist", role=Role.AUDITOR)


@pytest.fixture
def outsider(db: None) -> Staff:
    """An attorney of the firm behind the wall: no member of the lawsuit."""
    return factories.staff("Bram Okonkwo", role=Role.ATTORNEY)


@pytest.fixture
def lawsuit(lead_attorney: Staff, paralegal: Staff, staff_member: Staff, custodian: Staff, auditor: Staff) -> Lawsuit:
    members = [lead_attorney, paralegal, staff_member, custodian, auditor]
    return factories.opened(slug="doe-v-rivermont", members=members)


@pytest.fixture
def does(lawsuit: Lawsuit) -> list[Plaintiff]:
    """Three plaintiffs of it, without a claim."""
    return factories.three(lawsuit)


@pytest.fixture
def signed_in() -> Callable[[Staff], Browser]:
    """A browser in which this person has signed in and shown a second factor."""
    return let_in


# --- the canaries -----------------------------------------------------------------------------------------------


@pytest.fixture
def canaries_enrolled(lawsuit: Lawsuit, canaries: list[dict[str, Any]]) -> Lawsuit:
    """The lawsuit with the planted people in it, each with a rejected claim and its number sealed."""
    for person in canaries:
        factories.enrolled(
            lawsuit,
            code=person["client_code"],
            number=int(person["doe_label"].split()[-1]),
            identity=factories.canary(person),
            events=factories.rejected(days_ago=100),
            city_claim_no=person["claim_no"],
        )
    return lawsuit


@pytest.fixture(autouse=True)
def no_canary_sings(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    canaries: list[dict[str, Any]],
) -> Iterator[None]:
    """Fails a test in which a planted name leaves the vault: by an answer, a log, a mail or the audit trail."""
    if "db" in request.fixturenames:
        request.getfixturevalue("db")
    watch = Watch(planted_strings(canaries), audited="db" in request.fixturenames)
    monkeypatch.setattr(Browser, "request", watch.listening(Browser.request))
    yield
    heard = watch.heard(caplog.get_records("call"))
    assert not heard, f"planted names were heard: {heard}"
