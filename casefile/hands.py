"""Work without a broker: children of the sweeper that take what is due, one item after the other, until none is.

Each works in a process of its own, so that an item which kills its worker kills no sweeper.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable
from typing import NoReturn

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

from casefile import ledger
from casefile.models import BatchItem
from casefile.warmth import warm

log = logging.getLogger(__name__)

IN_REACH = 20  # items looked at together


class Hands:
    """At most `most` children at a time."""

    def __init__(self, *, most: int) -> None:
        self.most = most
        self.at_work: set[int] = set()
        self._warm = False

    def put_to_work(self) -> None:
        """Have all hands at work. What they share is made once, before the first is forked."""
        self._make_ready()
        while len(self.at_work) < self.most:
            self.at_work.add(_forked(work_until_none_is_due))

    def let_go_the_dead(self) -> None:
        """Forget the children that ended, however they did: what one died over is free when its lease ends."""
        for number in list(self.at_work):
            ended, status = os.waitpid(number, os.WNOHANG)
            if ended:
                self.at_work.remove(number)
            if ended and os.WIFSIGNALED(status):
                log.warning("a hand of the sweeper was ended by signal %s", os.WTERMSIG(status))

    def stop(self, *, until: float) -> None:
        """Tell all to end, wait until then by the monotonic clock, and end who still works."""
        for number in self.at_work:
            os.kill(number, signal.SIGTERM)
        while self.at_work and time.monotonic() < until:
            self.let_go_the_dead()
            time.sleep(0.02)
        for number in self.at_work:
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
        self.at_work.clear()

    def _make_ready(self) -> None:
        connections.close_all()  # no child may inherit a line to the database
        if not self._warm:
            warm()
            self._warm = True


def work_until_none_is_due() -> None:
    """Take items in the order they were asked for. Whoever else works takes the others."""
    while numbers := _in_reach():
        for kind, number in numbers:
            signal.alarm(settings.CELERY_TASK_TIME_LIMIT)  # nobody hears it: the kernel ends the process
            import_string(settings.LEDGER_DOORS[kind])(number)
            signal.alarm(0)


def _in_reach() -> list[tuple[str, int]]:
    due = BatchItem.objects.due().filter(tries__lt=ledger.MOST_TRIES).in_turn()
    return list(due.values_list("batch__kind", "pk")[:IN_REACH])


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    _be_a_child(work)


def _be_a_child(work: Callable[[], None]) -> NoReturn:
    """Nothing of the parent's is left to end: neither its handlers nor its way out."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        work()
        code = 0
    except KeyboardInterrupt:
        code = 0  # told to stop: the item is given back already
    finally:
        if code:
            log.error("an item failed", exc_info=True)
        connections.close_all()
        os._exit(code)
