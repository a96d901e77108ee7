"""Looks for every form of every string in raw bytes, in whatever letters and encoding they lie there."""

import base64
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import ahocorasick

from casefile.sweeping.planted import Planted

_APOSTROPHES = re.compile("['\u2019\u2018\u02bc]")
_SPACES = (" ", "_", "-", ".", "", "\u00a0", "\n", "\r\n", "  ", "+")
_WHOLE_WORD = 6  # signs below which a string must stand as a word of its own
_JOINED = 8  # letters from which a name may also be written without its spaces
_SHORTEST_BASE64 = 10
_WIDTHS = {"base64": 1, "base64 1": 1, "base64 2": 1, "utf-8": 1, "cp1252": 1, "utf-16-le": 2, "utf-16-be": 2}


@dataclass(frozen=True, slots=True)
class _Form:
    number: int
    size: int
    encoding: str
    whole_word: bool
    no_digit_before: bool
    no_digit_after: bool


class Lookout:
    """`seen` tells the places of all strings in a stretch of bytes: pairs of place and number of the string."""

    def __init__(self, planted: Sequence[Planted]) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        forms: dict[str, list[_Form]] = {}
        for number, string in enumerate(planted):
            for text, encoding in product(written_forms(string.text), _WIDTHS):
                if key := _key(text, encoding):
                    forms.setdefault(key, []).append(_form(text, number, len(key), encoding))
        for key, alike in forms.items():
            self._automaton.add_word(key, tuple(dict.fromkeys(alike)))
        self._automaton.make_automaton()

    def seen(self, content: bytes) -> Iterator[tuple[int, int]]:
        low = content.lower().decode("latin-1")
        for last, forms in self._automaton.iter(low):
            for form in forms:
                start = last - form.size + 1
                if _stands(low, start, last + 1, form):
                    yield start, form.number


def written_forms(text: str) -> frozenset[str]:
    """With and without accents and apostrophes, decomposed, in all capitals, and with other signs for spaces."""
    plain = {text, _APOSTROPHES.sub("\u2019", text), _APOSTROPHES.sub("", text), *_phones(text)}
    plain |= {_bare(form) for form in plain}
    for form in tuple(plain):
        if " " in form:
            joints = _SPACES if len(form) >= _JOINED else _SPACES[:1]
            plain |= {form.replace(" ", joint) for joint in joints}
        if "-" in form and len(form) >= _JOINED:
            plain |= {form.replace("-", joint) for joint in (" ", "", "_", "\u2011", "-\n")}
    cased = {case(form) for form in plain for case in (str, str.lower, str.upper)}
    return frozenset(unicodedata.normalize(kind, form) for form in cased for kind in ("NFC", "NFD"))


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _phones(text: str) -> set[str]:
    digits = re.sub(r"\D", "", text)
    if len(digits) != 10 or not re.fullmatch(r"[\d\s().+-]+", text):
        return set()
    area, office, line = digits[:3], digits[3:6], digits[6:]
    return {digits, "1" + digits, f"({area}){office}-{line}", *(joint.join((area, office, line)) for joint in "-. ")}


def _key(text: str, encoding: str) -> str | None:
    if encoding == "cp1252" and text.isascii():
        return None  # the same bytes as UTF-8
    if encoding.startswith("base64"):
        return _within_base64(text.encode(), before=int(encoding[6:] or 0))
    try:
        return text.encode(encoding).lower().decode("latin-1")
    except UnicodeEncodeError:
        return None


def _within_base64(plain: bytes, *, before: int) -> str | None:
    """The signs of base64 that depend on nothing else, when so many bytes stand before in the first group of three."""
    signs = base64.b64encode(bytes(before) + plain).decode().rstrip("=")
    first, last = -(-8 * before // 6), 8 * (before + len(plain)) // 6
    return signs[first:last].lower() if last - first >= _SHORTEST_BASE64 else None


def _form(text: str, number: int, size: int, encoding: str) -> _Form:
    bare = not encoding.startswith("base64")
    return _Form(
        number,
        size,
        encoding,
        whole_word=bare and len(text) < _WHOLE_WORD,
        no_digit_before=bare and text[0].isdigit(),
        no_digit_after=bare and text[-1].isdigit(),
    )


def _stands(low: str, start: int, end: int, form: _Form) -> bool:
    """A short string must be a word of its own, a number may not be part of a longer one."""
    if not (form.whole_word or form.no_digit_before or form.no_digit_after):
        return True
    before, after = _neighbours(low, start, end, form.encoding)
    if form.whole_word:
        return not (before[-1:].isalnum() or after[:1].isalnum() or _goes_on(before[::-1]) or _goes_on(after))
    return not (form.no_digit_before and before[-1:].isdigit() or form.no_digit_after and after[:1].isdigit())


def _neighbours(low: str, start: int, end: int, encoding: str) -> tuple[str, str]:
    """Two signs on either side, in the encoding of the form."""
    width = _WIDTHS[encoding]
    before, after = low[max(0, start - 2 * width) : start], low[end : end + 2 * width]
    if width == 1:
        return before, after
    return tuple(side.encode("latin-1").decode(encoding, "replace") for side in (before, after))  # type: ignore[return-value]


def _goes_on(beside: str) -> bool:
    """Is what stands beside a point or comma and a further digit: 12.98761, 98,761?"""
    return len(beside) == 2 and beside[0] in ".,:" and beside[1].isdigit()
