"""The court's rules of form, on any PDF."""

from __future__ import annotations

import json
import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
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
        parser.add_argument("--json", action="store_true", help="answer in JSON, a list with one object for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what it repaired is among the findings
        looked = [_look(path) for path in options["files"]]
        told = [one for _, one in looked]
        plain = "\n".join(_fit_to_show(line) for one in told for line in _lines(one))
        self.stdout.write(json.dumps(told, indent=1) if options["json"] else plain)
        sys.exit(max(code for code, _ in looked))


def _look(path: Path) -> tuple[int, dict[str, Any]]:
    """The exit code of one file, and what is told of it."""
    try:
        reading = read_back.read(_content(path))
    except read_back.UnreadablePaper as refusal:
        return REFUSED, _refused(path, refusal.reason, str(refusal))
    except FileNotFoundError:
        return REFUSED, _refused(path, "not_found", "There is no such file.")
    except (OSError, ValueError) as trouble:
        return REFUSED, _refused(path, "not_readable", getattr(trouble, "strerror", None) or "It cannot be opened.")
    findings = paper_format.check(reading)
    broken = any(one.severity is Severity.VIOLATION for one in findings)
    return FOUND if broken else GOOD, {
        "file": _name(path),
        "pages": len(reading.pages),
        "findings": [asdict(one) for one in findings],
        "measured": paper_format.measured(reading).as_json(),
    }


def _content(path: Path) -> bytes:
    """The bytes of a file; neither a folder nor a device nor a pipe, which never end, is one."""
    if not path.is_file() and path.exists():
        raise read_back.UnreadablePaper("not_a_file", "This is a folder or a device, not a file.")
    if path.exists() and path.stat().st_size > read_back.MOST_BYTES:
        raise read_back.too_large()
    return path.read_bytes()


def _refused(path: Path, reason: str, text: str) -> dict[str, Any]:
    return {"file": _name(path), "error": reason, "text": text}


def _name(path: Path) -> str:
    """A path as words, also one whose bytes are none."""
    return os.fsencode(path).decode("utf-8", "replace")


def _lines(one: dict[str, Any]) -> Iterator[str]:
    if "error" in one:
        yield f"{one['file']}: {one['text']}"
        return
    yield f"{one['file']}: {one['pages']} pages, {len(one['findings'])} findings"
    for row in one["findings"]:
        authority = f" ({row['authority']})" if row["authority"] else ""
        yield f"  {row['severity']:9} page {row['page'] or '-'} line {row['line'] or '-'}: {row['text']}{authority}"


def _fit_to_show(line: str) -> str:
    """Names of fonts and files come from strangers: nothing in them may steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)
