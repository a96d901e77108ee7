"""Anchors of the audit trail: what its last entry was, told to a place outside the database.

A chain alone does not show that its end was cut off, that it was made anew by somebody who has the key, or that an old
copy was put back. An anchor does, back to the hour it was dropped in, and as far as its place is out of reach.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from casefile import clock, keys
from casefile.chain import Reading
from casefile.errors import VaultSealed
from casefile.models import AuditEntry

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
NOTICE_OF_SECURITY = 10 * 8 + 5  # syslog's facility authpriv, severity notice


@dataclass(frozen=True, slots=True)
class Anchor:
    """The trail's end at one moment. `seal` is a MAC over the rest, so that an anchor cannot be made up either."""

    seq: int
    mac: str
    count: int
    at: str
    seal: str = ""

    @property
    def line(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)

    def sealed(self) -> Anchor:
        message = json.dumps([self.seq, self.mac, self.count, self.at]).encode()
        return replace(self, seal=hmac.new(keys.ring().labelled("anchor"), message, hashlib.sha256).hexdigest())


def drop_when_due() -> None:
    """A chore of the sweeper: an anchor each hour. What prevents it is said each hour, and stops no other chore."""
    hour, path = int(time.time() // EVERY.total_seconds()), Path(settings.ANCHOR)
    try:
        if not _is_due(path):
            return
        if _last_one_holds():
            drop()
        else:
            _complain("the audit trail does not hold what was anchored last: run audit_verify. No anchor added", hour)
    except (OSError, VaultSealed) as trouble:
        _complain(f"no anchor of the audit trail was written: {getattr(trouble, 'strerror', '') or trouble}", hour)


def drop() -> Anchor | None:
    """Tell the end of the trail to the anchor file and, if there is one, the system's log; None for an empty trail."""
    head = AuditEntry.objects.order_by("-seq").values_list("seq", "mac").first()
    if head is None:
        return None
    count = AuditEntry.objects.filter(seq__lte=head[0]).count()
    anchor = Anchor(seq=head[0], mac=head[1], count=count, at=clock.now().isoformat(timespec="seconds")).sealed()
    _append(Path(settings.ANCHOR), anchor.line)
    if settings.ANCHOR_SYSLOG:
        _tell(settings.ANCHOR_SYSLOG, f"<{NOTICE_OF_SECURITY}>casefile: anchor {anchor.line}")
    return anchor


def read(path: Path) -> list[Anchor | None]:
    """The anchors of a file by line, None for a line that is none. What a system's log put before them is left out."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [_anchor(line) for line in lines if line.strip()]


def kept() -> list[Anchor | None]:
    """Those of the house's own file, none before the first. Raises OSError."""
    path = Path(settings.ANCHOR)
    return read(path) if path.exists() else []


def newest() -> Anchor | None:
    return next((one for one in reversed(kept()) if one), None)


def holds(anchor: Anchor) -> bool:
    """Is the entry that was anchored still there, and still the same?"""
    return AuditEntry.objects.filter(seq=anchor.seq, mac=anchor.mac).exists()


def missed(found: Reading, anchors: Sequence[Anchor | None]) -> list[str]:
    """What the anchors say that the trail does not: a line for each, in words."""
    told = [(number, anchor, _why(anchor, found)) for number, anchor in enumerate(anchors, start=1)]
    return [f"anchor {number}{f' of {one.at}' if one else ''}: {why}" for number, one, why in told if why]


def _why(anchor: Anchor | None, found: Reading) -> str:
    if anchor is None or not hmac.compare_digest(anchor.seal.encode(), anchor.sealed().seal.encode()):
        return "this line is no anchor of this house"
    if anchor.seq not in found.macs:
        return f"entry {anchor.seq} is gone: the end was cut off, or an older copy put back"
    if found.macs[anchor.seq] != (anchor.count, anchor.mac):
        return f"entry {anchor.seq} is not the one that was anchored: the trail was written anew"
    return ""


def _anchor(line: str) -> Anchor | None:
    try:
        told = json.loads(line[line.index("{") :])
        str(told["seal"]).encode("ascii")
        return Anchor(int(told["seq"]), str(told["mac"]), int(told["count"]), str(told["at"]), str(told["seal"]))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _is_due(path: Path) -> bool:
    return not path.exists() or time.time() - path.stat().st_mtime >= EVERY.total_seconds()


def _last_one_holds() -> bool:
    """False when the entry that was anchored last is gone or another: a new anchor would only cover it up."""
    last = newest()
    return last is None or holds(last)


def _append(path: Path, line: str) -> None:
    """Only ever added to; on the disk before this returns. Also where the file may be opened in no other way."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    torn = path.exists() and not path.read_bytes().endswith(b"\n")  # the line before, by a full disk
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, f"{chr(10) * torn}{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def _tell(place: str, message: str) -> None:
    host, _, port = place.rpartition(":")
    by_path = place.startswith("/")
    with socket.socket(socket.AF_UNIX if by_path else socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(message.encode(), place if by_path else (host, int(port)))


@lru_cache(maxsize=8)
def _complain(words: str, _hour: int) -> None:
    log.error("%s", words)
