"""The secrets of separate services: made once, each in a file, and the firm's own never touched."""

from __future__ import annotations

import hashlib
import ssl
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from casefile import keys, roles, secret_files
from casefile.home import CannotStart


def test_secrets_are_made_once_and_what_is_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = secret_files.make(folder)
    assert {"postgres", "vault_keys", "secret_key", "broker_users", *roles.ROLES} <= set(made)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o444}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert len(set(before.values())) == len(before)
    (folder / "casefile_vault").unlink()
    assert secret_files.make(folder) == ["casefile_vault"]
    after = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert {name for name in before if before[name] != after[name]} == {"casefile_vault"}
    assert keys.read(folder / "vault_keys").current == 1


def test_the_brokers_server_never_sees_the_password_itself(tmp_path: Path) -> None:
    secret_files.make(tmp_path)
    password, users = (tmp_path / "broker_password").read_text(), (tmp_path / "broker_users").read_text()
    assert password not in users
    assert hashlib.sha256(password.encode()).hexdigest() in users


def test_a_certificate_to_try_with_never_replaces_the_firms_own(tmp_path: Path) -> None:
    assert secret_files.make_certificate(tmp_path, name="localhost") == ["proxy_key", "proxy_certificate"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "proxy_certificate", tmp_path / "proxy_key")
    (tmp_path / "proxy_key").unlink()
    assert secret_files.make_certificate(tmp_path, name="localhost") == []


def test_the_command_says_what_it_made_and_which_of_it_to_keep(tmp_path: Path) -> None:
    said = StringIO()
    call_command("make_secrets", str(tmp_path), "--certificate-for", "localhost", stdout=said)
    assert "Keep a copy of vault_keys apart" in said.getvalue()
    assert "proxy_certificate" in said.getvalue()
    again = StringIO()
    call_command("make_secrets", str(tmp_path), stdout=again)
    assert again.getvalue() == "All of them are there.\n"


def test_roles_are_not_made_without_a_superuser_or_a_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_SUPER_URL", raising=False)
    with pytest.raises(CannotStart, match="DATABASE_SUPER_URL is not set"):
        call_command("make_roles", "--passwords", str(tmp_path))
    monkeypatch.setenv("DATABASE_SUPER_URL", "postgresql://postgres@127.0.0.1:1/postgres")
    with pytest.raises(CannotStart, match="should hold the password of casefile_migrator"):
        call_command("make_roles", "--passwords", str(tmp_path))
    secret_files.make(tmp_path)
    with pytest.raises(CannotStart, match="The database does not answer"):
        call_command("make_roles", "--passwords", str(tmp_path))
    (tmp_path / "casefile_app").chmod(0o600)
    (tmp_path / "casefile_app").write_text("\n")
    with pytest.raises(CannotStart, match="is empty, and it should hold the password of casefile_app"):
        call_command("make_roles", "--passwords", str(tmp_path))
