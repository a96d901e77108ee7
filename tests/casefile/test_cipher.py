"""Sealed bytes open in their own place and nowhere else."""

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


def test_no_byte_of_a_sealed_value_can_be_changed_or_cut() -> None:
    sealed = cipher.seal(KEY, b"Quill", parts=PLACE)
    changed = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for wrong in [*changed, *(sealed[:end] for end in range(len(sealed)))]:
        with pytest.raises(cipher.BadSeal):
            cipher.open_sealed(KEY, wrong, parts=PLACE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(cipher.BadSeal):
        cipher.open_sealed(cipher.new_key(), cipher.seal(KEY, b"Quill", parts=PLACE), parts=PLACE)
