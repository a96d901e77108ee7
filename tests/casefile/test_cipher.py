"""Sealed bytes open in their own place and nowhere else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile import cipher

PLACE = ["casefile", "v1", "sealedfield", "client-1", "last", "", "1"]
KEY = bytes(range(32))


@given(st.binary(max_size=200))
def test_what_was_sealed_opens_again_whole(plaintext: bytes) -> None:
    assert cipher.open_sealed(KEY, cipher.seal(KEY, plaintext, parts=PLACE), parts=PLACE) == plaintext


def test_the_same_name_sealed_twice_looks_different() -> None:
    assert cipher.seal(KEY, b"Quill", parts=PLACE) != cipher.seal(KEY, b"Quill", parts=PLACE)


def test_a_long_name_and_a_short_one_are_the_same_length_outside() -> None:
    assert len(cipher.seal(KEY, b"Li", parts=PLACE)) == len(cipher.seal(KEY, b"Featherbottom-Krunk", parts=PLACE))


@pytest.mark.parametrize("position", range(len(PLACE)))
def test_a_value_moved_to_another_row_field_or_version_does_not_open(position: int) -> None:
    sealed = cipher.seal(KEY, b"Quill", parts=PLACE)
    elsewhere = [part + "x" if place == position else part for place, part in enumerate(PLACE)]
    with pytest.raises(cipher.BadSeal):
        cipher.open_sealed(KEY, sealed, parts=elsewhere)


def test_two_parts_cannot_be_taken_for_two_others() -> None:
    sealed = cipher.seal(KEY, b"Quill", parts=["ab", "c"])
    with pytest.raises(cipher.BadSeal):
        cipher.open_sealed(KEY, sealed, parts=["a", "bc"])


def test_no_byte_of_a_hundred_sealed_values_can_be_changed_or_cut() -> None:
    """Security test T27."""
    for number in range(100):
        sealed = cipher.seal(KEY, f"Quill {number} {'x' * number}".encode(), parts=PLACE)
        changed = [sealed[:at] + bytes([sealed[at] ^ 1 << at % 8]) + sealed[at + 1 :] for at in range(len(sealed))]
        for wrong in [*changed, *(sealed[:end] for end in range(len(sealed))), sealed + b"\0"]:
            with pytest.raises(cipher.BadSeal):
                cipher.open_sealed(KEY, wrong, parts=PLACE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(cipher.BadSeal):
        cipher.open_sealed(cipher.new_key(), cipher.seal(KEY, b"Quill", parts=PLACE), parts=PLACE)


def published(file: str) -> list[Any]:
    """NIST's vectors for AES-256-GCM (tests/data/vectors/aes_gcm_nist.json tells their origin)."""
    told = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "aes_gcm_nist.json").read_text())
    cases = [case for case in told["cases"] if case[0] == file]
    assert told["columns"] == ["file", "count", "key", "nonce", "associated", "plaintext", "sealed"]
    assert len(cases) >= 75
    return [[None if part is None else bytes.fromhex(part) for part in case[2:]] for case in cases]


def test_what_is_sealed_is_what_nist_published() -> None:
    """Security test T28."""
    for key, nonce, associated, plaintext, sealed in published("gcmEncryptExtIV256"):
        assert cipher.encrypt(key, nonce, plaintext, bound=associated) == sealed
        assert cipher.decrypt(key, nonce, sealed, bound=associated) == plaintext


def test_what_nist_says_must_not_open_does_not() -> None:
    outcomes = set()
    for key, nonce, associated, plaintext, sealed in published("gcmDecrypt256"):
        outcomes.add(plaintext is None)
        if plaintext is None:
            with pytest.raises(cipher.BadSeal):
                cipher.decrypt(key, nonce, sealed, bound=associated)
        else:
            assert cipher.decrypt(key, nonce, sealed, bound=associated) == plaintext
    assert outcomes == {True, False}
