"""The key file is made once, kept closed, and nothing opens without it."""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casefile import keyring, keys
from casefile.errors import Refused, VaultSealed
from casefile.home import write_privately


@pytest.fixture
def key_file(tmp_path: Path, settings: Settings) -> Path:
    settings.KEY_FILE = tmp_path / "keys" / "keys.json"
    return tmp_path / "keys" / "keys.json"


def test_the_key_file_is_made_once_and_only_its_owner_reads_it(key_file: Path) -> None:
    assert keys.make_key_file(key_file) is True
    first = key_file.read_text()
    assert keys.make_key_file(key_file) is False
    assert key_file.read_text() == first
    assert os.stat(key_file).st_mode & 0o777 == 0o400


def test_a_data_key_comes_back_to_its_own_owner_alone(key_file: Path) -> None:
    keys.make_key_file(key_file)
    version, wrapped = keys.wrap(b"k" * 32, owner="client-1")
    assert keys.unwrap(wrapped, owner="client-1", version=version) == b"k" * 32
    with pytest.raises(VaultSealed):
        keys.unwrap(wrapped, owner="client-2", version=version)


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", "not json", json.dumps({"current": 1, "wrapping": {"1": "c2hvcnQ="}, "root": "c2hvcnQ="})],
)
def test_without_a_whole_key_file_the_vault_stays_sealed(key_file: Path, content: str | None) -> None:
    key_file.parent.mkdir()
    if content is not None:
        key_file.write_text(content)
    with pytest.raises(VaultSealed):
        keys.ring()


def test_the_keys_do_not_show_themselves(key_file: Path) -> None:
    keys.make_key_file(key_file)
    assert repr(keys.ring()) == "KeyRing(current=1, keys sealed)"
    assert keys.ring().labelled("audit-mac") != keys.ring().labelled("guard")


def test_a_replaced_key_file_is_read_anew_without_a_restart(key_file: Path) -> None:
    keys.make_key_file(key_file)
    _, wrapped = keys.wrap(b"k" * 32, owner="client-1")
    changed = keys.change_key_file(keyring.with_new_version)
    assert (changed.current_version, keys.ring().current_version) == (2, 2)
    assert keys.wrap(b"k" * 32, owner="client-1")[0] == 2
    assert keys.unwrap(wrapped, owner="client-1", version=1) == b"k" * 32
    assert os.stat(key_file).st_mode & 0o777 == 0o400


def test_a_key_that_was_taken_out_opens_nothing_any_more(key_file: Path) -> None:
    keys.make_key_file(key_file)
    version, wrapped = keys.wrap(b"k" * 32, owner="client-1")
    keys.change_key_file(keyring.with_new_version)
    keys.change_key_file(lambda ring: keyring.without(ring, version=1))
    with pytest.raises(VaultSealed, match="not here"):
        keys.unwrap(wrapped, owner="client-1", version=version)
    assert keyring.with_new_version(keys.ring()).current_version == 3


def test_keys_come_from_the_environment_where_there_is_no_file(key_file: Path, settings: Settings) -> None:
    keys.make_key_file(key_file)
    version, wrapped = keys.wrap(b"k" * 32, owner="client-1")
    settings.KEYS = base64.b64encode(key_file.read_bytes()).decode()
    key_file.unlink()
    assert keys.unwrap(wrapped, owner="client-1", version=version) == b"k" * 32
    assert keys.here()
    with pytest.raises(Refused, match="--to FILE"):
        keys.change_key_file(keyring.with_new_version)


@pytest.mark.parametrize("value", ["not base64", "e30=", "AAAA"])
def test_keys_in_the_environment_that_are_none_are_not_replaced_by_the_file(
    key_file: Path, settings: Settings, value: str
) -> None:
    keys.make_key_file(key_file)
    settings.KEYS = value
    with pytest.raises(VaultSealed, match="CASEFILE_KEYS") as refused:
        keys.ring()
    assert value not in str(refused.value)


def test_a_key_file_is_never_written_over(key_file: Path, tmp_path: Path) -> None:
    keys.make_key_file(key_file)
    keys.write_new(keys.ring(), path=tmp_path / "copy.json")
    assert (tmp_path / "copy.json").read_text() == key_file.read_text()
    with pytest.raises(Refused, match="never written over"):
        keys.write_new(keys.ring(), path=tmp_path / "copy.json")


def test_keys_on_trial_are_asked_until_the_trial_ends(key_file: Path) -> None:
    keys.make_key_file(key_file)
    version, wrapped = keys.wrap(b"k" * 32, owner="client-1")
    with keys.on_trial(keyring.new()), pytest.raises(VaultSealed):
        keys.unwrap(wrapped, owner="client-1", version=version)
    assert keys.unwrap(wrapped, owner="client-1", version=version) == b"k" * 32


def test_two_rings_are_told_apart_and_one_is_known_again() -> None:
    one = keyring.new()
    assert keyring.from_text(keyring.as_text(one)).fingerprint == one.fingerprint
    assert keyring.with_new_version(one).fingerprint != one.fingerprint
    assert one.fingerprint not in keyring.as_text(one)


@pytest.mark.parametrize(
    "write", [keys.make_key_file, lambda path: write_privately(path, text="x")], ids=["keys", "text"]
)
def test_a_file_laid_in_its_way_gets_no_secret(tmp_path: Path, write: Callable[[Path], object]) -> None:
    """Where others may write too, one of them can guess the number of our process."""
    theirs = tmp_path / "theirs"
    theirs.write_text("theirs", encoding="ascii")
    (tmp_path / f"ours.{os.getpid()}").symlink_to(theirs)
    write(tmp_path / "ours")
    assert theirs.read_text(encoding="ascii") == "theirs"
    assert (tmp_path / "ours").lstat().st_mode & 0o077 == 0
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["ours", f"ours.{os.getpid()}", "theirs"])


def test_a_name_that_is_taken_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile.home.secrets.token_hex", lambda _bytes: "drawn")
    (tmp_path / "ours.drawn").symlink_to(tmp_path / "theirs")
    with pytest.raises(FileExistsError):
        write_privately(tmp_path / "ours", text="x")
    assert not (tmp_path / "theirs").exists()
