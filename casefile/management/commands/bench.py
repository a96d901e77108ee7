"""`manage.py bench`: the benchmarks, on a database server of their own, written to docs/benchmarks.md."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casefile import machine
from casefile.home import ROOT


class Command(BaseCommand):
    help = "Measure papers, workers and pages against their plain ways, in turn. Takes minutes on a quiet machine."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="few rounds, printed and not written")

    def handle(self, *args: Any, quick: bool, **options: Any) -> None:
        machine.bring_pango()
        machine.bring_reader()
        argv = [sys.executable, "-m", "tests.benchmarks", *(["--quick"] if quick else [])]
        sys.exit(subprocess.run(argv, cwd=ROOT, check=False).returncode)  # noqa: S603 (ourselves)
