"""The chain that the audit trail is: what an entry's MAC covers, and whether each entry follows from the one before."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from casefile import keys
from casefile.models import AuditEntry

AT_A_TIME = 5_000
VERSION = 2  # of what the MAC covers; entries of the first version have no lawsuit and no client, and stay as they are
MOST_TOLD = 1_000  # broken places kept; beyond them they are only counted
GAP, FORGED, UNCHAINED = "an entry is missing before it", "its MAC is not its own", "it does not follow the one before"


class Link(NamedTuple):
    """The columns of one entry, as the chain reads them."""

    seq: int
    at: datetime
    actor: str
    act: str
    subject: str
    detail: Any
    prev: str
    mac: str
    version: int = 1
    lawsuit: UUID | None = None
    client: UUID | None = None


@dataclass(slots=True)
class Reading:
    """What a walk along the chain found: how many entries, the last one, the broken ones, and the MACs asked for."""

    count: int = 0
    head: int = 0
    head_mac: str = ""
    broken: list[tuple[int, str]] = field(default_factory=list)
    wrong: int = 0
    macs: dict[int, tuple[int, str]] = field(default_factory=dict)  # seq -> (entries up to it, MAC)

    @property
    def whole(self) -> bool:
        return self.wrong == 0


def key() -> bytes:
    return keys.ring().labelled("audit-mac")


def mac_of(entry: Link | AuditEntry, *, key: bytes) -> str:
    """HMAC over the columns of its version. Each begins otherwise, so that none passes for another."""
    told: list[Any] = [entry.seq, entry.at.isoformat(), entry.actor, entry.act, entry.subject, entry.detail, entry.prev]
    about = [_told(entry.lawsuit), _told(entry.client)]
    if entry.version != 1 or any(about):
        told = [f"version {entry.version}", *told, *about]
    message = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def _told(number: UUID | None) -> str:
    return str(number) if number else ""


def stored(*, using: str = "default") -> Iterator[Link]:
    """The entries in their order, a few thousand in memory at a time."""
    rows = AuditEntry.objects.using(using).order_by("seq").values_list(*Link._fields)
    return (Link(*row) for row in rows.iterator(chunk_size=AT_A_TIME))


def read(links: Iterable[Link], *, marks: Container[int] = frozenset()) -> Reading:
    """Walk the chain from its first entry. `marks` are places whose MAC somebody wants to compare."""
    found, secret = Reading(), key()
    for link in links:
        why = _wrong(link, after=found, secret=secret)
        if why:
            found.wrong += 1
            found.broken += [(link.seq, why)][: MOST_TOLD - len(found.broken)]
        found.count, found.head, found.head_mac = found.count + 1, link.seq, link.mac
        if link.seq in marks:
            found.macs[link.seq] = (found.count, link.mac)
    return found


def _wrong(link: Link, *, after: Reading, secret: bytes) -> str:
    """Why the entry does not belong here; empty when it does."""
    if not hmac.compare_digest(link.mac.encode(), mac_of(link, key=secret).encode()):
        return FORGED
    if link.seq != after.head + 1:
        return GAP
    return "" if link.prev == after.head_mac else UNCHAINED
