"""Looking over the whole audit trail: its chain, and the anchors it is held against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from casefile import anchors, audit, chain
from casefile.acts import Act
from casefile.anchors import Anchor
from casefile.chain import Reading
from casefile.models import AuditEntry, Staff


@dataclass(frozen=True, slots=True)
class Finding:
    """What the chain says of itself, and what the anchors say that it does not."""

    reading: Reading
    held: Sequence[Anchor | None]
    missed: Sequence[str]

    @property
    def wrong(self) -> int:
        return self.reading.wrong + len(self.missed)

    @property
    def last_anchored(self) -> int:
        """The number of the entry that was anchored last; 0 without an anchor."""
        return max((one.seq for one in self.held if one), default=0)


@dataclass(frozen=True, slots=True)
class LookedOver:
    """When somebody last looked the trail over, and how it stood. `anchor` is the entry anchored last; 0: none was."""

    at: datetime
    head: int
    anchor: int
    wrong: int
    since: int


def look_over(held: Sequence[Anchor | None]) -> Finding:
    """Read every entry. Raises VaultSealed without keys: a MAC cannot be checked then."""
    found = chain.read(chain.stored(), marks={one.seq for one in held if one})
    return Finding(found, held, anchors.missed(found, held))


def anchors_of(asked: Path | None = None) -> Sequence[Anchor | None]:
    """Those of the file asked for, which must be there; else the house's own, if it has any yet. Raises OSError."""
    return anchors.read(asked) if asked else anchors.kept()


def record(found: Finding, *, actor: Staff) -> None:
    """Raises AuditUnavailable where nothing can be written, such as in a copy that may only be read."""
    told: dict[str, Any] = {"head": found.reading.head, "anchors": len(found.held), "anchor": found.last_anchored}
    audit.record_first(actor, Act.AUDIT_VERIFIED, wrong=found.wrong, **told)


def last() -> LookedOver | None:
    """The last look over the trail, by whoever; None before the first."""
    entry = AuditEntry.objects.filter(act=Act.AUDIT_VERIFIED).order_by("-seq").first()
    if entry is None:
        return None
    head = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    told = entry.detail
    return LookedOver(entry.at, told["head"], told.get("anchor", 0), told["wrong"], head - told["head"])
