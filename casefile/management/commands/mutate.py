"""`manage.py mutate`: small wrong steps by lot in vault, reveal, access and audit; does a test see each?"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casefile.home import ROOT


class Command(BaseCommand):
    help = "Change the guarded rooms in small wrong ways, drawn by lot, and count which of them no test sees."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=4711, help="of the lot; the same seed draws the same mutants")
        parser.add_argument("--count", type=int, default=400, help="how many mutants; at least one of each module")
        parser.add_argument("--only", default="", help="mutants whose module or place holds this text; nothing written")
        parser.add_argument(
            "--survivors", action="store_true", help="try again, longer, those that lived in the last run"
        )
        parser.add_argument("--rest", action="store_true", help="go on where the last run was broken off")
        parser.add_argument("--fresh-map", action="store_true", help="find out anew which test runs which line")
        parser.add_argument("--added", action="append", default=[], metavar="TESTS", help="a file of tests that is new")
        parser.add_argument("--hands", type=int, default=2, help="how many at a time")

    def handle(self, *args: Any, **options: Any) -> None:
        """The rig is the tests' and reads its own arguments: this floor only starts it."""
        told = [f"--{name}={options[name]}" for name in ("seed", "count", "only", "hands")]
        told += [f"--{name.replace('_', '-')}" for name in ("survivors", "rest", "fresh_map") if options[name]]
        told += [f"--added={path}" for path in options["added"]]
        argv = [sys.executable, "-m", "tests.mutation", *told]
        sys.exit(subprocess.run(argv, cwd=ROOT, check=False).returncode)  # noqa: S603 (ourselves)
