"""Whether the house is fit to work, part by part, in words that tell a stranger nothing: no version, path or name.

Every check is bounded: a broker or a database that hangs costs two seconds, and its answer serves two more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from kombu.exceptions import OperationalError

from casefile import audit, clock, keys
from casefile.errors import VaultSealed
from casefile.home import CannotStart, check_room
from casefile.models import Presence, ProgramKind

PATIENCE = 2.0  # seconds for all checks, which run side by side
KEPT = 2.0  # seconds that one answer serves whoever asks
FRESH = timedelta(seconds=45)
PARTS = ("database", "broker", "worker", "press", "keys", "disk")
NO_ANSWER = "does not answer"
_hands = ThreadPoolExecutor(max_workers=8, thread_name_prefix="health")


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the house: database, broker, worker, press, keys or disk."""

    part: str
    ok: bool
    word: str


@dataclass(frozen=True, slots=True)
class Program:
    """A background program as it last described itself; `here` when that is not long ago."""

    kind: ProgramKind
    place: str
    seen_at: datetime
    can_press: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Health:
    findings: tuple[Finding, ...]
    programs: tuple[Program, ...]
    looked_at: datetime

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the database had to say."""

    programs: tuple[Program, ...]
    keys_fit: bool


def look() -> Health:
    """Ask every part at once, and wait two seconds at most."""
    told = _bounded({"database": _database, "broker": _broker, "keys": _keys, "disk": _disk})
    database: _Told | None = told["database"]
    programs = database.programs if database else ()
    findings = (
        Finding("database", database is not None, "answers" if database else NO_ANSWER),
        told["broker"] or Finding("broker", ok=False, word=NO_ANSWER),
        _worker(programs) if database else Finding("worker", ok=False, word="not known without the database"),
        _press(programs) if database else Finding("press", ok=False, word="not known without the database"),
        _fitting(told["keys"], database) if told["keys"] else Finding("keys", ok=False, word=NO_ANSWER),
        told["disk"] or Finding("disk", ok=False, word=NO_ANSWER),
    )
    return Health(findings, programs, clock.now())


def _not_known_yet() -> Health:
    return Health(tuple(Finding(part, ok=False, word="being looked at") for part in PARTS), (), clock.now())


class _Recent:
    """The latest answer, so that nobody can wear the house out by asking."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.health: Health | None = None
        self.until = 0.0

    def get(self) -> Health:
        """One looks; whoever asks meanwhile gets what was found last, and no thread of the web waits for the look."""
        if not self.lock.acquire(blocking=False):
            return self.health or _not_known_yet()
        try:
            if self.health is None or time.monotonic() > self.until:
                self.health = look()
                self.until = time.monotonic() + KEPT
            return self.health
        finally:
            self.lock.release()

    def forget(self) -> None:
        self.health = None


recent = _Recent()


def _bounded(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Each check's answer; None where it could not be had in time."""
    until = time.monotonic() + PATIENCE
    asked = {part: _hands.submit(check) for part, check in checks.items()}
    return {part: _answer(future, until=until) for part, future in asked.items()}


def _answer(future: Future[Any], *, until: float) -> Any:
    try:
        return future.result(timeout=max(0.0, until - time.monotonic()))
    except TooLate:
        future.cancel()  # one that has not begun must not wait in line behind those that hang
        return None


def _database() -> _Told | None:
    since = clock.now() - FRESH
    try:
        programs = tuple(
            Program(ProgramKind(row.kind), row.place, row.seen_at, row.can_press, row.seen_at > since)
            for row in Presence.objects.all()
        )
        return _Told(programs, audit.head_fits())
    except (DatabaseError, InterfaceError):
        return None
    except VaultSealed:
        return _Told(programs, keys_fit=True)  # `_keys` tells of it
    finally:
        connections["default"].close()


def _broker() -> Finding:
    if not settings.BROKER_RINGS:
        return Finding("broker", ok=True, word="none: the sweeper works")
    bounds = {"socket_timeout": PATIENCE / 2, "socket_connect_timeout": PATIENCE / 2}
    with current_app.connection_for_write(transport_options=bounds) as line:
        try:
            line.ensure_connection(max_retries=1, interval_start=0, interval_step=0)
        except OperationalError:
            return Finding("broker", ok=False, word=NO_ANSWER)
    return Finding("broker", ok=True, word="answers")


def _worker(programs: tuple[Program, ...]) -> Finding:
    here = {program.kind for program in programs if program.here}
    if ProgramKind.SWEEPER not in here:
        return Finding("worker", ok=False, word="the sweeper is not here")
    if settings.BROKER_RINGS and ProgramKind.WORKER not in here:
        return Finding("worker", ok=False, word="no worker is here")
    return Finding("worker", ok=True, word="at work")


def _press(programs: tuple[Program, ...]) -> Finding:
    """Only the programs that press are asked: the web has no need of Pango."""
    pressing = ProgramKind.WORKER if settings.BROKER_RINGS else ProgramKind.SWEEPER
    able = [program.can_press for program in programs if program.here and program.kind == pressing]
    if not able:
        return Finding("press", ok=False, word="nobody is here who presses")
    return Finding("press", ok=True, word="ready") if all(able) else Finding("press", ok=False, word="Pango is missing")


def _keys() -> Finding:
    """Keys are read as they lie at this moment, so that a file which was lost or damaged shows at once."""
    try:
        keys.ring()
    except VaultSealed:
        return Finding("keys", ok=False, word="no key file that can be read")
    return Finding("keys", ok=True, word="in place")


def _fitting(finding: Finding, database: _Told | None) -> Finding:
    """A whole key file may still be another house's: the audit trail was written under this one's."""
    if finding.ok and database and not database.keys_fit:
        return Finding("keys", ok=False, word="not the keys of this house")
    return finding


def _disk() -> Finding:
    try:
        for place in (settings.HOME, settings.MEDIA):
            check_room(place)
    except CannotStart:
        return Finding("disk", ok=False, word="nearly full")
    except OSError:
        return Finding("disk", ok=False, word="cannot be looked at")
    return Finding("disk", ok=True, word="has room")
