"""docs/mutation.md: what was drawn, what was killed, and of each survivor why it lives."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from casefile import clock
from casefile.home import ROOT
from tests.mutation import rooms
from tests.mutation.trial import Outcome, Verdict

ENOUGH = 0.9
HEAD = Path(__file__).with_name("head.md")
JUDGED = Path(__file__).with_name("judged.toml")  # written by hand, for each survivor


def enough(outcomes: Sequence[Outcome]) -> bool:
    return sum(one.verdict.killed for one in outcomes) >= ENOUGH * len(outcomes)


def text(outcomes: Sequence[Outcome], *, seed: int, count: int, failed: Iterable[str]) -> str:
    parts = [
        HEAD.read_text(encoding="utf-8").rstrip(),
        "## The last run",
        _in_a_sentence(outcomes, seed=seed, count=count),
        _by_room(outcomes),
        _by_kind(outcomes),
        "## Survivors",
        *_survivors(outcomes),
    ]
    parts += [f"Not among the judges, for they failed without a mutant: {', '.join(sorted(failed))}."] * bool(failed)
    return "\n\n".join(parts).rstrip() + "\n"


def _in_a_sentence(outcomes: Sequence[Outcome], *, seed: int, count: int) -> str:
    killed = sum(one.verdict.killed for one in outcomes)
    where = f"{len({one.mutant.path for one in outcomes if one.mutant})} modules"
    share = f"**{killed} killed ({killed / max(len(outcomes), 1):.1%})**"
    return (
        f"{clock.today():%Y-%m-%d}, seed {seed}: {len(outcomes)} of {count} drawn mutants tried, of {where}; {share}, "
        f"{len(outcomes) - killed} survived."
    )


def _by_room(outcomes: Sequence[Outcome]) -> str:
    rows = []
    for room in rooms.ROOMS:
        inside = set(rooms.modules(room))
        rows.append((room, [one for one in outcomes if one.mutant and one.mutant.path in inside]))
    return _table("room", rows)


def _by_kind(outcomes: Sequence[Outcome]) -> str:
    kinds = Counter(one.mutant.kind for one in outcomes if one.mutant)
    rows = [
        (kind, [one for one in outcomes if one.mutant and one.mutant.kind == kind]) for kind, _ in kinds.most_common()
    ]
    return _table("step", rows)


def _table(head: str, rows: Iterable[tuple[str, Sequence[Outcome]]]) -> str:
    lines = [f"| {head} | mutants | killed |", "|---|---|---|"]
    lines += [f"| {name} | {len(held)} | {sum(one.verdict.killed for one in held)} |" for name, held in rows]
    return "\n".join(lines)


def _survivors(outcomes: Sequence[Outcome]) -> Iterator[str]:
    judged = tomllib.loads(JUDGED.read_text(encoding="utf-8")).get("survivor", [])
    for one in outcomes:
        if one.mutant and not one.verdict.killed:
            before, after = one.mutant.diff((ROOT / one.mutant.path).read_bytes())
            why = [told["why"] for told in judged if (told["path"], told["now"]) == (one.mutant.path, after)]
            not_run = "No test runs this line. " if one.verdict is Verdict.NOT_REACHED else ""
            where = f"`{one.mutant.path}:{one.mutant.line}` {one.mutant.place} ({one.mutant.kind})"
            yield f"{where}\n\n```diff\n- {before}\n+ {after}\n```\n\n{not_run}{why[0] if why else 'Not judged yet.'}"
