"""A house of its own for the drill, opened as people open theirs: `manage.py up`, and nothing beside it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from casefile import children, processes
from casefile.broker import Broker
from casefile.children import Child
from casefile.embedded import Cluster
from casefile.home import ROOT
from tests.chaos import members

OPEN = "Ctrl-C stops it."  # the last line that `up` says before it watches
PATIENCE = 120.0
ORPHANED = 15.0  # seconds in which the hands of a killed head find out and end
LINK = re.compile(r"http://localhost:\d+(/welcome/\S+)")
OTHERS = ("CASEFILE_", "DATABASE_", "REDIS_", "SECRET_KEY", "DJANGO_", "GUNICORN_")
EMPTY = """
SET session_replication_role = replica;
DELETE FROM filings_finding; DELETE FROM filings_document_plaintiffs; DELETE FROM filings_document;
DELETE FROM casefile_batchitem; DELETE FROM casefile_batch
"""
FAR = """
SELECT count(*) FILTER (WHERE item.state NOT IN ('asked', 'leased')), count(*),
       count(*) FILTER (WHERE rung_at IS NULL AND attempt = 0), count(*) FILTER (WHERE batch.ended_at IS NULL) = 0,
       count(*) FILTER (WHERE item.state = 'leased')
FROM casefile_batchitem AS item JOIN casefile_batch AS batch ON batch.id = batch_id WHERE batch_id = %s
"""


class NotOpened(Exception):
    """`up` ended before it said that the house is open."""


@dataclass(frozen=True, slots=True)
class Far:
    """How far a batch is: ended in any way, of how many; `unheard` were neither rung for nor worked."""

    ended: int
    items: int
    unheard: int
    closed: bool
    in_work: int


@dataclass(slots=True)
class House:
    """`bell` says whether there is a broker; `media` where papers go, `planted` whether the rig's settings are used.

    `strays` is how many processes were left when `up` had ended.
    """

    place: Path
    bell: bool
    lease: int | None = None
    port: int = field(default_factory=lambda: free_port())
    up: Child | None = None
    media: Path | None = None
    planted: bool = False
    strays: int = 0
    _line: psycopg.Connection[Any] | None = None

    @property
    def cluster(self) -> Cluster:
        return Cluster(self.place / "pg")

    @property
    def broker(self) -> Broker:
        return Broker(self.place / "redis")

    @property
    def head(self) -> int:
        """The number of `up` itself."""
        return self.up.process.pid if self.up and self.up.process else 0

    @property
    def gave_up(self) -> bool:
        return self.up is None or self.up.ended() is not None

    @property
    def said(self) -> list[str]:
        """What `up` has said since it was started last."""
        return (self.place / "up.log").read_text(encoding="utf-8").splitlines()

    @property
    def link(self) -> str:
        """The path that signs a newcomer in, once."""
        return next(found.group(1) for line in self.said if (found := LINK.search(line)))

    @contextmanager
    def opened(self) -> Iterator[None]:
        """`up` at work for as long as this lasts."""
        entry = [str(ROOT / "manage.py")] if self.bell else ["-m", "tests.chaos.without_broker"]
        log = self.place / "up.log"
        log.unlink(missing_ok=True)
        self.up = Child("the house", [sys.executable, *entry, "up", "--port", str(self.port)], log, self._environ())
        self.up.grace = 60
        self.up.start()
        try:
            self._await_open()
            yield
        finally:
            children.stop([self.up])
            self.hang_up()
            self.strays = _ended(self.place)

    def inside(self, act: str, *arguments: str) -> dict[str, Any]:
        """Do something with the house's own services; what it answers."""
        environ = self._environ() | self.cluster.addresses()
        if self.bell:
            environ["REDIS_URL"] = self.broker.url
        argv = [sys.executable, "-m", "tests.chaos.inside", act, *arguments]
        done = subprocess.run(argv, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{act}: {done.stderr[-2000:]}")
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def sql(self, statement: str, *values: object) -> list[tuple[Any, ...]] | None:
        """Ask the database as its superuser; None while it does not answer."""
        try:
            if self._line is None:
                self._line = psycopg.connect(self.cluster.address("postgres"), connect_timeout=2, autocommit=True)
            asked = self._line.execute(statement, values or None)
            return asked.fetchall() if asked.description else []
        except psycopg.OperationalError:
            self.hang_up()
            return None

    def far(self, batch: str) -> Far | None:
        """How far the batch is; None while the database does not answer."""
        found = self.sql(FAR, batch)
        return Far(*found[0]) if found else None

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def empty(self) -> None:
        """Forget earlier batches and their papers, so that every drill begins with an empty shelf."""
        self.sql(EMPTY)
        self.hang_up()
        for folder in (self.media or self.place / "media").glob("papers"):
            shutil.rmtree(folder)

    def _await_open(self) -> None:
        until = time.monotonic() + PATIENCE
        while not self.said or not self.said[-1].endswith(OPEN):
            if self.gave_up or time.monotonic() > until:
                raise NotOpened("\n".join(self.said[-5:]))
            time.sleep(0.1)

    def _environ(self) -> dict[str, str]:
        """Ours, without what leads to another house."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(OTHERS)}
        told = {"CASEFILE_HOME": str(self.place), "CASEFILE_LOOPBACK": "1"}
        if self.lease is not None:
            told["CASEFILE_LEASE_SECONDS"] = str(self.lease)
        if self.media is not None:
            told["CASEFILE_MEDIA"] = str(self.media)
        told["DJANGO_SETTINGS_MODULE"] = "tests.chaos.settings" if self.planted else "casefile.settings"
        return {**ours, **told, **_kept()}


def _kept() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("CASEFILE_PG_")}


@contextmanager
def built(*, bell: bool, lease: int | None = None) -> Iterator[House]:
    """A house in a folder of its own, which goes with it, whatever happened there."""
    place = Path(tempfile.mkdtemp(prefix="cf-"))  # short, for the sockets, and open to the server's own account
    place.chmod(0o711)
    house = House(place, bell=bell, lease=lease)
    with ExitStack() as stack:
        stack.callback(_leave_nothing, house)
        yield house


def _ended(place: Path) -> int:
    """How many processes of the house outlive it by more than a moment; they are ended."""
    until = time.monotonic() + ORPHANED
    while members.at_home_in(place) and time.monotonic() < until:
        time.sleep(0.1)
    strays = members.at_home_in(place)
    for number in strays:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    return len(strays)


def _leave_nothing(house: House) -> None:
    for number in processes.working_in(house.place / "pg" / "data"):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    folder = (house.place / "pg").resolve()
    shutil.rmtree(house.place)
    if folder.exists():
        shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
