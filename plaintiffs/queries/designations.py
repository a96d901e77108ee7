"""Plaintiffs as a program reads them: the designation and the firm's own code, and no other word about a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plaintiffs.models import Plaintiff


@dataclass(frozen=True, slots=True)
class Designation:
    """A plaintiff under her Doe number. `used`: an approved paper bears the number."""

    number: int
    label: str
    client_code: str
    stage: str
    joined_on: date | None
    dismissed_on: date | None
    used: bool


def designations(plaintiffs: Sequence[Plaintiff]) -> list[Designation]:
    """No query, when their clients came with them."""
    return [
        Designation(
            number=one.number,
            label=one.label,
            client_code=one.client.code,
            stage=one.client.stage,
            joined_on=one.joined_on,
            dismissed_on=one.dismissed_on,
            used=one.used_at is not None,
        )
        for one in plaintiffs
    ]
