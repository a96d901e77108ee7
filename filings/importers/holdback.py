"""Names that stand where none belongs: a claimant's own surname in her code, unit, role or damages is not taken."""

import re
from calendar import month_name
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from filings.importers.entries import Entry
from plaintiffs.rules.letters import squash, words
from plaintiffs.rules.own_words import SHORTEST_IN_CODE, code_tells, tells

WORDED = ("unit", "covert_role", "damages")
MONTHS = frozenset(month.lower() for month in month_name if month)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A field of a row that was left blank because it holds the person's own name or serial number."""

    row: int
    field: str


def hold_back(entries: Sequence[Entry]) -> tuple[list[Entry], list[HeldBack]]:
    """Leave those fields blank. What people of other names share is a word, not a name: a Case may be a case agent."""
    shared = _shared(entries)
    kept: list[Entry] = []
    held: list[HeldBack] = []
    for entry in entries:
        told = [name for name in WORDED if tells(getattr(entry, name), of=entry.identity)]
        fields = [name for name in told if not _is_word(entry, name, shared)]
        if code_tells(entry.client_code, of=entry.identity) and not _is_word(entry, "client_code", shared):
            fields.append("client_code")
        held += (HeldBack(entry.row, name) for name in fields)
        blank: dict[str, Any] = dict.fromkeys(fields, "")
        kept.append(replace(entry, **blank) if fields else entry)
    return kept, held


def plain_title(title: str, *, number: int, entries: Sequence[Entry]) -> str:
    """The name of a sheet or file, or its number where a surname stands in it; no month is a surname here."""
    said = set(words(title)) - MONTHS
    surnames = {word for entry in entries for word in words(entry.identity.last) if len(word) >= SHORTEST_IN_CODE}
    return f"sheet {number}" if said & surnames else title


def _shared(entries: Sequence[Entry]) -> dict[tuple[str, str], set[str]]:
    """Who has each text in each field, by surname."""
    shared: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        surname = squash(entry.identity.last)
        for name in (*WORDED, "client_code"):
            shared[name, _text(entry, name)].add(surname)
    return shared


def _text(entry: Entry, name: str) -> str:
    """The text of a field; of a code its letters alone, for its digits are each client's own."""
    told = str(getattr(entry, name))
    return re.sub(r"[^a-z]", "", squash(told)) if name == "client_code" else squash(told)


def _is_word(entry: Entry, name: str, shared: dict[tuple[str, str], set[str]]) -> bool:
    return len(shared[name, _text(entry, name)]) > 1
