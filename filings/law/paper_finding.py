"""What a check of form found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """A violation stops a paper; a warning is read by an attorney; a note tells."""

    VIOLATION = "violation"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """`page` and `line` count from 1; None for the whole paper. `authority` is empty for a rule of the house."""

    rule: str
    page: int | None
    line: int | None
    text: str
    authority: str
    severity: Severity


def violation(rule: str, text: str, authority: str, *, page: int | None = None, line: int | None = None) -> Finding:
    return Finding(rule, page, line, text, authority, Severity.VIOLATION)


def warning(rule: str, text: str, authority: str, *, page: int | None = None, line: int | None = None) -> Finding:
    return Finding(rule, page, line, text, authority, Severity.WARNING)


def note(rule: str, text: str, authority: str, *, page: int | None = None, line: int | None = None) -> Finding:
    return Finding(rule, page, line, text, authority, Severity.NOTE)
