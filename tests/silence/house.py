"""A house of its own for the drill: database as people have it, broker, web and worker, all of it told to say much."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, LiteralString

import psycopg
import pytest

from casefile import children, household, keys
from casefile.broker import Broker
from casefile.children import Child
from casefile.embedded import Cluster, ThrowAway
from casefile.home import ROOT

if TYPE_CHECKING:
    from tests.silence.crawl import Crawl

WAITING = b"LRANGE celery 0 -1\r\n"
ACTIVITY = "SELECT query FROM pg_stat_activity WHERE query <> '' AND pid <> pg_backend_pid()"


class Peoples(ThrowAway):
    """As quick to make as the tests' own, with the settings of the one that people use, and a log of every statement.

    What the server does not write of a statement's values, that it does not write here either.
    """

    settings: ClassVar[Mapping[str, str]] = {
        **Cluster.settings,
        "log_statement": "all",
        "log_min_messages": "debug1",
        "track_activity_query_size": "65536",
    }


@dataclass(slots=True)
class House:
    """Where everything that it writes lies: below `place` and `cluster.folder`."""

    place: Path
    cluster: Cluster
    broker: Broker
    environ: Mapping[str, str]
    port: int = field(default_factory=lambda: free_port())
    running: list[Child] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)  # the step of each role's last code
    closing: threading.Event = field(default_factory=threading.Event)
    crawled: Crawl | None = None
    looks: int = 0  # at what the database is doing

    @property
    def opened(self) -> Path:
        """Answers that may say one field."""
        return self.place / "opened"

    def start(self, child: Child) -> None:
        child.environ = {**self.environ, "WHITENOISE_USE_FINDERS": "1", "PYTHONUNBUFFERED": "1"}
        child.argv = [{"INFO": "DEBUG"}.get(word, word) for word in child.argv]
        child.start()
        self.running.append(child)

    def start_broker(self) -> None:
        child = household.broker(self.broker)
        self.start(child)
        assert household.await_broker(self.broker, child)
        threading.Thread(target=self._listen, args=(self._line(),), daemon=True).start()

    def start_web(self) -> None:
        child = household.web([f"127.0.0.1:{self.port}"])
        self.start(child)
        household.await_web(child, port=self.port)

    def start_worker(self) -> Child:
        child = household.worker()
        self.start(child)
        return child

    def run(self, *argv: str) -> None:
        """A Python program in this house; what it says is one of its logs."""
        with (self.place / "log" / "commands.log").open("ab") as log:
            subprocess.run(
                [sys.executable, *argv],
                env=self.environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                check=True,
            )

    def super(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.cluster.address("postgres"), dbname="casefile", autocommit=True)

    def one(self, question: LiteralString, *told: str) -> str:
        """The one value that the superuser is answered."""
        with self.super() as root:
            found = root.execute(question, told).fetchone()
        assert found, question
        return str(found[0])

    def watch_the_database(self) -> None:
        """Write down every statement that its activity shows, looked at twenty times a second until the end."""
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        said: set[str] = set()
        with self.super() as root, (self.place / "activity.txt").open("w", encoding="utf-8") as written:
            while not self.closing.wait(0.05):
                self.looks += 1
                for (query,) in root.execute(ACTIVITY):
                    if query not in said:
                        said.add(str(query))
                        written.write(f"{query}\n")
                written.flush()

    def dump(self) -> Path:
        """Everything that the database would give to a backup."""
        path = self.place / "dump.sql"
        program = self.cluster.postmaster.programs / "pg_dump"
        address = self.environ["DATABASE_SUPER_URL"].replace("/postgres?", "/casefile?")
        subprocess.run([program, "--file", path, "--inserts", address], check=True)
        return path

    def back_up(self) -> Path:
        """The server's own copy of its whole folder, with the log of changes."""
        folder = self.place / "backup"
        program = self.cluster.postmaster.programs / "pg_basebackup"
        address = self.environ["DATABASE_SUPER_URL"]
        asked = ["--pgdata", str(folder), "--format", "tar", "--wal-method", "fetch", "--checkpoint", "fast"]
        subprocess.run([program, *asked, "--dbname", address], check=True)
        return folder

    def keep_queue(self) -> int:
        """Write down the task messages that wait while no worker is there. How many bytes they are."""
        with self._line() as line:
            line.sendall(WAITING)
            waiting = b"".join(iter(lambda: _receive(line), b""))
        (self.place / "broker" / "waiting.txt").write_bytes(waiting)
        return len(waiting)

    def redis(self, *words: str) -> None:
        told = "".join(f"${len(word.encode())}\r\n{word}\r\n" for word in words)
        with self._line() as line:
            line.sendall(f"*{len(words)}\r\n{told}".encode())
            assert line.recv(64).startswith(b"+")

    def snapshot(self) -> None:
        """All that the broker holds, in its other kind of file."""
        self.redis("BGSAVE")
        until = time.monotonic() + 30
        while not (self.broker.folder / "dump.rdb").exists():
            assert time.monotonic() < until, "the broker writes no snapshot"
            time.sleep(0.1)

    def _line(self) -> socket.socket:
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(2)
        line.connect(str(self.broker.socket))
        return line

    def _listen(self, line: socket.socket) -> None:
        """Every command that the broker is given, until it goes."""
        line.settimeout(None)
        line.sendall(b"MONITOR\r\n")
        with line, (self.place / "broker" / "monitor.txt").open("wb") as heard:
            while said := line.recv(65536):
                heard.write(said)
                heard.flush()


@contextmanager
def opened() -> Iterator[House]:
    """The house with its database and broker running; web and worker are started when they are wanted."""
    place = Path(tempfile.mkdtemp(prefix="cf-"))  # short, and open to the server's own account
    place.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, place)
        for name in ("keys", "media", "log", "broker", "answers", "opened"):
            (place / name).mkdir(mode=0o700)
        monkeypatch = stack.enter_context(pytest.MonkeyPatch.context())
        monkeypatch.setenv("CASEFILE_HOME", str(place))
        keys.make_key_file(place / "keys" / "keys.json")
        keys.make_secret_key_file(place / "keys" / "secret_key")
        cluster, broker = Peoples(place / "pg"), Broker(place / "redis")
        stack.enter_context(cluster.joined())
        house = House(place, cluster, broker, _environ(place, cluster, broker))
        stack.callback(lambda: children.stop(house.running[::-1]))
        stack.callback(house.closing.set)
        house.start_broker()
        yield house


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port


def _environ(place: Path, cluster: Cluster, broker: Broker) -> dict[str, str]:
    """Ours without what leads to another house, and with every part at its most talkative."""
    other = ("CASEFILE_", "DATABASE_", "REDIS_", "SECRET_KEY")
    ours = {name: value for name, value in os.environ.items() if not name.startswith(other)}
    return {
        **ours,
        **cluster.addresses(),
        "CASEFILE_HOME": str(place),
        "CASEFILE_LOOPBACK": "1",
        "CASEFILE_LOG_LEVEL": "DEBUG",
        "GUNICORN_CMD_ARGS": "--log-level=debug",
        "DJANGO_SETTINGS_MODULE": "casefile.settings",
        "REDIS_URL": broker.url,
    }


def _receive(line: socket.socket) -> bytes:
    try:
        return line.recv(65536)
    except TimeoutError:
        return b""
