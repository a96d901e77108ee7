"""Doe designations: given by lot or by hand, retired, never reused (pure; the database holds the promise)."""

from __future__ import annotations

import re
from collections.abc import Collection

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
