"""The drills by name: what is planted, and which blows fall when. A drill's lot is drawn from its seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.chaos import disturbances
from tests.chaos.disturbances import Blow

Plan = list[tuple[int, Blow]]  # how many letters have ended when the blow falls


@dataclass(frozen=True, slots=True)
class Size:
    letters: int = 300
    kills: int = 20


@dataclass(frozen=True, slots=True)
class Scenario:
    """`poisons` are planted each in one letter; `small_disk` is what papers lie on; `by_page`: asked for in the web."""

    about: str
    plan: Callable[[random.Random, Size], Plan] = lambda lot, size: []
    needs_bell: bool = False
    poisons: tuple[str, ...] = ()
    small_disk: str = ""
    by_page: bool = False
    seeded: bool = True

    @property
    def planted(self) -> bool:
        return bool(self.poisons) or self.by_page


def kills(lot: random.Random, size: Size) -> Plan:
    return _spread(lot, size, [disturbances.kill] * size.kills)


def broker(lot: random.Random, size: Size) -> Plan:
    """Frozen last, and early: meanwhile the house presses on without it, and would leave nothing for the others."""
    blows: list[Blow] = [disturbances.kill_broker, disturbances.flush_broker]
    lot.shuffle(blows)
    return _spread(lot, Size(size.letters // 3), [*blows, disturbances.freeze_broker])


def database(lot: random.Random, size: Size) -> Plan:
    return _spread(lot, size, [disturbances.stop_database] * 5)


def disk(lot: random.Random, size: Size) -> Plan:
    return _spread(lot, size, [disturbances.fill_disk])


def _spread(lot: random.Random, size: Size, blows: list[Blow]) -> Plan:
    """By the work that is done, not by the clock: every blow finds the house at work."""
    moments = sorted(lot.randrange(1, max(2, size.letters * 9 // 10)) for _ in blows)
    return list(zip(moments, blows, strict=True))


ALL: Mapping[str, Scenario] = {
    "undisturbed": Scenario("the same letters in peace: what the others are measured against", seeded=False),
    "kills": Scenario("kill -9 at random: hands of the worker, worker, sweeper, web", plan=kills),
    "broker": Scenario("broker killed, flushed, and frozen for half a minute", plan=broker, needs_bell=True),
    "database": Scenario("PostgreSQL stopped at once, five times", plan=database),
    "poison": Scenario(
        "three letters that kill their worker, never end, and fail", poisons=("killed", "endless", "broken")
    ),
    "commit": Scenario("the web killed between the commit and the ring", needs_bell=True, by_page=True),
    "disk": Scenario("the papers' disk full for ten seconds", plan=disk, small_disk="64m"),
}
