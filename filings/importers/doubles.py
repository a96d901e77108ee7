"""Second entries of one person in one sheet. Only entries that share something are compared, so 50,000 take seconds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filings.importers.entries import Entry
from plaintiffs.rules.likeness import Signature, alike_signatures, signature

MOST_TOGETHER = 60  # more people than this do not share a thing that tells them apart


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that are likely one person; the first one stays."""

    first_row: int
    second_row: int


class Likeness:
    """The entries of a sheet made ready to be compared."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._ready = {entry.row: signature(entry.identity) for entry in entries}
        self._entries = {entry.row: entry for entry in entries}

    def same(self, one: Entry, other: Entry) -> bool:
        """Are these likely one person?"""
        a, b = self._ready[one.row], self._ready[other.row]
        return alike_signatures(a, b) or _same_code_and_name(one, other, a=a, b=b)

    def pairs(self) -> tuple[Pair, ...]:
        """Every second entry with the first entry of the same person, in the order of the rows."""
        first: dict[int, int] = {}
        for one, other in sorted(self._worth_comparing()):
            if self.same(self._entries[one], self._entries[other]):
                keeper = first.get(one, one)
                first[other] = min(first.get(other, keeper), keeper)
        return tuple(Pair(keeper, row) for row, keeper in sorted(first.items()) if keeper != row)

    def _worth_comparing(self) -> set[tuple[int, int]]:
        sharing: dict[object, list[int]] = defaultdict(list)
        for row, ready in self._ready.items():
            for key in _keys(ready, code=self._entries[row].client_code):
                sharing[key].append(row)
        found: set[tuple[int, int]] = set()
        for rows in sharing.values():
            if len(rows) <= MOST_TOGETHER:
                found.update((rows[i], rows[j]) for j in range(len(rows)) for i in range(j))
        return found


def _same_code_and_name(one: Entry, other: Entry, *, a: Signature, b: Signature) -> bool:
    """Under one code of the firm the same surname is the same client, who may have a second claim."""
    return bool(one.client_code) and one.client_code == other.client_code and a.plain_surname == b.plain_surname


def _keys(ready: Signature, *, code: str) -> Iterator[tuple[object, ...]]:
    """Two entries of one person share at least one: a number, a birthday, a way to reach them, or most of a name.

    The name stands once whole and once with each letter left out, so that one slip of the pen still meets.
    """
    surname, given = ready.plain_surname, ready.plain_given
    for kind, value in ready.shared():
        if kind != "born":
            yield kind, value
        else:
            yield from ((kind, value, part[:2]) for part in (*ready.surname, given) if part)
    if code:
        yield "code", code
    if ready.serial:
        yield "digits", "".join(sorted(ready.serial))
    for whole in ready.wholes:
        yield "whole", whole
    if surname and given:
        yield "surname", surname
        for left in {surname, *(surname[:n] + surname[n + 1 :] for n in range(len(surname)) if len(surname) > 3)}:
            yield "name", left, given[:2]
        for part in ready.surname:
            if len(part) > 2:
                yield "part", part, given
        yield "swapped", *sorted((surname, given))
