"""Doe designations: given by lot or by hand, retired, never reused (pure; the database holds the promise)."""

from __future__ import annotations

import re
from collections.abc import Collection

RUN = re.compile(r"^\s*0*(\d{1,5})\s*(?:[-–]\s*0*(\d{1,5})\s*)?$")
LABEL = re.compile(r"^\s*(JANE|JOHN)\s+DOE\s+(?:NO\.?\s*)?0*(\d{1,5})\s*$", re.IGNORECASE)


def label(style: str, number: int) -> str:
    """`JANE DOE 17`, as the caption has it."""
    return f"{style} DOE {number}"


def parse(text: str) -> tuple[str, int] | None:
    """Style and number of a label; None when it is none."""
    found = LABEL.match(text)
    return (found[1].upper(), int(found[2])) if found and int(found[2]) else None


def next_free(used: Collection[int]) -> int:
    """The number after the highest ever given: a gap may be a number that was retired."""
    return max(used, default=0) + 1


def numbers_in(text: str) -> frozenset[int] | None:
    """The numbers of `1-12, 17`; None when it is none such, runs backwards, or is of more than five digits."""
    runs = [RUN.match(part) for part in text.split(",")] if text.strip() else []
    pairs = [(int(run[1]), int(run[2] or run[1])) for run in runs if run]
    if len(pairs) < len(runs) or any(not 0 < first <= last for first, last in pairs):
        return None
    return frozenset(number for first, last in pairs for number in range(first, last + 1))
