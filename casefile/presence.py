"""What a background program says of itself: a row in the database for /readyz, and a file for its container.

The sweeper says it in each round. A worker's first process says it from a thread: its children are at work, and what
they do may take minutes.
"""

from __future__ import annotations

import logging
import os
import socket
from datetime import timedelta
from functools import cache
from threading import Event, Thread
from typing import Any

from celery.signals import worker_ready, worker_shutdown
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from casefile import clock, machine
from casefile.models import Presence, ProgramKind

log = logging.getLogger(__name__)

BEAT = 10.0  # seconds
GONE = timedelta(minutes=10)  # who is silent for that long was killed, and its row with it
LONGEST_QUERY = 5.0  # seconds that a worker which ends waits for its own last word


def beat(kind: ProgramKind) -> None:
    """Say that this program is here, and forget those that have been gone for long."""
    _leave_a_mark(kind)
    now = clock.now()
    here = Presence(kind=kind, place=_place(), seen_at=now, can_press=_can_press())
    Presence.objects.bulk_create(
        [here],
        update_conflicts=True,
        unique_fields=["kind", "place"],
        update_fields=["seen_at", "can_press"],
    )
    Presence.objects.silent_since(now - GONE).delete()


def leave(kind: ProgramKind) -> None:
    Presence.objects.filter(kind=kind, place=_place()).delete()


class Reporter(Thread):
    """Beats until it is told to stop; its connection is closed between two beats, for children are forked meanwhile."""

    def __init__(self) -> None:
        super().__init__(name="presence", daemon=True)
        self.told_to_stop = Event()

    def run(self) -> None:
        while not self.told_to_stop.is_set():
            _say(lambda: beat(ProgramKind.WORKER))
            self.told_to_stop.wait(BEAT)
        _say(lambda: leave(ProgramKind.WORKER))


def _say(word: Any) -> None:
    """A database or a disk that does not take it is as good as no word: the next one tries again."""
    try:
        word()
    except (DatabaseError, InterfaceError, OSError):
        log.warning("this program's word was not taken", exc_info=True)
    finally:
        connections.close_all()


_reporters: list[Reporter] = []


@worker_ready.connect
def _begin(**told: Any) -> None:
    _reporters.append(Reporter())
    _reporters[-1].start()


@worker_shutdown.connect
def _end(**told: Any) -> None:
    for reporter in _reporters:
        reporter.told_to_stop.set()
        reporter.join(LONGEST_QUERY)


def _leave_a_mark(kind: ProgramKind) -> None:
    """For `casefile.alive`, which knows no database: a program is not ill because its database is."""
    folder = settings.HOME / "run"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / kind.value).touch()


@cache
def _place() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


@cache
def _can_press() -> bool:
    return not machine.missing_libraries()
