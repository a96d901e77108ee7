"""All that is measured in one run, over one lawsuit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from casefile.models import Lawsuit
from filings.press import pdf
from tests.benchmarks.pages import raw_list, roster_page
from tests.benchmarks.pairs import Timed, in_turn
from tests.benchmarks.papers import PLAIN, WALK, Papers, papers_of, parts_timed, plain_all, walk_all, ways_of
from tests.benchmarks.walls import crowd
from tests.benchmarks.walls import ways_of as ways_of_walls
from tests.benchmarks.worker import Worker, peak_mb, worker_of


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured. `letters` and `block` are papers, `crowd` plaintiffs, the others rounds."""

    complaints: int
    declarations: int
    letters: int
    block: int
    lists: int
    crowd: int


FULL = Size(complaints=9, declarations=25, letters=300, block=25, lists=25, crowd=50_000)
QUICK = Size(complaints=3, declarations=5, letters=60, block=20, lists=5, crowd=5_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """One kind of paper, the ways of pressing it, each part of the walk in seconds a paper, and peaks in megabytes."""

    papers: int
    pages: int
    bytes: int
    rounds: int
    timed: Timed
    parts: Mapping[str, float]
    peaks: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was measured."""

    complaint: Measured
    declaration: Measured
    letter: Measured
    worker: Worker
    lists: Timed
    queries: int
    walls: Timed
    crowd: int


def measure(lawsuit: Lawsuit, *, size: Size, say: Callable[[str], object]) -> Run:
    say(f"the complaint, {size.complaints} rounds")
    complaint = _paper("complaint", lawsuit, count=size.complaints, block=1)
    say(f"the declaration, {size.declarations} rounds")
    declaration = _paper("declaration", lawsuit, count=size.declarations, block=1)
    say(f"{size.letters} letters in blocks of {size.block}")
    letter = _paper("letter", lawsuit, count=size.letters, block=size.block)
    say("a warm worker's child, and a cold start")
    worker = worker_of(papers_of("letter", lawsuit, count=size.block + 2, times=1), count=size.block)
    say("the roster")
    page, queries, _ = roster_page(lawsuit)
    lists = in_turn({"raw": raw_list(lawsuit), "page": page}, rounds=size.lists)
    say(f"a crowd of {size.crowd}")
    walls = in_turn(ways_of_walls(*crowd(size.crowd)), rounds=size.lists)
    return Run(complaint, declaration, letter, worker, lists, queries, walls, size.crowd)


def _paper(code: str, lawsuit: Lawsuit, *, count: int, block: int) -> Measured:
    """Every way in turn over the same pages, a block at a time."""
    papers = papers_of(code, lawsuit, count=count + 2, times=2)
    blocks = [papers.pages[place : place + block] for place in range(0, count, block)]
    first = papers.pages[:1]
    for way in ways_of(papers).values():
        way(first)  # nobody is measured cold
    with parts_timed() as watch:
        timed = in_turn({name: _over(blocks, way) for name, way in ways_of(papers).items()}, rounds=len(blocks))
    content, pages, _ = pdf.print_pdf(first[0], css=papers.sheet)
    return Measured(
        papers=count,
        pages=pages,
        bytes=len(content),
        rounds=len(blocks),
        timed=timed,
        parts={what: spent / count for what, spent in watch.spent.items()},
        peaks=_peaks(papers, first),
    )


def _over(blocks: Sequence[Sequence[str]], way: Callable[[Sequence[str]], Any]) -> Callable[[], object]:
    """The way over the next block each time it is called."""
    waiting = iter(blocks)
    return lambda: way(next(waiting))


def _peaks(papers: Papers, pages: Sequence[str]) -> dict[str, float]:
    return {
        PLAIN: peak_mb(partial(plain_all, papers, pages)),
        WALK: peak_mb(partial(walk_all, papers, pages)),
    }
