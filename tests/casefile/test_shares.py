"""Enough shares give the secret back whole; fewer fit every secret alike, and a wrong one is told from a right one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile import shares
from casefile.shares import BadShares, Share

SECRET = b"the keys of a house"


@given(st.binary(max_size=80), st.integers(2, 5), st.data())
def test_any_needed_shares_give_the_secret_back(secret: bytes, needed: int, data: st.DataObject) -> None:
    made = shares.split(secret, needed=needed, among=data.draw(st.integers(needed, 7)))
    chosen = data.draw(st.lists(st.sampled_from(made), min_size=needed, unique=True))
    assert shares.join(chosen) == secret


@pytest.mark.parametrize("chosen", list(combinations(range(3), 2)))
def test_two_of_three_are_enough_and_one_is_not(chosen: tuple[int, int]) -> None:
    made = shares.split(SECRET, needed=2, among=3)
    assert shares.join([made[place] for place in chosen]) == SECRET
    with pytest.raises(BadShares, match="2 different shares are needed, and here are 1"):
        shares.join([made[chosen[0]], made[chosen[0]]])


@pytest.mark.parametrize("number", [1, 2, 3, 255])
def test_one_share_fits_every_secret_equally_often(number: int) -> None:
    """For each byte a secret may have there is just one polynomial through it and the share: it tells nothing."""
    for point in (0, 1, 77, 255):
        fitting = [
            byte for byte in range(256) for slope in range(256) if shares.at(bytes([byte, slope]), number) == point
        ]
        assert fitting == list(range(256))


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_the_arithmetic_is_that_of_a_field(a: int, b: int, c: int) -> None:
    assert shares.times(a, shares.times(b, c)) == shares.times(shares.times(a, b), c)
    assert shares.times(a, b ^ c) == shares.times(a, b) ^ shares.times(a, c)
    assert shares.times(a, shares.inverse(a)) == (1 if a else 0)


def test_the_arithmetic_is_that_of_aes() -> None:
    """FIPS 197, section 4.2: {57} by {83} is {c1}; and {53} and {ca} are inverse to each other."""
    assert shares.times(0x57, 0x83) == 0xC1
    assert shares.inverse(0x53) == 0xCA


def test_shares_of_two_sets_do_not_mix() -> None:
    first, second = (shares.split(SECRET, needed=2, among=3) for _ in range(2))
    with pytest.raises(BadShares, match="not of one set"):
        shares.join([first[0], second[1]])
    with pytest.raises(BadShares, match="not of one set"):
        shares.join([])


def test_a_share_that_was_altered_gives_no_other_secret() -> None:
    one, two, _ = shares.split(SECRET, needed=2, among=3)
    for place in range(len(two.points)):
        points = bytearray(two.points)
        points[place] ^= 1
        with pytest.raises(BadShares, match="not what was split"):
            shares.join([one, Share(two.batch, two.needed, two.number, bytes(points))])


def test_a_line_that_was_printed_is_read_again_and_a_mistyped_one_is_told() -> None:
    share = shares.split(SECRET, needed=2, among=3)[1]
    line = share.as_line()
    assert shares.from_line(f"  {line[:40]}\n{line[40:]}\n") == share
    for place in range(len(line)):
        wrong = line[:place] + ("a" if line[place] != "a" else "b") + line[place + 1 :]
        with pytest.raises(BadShares):
            shares.from_line(wrong)


def test_a_share_does_not_show_itself() -> None:
    share = shares.split(SECRET, needed=2, among=3)[0]
    assert share.as_line() not in f"{share} {share!r}"
    assert repr(share.points) not in repr(share)


@pytest.mark.parametrize(("needed", "among"), [(1, 3), (4, 3), (2, 256), (0, 0)])
def test_a_split_that_protects_nothing_or_cannot_be_is_refused(needed: int, among: int) -> None:
    with pytest.raises(BadShares):
        shares.split(SECRET, needed=needed, among=among)


def checked(body: str) -> str:
    return f"{body}-{shares._check(body)}"


@pytest.mark.parametrize(
    "body",
    ["a-2-0-AA", "a-2-256-AA", "a-1-1-AA", "a-0-1-AA", "a-256-1-AA", "a-2-1-A", "a-2-1", "a-2-x-AA", "a-2-1-AA-AA", ""],
)
def test_a_line_that_checks_and_is_no_share_is_refused(body: str) -> None:
    with pytest.raises(BadShares):
        shares.from_line(checked(f"casefile-share-{body}"))


def test_a_line_that_checks_and_is_a_share_is_taken() -> None:
    assert shares.from_line(checked("casefile-share-a-2-255-AA")).number == 255


@pytest.mark.parametrize("line", ["", "\udcff", "casefile-share-ü-2-1-AA-00000000"])
def test_a_line_of_anything_is_refused(line: str) -> None:
    with pytest.raises(BadShares):
        shares.from_line(line)
