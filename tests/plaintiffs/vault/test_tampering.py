"""A hundred sealed fields in the database under the hands of its superuser: whatever is changed does not open (T27)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from casefile import keys
from casefile.models import Lawsuit, Staff
from tests.plaintiffs.vaulted import enrolled, run

LENGTH = 1 + 12 + 64 + 16  # format, nonce, padded text, tag
WITH_ANOTHER_S = """
UPDATE plaintiffs_sealedfield held SET ciphertext = other.ciphertext FROM (
    SELECT id, coalesce(lead(ciphertext) OVER those, first_value(ciphertext) OVER those) AS ciphertext
    FROM plaintiffs_sealedfield WINDOW those AS ({})
) other WHERE other.id = held.id
"""
MOVES = {
    "to the same field of another person": "PARTITION BY field ORDER BY client_id",
    "to another field of the same person": "PARTITION BY client_id ORDER BY field",
    "anywhere": "ORDER BY id",
}


@pytest.fixture
def hundred(
    lawsuit: Lawsuit, paralegal: Staff, settings: Any, tmp_path: Path, superuser_sql: psycopg.Connection[Any]
) -> Iterator[psycopg.Connection[Any]]:
    """Twenty-five people with four fields each, in a house whose keys this test may renew."""
    keys.write_new(keys.ring(), path=tmp_path / "keys.json")
    settings.KEY_FILE = tmp_path / "keys.json"
    enrolled(lawsuit, actor=paralegal, numbers=range(25))
    superuser_sql.execute("CREATE TEMP TABLE whole AS SELECT id, ciphertext FROM plaintiffs_sealedfield")
    superuser_sql.commit()
    yield superuser_sql
    superuser_sql.execute("DROP TABLE whole")
    superuser_sql.commit()


def refused(connection: psycopg.Connection[Any], statement: str) -> int:
    """How many fields do not open after the statement, which is then taken back."""
    connection.execute(statement.encode())
    connection.commit()
    shut = [one for one in run("vault_verify")[1]["shut"] if one["why"] == "altered"]
    put_back(connection)
    return len(shut)


def put_back(connection: psycopg.Connection[Any]) -> None:
    connection.execute(
        "UPDATE plaintiffs_sealedfield held SET ciphertext = whole.ciphertext FROM whole WHERE whole.id = held.id"
    )
    connection.commit()


def test_each_of_the_hundred_opens_as_it_was_sealed(hundred: psycopg.Connection[Any]) -> None:
    assert refused(hundred, "SELECT 1") == 0
    assert hundred.execute(
        "SELECT count(*), min(length(ciphertext)), max(length(ciphertext)) FROM whole"
    ).fetchone() == (
        100,
        LENGTH,
        LENGTH,
    )


def test_no_byte_of_any_can_be_changed(hundred: psycopg.Connection[Any]) -> None:
    flip = "UPDATE plaintiffs_sealedfield SET ciphertext = set_byte(ciphertext, {0}, get_byte(ciphertext, {0}) # {1})"
    assert [refused(hundred, flip.format(at, 1 << at % 8)) for at in range(LENGTH)] == [100] * LENGTH


def test_none_can_be_cut_short_or_made_longer(hundred: psycopg.Connection[Any]) -> None:
    cut = "UPDATE plaintiffs_sealedfield SET ciphertext = substr(ciphertext, 1, {})"
    assert [refused(hundred, cut.format(length)) for length in range(LENGTH)] == [100] * LENGTH
    assert refused(hundred, r"UPDATE plaintiffs_sealedfield SET ciphertext = ciphertext || '\x00'") == 100


@pytest.mark.parametrize("places", MOVES.values(), ids=MOVES)
def test_none_opens_where_it_was_moved(hundred: psycopg.Connection[Any], places: str) -> None:
    assert refused(hundred, WITH_ANOTHER_S.format(places)) == 100


def test_none_opens_under_the_next_version_of_her_key(hundred: psycopg.Connection[Any]) -> None:
    """What was sealed before a renewal is put back after it."""
    assert run("vault_rotate")[0] == 0
    put_back(hundred)
    assert len(run("vault_verify")[1]["shut"]) == 100
