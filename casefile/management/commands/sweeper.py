"""`manage.py sweeper`: ring again for work that waits, or do it where no broker answers, until told to stop."""

from __future__ import annotations

import logging
import signal
import time
from argparse import ArgumentParser
from threading import Event
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.module_loading import import_string

from casefile import locked_memory, presence, sweeper, threshold, trouble
from casefile.hands import Hands
from casefile.models import ProgramKind

log = logging.getLogger(__name__)

AT_WORK = 1.0  # seconds of rest while this process is the one that works
GRACE = 10.0  # seconds a hand has to put down what it holds


class Command(BaseCommand):
    help = "Look through the ledger every few seconds and ring again, or work, what waits."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=float, default=5.0, metavar="SECONDS", help="how long to rest between rounds"
        )

    def handle(self, *args: Any, every: float, **options: Any) -> None:
        locked_memory.close()
        threshold.cross()
        if not settings.BROKER_RINGS:
            threshold.prove_guard()  # it is the one that presses
        told_to_stop = Event()

        def stop(_number: int, _frame: FrameType | None) -> None:
            told_to_stop.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        hands = Hands(most=settings.SWEEPER_HANDS)
        try:
            while not told_to_stop.is_set():
                sweep(hands)
                alone = hands.at_work or not settings.BROKER_RINGS
                told_to_stop.wait(min(every, AT_WORK) if alone else every)
        finally:
            hands.stop(until=time.monotonic() + GRACE)


def sweep(hands: Hands) -> int:
    """One round: the ledger first, then the chores, none of which can keep the others from their turn."""
    close_old_connections()
    waiting = 0
    with trouble.survived("the sweep of the ledger"):
        waiting = sweeper.sweep(hands)
    with trouble.survived("the sign of life"):
        presence.beat(ProgramKind.SWEEPER)
    for chore in settings.CHORES:
        with trouble.survived(chore):
            import_string(chore)()
    close_old_connections()
    return waiting
