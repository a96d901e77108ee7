"""Check a file of audit entries that was handed out: needs no keys and no database."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casefile import trail_file


class Command(BaseCommand):
    help = (
        "Check an export of the audit trail: every number from the first to the last, each following from the one"
        " before, and the SHA-256 of its files. Exit: 0 it is whole, 1 it is not, 2 it cannot be read."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as trouble:
            self.stderr.write(f"{options['file'].name} cannot be read: {trouble.strerror}.")
            sys.exit(2)
        wrong = trail_file.wrong_with(content)
        self.stdout.write("\n".join(wrong) or "Nothing is missing and nothing was changed since the file was made.")
        sys.exit(1 if wrong else 0)
