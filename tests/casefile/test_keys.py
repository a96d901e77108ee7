"""The key file is made once, kept closed, and nothing opens without it."""

import json
import os
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from casefile import keys
from casefile.errors import VaultSealed


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
