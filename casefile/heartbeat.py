"""The pulse of this process: one thread that prolongs every lease held here, so that a lease can be short.

A process that is killed stops beating, and what it held is free again within one lease. A thread of its own beats also
while a paper is being set; it ends with the process, and never outlives it.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

log = logging.getLogger(__name__)

BEATS_PER_LEASE = 4
IDLE_BEATS = 12  # then the thread ends and gives its connection back; the next lease starts another


class Held(Protocol):
    """What can be prolonged."""

    @property
    def item_id(self) -> int: ...


H = TypeVar("H", bound=Held)


class Heart(Generic[H]):
    """Beats for whatever is held. One for each process: a fork begins with an empty one."""

    def __init__(self, prolong: Callable[[list[H]], None]) -> None:
        self._prolong = prolong
        self._held: dict[int, H] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._told = threading.Event()
        os.register_at_fork(after_in_child=self._begin_anew)

    @contextmanager
    def beating(self, held: H) -> Iterator[None]:
        """Keep the lease alive inside the block."""
        with self._lock:
            self._held[id(held)] = held
        try:
            self._keep_beating()
            yield
        finally:
            with self._lock:
                del self._held[id(held)]

    def _keep_beating(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
                thread.start()
                self._thread = thread

    def _beat(self) -> None:
        idle = 0
        while idle < IDLE_BEATS:
            self._told.wait(settings.LEDGER_LEASE_SECONDS / BEATS_PER_LEASE)
            with self._lock:
                held = list(self._held.values())
                idle = 0 if held else idle + 1
                if idle == IDLE_BEATS:
                    self._thread = None
            if held:
                self._once(held)
        connections.close_all()  # those of this thread

    def _once(self, held: list[H]) -> None:
        try:
            self._prolong(held)
        except (DatabaseError, InterfaceError):
            log.warning("the database did not hear the heartbeat of %s items", len(held))
            connections.close_all()

    def _begin_anew(self) -> None:
        self._held, self._lock, self._thread, self._told = {}, threading.Lock(), None, threading.Event()
