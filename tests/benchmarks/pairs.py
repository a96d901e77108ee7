"""Ways of doing one thing, measured in turn: whatever slows the machine slows them alike, so that quotients hold."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

Way = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """The median and the spread of the rounds' own quotients."""

    middle: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.low:.2f}–{self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of every round, by way; also of the processor, children included."""

    seconds: Mapping[str, Sequence[float]]
    cpu: Mapping[str, Sequence[float]]

    def ratio(self, way: str, *, to: str) -> Ratio:
        rounds = [one / other for one, other in zip(self.seconds[way], self.seconds[to], strict=True)]
        return Ratio(median(rounds), min(rounds), max(rounds))

    def middle(self, way: str) -> float:
        return median(self.seconds[way])


def in_turn(ways: Mapping[str, Way], *, rounds: int) -> Timed:
    """Each way once in every round, each round in another order. A way pays for collecting what it leaves behind."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    cpu: dict[str, list[float]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            gc.collect()
            began, began_cpu = time.perf_counter(), _cpu()
            ways[name]()
            gc.collect()
            seconds[name].append(time.perf_counter() - began)
            cpu[name].append(_cpu() - began_cpu)
    return Timed(seconds, cpu)


def _cpu() -> float:
    told = time.process_time()
    spent = os.times()
    return told + spent.children_user + spent.children_system


class Stopwatch:
    """Seconds spent in functions that are called through it, by what their work is called."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def around(self, what: str, act: Callable[..., object]) -> Callable[..., object]:
        def timed(*given: object, **named: object) -> object:
            began = time.perf_counter()
            try:
                return act(*given, **named)
            finally:
                self.spent[what] = self.spent.get(what, 0.0) + time.perf_counter() - began

        return timed
