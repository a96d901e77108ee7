"""Draw mutants, try them, write docs/mutation.md. Run by `manage.py mutate`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from casefile import roles
from casefile.home import ROOT
from tests.mutation import kept, reach, report, rooms, trial
from tests.mutation.changes import Mutant, drawn, mutants_of

FOLDER = ROOT / "var" / "mutation"
QUICK = 1.0  # seconds
FIRST_LOOK = {True: 15.0, False: 6.0}  # seconds of tests; less for what takes a start of its own
SECOND_LOOK = 45.0  # for a mutant that lived through the first, always by a start of its own
ORDINARY = "not e2e and not drill"


def main(arguments: list[str]) -> int:
    asked = _asked(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="casefile-mutation-") as folder:
        trees = [trial.Tree(Path(folder) / f"tree-{number}") for number in range(asked.hands)]
        known = _map(trees[0], fresh=asked.fresh_map, hands=asked.hands, added=asked.added)
        with _template():
            trial.warm_up()
            with _loaded(trees):
                _check_the_rig(trees, known)
                outcomes = _tried(trial.try_all(_chosen(asked, known), trees=trees, anew=asked.survivors), asked)
    text = report.text(outcomes, seed=asked.seed, count=asked.count, failed=known.failed)
    _say(f"{text}\n{time.monotonic() - began:.0f} s\n")
    if not asked.only:
        (ROOT / "docs" / "mutation.md").write_text(text, encoding="utf-8")
    return 0 if report.enough(outcomes) else 1


def _asked(arguments: list[str]) -> Namespace:
    parser = ArgumentParser(prog="manage.py mutate")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--hands", type=int, default=2)
    parser.add_argument("--only", default="")
    parser.add_argument("--survivors", action="store_true")
    parser.add_argument("--rest", action="store_true")
    parser.add_argument("--fresh-map", action="store_true")
    parser.add_argument("--added", action="append", default=[])
    return parser.parse_args(arguments)


def _map(tree: trial.Tree, *, fresh: bool, hands: int, added: list[str]) -> reach.Reach:
    """Which test runs which line: read from earlier runs, but for tests that are new."""
    if fresh or not list(FOLDER.glob("map-*.json")):
        for old in FOLDER.glob("map-*.json"):
            old.unlink()
        _trace(tree, rooms.JUDGES, hands=hands)
    elif added:
        _trace(tree, added, hands=hands)
    return reach.read(FOLDER)


def _trace(tree: trial.Tree, paths: Sequence[str], *, hands: int) -> None:
    argv = [sys.executable, "-m", "pytest", "-q", "-n", str(hands), "--dist", "loadfile", "-m", ORDINARY]
    environ = os.environ | {"MUTATION_FOLDER": str(FOLDER), "PYTHONPATH": str(tree.folder)}
    argv += ["-p", "tests.mutation.trace", *paths]
    subprocess.run(argv, cwd=tree.folder, env=environ, check=False)  # noqa: S603 (a test that fails is left out)


@contextmanager
def _template() -> Iterator[None]:
    """A migrated database of which every mutant gets a copy."""
    server = os.environ["DATABASE_SUPER_URL"]
    roles.drop_database(server, name=trial.TEMPLATE)
    roles.create_database(server, name=trial.TEMPLATE)
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_VAULT_URL")
    addresses = {name: os.environ[name].replace("/casefile?", f"/{trial.TEMPLATE}?") for name in names}
    migrate = "import django; from django.core.management import call_command; django.setup(); "
    migrate += "call_command('migrate', database='owner', verbosity=0)"
    environ = {**os.environ, **addresses, "DJANGO_SETTINGS_MODULE": "casefile.settings"}
    subprocess.run([sys.executable, "-c", migrate], cwd=ROOT, env=environ, check=True)  # noqa: S603 (ourselves)
    try:
        yield
    finally:
        roles.drop_database(server, name=trial.TEMPLATE)


@contextmanager
def _loaded(trees: list[trial.Tree]) -> Iterator[None]:
    for tree in trees:
        tree.load()
    for tree in trees:
        tree.await_loaded()
    try:
        yield
    finally:
        for tree in trees:
            tree.close()


def _check_the_rig(trees: list[trial.Tree], known: reach.Reach) -> None:
    """A rig that calls everything killed would be of no use: the house as it stands must pass."""
    quick = sorted(test for test, seconds in known.seconds.items() if seconds < QUICK)
    tests = quick[:: max(len(quick) // 20, 1)]
    both = [trial.try_all([(None, tests) for _ in trees], trees=trees, anew=anew) for anew in (False, True)]
    for outcome in chain.from_iterable(both):
        _say(f"the house as it stands: {outcome.verdict.value} ({outcome.judges} tests, {outcome.seconds:.1f} s)\n")
        if outcome.verdict is not trial.Verdict.SURVIVED:
            raise SystemExit("The tests fail without any mutant: nothing was counted.")


def _chosen(asked: Namespace, known: reach.Reach) -> list[tuple[Mutant | None, list[str]]]:
    all_of = {path: mutants_of(path, (ROOT / path).read_bytes()) for path in rooms.every_module()}
    lot = drawn(all_of, seed=asked.seed, count=asked.count)
    if asked.survivors:
        alive = kept.survivors()
        return [(one, known.judges_of(one, seconds=SECOND_LOOK)) for one in lot if kept.key(one) in alive]
    done = kept.tried() if asked.rest else set()
    fitting = [one for one in lot if asked.only in f"{one.path}:{one.line} {one.place}" and kept.key(one) not in done]
    return [(one, known.judges_of(one, seconds=FIRST_LOOK[trial.hosted(one)])) for one in fitting]


def _tried(outcomes: Iterator[trial.Outcome], asked: Namespace) -> list[trial.Outcome]:
    """Each is told and kept as it comes, so that `--rest` can go on where a run was broken off."""
    known = kept.before() if asked.survivors or asked.rest else []
    for number, one in enumerate(outcomes, start=1):
        if one.mutant:
            where = f"{one.mutant.path}:{one.mutant.line} {one.mutant.kind}"
            _say(f"{number:>4} {one.seconds:5.1f} s  {one.judges:>4} tests  {one.verdict.value:<26} {where}\n")
            known = kept.replaced(known, one)
        if not asked.only:
            kept.keep(known)
    return known


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
