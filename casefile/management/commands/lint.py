"""`manage.py lint`: what machines can hold. Style, types, floors, settings of a firm, migrations, templates."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casefile.home import ROOT

BIN = Path(sys.prefix) / "bin"
MANAGE = (sys.executable, str(ROOT / "manage.py"))
STEPS: dict[str, tuple[str, ...]] = {
    "style": (str(BIN / "ruff"), "check", "--quiet", "."),
    "format": (str(BIN / "ruff"), "format", "--check", "--quiet", "."),
    "types": (str(BIN / "mypy"), "--no-error-summary"),
    "floors": (str(BIN / "lint-imports"),),
    "deployment": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "templates": (str(BIN / "djlint"), "templates", "--lint", "--quiet"),
}
A_FIRM = {"CASEFILE_LOOPBACK": "0", "CASEFILE_HOSTS": "casefile.firm.example"}


class Command(BaseCommand):
    help = "Check style, types, floors, a firm's settings, migrations and templates. Exit code 1 on a finding."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        if failed_steps():
            sys.exit(1)


def failed_steps() -> list[str]:
    """Run every step, say how each went, and give the names of those that failed."""
    return [name for name, argv in STEPS.items() if not _passes(name, argv)]


def _passes(name: str, argv: tuple[str, ...]) -> bool:
    began = time.monotonic()
    environ = os.environ | (A_FIRM if name == "deployment" else {})
    done = subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)  # noqa: S603 (STEPS)
    word = "FAILED" if done.returncode else "good"
    sys.stdout.write(f"{name:<12}{word:<8}{time.monotonic() - began:5.1f} s\n")
    if done.returncode:
        sys.stdout.write(f"{done.stdout}{done.stderr}\n")
    sys.stdout.flush()
    return done.returncode == 0
