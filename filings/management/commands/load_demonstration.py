"""Load the demonstration lawsuit, once, into a house that has no lawsuit yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casefile import clock
from filings.services import demonstration


class Command(BaseCommand):
    help = "Load the demonstration lawsuit, unless there is a lawsuit already. All its people are invented."

    def handle(self, *args: Any, **options: Any) -> None:
        lawsuit = demonstration.load(today=clock.today())
        loaded = f"The demonstration stands: {lawsuit}" if lawsuit else "There is a lawsuit already: nothing loaded."
        self.stdout.write(loaded)
