"""One drill: ask for letters, strike while they are pressed, wait for the end, and let the judge look."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from tests.chaos import disturbances, planted
from tests.chaos.disturbances import At, Blow, Struck
from tests.chaos.house import House, NotOpened
from tests.chaos.members import NobodyThere
from tests.chaos.scenarios import Plan, Scenario, Size
from tests.silence.visitor import Visitor

PATIENCE = 900.0  # seconds until what has not ended counts as lost
HEARD = 90.0  # seconds in which the sweeper must have found what was committed and never rung for
RESUMED = 30.0  # seconds in which the work goes on after the database was stopped
CLOSED = 30.0  # seconds from the last item's end to the batch's
MOMENT = 0.6  # seconds: a letter's length; the ends of letters are what is watched, and no moment to strike
SUIT = "/doe-v-rivermont"


@dataclass(slots=True)
class Outcome:
    """One drill's figures. `faults` are sentences; empty when nothing was lost, doubled, or left to a person."""

    seed: int | None
    verdict: dict[str, Any] = field(default_factory=dict)
    struck: list[Struck] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    heard: float | None = None
    faults: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def whom(self) -> Counter[str]:
        return Counter(one.whom for one in self.struck)

    @property
    def slowest(self) -> tuple[float, float] | None:
        """The longest times until the database answered, and until the next letter was done."""
        found = [(one.back, one.onward) for one in self.struck if one.back is not None and one.onward is not None]
        return (max(back for back, _ in found), max(onward for _, onward in found)) if found else None


@dataclass(slots=True)
class Drill:
    house: House
    scenario: Scenario
    size: Size
    seed: int | None
    patience: float = PATIENCE

    def run(self) -> Outcome:
        outcome = Outcome(self.seed)
        lot = random.Random(self.seed)  # noqa: S311 (a drill, not a secret)
        try:
            with ExitStack() as stack:
                self._furnish(stack)
                self._work(outcome, lot)
            if self.house.strays:
                outcome.faults.append(f"{self.house.strays} processes outlived the house")
        except PermissionError as refusal:
            outcome.skipped = str(refusal)
        except NotOpened as refusal:
            outcome.faults.append(f"the house did not open: {refusal}")
        finally:
            self.house.media = None
        return outcome

    def _furnish(self, stack: ExitStack) -> None:
        if self.scenario.small_disk:
            disk = disturbances.small_disk(self.house.place / f"disk-{uuid4().hex[:6]}", size=self.scenario.small_disk)
            self.house.media = stack.enter_context(disk)
        self.house.planted = self.scenario.planted
        stack.enter_context(self.house.opened())
        self.house.inside("prepare", str(self.size.letters))
        self.house.empty()

    def _work(self, outcome: Outcome, lot: random.Random) -> None:
        poisoned = self._poison(lot)
        batch = self._ask(outcome)
        self._strike(batch, self.scenario.plan(lot, self.size), outcome=outcome, lot=lot)
        if self.house.gave_up:
            outcome.faults.append(f"the house gave up: {self.house.said[-1]}")
            return
        outcome.verdict = self.house.inside("examine", batch, str(self.size.letters), *poisoned)
        outcome.faults += outcome.verdict["faults"]

    def _poison(self, lot: random.Random) -> list[str]:
        """The keys of the letters that are poisoned from now on."""
        path = self.house.place / planted.POISONS
        path.unlink(missing_ok=True)
        if not self.scenario.poisons:
            return []
        keys = self.house.inside("keys", str(self.size.letters))["keys"]
        poisoned = lot.sample(keys, len(self.scenario.poisons))
        path.write_text(json.dumps(dict(zip(poisoned, self.scenario.poisons, strict=True))), encoding="ascii")
        return poisoned

    def _ask(self, outcome: Outcome) -> str:
        if not self.scenario.by_page:
            return str(self.house.inside("ask", str(self.size.letters))["batch"])
        return self._ask_and_die(outcome)

    def _ask_and_die(self, outcome: Outcome) -> str:
        """Press the button; the web dies with the batch committed and nobody rung for."""
        visitor, asking = visitor_of(self.house), str(uuid4())
        visitor.get(f"{SUIT}/filings?text=letter")
        (self.house.place / planted.AT_COMMIT).touch()
        said = {"text": "letter", "asking": asking, "whom": "all"}
        try:
            answer = visitor.post(f"{SUIT}/filings?text=letter", said)
            outcome.faults.append(f"the web lived on and answered {answer.status}")
        except OSError:
            outcome.struck.append(Struck("the web, after the commit"))
        began = time.monotonic()
        while (far := self.house.far(asking)) is None or far.unheard or not far.items:
            if time.monotonic() - began > HEARD:
                outcome.faults.append(f"after {HEARD:.0f} s the sweeper had not found all that was never rung for")
                return asking
            time.sleep(0.05)
        outcome.heard = time.monotonic() - began
        return asking

    def _strike(self, batch: str, plan: Plan, *, outcome: Outcome, lot: random.Random) -> None:
        """Each blow when its share of the work is done, until the batch has ended or patience has."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until and not self.house.gave_up:
            far = self.house.far(batch)
            if far and far.ended >= far.items:
                self._await_close(batch)
                break
            if far and plan and far.ended >= plan[0][0]:
                self._land(plan.pop(0)[1], batch, outcome=outcome, lot=lot)
            time.sleep(0.05)
        outcome.missed += [f"{blow.__name__} came too late: all was done" for _, blow in plan]
        outcome.faults += outcome.missed

    def _await_close(self, batch: str) -> None:
        """The sweeper closes what nobody else has closed."""
        until = time.monotonic() + CLOSED
        while not ((far := self.house.far(batch)) and far.closed) and time.monotonic() < until:
            time.sleep(0.05)

    def _land(self, blow: Blow, batch: str, *, outcome: Outcome, lot: random.Random) -> None:
        time.sleep(lot.uniform(0, MOMENT))
        far = self.house.far(batch)
        try:
            if far is None or far.ended >= far.items:
                raise NobodyThere("the work was over")
            struck = blow(self.house, lot, At(batch, far.ended))
        except (NobodyThere, ProcessLookupError) as missed:
            outcome.missed.append(f"{blow.__name__} hit nobody: {missed}")
            return
        outcome.struck.append(replace(struck, in_work=far.in_work))
        if blow is disturbances.stop_database and not (struck.onward and struck.onward <= RESUMED):
            outcome.faults.append(f"the work did not go on within {RESUMED:.0f} s after the database was stopped")


def visitor_of(house: House) -> Visitor:
    """The demonstration's lead attorney, signed in by the link that `up` has printed."""
    album = house.place / "answers"
    album.mkdir(exist_ok=True)
    visitor = Visitor(house.port, album)
    visitor.get(house.link)
    return visitor
