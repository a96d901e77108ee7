"""The drills, one after another. Exit code 1 when anything was lost, doubled, or left to a person."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from types import FrameType

from casefile import clock
from casefile.home import ROOT
from tests.chaos import house as houses
from tests.chaos import report
from tests.chaos.drill import Drill
from tests.chaos.members import PROC
from tests.chaos.report import Told
from tests.chaos.scenarios import ALL, Size

PAGE = ROOT / "docs" / "chaos.md"


def main(argv: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _leave)
    asked = _asked(argv)
    if not PROC.is_dir():
        sys.stderr.write("chaos: who is who is read from /proc, which only Linux has.\n")
        return 2
    told = [one for bell in _bells(asked) for one in _in_house(asked, bell=bell)]
    if asked.write:
        PAGE.write_text(report.page(told, arguments=argv, day=clock.today()), encoding="utf-8")
    failed = [one for one in told if not one.good]
    skipped = sum(bool(one.outcome.skipped) for one in told)
    _say(f"{len(told) - len(failed) - skipped} drills good, {len(failed)} failed, {skipped} skipped")
    return 1 if failed else 0


def _in_house(asked: argparse.Namespace, *, bell: bool) -> Iterator[Told]:
    """Every drill that was asked for, in one house; in peace first, for the others are measured against it."""
    peace: float | None = None
    with houses.built(bell=bell, lease=asked.lease) as house:
        for name in [name for name in ALL if not asked.only or name in asked.only]:
            scenario = ALL[name]
            if scenario.needs_bell and not bell:
                continue
            for seed in asked.seeds if scenario.seeded else [None]:
                outcome = Drill(house, scenario, Size(asked.letters, asked.kills), seed).run()
                told = Told(bell, name, outcome, peace if scenario.seeded else None)
                peace = peace if scenario.seeded else outcome.verdict.get("seconds")
                _say(told.line())
                if not told.good:
                    _keep_logs(house)
                yield told


def _keep_logs(house: houses.House) -> None:
    """What the programs said in a drill that failed is looked for afterwards."""
    kept = ROOT / "var" / "chaos" / house.place.name
    shutil.copytree(house.place / "log", kept, dirs_exist_ok=True)
    shutil.copy(house.place / "up.log", kept)
    _say(f"logs are kept in {kept}")


def _bells(asked: argparse.Namespace) -> list[bool]:
    return [False] if asked.no_broker else [True] if asked.broker else [True, False]


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py chaos", description=__doc__)
    parser.add_argument("--letters", type=int, default=300, metavar="N", help="how many are pressed in a drill (300)")
    parser.add_argument("--kills", type=int, default=20, metavar="N", help="how many kill -9 fall in a drill (20)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5], metavar="SEED", help="(1 2 3 4 5)")
    parser.add_argument("--only", nargs="+", choices=list(ALL), help="these drills, not all")
    parser.add_argument("--lease", type=int, metavar="SECONDS", help="leases of this length instead of the house's own")
    parser.add_argument("--write", action="store_true", help="write docs/chaos.md")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--broker", action="store_true", help="only in a house with a broker")
    which.add_argument("--no-broker", action="store_true", help="only in a house without one")
    return parser.parse_args(argv)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _leave(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
