"""The statements that docs/running.md gives a firm make the same roles and rights as the house makes for itself."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from casefile import roles
from casefile.embedded import ThrowAway

RUNNING = Path(__file__).resolve().parents[2] / "docs" / "running.md"
FACTS = {
    "roles": "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin, rolconfig FROM pg_roles "
    "WHERE rolname LIKE 'casefile%' ORDER BY 1",
    "members": "SELECT roleid::regrole::text, member::regrole::text FROM pg_auth_members "
    "WHERE member::regrole::text LIKE 'casefile%' ORDER BY 1, 2",
    "database": "SELECT pg_get_userbyid(datdba), datacl::text FROM pg_database WHERE datname = 'casefile'",
    "schema": "SELECT nspowner::regrole::text, nspacl::text FROM pg_namespace WHERE nspname = 'public'",
}


@pytest.fixture
def cluster() -> Iterator[ThrowAway]:
    """A server of its own: the roles of the tests' one are in use."""
    place = Path(tempfile.mkdtemp(prefix="cf-"))
    place.chmod(0o711)
    cluster = ThrowAway(place / "pg")
    with cluster.joined():
        yield cluster
    shutil.rmtree(place)


def facts(address: str) -> dict[str, list[tuple[Any, ...]]]:
    with psycopg.connect(address, dbname="casefile") as connection:
        return {name: connection.execute(query).fetchall() for name, query in FACTS.items()}


def test_the_documented_statements_make_what_the_house_makes(cluster: ThrowAway) -> None:
    address = cluster.addresses()["DATABASE_SUPER_URL"]
    made_here = facts(address)
    outside, inside = re.findall(r"```sql\n(.*?)```", RUNNING.read_text(), re.DOTALL)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE casefile")
        for role in roles.ROLES:
            connection.execute(f"DROP ROLE {role}")
        for statement in filter(str.strip, outside.split(";")):
            connection.execute(statement.encode())
    with psycopg.connect(address, dbname="casefile", autocommit=True) as connection:
        connection.execute(inside.encode())
    assert facts(address) == made_here
    assert len(made_here["roles"]) == len(roles.ROLES)
