"""From a command line into Django: the house's folder, its keys and its database first, then the command."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from psycopg.errors import DiskFull

from casefile import embedded, keys, upkeep
from casefile.broker import Broker
from casefile.errors import CasefileError
from casefile.home import ROOT, open_house

WITHOUT_HOUSE = {"collectstatic", "make_roles", "make_secrets", "sbom", "services"}  # it is elsewhere, or not made yet
WITHOUT_DATA = {
    *("", "help", "version", "--version", "startproject", "startapp"),
    *("makemigrations", "makemessages", "compilemessages", "sqlmigrate", "sweeper"),
    "chaos",  # it builds a house of its own
    *("sweep", "check_paper", "audit_check"),  # they look at files; a database at work would move under the first
}
KEPT_FOR_TESTS = ("CASEFILE_PG_BIN", "CASEFILE_PG_USER")
FULL = "The disk is full. Nothing that was saved is lost; make room, then start again."


def run(argv: Sequence[str]) -> None:
    """Run one manage.py command, with whatever it needs standing around it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casefile.settings")
    try:
        with _surroundings(argv):
            execute_from_command_line(list(argv))
    except (CasefileError, ImproperlyConfigured) as refusal:  # its words are fit to show
        _stop(str(refusal))
    except OSError as trouble:
        if trouble.errno != errno.ENOSPC:
            raise
        _stop(FULL)
    except django.db.OperationalError as trouble:
        if isinstance(trouble.__cause__, DiskFull):
            _stop(FULL)
        if getattr(trouble.__cause__, "sqlstate", "none"):
            raise
        _stop(f"The database does not answer: {str(trouble).strip().splitlines()[0]}")


def _stop(line: str) -> None:
    sys.stderr.write(f"casefile: {line}\n")
    sys.exit(2)


@contextmanager
def _surroundings(argv: Sequence[str]) -> Iterator[None]:
    command = argv[1] if len(argv) > 1 else ""
    asks_for_help = bool({"-h", "--help"} & set(argv[2:]))
    if command in ("test", "lint", "bench", "mutate"):
        with _test_house():
            yield
        return
    if command in WITHOUT_HOUSE:
        yield
        return
    _open_house()
    if command in WITHOUT_DATA or asks_for_help:
        yield
    elif command == "up":
        _set_addresses()
        yield
    else:
        with _database_for(command):
            yield


@contextmanager
def _database_for(command: str) -> Iterator[None]:
    """The house's own database for the length of a command: the one that runs, else one started for it alone."""
    cluster = embedded.of_this_house()
    if cluster is None:
        yield
        return
    _set_addresses()
    signal.signal(signal.SIGTERM, _leave)
    with cluster.joined():
        django.setup()
        upkeep.keep_keys()
        if command not in ("migrate", "showmigrations"):
            upkeep.keep_tables()
        yield


def _set_addresses() -> None:
    """What settings read of the house's own servers, where nobody has named others."""
    os.environ.setdefault("CASEFILE_LOOPBACK", "1")
    cluster = embedded.of_this_house()
    if cluster is not None:
        _set_variables(cluster)
    broker = Broker.of_this_house()
    if broker is not None and (broker.running() or sys.argv[1:2] == ["up"] and broker.command()):
        os.environ["REDIS_URL"] = broker.url


def _open_house() -> None:
    open_house()
    if not os.environ.get("SECRET_KEY"):
        keys.make_secret_key_file(Path(os.environ["CASEFILE_SECRET_KEY_FILE"]))


def _set_variables(cluster: embedded.Cluster) -> None:
    """Its addresses, and at the end of the PATH its programs: psql for dbshell, pg_dump for backups."""
    os.environ.update(cluster.addresses())
    os.environ["PATH"] = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{cluster.postmaster.programs}"


@contextmanager
def _test_house() -> Iterator[None]:
    """A house apart for the tests: nothing of the environment leads them to real data."""
    for name in [name for name in os.environ if name.startswith(("CASEFILE_", "DATABASE_", "REDIS_"))]:
        if name not in KEPT_FOR_TESTS:
            del os.environ[name]
    os.environ.update(CASEFILE_HOME=str(ROOT / "var" / "test"), CASEFILE_LOOPBACK="1", SECRET_KEY="")
    _open_house()
    keys.make_key_file(Path(os.environ["CASEFILE_KEY_FILE"]))  # no house is in order without
    cluster = embedded.ThrowAway(ROOT / "var" / "pg-test")
    _set_variables(cluster)
    signal.signal(signal.SIGTERM, _leave)
    with cluster.joined():
        yield


def _leave(number: int, _frame: FrameType | None) -> None:
    """A command that is told to stop leaves the database as it found it."""
    sys.exit(128 + number)
