"""How common a name is: whether it may stop a paper by itself or needs context."""

from enum import IntEnum
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).with_name("data")
_SHORTEST_RARE = 4  # letters; a shorter name is found in too many other things
_MOST_COMMON = 1000


class Commonness(IntEnum):
    RARE = 0
    COMMON = 1  # among the ten thousand most frequent
    VERY_COMMON = 2  # among the thousand most frequent
    WORD = 3  # also an English word, as Street or King


def of_surname(folded: str) -> Commonness:
    """How common a squashed surname is. Too short to be rare counts as common."""
    if is_word(folded):
        return Commonness.WORD
    rank = _surnames().get(folded)
    if rank is not None and rank < _MOST_COMMON:
        return Commonness.VERY_COMMON
    if rank is not None or len(folded) < _SHORTEST_RARE:
        return Commonness.COMMON
    return Commonness.RARE


def is_word(folded: str) -> bool:
    return folded in _words()


def is_given(folded: str) -> bool:
    return folded in _given_names()


def is_known_name(folded: str) -> bool:
    """A given name or a surname that many bear."""
    return folded in _given_names() or folded in _surnames()


@cache
def _surnames() -> dict[str, int]:
    return {name: rank for rank, name in enumerate(_read("surnames.txt"))}


@cache
def _given_names() -> frozenset[str]:
    return frozenset(_read("given-names.txt"))


@cache
def _words() -> frozenset[str]:
    return frozenset(_read("words.txt"))


def _read(name: str) -> list[str]:
    return (_LISTS / name).read_text(encoding="ascii").split()
