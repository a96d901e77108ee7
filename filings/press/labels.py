"""Doe designations in a row, as a caption and a sentence name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filings.press.words_of_law import series

NUMBERED = re.compile(r"(?P<stem>.*\D)(?P<number>\d+)")
MOST_RUNS = 4  # beyond which a list of runs is no help to a reader


def span(labels: Sequence[str]) -> str:
    """`JANE DOE 1 through JANE DOE 36 and JANE DOE 38`; of many scattered ones, the first and who else is captioned."""
    runs = list(_runs(labels))
    if len(runs) > MOST_RUNS:
        return f"{labels[0]} and the other plaintiffs named in the caption"
    return series(runs)


def _runs(labels: Sequence[str]) -> Iterator[str]:
    """Neighbouring numbers of one series drawn together, where at least three follow each other."""
    held: list[str] = []
    for label in labels:
        if held and not _follow(held[-1], label):
            yield from _run(held)
            held = []
        held.append(label)
    yield from _run(held)


def _run(held: Sequence[str]) -> Sequence[str]:
    return held if len(held) < 3 else [f"{held[0]} through {held[-1]}"]


def _follow(one: str, other: str) -> bool:
    before, after = NUMBERED.fullmatch(one), NUMBERED.fullmatch(other)
    if not before or not after or before["stem"] != after["stem"]:
        return False
    return int(after["number"]) == int(before["number"]) + 1
