"""The readers of the environment: passwords come from files, and nonsense is refused without being quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from casefile import env

ADDRESS = "postgresql://casefile_app@db:5432/casefile"


@pytest.fixture
def password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "casefile_app"
    file.write_text("p/w@rd:1\n")
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(file))
    return file


@pytest.mark.usefixtures("password")
def test_a_password_from_a_file_is_the_whole_first_line_whatever_signs_are_in_it() -> None:
    read = env.database("DATABASE_URL", unset="")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"]) == ("casefile_app", "p/w@rd:1", "db", "5432")
    assert env.address("DATABASE_URL") == "postgresql://casefile_app:p%2Fw%40rd%3A1@db:5432/casefile"


def test_an_address_without_a_file_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, password: Path) -> None:
    monkeypatch.delenv("DATABASE_PASSWORD_FILE")
    assert env.address("DATABASE_URL") == ADDRESS
    monkeypatch.delenv("DATABASE_URL")
    assert env.address("DATABASE_URL") == ""


def test_two_passwords_or_a_file_that_is_not_there_are_refused_by_name_alone(
    monkeypatch: pytest.MonkeyPatch, password: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", ADDRESS.replace("@", ":hunter2@"))
    with pytest.raises(ImproperlyConfigured, match="DATABASE_PASSWORD_FILE names another") as refused:
        env.address("DATABASE_URL")
    assert "hunter2" not in str(refused.value)
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    password.unlink()
    with pytest.raises(ImproperlyConfigured, match="DATABASE_PASSWORD_FILE names a file that cannot be read"):
        env.address("DATABASE_URL")
