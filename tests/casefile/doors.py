"""Doors of work for tests, by their dotted paths, as settings name them: each takes the number of an item."""

import os
import signal
import time

from casefile import ledger


def hear(_batch_id: object) -> None:
    """Somebody who is told that work has stopped."""


def finish(number: int) -> None:
    with ledger.work(number) as held:
        if held:
            ledger.finish(held)


def kill_at_a(number: int) -> None:
    with ledger.work(number) as held:
        if held and held.key == "a":
            os.kill(os.getpid(), signal.SIGKILL)
        elif held:
            ledger.finish(held)


def fail_at_a(number: int) -> None:
    with ledger.work(number) as held:
        if held and held.key == "a":
            raise ZeroDivisionError
        elif held:
            ledger.finish(held)


def dawdle(number: int) -> None:
    with ledger.work(number) as held:
        if held:
            ledger.beat(held, progress=1)
            time.sleep(60)
