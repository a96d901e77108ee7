"""The forms one name takes in papers, sheets, addresses and file names, folded and squashed to letters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from plaintiffs.rules.given_names import other_forms
from plaintiffs.rules.identity import Unspoken
from plaintiffs.rules.letters import squash, words
from plaintiffs.rules.likeness import PARTICLES

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v", "2nd", "3rd", "junior", "senior", "esq"})
_TRANSCRIBED = {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Å": "Aa"}
_SHORTEST_WHOLE = 4
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True, repr=False)
class NameForms(Unspoken):
    """Squashed forms. `whole` names somebody by itself; the rest needs a neighbour or a rare name."""

    whole: frozenset[str]
    initials: frozenset[str]
    surnames: frozenset[str]
    given: frozenset[str]
    middle: frozenset[str]


def forms(*, last: str, first: str = "", middle: str = "", aliases: Iterable[str] = ()) -> NameForms:
    """Every order, with and without middle name and particles, short forms, transcriptions, and each alias.

    An alias of several words is a whole name of its own; an alias of one word is one more given name.
    """
    told = tuple(alias for alias in aliases if squash(alias))
    single = {squash(alias) for alias in told if not _is_whole(alias)}
    surnames = _surnames(last)
    given = _given(first) | single
    middles = {"".join(spelling) for spelling in _spellings(middle)} | {w for s in _spellings(middle) for w in s}
    whole = set(_whole(given, surnames, middles - {""}))
    own_initials = {name[:1] for name in _plain(first)} - {""}
    found = NameForms(
        whole=frozenset(w for w in whole if _weight(w) >= _SHORTEST_WHOLE),
        initials=frozenset(_initials(own_initials, surnames, {m[:1] for m in middles} - {""})),
        surnames=frozenset(surnames),
        given=frozenset(g for g in given if len(g) > 1),
        middle=frozenset(m for m in middles if len(m) > 1),
    )
    for alias in filter(_is_whole, told):
        found = _joined(found, _of_whole_name(alias))
    return found


def whole_name_forms(name: str) -> frozenset[str]:
    """The complete forms of a name given in one line, as a spouse's is: "Ida Rell", "Rell, Ida"."""
    return _of_whole_name(name).whole


def _of_whole_name(name: str) -> NameForms:
    """A name in one line: the surname begins at the first particle, or is the last word."""
    before, comma, after = name.partition(",")
    parts = [p for p in before.split() if squash(p)]
    if comma and squash(after) not in _SUFFIXES:
        last, first = before, after
    else:
        parts = parts[:-1] if len(parts) > 2 and squash(parts[-1]) in _SUFFIXES else parts
        cut = next((n for n, p in enumerate(parts) if n and squash(p) in PARTICLES), len(parts) - 1)
        last, first = " ".join(parts[cut:]), " ".join(parts[:cut])
    told = forms(last=last, first=first)
    as_written = frozenset(w for w in (squash(name), squash(last + first)) if _weight(w) >= _SHORTEST_WHOLE)
    return NameForms(told.whole | as_written, told.initials, told.surnames, frozenset(), frozenset())


def _is_whole(alias: str) -> bool:
    """Several words, or signs of a script that parts none."""
    return len(alias.split()) > 1 or _weight(squash(alias)) > len(squash(alias)) > 1


def _weight(squashed: str) -> int:
    """How many letters a form is worth: a Chinese sign tells more than one letter."""
    return sum(2 if sign > "\u2e7f" else 1 for sign in squashed)


def _joined(one: NameForms, other: NameForms) -> NameForms:
    return NameForms(
        whole=one.whole | other.whole,
        initials=one.initials | other.initials,
        surnames=one.surnames | other.surnames,
        given=one.given,
        middle=one.middle,
    )


def _whole(given: set[str], surnames: set[str], middles: set[str]) -> Iterator[str]:
    between = {"", *middles, *(m[:1] for m in middles)}
    for own, surname, middle in product(given, surnames, between):
        yield own + middle + surname
        yield surname + own + middle


def _initials(given: set[str], surnames: set[str], middles: set[str]) -> Iterator[str]:
    for own, surname, middle in product(given, surnames, {"", *middles}):
        if len(surname) >= _SHORTEST_PART:
            yield own + middle + surname
            yield surname + own + middle


def _given(first: str) -> set[str]:
    """The given name, its first word alone, and what people call it."""
    found = _plain(first)
    for spelling in _spellings(first):
        if len(spelling) > 1 and len(spelling[0]) >= _SHORTEST_PART:
            found.add(spelling[0])
    return found | {short for name in tuple(found) for short in other_forms(name)}


def _plain(name: str) -> set[str]:
    return {"".join(spelling) for spelling in _spellings(name)} - {""}


def _surnames(last: str) -> set[str]:
    """The surname joined, without particles and suffix, and each of two surnames by itself."""
    found: set[str] = set()
    for spelling in _spellings(last):
        name = tuple(word for n, word in enumerate(spelling) if not (n and word in _SUFFIXES))
        weighty = [word for word in name if word not in PARTICLES]
        found |= {"".join(name), "".join(weighty)}
        if len(weighty) > 1:
            found |= {word for word in weighty if len(word) > _SHORTEST_PART}
    return {name for name in found if _weight(name) > 1}


def _spellings(name: str) -> set[tuple[str, ...]]:
    """The words of a name, and again as German or Danish would write them without dots and rings."""
    transcribed = "".join(_TRANSCRIBED.get(letter, letter) for letter in name)
    return {words(name), words(transcribed)}
