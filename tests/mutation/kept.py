"""What came of the last run, so that survivors can be tried again when tests were added."""

from __future__ import annotations

import json
from collections.abc import Iterable

from casefile.home import ROOT
from tests.mutation.changes import Mutant
from tests.mutation.trial import Outcome, Verdict

FILE = ROOT / "var" / "mutation" / "outcomes.json"
Key = tuple[str, int, int, str]


def key(mutant: Mutant) -> Key:
    return (mutant.path, mutant.start, mutant.end, mutant.new)


def keep(outcomes: Iterable[Outcome]) -> None:
    rows = [[*_fields(one.mutant), one.verdict.value, one.judges, one.seconds] for one in outcomes if one.mutant]
    FILE.write_text(json.dumps(rows), encoding="utf-8")


def tried() -> set[Key]:
    return {key(one.mutant) for one in before() if one.mutant}


def survivors() -> set[Key]:
    return {key(one.mutant) for one in before() if one.mutant and not one.verdict.killed}


def before() -> list[Outcome]:
    rows = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    return [Outcome(_mutant(*row[:-3]), Verdict(row[-3]), row[-2], row[-1]) for row in rows]


def replaced(known: Iterable[Outcome], one: Outcome) -> list[Outcome]:
    """With this one in the place of the same mutant's; in the order of the source."""
    both = {key(held.mutant): held for held in [*known, one] if held.mutant}
    return [both[place] for place in sorted(both)]


def _fields(mutant: Mutant) -> list[object]:
    return [getattr(mutant, name) for name in Mutant.__slots__]


def _mutant(*told: object) -> Mutant:
    *plain, lines = told
    return Mutant(*plain, tuple(lines))  # type: ignore[arg-type, call-arg]
