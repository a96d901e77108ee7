"""A text folded for searching: words squashed together, with the way back to every place in the original."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from plaintiffs.rules.letters import fold_letter

_WORD = re.compile(r"[^ ]+")
_CAMEL = re.compile(r"[a-z](?=[A-Z])")
_MAYBE_CAMEL = re.compile(r"[^\W\d_A-Z](?=[^\W\d_a-z])")


class _Letters(dict[str, str]):
    """Each character's folding, worked out when it is first met."""

    def __missing__(self, letter: str) -> str:
        folded = self[letter] = fold_letter(letter)
        return folded


_LETTERS = _Letters()
_ASCII = {code: fold_letter(chr(code)) for code in range(128)}


class Folded:
    """`squash` holds the folded letters and digits of a text alone; `edges` says where in it a word begins or ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._camel = _camel(text)
        self._parts: list[str] | None = None
        low = self._low(_parted(text, self._camel))
        spans = [found.span() for found in _WORD.finditer(low)]
        self.words = low.split()
        self._word_starts = [start for start, _ in spans]
        self.squash = "".join(self.words)
        self.starts = [0, *accumulate(map(len, self.words))]
        self.edges = bytearray(len(self.squash) + 2)
        for place in self.starts:
            self.edges[place] = 1

    def _low(self, parted: str) -> str:
        if parted.isascii():
            return parted.translate(_ASCII)  # one character for one
        self._parts = [_LETTERS[letter] for letter in parted]
        return "".join(self._parts)

    def word_at(self, place: int) -> int:
        """The number of the word that holds this place of the squash."""
        return bisect_right(self.starts, place) - 1

    def words_between(self, one_end: int, other_start: int) -> Sequence[str]:
        """The words wholly between two places of the squash."""
        return self.words[bisect_left(self.starts, one_end) : bisect_right(self.starts, other_start) - 1]

    def inner_edges(self, start: int, end: int) -> tuple[int, ...]:
        """Where, counted from start, words part within a stretch of the squash."""
        first, last = bisect_right(self.starts, start), bisect_left(self.starts, end)
        return tuple(place - start for place in self.starts[first:last])

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original text that a stretch of the squash came from."""
        return self._back(start), self._back(end - 1) + 1

    def _back(self, place: int) -> int:
        word = self.word_at(place)
        low = self._word_starts[word] + place - self.starts[word]
        parted = low if self._parts is None else bisect_right(self._ends, low)
        return parted - bisect_right(self._parted_camel, parted)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(map(len, self._parts or ())))

    @cached_property
    def _parted_camel(self) -> list[int]:
        return [place + n for n, place in enumerate(self._camel)]


def _camel(text: str) -> list[int]:
    """The places where a capital follows a small letter."""
    if text.isascii():
        return [found.end() for found in _CAMEL.finditer(text)]
    places = (found.end() for found in _MAYBE_CAMEL.finditer(text))
    return [place for place in places if text[place - 1].islower() and text[place].isupper()]


def _parted(text: str, places: Sequence[int]) -> str:
    """The text with a space put in at each place: mariaRuiz is two words."""
    if not places:
        return text
    cuts = [0, *places, len(text)]
    return " ".join(text[start:end] for start, end in zip(cuts, cuts[1:], strict=False))
