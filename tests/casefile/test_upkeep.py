"""Keys are made on a house's first day and never later; the sweeper outlives a database that does not answer."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from casefile import sweeper as rounds
from casefile import upkeep
from casefile.errors import VaultSealed
from casefile.hands import Hands
from casefile.management.commands import migrate, sweeper
from plaintiffs.vault import canary


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "KEY_FILE", tmp_path / "keys" / "keys.json")
    return tmp_path / "keys" / "keys.json"


def test_the_key_file_is_made_while_there_are_no_tables(
    db: None, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MigrationRecorder, "has_table", lambda self: False)
    assert upkeep.keep_keys()
    assert key_file.stat().st_mode & 0o777 == 0o400


def test_a_key_file_that_was_lost_is_not_replaced(db: None, key_file: Path) -> None:
    assert not upkeep.keep_keys()
    assert not key_file.exists()


def test_tables_that_are_up_to_date_are_left_alone(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEFILE_HOME", str(tmp_path))
    assert upkeep.keep_tables() == 0


def test_what_was_brought_up_to_date_gets_its_canary(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEFILE_HOME", str(tmp_path))
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["a migration"])
    monkeypatch.setattr(upkeep, "call_command", lambda *arguments, **options: None)
    assert upkeep.keep_tables() == 1
    assert canary.sings()


def test_migrate_acts_as_the_owner_unless_told_otherwise() -> None:
    parser = migrate.Command().create_parser("manage.py", "migrate")
    assert parser.parse_args([]).database == "owner"
    assert parser.parse_args(["--database", "default"]).database == "default"


def test_a_round_without_a_database_costs_the_round_and_no_more(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def unplugged(_hands: Hands) -> int:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(rounds, "sweep", unplugged)
    with caplog.at_level(logging.WARNING):
        assert sweeper.sweep(Hands(most=1)) == 0
    assert "the next round tries again" in caplog.text
    monkeypatch.setattr(rounds, "sweep", lambda hands: 3)
    assert sweeper.sweep(Hands(most=1)) == 3


@pytest.mark.parametrize("trouble", [VaultSealed("No key."), OSError(30, "Read-only"), OverflowError()])
def test_a_chore_that_fails_keeps_neither_the_ledger_nor_the_other_chores_from_their_turn(
    db: None, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    heard: list[str] = []

    def fail() -> None:
        raise trouble

    monkeypatch.setattr(settings, "CHORES", ["one", "another"])
    monkeypatch.setattr(rounds, "sweep", lambda hands: 3)
    monkeypatch.setattr(sweeper, "import_string", lambda name: fail if name == "one" else lambda: heard.append(name))
    assert (sweeper.sweep(Hands(most=1)), heard) == (3, ["another"])
