"""`manage.py services`: what docker-compose.yml describes, started by hand; Ctrl-C stops it and leaves nothing."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from casefile import by_hand, household


class Command(BaseCommand):
    help = "Start the services of docker-compose.yml as plain processes, in a folder that goes when they are stopped."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _interrupt)
        try:
            with by_hand.opened() as house:
                by_hand.serve(house, say=self._say)
                self._say(f"in {house.place}; web on {house.port('web')}, proxy on {house.port('proxy')}")
                self._say("Ctrl-C stops it.")
                household.watch(house.lasting(), keep_up=lambda: False, say=self._say)
        except KeyboardInterrupt:
            self._say("stopped.")

    def _say(self, line: str) -> None:
        self.stdout.write(f"casefile: {line}")
        self.stdout.flush()


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
