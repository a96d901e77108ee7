"""Open a lawsuit from a description in JSON."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casefile import audit, home
from casefile.errors import CasefileError, Refused
from plaintiffs.services import lawsuits


class Command(BaseCommand):
    help = "Open a lawsuit from a JSON description: court, caption, counsel, defendants, causes (docs/using.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--slug", help="the short name in addresses; made from the short title when absent")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with audit.through(**home.typed_by()):
                lawsuit = lawsuits.open_described(_read(options["file"]), slug=options["slug"])
        except CasefileError as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self.stdout.write(f"{lawsuit.short_title} is open at /{lawsuit.slug}/. Give people access with enrol_staff.")


def _read(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as wrong:
        raise Refused(f"{path.name} cannot be read as JSON.") from wrong
    if not isinstance(told, dict):
        raise Refused(f"{path.name} must hold one JSON object.")
    return told
