"""The court's rules of form, on any PDF."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from filings.law import paper_format
from filings.law.paper_finding import Severity
from filings.press import read_back

GOOD, FOUND, REFUSED = 0, 1, 2


class Command(BaseCommand):
    help = (
        "Check any PDF against the California rules on the form of papers (CRC 2.100 ff., 2.256)."
        " Exits 0 without a violation, 1 with one, 2 for a file that cannot be read."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--json", action="store_true", help="answer in JSON, one object for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        looked = [_look(path) for path in options["files"]]
        told = [one for _, one in looked]
        plain = "\n".join(line for one in told for line in _lines(one))
        self.stdout.write(json.dumps(told, indent=1) if options["json"] else plain)
        sys.exit(max(code for code, _ in looked))


def _look(path: Path) -> tuple[int, dict[str, Any]]:
    """The exit code of one file, and what is told of it."""
    try:
        reading = read_back.read(path.read_bytes())
    except read_back.UnreadablePaper as refusal:
        return REFUSED, {"file": str(path), "error": refusal.reason, "text": str(refusal)}
    except OSError as trouble:
        return REFUSED, {"file": str(path), "error": "not_found", "text": trouble.strerror or "It cannot be read."}
    findings = paper_format.check(reading)
    broken = any(one.severity is Severity.VIOLATION for one in findings)
    return FOUND if broken else GOOD, {
        "file": str(path),
        "pages": len(reading.pages),
        "findings": [asdict(one) for one in findings],
        "measured": paper_format.measured(reading).as_json(),
    }


def _lines(one: dict[str, Any]) -> list[str]:
    if "error" in one:
        return [f"{one['file']}: {one['text']}"]
    found = [
        f"  {row['severity']:9} page {row['page'] or '-'} line {row['line'] or '-'}: {row['text']}"
        f"{' (' + row['authority'] + ')' if row['authority'] else ''}"
        for row in one["findings"]
    ]
    return [f"{one['file']}: {one['pages']} pages, {len(found)} findings", *found]
