"""Who is who among the processes of a house: read from /proc, so Linux only."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

PROC = Path("/proc")
WORDS = {"worker": "celery", "sweeper": "sweeper", "web": "gunicorn", "broker": "redis-server"}
Found = TypeVar("Found")
PATIENCE = 20.0  # seconds for one that is just being started again


def children_of(number: int) -> list[int]:
    """The living children of a process; none of nobody."""
    if not number:
        return []
    return sorted(int(each.name) for each in PROC.glob("[0-9]*") if _parent(each) == number)


def member(up: int, role: str) -> int:
    """The head of the worker, the sweeper, the web or the broker; 0 while there is none."""
    word = WORDS[role].encode()
    return next((one for one in children_of(up) if word in _read(PROC / str(one) / "cmdline")), 0)


def await_member(up: int, role: str) -> int:
    """As `member`, waiting for one that is just being started again. Raises NobodyThere when none comes."""
    return await_first(lambda: member(up, role), who=f"the {role}")


def await_hands(up: int, role: str) -> list[int]:
    """The children of the worker, or of a sweeper that works; empty for one that works by itself."""
    head = await_member(up, role)
    if role != "worker":
        return children_of(head)
    return await_first(lambda: children_of(member(up, role)), who=f"the {role}'s children")


def at_home_in(place: Path) -> list[int]:
    """The living processes that were told to live in this folder, whoever their parent is by now."""
    told = f"CASEFILE_HOME={place}".encode()
    return [
        int(each.name) for each in PROC.glob("[0-9]*") if told in _read(each / "environ").split(b"\0") and _parent(each)
    ]


def kill_tree(head: int) -> None:
    """The head and all that it started, at once: each member of a house leads a group of its own."""
    if os.getpgid(head) != head:
        raise NobodyThere(f"process {head} leads no group")
    os.killpg(head, signal.SIGKILL)


class NobodyThere(Exception):
    """The one to be struck did not come back in time."""


def await_first(found: Callable[[], Found], *, who: str) -> Found:
    until = time.monotonic() + PATIENCE
    while not (number := found()):
        if time.monotonic() > until:
            raise NobodyThere(f"{who} did not come back in {PATIENCE:.0f} s")
        time.sleep(0.05)
    return number


def _parent(folder: Path) -> int:
    """0 for one that has ended, be it only a zombie."""
    try:
        state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
    except OSError:
        return 0
    return 0 if state == "Z" else int(parent)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
