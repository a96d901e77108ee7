"""Look for planted strings in whatever the house has written."""

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from casefile.errors import CasefileError
from casefile.sweeping import controls
from casefile.sweeping.planted import read_strings
from casefile.sweeping.search import Sweep, sweep

HELP = """Look for planted strings in files and folders, through everything that can be unpacked or decoded.

Read through: zip, Word and Excel files, gzip, zlib, bzip2, xz, PDF (pages, objects, attachments, earlier
revisions), base64, hex, UTF-16, URL, HTML, JSON, octal and quoted-printable escapes, tags, folded calendar
lines, Redis dumps (LZF) and PostgreSQL pages and logs (PGLZ), each within any other, six deep.

Letters match in any case, with or without accents and apostrophes, composed or decomposed. A string of fewer
than six signs must stand as a word by itself, and a number may not be part of a longer one; so a serial number
of five digits is also found where it is only a number. Strings of fewer than four signs are refused.

From JSON in the shape of the canaries: full name both ways; given names, surnames and aliases that cannot be
mistaken (eight letters or more, or several words or odd letters: not Street), serial number, birthday in four
ways, home address and its street line, phone, e-mail, spouse and claim number. Code and Doe label are no secret.

A string is told by its line in the file of strings, or by id and field, never by itself.
Exit: 0 nothing found in anything, 1 found, 2 nothing found but something could not be read, or refused input."""


class Command(BaseCommand):
    help = HELP
    requires_system_checks = ()

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file or a folder")
        parser.add_argument(
            "--strings", required=True, metavar="FILE", type=Path, help="a string on each line, or the canaries' JSON"
        )
        parser.add_argument("--json", action="store_true", help="print the finds as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            planted = read_strings(options["strings"].read_bytes())
            decoders = controls.prove()
        except OSError as problem:
            sys.exit(self._refused(f"The file of strings cannot be read: {problem.strerror}."))
        except CasefileError as refusal:
            sys.exit(self._refused(str(refusal)))
        swept = sweep(options["paths"], planted)
        if options["json"]:
            told = asdict(swept) | {"strings": len(planted), "decoders_proved": decoders}
            self.stdout.write(json.dumps(told, ensure_ascii=True))
        else:
            self._tell(swept, strings=len(planted), decoders=decoders)
        sys.exit(1 if swept.seen else 2 if swept.unseen else 0)

    def _refused(self, text: str) -> int:
        self.stderr.write(text)
        return 2

    def _tell(self, swept: Sweep, *, strings: int, decoders: int) -> None:
        for seen in swept.seen:
            self.stdout.write(f"{seen.path}: {seen.place}: {seen.label}")
        for unseen in swept.unseen:
            self.stderr.write(f"NOT READ {unseen.path}: {unseen.place or 'all of it'}: {unseen.why}")
        proved = f"{decoders} decoders proved ({controls.readers()})"
        self.stdout.write(f"{swept.files} files, {swept.size / 1e6:.1f} MB, {strings} strings, {proved}:")
        self.stdout.write(f"{len(swept.seen)} found, {len(swept.unseen)} not read.")
