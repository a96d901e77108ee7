"""What was measured, in words and tables: docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median

from casefile import clock
from tests.benchmarks import walls
from tests.benchmarks.measure import Measured, Run
from tests.benchmarks.papers import PLAIN, PLAIN_BARE, PRESS, WALK

HEAD = Path(__file__).with_name("head.md")


def report(run: Run, *, quick: bool) -> str:
    head = HEAD.read_text(encoding="utf-8")
    return "\n".join([head, *_house(quick=quick), *_papers(run), *_parts(run), *_worker(run), *_goals(run), ""])


def _house(*, quick: bool) -> Iterator[str]:
    names = ("weasyprint", "pydyf", "pypdfium2", "pikepdf", "django", "celery")
    told = ", ".join(f"{name} {version(name)}" for name in names)
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, load {os.getloadavg()[0]:.1f}"
    yield f"{clock.today():%Y-%m-%d}{', quick' if quick else ''}; {machine}, Python {platform.python_version()};"
    yield f"{told}. The demonstration's lawsuit, 146 plaintiffs."
    yield ""


def _papers(run: Run) -> Iterator[str]:
    told = {"complaint": run.complaint, "declaration": run.declaration, "letters": run.letter}
    yield "## Papers\n"
    yield "| | " + " | ".join(f"{name}: {_what(one)}" for name, one in told.items()) + " |"
    yield "|---|" + "---|" * len(told)
    for way in run.complaint.timed.seconds:
        yield f"| {way} | " + " | ".join(_ratio(one, way, to=PLAIN) for one in told.values()) + " |"
    bare = [_ratio(one, WALK, to=PLAIN_BARE) if PLAIN_BARE in one.timed.seconds else "–" for one in told.values()]
    yield f"| whole walk, to plain without numbers | {' | '.join(bare)} |"
    yield ""
    yield "| | " + " | ".join(told) + " |"
    yield "|---|" + "---|" * len(told)
    for way in (PLAIN, PRESS, WALK):
        yield f"| {way}: seconds a paper | " + " | ".join(f"{_each(one, way):.3f}" for one in told.values()) + " |"
    for way in (PLAIN, WALK):
        yield f"| {way}: peak memory, MB | " + " | ".join(f"{one.peaks[way]:.0f}" for one in told.values()) + " |"
    yield ""


def _parts(run: Run) -> Iterator[str]:
    told = {"complaint": run.complaint, "declaration": run.declaration, "letters": run.letter}
    yield "## Where the walk goes\n"
    yield "Milliseconds a paper, and the share of the walk.\n"
    yield "| part | " + " | ".join(told) + " |"
    yield "|---|" + "---|" * len(told)
    for part in run.complaint.parts:
        yield f"| {part} | " + " | ".join(_share(one, one.parts[part]) for one in told.values()) + " |"
    rest = [_mean(one, WALK) - sum(one.parts.values()) for one in told.values()]
    yield "| lease and the rest | " + " | ".join(map(_share, told.values(), rest)) + " |"
    yield ""


def _worker(run: Run) -> Iterator[str]:
    letter, worker = run.letter, run.worker
    yield "## Workers\n"
    yield "| | |"
    yield "|---|---|"
    yield f"| letters a second, one process, plain | {1 / _each(letter, PLAIN):.1f} |"
    yield f"| letters a second, one process, press alone | {1 / _each(letter, PRESS):.1f} |"
    yield f"| letters a second, one process, whole walk | {1 / _each(letter, WALK):.1f} |"
    yield f"| letters for each second of processor time, children included, whole walk | {_per_core(letter):.1f} |"
    yield f"| memory of the warm parent | {worker.parent_mb:.0f} MB |"
    own = f"{worker.child_mb:.0f} MB; {worker.child_alone_mb:.0f}"
    yield f"| memory of a child after its letters; of that its own | {own} |"
    first = f"{worker.warm_first:.3f} s; {worker.warm_next:.3f}"
    yield f"| first letter in a fresh child of a warm parent; its next ones | {first} |"
    yield f"| first letter in a process that starts cold | {worker.cold_first:.3f} s |"
    yield ""


def _goals(run: Run) -> Iterator[str]:
    guard = run.complaint.parts["guard"] / _mean(run.complaint, PLAIN)
    yield "## Goals\n"
    yield "| goal | wanted | found |"
    yield "|---|---|---|"
    yield f"| whole walk of the complaint, every check included | ≤ 1.5 | {_ratio(run.complaint, WALK, to=PLAIN)} |"
    yield f"| whole walk of the letters | ≤ 1.5 | {_ratio(run.letter, WALK, to=PLAIN)} |"
    yield f"| G1 complaint, press alone | ≤ 0.55 | {_ratio(run.complaint, PRESS, to=PLAIN)} |"
    yield f"| G1 complaint, whole walk | ≤ 0.9 | {_ratio(run.complaint, WALK, to=PLAIN)} |"
    yield f"| G3 letters, plain to press | ≥ 1.5 | {_ratio(run.letter, PLAIN, to=PRESS)} |"
    short = _ratio(run.declaration, PRESS, to=PLAIN)
    yield f"| G4 declaration of {run.declaration.pages} pages, press alone | ≤ 0.65 | {short} |"
    page = run.lists.ratio("page", to="raw")
    yield f"| G5 roster of 146 to raw statement and string, {run.queries} queries | ≤ 6 | {page} |"
    yield f"| G6 guard on the complaint, to plain | ≤ 0.35 | {guard:.2f} |"
    scoped = run.walls.ratio(walls.SCOPED, to=walls.UNSCOPED)
    yield f"| plaintiffs of {run.crowd:,}, scoped to unscoped | ≤ 2 | {scoped} |"
    guarded = run.walls.ratio(walls.GUARDED, to=walls.VAULT)
    yield f"| sealed fields of {run.crowd:,}, under row security to the vault's role | ≤ 2 | {guarded} |"


def _what(one: Measured) -> str:
    return f"{one.papers} of {one.pages} pages, {one.bytes / 1000:.0f} kB, {one.rounds} rounds"


def _ratio(one: Measured, way: str, *, to: str) -> str:
    return str(one.timed.ratio(way, to=to)) if way in one.timed.seconds else "–"


def _each(one: Measured, way: str) -> float:
    """The median second a paper."""
    return one.timed.middle(way) * one.rounds / one.papers


def _mean(one: Measured, way: str) -> float:
    return sum(one.timed.seconds[way]) / one.papers


def _share(one: Measured, seconds: float) -> str:
    return f"{seconds * 1000:.1f} ({seconds / _mean(one, WALK):.0%})"


def _per_core(one: Measured) -> float:
    return one.papers / one.rounds / median(one.timed.cpu[WALK])
