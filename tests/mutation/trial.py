"""A mutant on trial: a copy of the tree with one wrong step in it, and its judges in a fork of a warm process.

The process that forks has loaded everything that is not the house's own. So a fork reads the mutated source as a start
of its own would, and is there in a moment; its database is a copy of one that was migrated once.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

from casefile.home import ROOT
from tests.mutation import host, rooms
from tests.mutation.changes import Mutant

TEMPLATE = "casefile_to_copy"
HOSTED = {"TEST_TEMPLATE": TEMPLATE, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
HOUSE = ("casefile", "plaintiffs", "filings", "tests")
PLUGINS = ("-p", "pytest_django.plugin", "-p", "time_machine", "-p", "_hypothesis_pytestplugin")
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", ".hypothesis")
WARM = (
    *("_pytest.assertion.rewrite", "openpyxl", "jsonschema"),
    *("django.db.models", "django.test", "django.core.management", "django.forms", "django.template.loader"),
    *("psycopg", "psycopg_pool", "celery", "kombu", "redis", "cryptography.hazmat.primitives.ciphers.aead", "fido2"),
    *("weasyprint", "pikepdf", "pdfplumber", "pypdfium2", "liquid", "markdown_it", "rapidfuzz", "python_calamine"),
)


class Verdict(Enum):
    KILLED = "killed"
    SURVIVED = "survived"
    TOO_LONG = "killed: it never ended, or died"
    NOT_STARTED = "killed: nothing starts with it"
    NOT_REACHED = "survived: no test runs it"

    @property
    def killed(self) -> bool:
        return self.value.startswith("killed")


VERDICTS = {host.TOO_LONG: Verdict.TOO_LONG} | {
    0: Verdict.SURVIVED,
    1: Verdict.KILLED,
    2: Verdict.NOT_STARTED,
    3: Verdict.NOT_STARTED,
    4: Verdict.NOT_STARTED,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    mutant: Mutant | None
    verdict: Verdict
    judges: int
    seconds: float


class Tree:
    """A throw-away copy of the house in which one module at a time is wrong."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        self.folder = folder
        self._kept: tuple[Path, bytes, os.stat_result] | None = None
        self._line: socket.socket
        self._said = b""

    @property
    def log(self) -> Path:
        """What the last trial said, kept for whoever wonders."""
        return ROOT / "var" / "mutation" / f"{self.folder.name}.log"

    @property
    def trouble(self) -> Path:
        return self.log.with_suffix(".trouble")

    def load(self) -> None:
        """Start the process that hosts trials in this tree. It ends when its line is closed."""
        here, there = socket.socketpair()
        environ = (
            os.environ
            | HOSTED
            | {
                "MUTATION_LINE": str(there.fileno()),
                "MUTATION_TROUBLE": str(self.trouble),
                "PYTHONPATH": str(self.folder),
            }
        )
        argv = [sys.executable, "-m", "pytest", "-q", *PLUGINS, "-p", "tests.mutation.host", *rooms.JUDGES]
        argv += ["-m", "not e2e and not drill", f"--basetemp={self.folder}.tmp"]
        with self.log.open("wb") as log:
            line = [there.fileno()]
            subprocess.Popen(argv, cwd=self.folder, env=environ, stdout=log, stderr=log, pass_fds=line)  # noqa: S603
        there.close()
        self._line = here
        self._line.settimeout(0)

    def tell(self, asked: dict[str, object]) -> None:
        self._line.settimeout(None)
        self._line.sendall(json.dumps(asked).encode() + b"\n")
        self._line.settimeout(0)

    def heard(self) -> str:
        """A whole line of the host's, else nothing yet."""
        with contextlib.suppress(BlockingIOError):
            part = self._line.recv(4096)
            if not part:
                raise RuntimeError(f"the host of {self.folder.name} has ended: see {self.log}")
            self._said += part
        if not self._said.endswith(b"\n"):
            return ""
        told, self._said = self._said.decode().strip(), b""
        return told

    def await_loaded(self) -> None:
        while self.heard() != "loaded":
            time.sleep(0.1)

    def close(self) -> None:
        self._line.close()

    def change(self, mutant: Mutant | None) -> None:
        if mutant is None:
            return
        path = self.folder / mutant.path
        self._kept = (path, path.read_bytes(), path.stat())
        path.write_bytes(mutant.applied(path.read_bytes()))

    def mend(self) -> None:
        """Byte for byte as before, its time too: what was compiled of it stays good."""
        if self._kept:
            path, source, times = self._kept
            path.write_bytes(source)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
            self._kept = None


def warm_up() -> None:
    """Load what is not the house's own; nothing here may read settings."""
    for name in WARM:
        importlib.import_module(name)


class FreshTrial:
    """One mutant before its judges in a fork that imports the house anew."""

    def __init__(self, tree: Tree, mutant: Mutant | None, judges: list[str]) -> None:
        self.tree, self.mutant, self.judges = tree, mutant, judges
        self.began = time.monotonic()
        tree.change(mutant)
        self.child = os.fork()
        if not self.child:
            _be_fresh(tree, judges, compiling=mutant is None)

    def verdict(self) -> Verdict | None:
        """None while it lasts. What it left, processes and database, is put away with it."""
        ended, status = os.waitpid(self.child, os.WNOHANG)
        late = not ended and time.monotonic() - self.began > host.MOST_SECONDS
        if not ended and not late:
            return None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child, signal.SIGKILL)
        if late:
            os.waitpid(self.child, 0)
        self.tree.mend()
        drop(f"casefile_one_{self.child}")
        code = host.TOO_LONG if late else os.waitstatus_to_exitcode(status)
        return VERDICTS.get(code if code >= 0 else host.TOO_LONG, Verdict.NOT_STARTED)


class HostedTrial:
    """One mutant of a function's inside, patched into a fork of a process that has loaded every judge."""

    def __init__(self, tree: Tree, mutant: Mutant | None, judges: list[str]) -> None:
        self.tree, self.mutant, self.judges = tree, mutant, judges
        self.began = time.monotonic()
        path = tree.folder / (mutant.path if mutant else "manage.py")
        source = path.read_text(encoding="utf-8")
        after = mutant.applied(source.encode()).decode() if mutant else ""
        tree.change(mutant)
        tree.tell({"path": str(path), "before": source, "after": after, "tests": judges})

    def verdict(self) -> Verdict | None:
        told = self.tree.heard()
        if not told:
            return None
        code, child = map(int, told.split())
        self.tree.mend()
        drop(f"casefile_one_{child}")
        if code == host.BROKEN:
            raise RuntimeError(f"{self.mutant} could not be tried; {self.tree.trouble} says why")
        return VERDICTS[code]


Trial = FreshTrial | HostedTrial


def try_all(
    asked: Iterable[tuple[Mutant | None, list[str]]], *, trees: list[Tree], anew: bool = False
) -> Iterator[Outcome]:
    """Each mutant before its judges, one in each tree at a time, as they end. `anew`: all by a start of their own."""
    free, running = list(trees), list[Trial]()
    for mutant, judges in asked:
        if not judges:
            yield Outcome(mutant, Verdict.NOT_REACHED, 0, 0)
            continue
        if not free:
            yield _first_to_end(running, free)
        kind = HostedTrial if hosted(mutant) and not anew else FreshTrial
        running.append(kind(free.pop(), mutant, judges))
    while running:
        yield _first_to_end(running, free)


def hosted(mutant: Mutant | None) -> bool:
    source = (ROOT / mutant.path).read_bytes() if mutant else b""
    return mutant is None or host.can_be_patched(source, mutant.applied(source))


def _first_to_end(running: list[Trial], free: list[Tree]) -> Outcome:
    while True:
        for trial in running:
            verdict = trial.verdict()
            if verdict:
                running.remove(trial)
                free.append(trial.tree)
                return Outcome(trial.mutant, verdict, len(trial.judges), time.monotonic() - trial.began)
        time.sleep(0.02)


def drop(name: str) -> None:
    with psycopg.connect(os.environ["DATABASE_SUPER_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _be_fresh(tree: Tree, tests: list[str], *, compiling: bool) -> NoReturn:
    """In the fork: be a start in that tree, run these tests until one fails, and end with pytest's code.

    Only of the house as it stands is anything kept that was compiled.
    """
    code = 3
    try:
        os.setsid()
        _speak_into(tree.log)
        _forget_the_house(tree.folder)
        sys.dont_write_bytecode = not compiling
        wanted = tree.log.with_suffix(".json")
        wanted.write_text(json.dumps(tests), encoding="utf-8")
        os.environ.update(TEST_TEMPLATE=TEMPLATE, MUTATION_TESTS=str(wanted), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        files = rooms.JUDGES if compiling else dict.fromkeys(test.partition("::")[0] for test in tests)
        chosen = ("-p", "tests.mutation.chosen", f"--basetemp={tree.folder}.tmp")
        code = pytest.main(["-x", "-q", *PLUGINS, *chosen, *files])
        sys.stdout.flush()
    finally:
        os._exit(int(code))


def _speak_into(log: Path) -> None:
    told = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(told, 1)
    os.dup2(told, 2)


def _forget_the_house(tree: Path) -> None:
    """What is imported from here on comes from that tree, in this process and in those it starts."""
    os.chdir(tree)
    os.environ.update(PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(tree))
    sys.path[:] = [str(tree), *(place for place in sys.path if place not in ("", str(ROOT)))]
    for name in [name for name in sys.modules if name.partition(".")[0] in HOUSE]:
        del sys.modules[name]
