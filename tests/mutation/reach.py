"""Which tests run which line, and so which of them judge a mutant: the nearest first, as many as time allows."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TypedDict

from tests.mutation.changes import Mutant


class Told(TypedDict):
    """What one process of a traced run wrote down."""

    lines: dict[str, dict[str, list[str]]]
    seconds: dict[str, float]
    failed: list[str]


@dataclass
class Reach:
    """`lines`: module -> line -> tests. `seconds`: what each test took. `width`: how many lines it ran in all."""

    lines: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    seconds: dict[str, float] = field(default_factory=dict)
    width: Counter[str] = field(default_factory=Counter)
    failed: set[str] = field(default_factory=set)

    def add(self, told: Told) -> None:
        self.seconds.update(told["seconds"])
        self.failed.update(told["failed"])
        for path, held in told["lines"].items():
            for line, tests in held.items():
                good = set(tests) & set(self.seconds)
                self.lines[path][int(line)] |= good
                self.width.update(good)

    def judges_of(self, mutant: Mutant, *, seconds: float) -> list[str]:
        """As many as take so many seconds, and one at least; empty when no test runs the line."""
        held = self.lines[mutant.path]
        lines = mutant.lines or tuple(held)
        tests = set().union(*(held.get(line, set()) for line in lines))
        return self._within(seconds, _spread(sorted(tests, key=lambda test: self._distance(test, mutant.path))))

    def _distance(self, test: str, path: str) -> tuple[int, int, str]:
        """A test in a place of the module's own name before others; then the one that runs the least beside it."""
        return int(PurePath(path).stem not in test.partition("::")[0]), self.width[test], test

    def _within(self, seconds: float, tests: Iterable[str]) -> list[str]:
        chosen, left = list[str](), seconds
        for test in tests:
            left -= self.seconds[test]
            if chosen and left < 0:
                break
            chosen.append(test)
        return chosen


def _spread(tests: list[str]) -> list[str]:
    """From each file in turn: thirty cases of one table would else take all the time that there is."""
    turns: Counter[str] = Counter()
    order = []
    for test in tests:
        order.append((turns[_file(test)], test))
        turns[_file(test)] += 1
    return [test for _, test in sorted(order, key=lambda one: one[0])]


def _file(test: str) -> str:
    return PurePath(test.partition("::")[0]).stem


def read(folder: Path) -> Reach:
    """Raises FileNotFoundError where no run was traced."""
    found, files = Reach(), sorted(folder.glob("map-*.json"))
    if not files:
        raise FileNotFoundError(f"no map in {folder}")
    for file in files:
        found.add(json.loads(file.read_text(encoding="utf-8")))
    return found
