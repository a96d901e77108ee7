"""What a warm worker weighs and how soon its children are at work, against a process that starts cold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.db import connections

from casefile.models import BatchItem, ItemState
from tests.benchmarks.papers import Papers, walk

KIB = 1024


@dataclass(frozen=True, slots=True)
class Worker:
    """Megabytes of the parent, of a child after its letters (and of that its own), and seconds to a first letter."""

    parent_mb: float
    child_mb: float
    child_alone_mb: float
    warm_first: float
    warm_next: float
    cold_first: float


def worker_of(letters: Papers, *, count: int) -> Worker:
    """A child forked from this process, which is warm, presses its letters; a fresh process presses one."""
    warm = in_a_child(lambda: _letters(letters, count=count))
    for _ in range(count):
        next(letters.items)  # the child has worked them
    cold = _cold(next(letters.items))
    return Worker(
        parent_mb=weight()["Rss"],
        child_mb=warm["Rss"],
        child_alone_mb=warm["Private_Clean"] + warm["Private_Dirty"],
        warm_first=warm["first"],
        warm_next=warm["next"],
        cold_first=cold,
    )


def _cold(item_id: int) -> float:
    """Seconds that a fresh process needs for this item."""
    argv = [sys.executable, "-m", "tests.benchmarks.cold", str(item_id)]
    done = subprocess.run(argv, cwd=settings.ROOT, env=_environ(), capture_output=True, text=True, check=True)
    if not BatchItem.objects.filter(pk=item_id, state=ItemState.DONE).exists():
        raise RuntimeError("the cold process did not press its letter: nothing was measured")
    return float(done.stdout)


def _environ() -> dict[str, str]:
    """Our own database, keys and shelf for a process that is no child of ours."""
    told = {"CASEFILE_KEY_FILE": str(settings.KEY_FILE), "CASEFILE_MEDIA": str(settings.MEDIA)}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_VAULT_URL"):
        address = urlsplit(os.environ[name])
        told[name] = urlunsplit(address._replace(path=f"/{connections['default'].settings_dict['NAME']}"))
    return os.environ | told | {"DJANGO_SETTINGS_MODULE": "casefile.settings"}


def peak_mb(act: Callable[[], object]) -> float:
    """The most memory that a child of this warm process held while it did this, what it shares with us included."""

    def acted() -> dict[str, float]:
        act()
        return {}

    return in_a_child(acted)["peak"]


def in_a_child(act: Callable[[], dict[str, float]]) -> dict[str, float]:
    """What a forked child answers, and its peak."""
    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            os.write(writing, json.dumps(act()).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as told:
        answer = told.read()
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError("a child could not do its work: nothing was measured")
    found: dict[str, float] = json.loads(answer)
    return found | {"peak": usage.ru_maxrss / KIB}


def weight() -> dict[str, float]:
    """Megabytes of this process, by the kernel's own words for them; nothing where the kernel has none."""
    told = Path("/proc/self/smaps_rollup")
    lines = told.read_text(encoding="ascii").splitlines()[1:] if told.exists() else []
    return {line.split(":")[0]: int(line.split()[1]) / KIB for line in lines}


def _letters(letters: Papers, *, count: int) -> dict[str, float]:
    began = time.perf_counter()
    walk(letters, count=1)
    first = time.perf_counter() - began
    walk(letters, count=count - 1)
    return weight() | {"first": first, "next": (time.perf_counter() - began - first) / (count - 1)}
