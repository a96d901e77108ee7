"""`manage.py chaos`: kill, flush, stop and fill in the midst of the work of a house of its own; count what is lost."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from django.core.management.base import BaseCommand

from casefile.home import ROOT


class Command(BaseCommand):
    help = "Drill a house of its own: programs are killed while it presses letters, and a judge counts what was lost."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Past Django's own reading of arguments: the rig reads them, and says which there are."""
        done = subprocess.run([sys.executable, "-m", "tests.chaos", *argv[2:]], cwd=ROOT, check=False)  # noqa: S603
        sys.exit(done.returncode)

    def handle(self, *args: Any, **options: Any) -> None:
        self.run_from_argv(["manage.py", "chaos"])
