"""How the drills went: a line for each as it ends, and the page docs/chaos.md."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tests.chaos.drill import Outcome
from tests.chaos.scenarios import ALL

COLUMNS = ("house", "drill", "seed", "letters", "blows", "done", "lost", "doubled", "parked", "taken again", "seconds",
           "to undisturbed")  # fmt: skip
PAGE = """# What was killed, and what was lost

    python3 manage.py chaos {arguments}

On {day}, on {cores} cores. The house is one of its own, opened by `manage.py up`; nobody touches it while it is struck.
Blows fall when a share of the letters, drawn from the seed, is done, or up to a letter's length later. Then the judge
reads database, shelf and audit trail directly: every item done, or parked if it was poisoned; one document for each,
its file whole and openable; no file that belongs to no document; nothing in work any more; the chain of the audit trail
unbroken. *Taken again* counts the letters of which a second worker had to take the lease.

{about}

{table}

{remarks}
"""


@dataclass(frozen=True, slots=True)
class Told:
    """One drill, and how long the same letters took in peace in the same house."""

    bell: bool
    name: str
    outcome: Outcome
    peace: float | None

    @property
    def good(self) -> bool:
        return not self.outcome.faults

    @property
    def where(self) -> str:
        seed = "" if self.outcome.seed is None else f", seed {self.outcome.seed}"
        return f"{'with broker' if self.bell else 'no broker'}, {self.name}{seed}"

    def line(self) -> str:
        """For the terminal."""
        if self.outcome.skipped:
            return f"{self.where:<28}SKIPPED: {self.outcome.skipped}"
        figures = ", ".join(f"{name} {self._figure(name)}" for name in ("done", "lost", "doubled", "parked"))
        seconds, ratio = self._times()
        told = [f"{seconds} s{ratio and f' ({ratio} times undisturbed)'}", *self.remarks(), *self.outcome.faults[:8]]
        return f"{self.where:<28}{'good' if self.good else 'FAILED':<8}{figures}; {'; '.join(told)}"

    def row(self) -> str:
        seed = "" if self.outcome.seed is None else str(self.outcome.seed)
        begins = ["yes" if self.bell else "none", self.name, seed]
        if self.outcome.skipped:
            return _row([*begins, "skipped", *[""] * (len(COLUMNS) - 4)])
        counted = [self._figure(name) for name in ("done", "lost", "doubled", "parked", "taken_again")]
        return _row([*begins, self._figure("items"), str(len(self.outcome.struck)), *counted, *self._times()])

    def remarks(self) -> Iterator[str]:
        """What the columns have no place for."""
        outcome, told = self.outcome, self.outcome.verdict
        if outcome.struck:
            in_work = sum(one.in_work > 0 for one in outcome.struck)
            yield f"struck {', '.join(f'{who} x{times}' for who, times in sorted(outcome.whom.items()))}"
            yield f"{in_work} of {len(outcome.struck)} while letters were in work"
        if outcome.slowest:
            yield "database back after {:.1f} s at most, next letter after {:.1f} s".format(*outcome.slowest)
        if outcome.heard is not None:
            yield f"all found by the sweeper after {outcome.heard:.1f} s"
        if told.get("attempts"):
            yield f"attempts {', '.join(f'{items} x {attempts}' for attempts, items in told['attempts'].items())}"
        yield from (f"{told[name]} {word} on the shelf" for name, word in SHELF if told.get(name))

    def _figure(self, name: str) -> str:
        return str(self.outcome.verdict.get(name, "?"))

    def _times(self) -> tuple[str, str]:
        """Seconds, and how many times those of the undisturbed batch."""
        seconds = self.outcome.verdict.get("seconds")
        if seconds is None:
            return "?", ""
        return f"{seconds:.0f}", f"{seconds / self.peace:.2f}" if self.peace else ""


SHELF = (("orphans", "files without a document"), ("halves", "half-written files"))


def page(told: Sequence[Told], *, arguments: Sequence[str], day: date) -> str:
    """The page as Markdown."""
    drills = [name for name in ALL if any(one.name == name for one in told)]
    remarks = [(one.where, [*one.remarks(), *one.outcome.faults, one.outcome.skipped]) for one in told]
    return PAGE.format(
        arguments=" ".join(arguments),
        day=day.isoformat(),
        cores=os.cpu_count(),
        about="\n".join(f"- *{name}*: {ALL[name].about}" for name in drills),
        table="\n".join([_row(COLUMNS), _row(["---"] * len(COLUMNS)), *(one.row() for one in told)]),
        remarks="\n".join(f"- {where}: {'; '.join(filter(None, said))}." for where, said in remarks if any(said)),
    )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
