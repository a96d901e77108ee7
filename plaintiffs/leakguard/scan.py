"""Does a text name one of the people? Pure: a text in, finds out, never the words found."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

import ahocorasick
from rapidfuzz.distance import OSA

from plaintiffs.leakguard import commonness, context
from plaintiffs.leakguard.commonness import Commonness
from plaintiffs.leakguard.context import Weight
from plaintiffs.leakguard.fold import Folded
from plaintiffs.leakguard.patterns import Catalogue, Entry, Kind, Needle, catalogue
from plaintiffs.rules.identity import Unspoken

_REACH = 120  # squashed letters in which the parts of one name are sought; the words are counted afterwards
_SHORTEST_GLUED = 5  # letters of a name that may be glued to digits or a plural s
_SHORTEST_BACKWARDS = 8
_CERTAIN = {
    Kind.E_MAIL: ("e-mail", Weight.BLOCK),
    Kind.MAILBOX: ("e-mail name", Weight.REVIEW),
    Kind.ADDRESS: ("home address", Weight.BLOCK),
    Kind.CLAIM_NO: ("City claim number", Weight.BLOCK),
    Kind.PHONE: ("phone", Weight.BLOCK),
}
_LOOKALIKES = (str.maketrans("0134578", "oleastb"), str.maketrans("0134578", "oieastb"))


@dataclass(frozen=True, slots=True)
class Hit:
    """Where in a text (start, end) whom a rule found. It holds no part of the text."""

    client_id: UUID
    field: str
    rule: str
    start: int
    end: int
    weight: Weight


@dataclass(frozen=True, slots=True, repr=False)
class Find(Unspoken):
    """A place in the squashed text and all people of whom it is one kind of form."""

    start: int
    end: int
    kind: Kind
    entries: tuple[Entry, ...]

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


class Net(Unspoken):
    """All that is looked for, ready to scan. `version` says which state of the vault it was made from."""

    __slots__ = ("_automaton", "_catalogue", "_surnames", "version")

    def __init__(self, forms: Catalogue, *, version: str) -> None:
        self.version = version
        self._catalogue = forms
        self._automaton = _automaton(forms)
        self._surnames = {form: kinds[Kind.SURNAME] for form, kinds in forms.items() if Kind.SURNAME in kinds}

    def __len__(self) -> int:
        return len(self._catalogue)

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Every find in order of place, the strongest where several overlap."""
        folded = Folded(text)
        if self._automaton is None or not folded.squash:
            return ()
        return _strongest(folded, _weighed(folded, self._finds(folded), self))

    def disguised(self, word: str) -> tuple[Entry, ...]:
        """Whose surname or whole name a word is, if digits stand for letters: G4rc1a."""
        for table in _LOOKALIKES:
            kinds = self._catalogue.get(word.translate(table), {})
            if found := kinds.get(Kind.WHOLE) or kinds.get(Kind.SURNAME):
                return found
        return ()

    def misspelt(self, word: str) -> dict[UUID, Entry]:
        """Whose surname of five letters or more is one slip of the pen away."""
        return {
            entry.client_id: entry
            for surname, entries in self._surnames.items()
            if len(surname) >= 5 and abs(len(surname) - len(word)) < 2
            if OSA.distance(surname, word, score_cutoff=1) == 1
            for entry in entries
        }

    def _finds(self, folded: Folded) -> Iterator[Find]:
        squash, edges = folded.squash, folded.edges
        for last, (length, kinds) in self._automaton.iter(squash):
            start, end = last - length + 1, last + 1
            if edges[start] and edges[end]:
                yield from (Find(start, end, kind, entries) for kind, entries in kinds)
            elif length >= _SHORTEST_GLUED:
                yield from _glued(folded, start, end, kinds)
        yield from self._backwards(folded)

    def _backwards(self, folded: Folded) -> Iterator[Find]:
        size = len(folded.squash)
        for last, (length, kinds) in self._automaton.iter(folded.squash[::-1]):
            if length >= _SHORTEST_BACKWARDS and kinds[0][0] is Kind.WHOLE:
                start, end = size - last - 1, size - last - 1 + length
                if folded.edges[start] and folded.edges[end]:
                    yield Find(start, end, Kind.WHOLE, kinds[0][1])


def build(needles: Iterable[Needle], *, known: Iterable[str] = (), version: str = "") -> Net:
    """A net of everybody's needles.

    `known` are phrases that papers carry anyway: a judge's and counsel's names, counsel's phone and address. A surname
    or a phone within exactly such a phrase is no find; a full name is one even there.
    """
    return Net(catalogue(needles, known=known), version=version)


def _automaton(forms: Catalogue) -> Any:
    automaton = ahocorasick.Automaton()
    for form, kinds in forms.items():
        automaton.add_word(form, (len(form), tuple(sorted(kinds.items(), key=lambda item: item[0].value))))
    if not forms:
        return None
    automaton.make_automaton()
    return automaton


_NAMES = frozenset({Kind.WHOLE, Kind.SPOUSE, Kind.SURNAME, Kind.INITIAL})


def _glued(folded: Folded, start: int, end: int, kinds: Sequence[tuple[Kind, tuple[Entry, ...]]]) -> Iterator[Find]:
    """A name glued to digits (garcia1980) or in the plural (the Garcias); a phone number after the country's 1."""
    squash, edges = folded.squash, folded.edges
    before, after = squash[start - 1 : start], squash[end : end + 1]
    if squash[start].isdigit():
        if before == "1" and edges[start - 1] and edges[end]:
            yield from (Find(start, end, kind, entries) for kind, entries in kinds if kind is Kind.PHONE)
        return
    plural = after == "s" and edges[end + 1]
    if (edges[start] or before.isdigit()) and (edges[end] or after.isdigit() or plural):
        yield from (Find(start, end, kind, entries) for kind, entries in kinds if kind in _NAMES)


# ---- weighing

Weighed = tuple[Find, Entry, str, Weight]


def _weighed(folded: Folded, finds: Iterable[Find], net: Net) -> Iterator[Weighed]:
    of_kind: dict[Kind, list[Find]] = defaultdict(list)
    for find in finds:
        of_kind[find.kind].append(find)
    known = [find.span for find in of_kind[Kind.KNOWN]]
    for find, entry, rule, weight in (*_named(folded, of_kind, net), *_contacts(folded, of_kind)):
        if rule in _OUTRIGHT or not any(a <= find.start and find.end <= b for a, b in known):
            yield find, entry, rule, weight
    yield from _numbers(folded, of_kind)


_OUTRIGHT = frozenset({"full name", "spouse", "City claim number"})  # not even within what is known


def _contacts(folded: Folded, of_kind: dict[Kind, list[Find]]) -> Iterator[Weighed]:
    for kind, (rule, weight) in _CERTAIN.items():
        yield from ((find, entry, rule, weight) for find in of_kind[kind] for entry in find.entries)
    for find in of_kind[Kind.LOCAL_PHONE]:
        yield from _each(find, "phone", context.local_phone(folded, *find.span))


def _named(folded: Folded, of_kind: dict[Kind, list[Find]], net: Net) -> Iterator[Weighed]:
    for kind, rule in ((Kind.WHOLE, "full name"), (Kind.SPOUSE, "spouse")):
        for find in of_kind[kind]:
            yield from _each(find, rule, context.whole_name(folded, *find.span, find.entries[0].commonness))
    yield from _surnames(folded, of_kind)
    for find in of_kind[Kind.INITIAL]:
        for entry in find.entries:
            weight = context.initial_and_surname(folded, *find.span, cuts=entry.cuts[0], how_common=entry.commonness)
            yield from _each(find, "initial and surname", weight, entries=(entry,))
    for find in of_kind[Kind.GIVEN]:
        yield from _each(find, "given name", context.given_alone(folded, *find.span, find.entries[0].commonness))
    yield from _misspelt(folded, of_kind[Kind.GIVEN], net)
    yield from _disguised(folded, net)


def _surnames(folded: Folded, of_kind: dict[Kind, list[Find]]) -> Iterator[Weighed]:
    others = sorted((*of_kind[Kind.GIVEN], *of_kind[Kind.MIDDLE]), key=lambda find: find.start)
    starts = [find.start for find in others]
    clients = [{entry.client_id: entry for entry in find.entries} for find in others]
    for find in of_kind[Kind.SURNAME]:
        alone = context.surname_alone(folded, *find.span, find.entries[0].commonness)
        first, last = bisect_left(starts, find.start - _REACH), bisect_left(starts, find.end + _REACH)
        own = [(others[n], clients[n]) for n in range(first, last)]
        for entry in find.entries:
            weights = [
                context.names_near(folded, given.span, find.span, rare=_either_rare(entry, whose[entry.client_id]))
                for given, whose in own
                if entry.client_id in whose
            ]
            if Weight.BLOCK in weights:
                yield find, entry, "given name and surname", Weight.BLOCK
            elif alone is not Weight.BLOCK and Weight.REVIEW in weights:
                yield find, entry, "given name and surname", Weight.REVIEW
            elif alone:
                yield find, entry, "surname", alone


def _either_rare(one: Entry, other: Entry) -> bool:
    return Commonness.RARE in (one.commonness, other.commonness)


def _misspelt(folded: Folded, given: Iterable[Find], net: Net) -> Iterator[Weighed]:
    """A surname with one letter wrong, within three words of its own given name."""
    seen: dict[str, dict[UUID, Entry]] = {}
    for find in given:
        clients = {entry.client_id for entry in find.entries}
        first, last = folded.word_at(find.start), folded.word_at(find.end - 1)
        for number in (*range(max(0, first - 3), first), *range(last + 1, min(len(folded.words), last + 4))):
            word = folded.words[number]
            if len(word) < 4 or commonness.is_word(word):
                continue
            whose = seen[word] if word in seen else seen.setdefault(word, net.misspelt(word))
            start = folded.starts[number]
            for client in clients & whose.keys():
                place = Find(start, start + len(word), Kind.SURNAME, ())
                yield place, whose[client], "misspelt surname", Weight.REVIEW


def _disguised(folded: Folded, net: Net) -> Iterator[Weighed]:
    for number, word in enumerate(folded.words):
        if len(word) >= _SHORTEST_GLUED and not word.isalpha() and not word.isdigit():
            for entry in net.disguised(word):
                start = folded.starts[number]
                yield Find(start, start + len(word), Kind.SURNAME, ()), entry, "disguised name", Weight.REVIEW


def _numbers(folded: Folded, of_kind: dict[Kind, list[Find]]) -> Iterator[Weighed]:
    traces: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    if of_kind[Kind.SERIAL] or of_kind[Kind.BIRTH]:
        for kind in (Kind.WHOLE, Kind.SURNAME, Kind.GIVEN, Kind.SERIAL, Kind.BIRTH, Kind.PHONE, Kind.CLAIM_NO):
            for find in of_kind[kind]:
                for entry in find.entries:
                    traces[entry.client_id].append(find.span)
    for find in (*of_kind[Kind.SERIAL], *of_kind[Kind.BIRTH]):
        for entry in find.entries:
            own = any(context.near(folded, span, find.span) for span in traces[entry.client_id] if span != find.span)
            if find.kind is Kind.SERIAL:
                yield from _each(
                    find, "serial number", context.serial(folded, *find.span, near_own=own), entries=(entry,)
                )
            else:
                weight = context.birth(folded, *find.span, cuts=entry.cuts, near_own=own)
                yield from _each(find, "date of birth", weight, entries=(entry,))


def _each(find: Find, rule: str, weight: Weight | None, *, entries: Iterable[Entry] | None = None) -> Iterator[Weighed]:
    if weight is not None:
        yield from ((find, entry, rule, weight) for entry in (find.entries if entries is None else entries))


_ORDER = {Weight.BLOCK: 0, Weight.REVIEW: 1, Weight.NOTE: 2}


def _strongest(folded: Folded, weighed: Iterable[Weighed]) -> tuple[Hit, ...]:
    """One hit for each place and person."""
    by_client = sorted(weighed, key=lambda w: (w[1].client_id, w[0].start, _ORDER[w[3]], -w[0].end))
    kept: list[Hit] = []
    for client_id, group in groupby(by_client, key=lambda w: w[1].client_id):
        until, strongest = -1, 3
        for find, entry, rule, weight in group:
            if find.start < until and _ORDER[weight] >= strongest:
                continue
            until, strongest = max(until, find.end), _ORDER[weight]
            kept.append(Hit(client_id, entry.field, rule, *folded.original(*find.span), weight))
    return tuple(sorted(kept, key=lambda hit: (hit.start, hit.end, str(hit.client_id))))
