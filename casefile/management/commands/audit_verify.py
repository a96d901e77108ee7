"""Read the whole audit trail, and hold it against its anchors."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from casefile import audit, home, verifying
from casefile.errors import AuditUnavailable, CasefileError
from casefile.lawsuits import clerk
from casefile.verifying import Finding

HELP = """Read every entry of the audit trail: its MAC, its number, and that it follows from the one before.

The chain shows an entry that was changed, taken out, put in or moved. That the end was cut off, that everything was
written anew with the key, or that an old copy was put back, only an anchor shows: --anchor FILE names the file, or a
part of a system's log with its lines in it; without it the house's own anchor file is read (CASEFILE_ANCHOR).

Entries after the last anchor are guarded by the chain alone.
Exit: 0 all is as it was written, 1 it is not, 2 it could not be read."""
MOST_SHOWN = 20


class Command(BaseCommand):
    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", metavar="FILE", type=Path, help="anchors kept elsewhere, such as off this host")
        parser.add_argument("--json", action="store_true", help="print the finding as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = verifying.look_over(verifying.anchors_of(options["anchor"]))
        except OSError as trouble:
            sys.exit(self._refused(f"The anchors cannot be read: {trouble.strerror}."))
        except CasefileError as refusal:
            sys.exit(self._refused(str(refusal)))
        self.stdout.write(json.dumps(_facts(found)) if options["json"] else "\n".join(_lines(found)))
        sys.exit(self._recorded(found))

    def _recorded(self, found: Finding) -> int:
        """The exit code. A copy that takes no entry, such as one that may only be read, still has its finding."""
        try:
            with audit.through(**home.typed_by()):
                verifying.record(found, actor=clerk())
        except (AuditUnavailable, DatabaseError) as refusal:
            self.stderr.write(f"The finding stands, and was not recorded: {type(refusal).__name__}.")
        return 1 if found.wrong else 0

    def _refused(self, text: str) -> int:
        self.stderr.write(text)
        return 2


def _facts(found: Finding) -> dict[str, Any]:
    return {
        "entries": found.reading.count,
        "head": found.reading.head,
        "head_mac": found.reading.head_mac,
        "broken": [{"seq": seq, "why": why} for seq, why in found.reading.broken],
        "broken_in_all": found.reading.wrong,
        "anchors": len(found.held),
        "last_anchored": found.last_anchored,
        "missed": found.missed,
    }


def _lines(found: Finding) -> list[str]:
    reading = found.reading
    lines = [f"entry {seq}: {why}" for seq, why in reading.broken[:MOST_SHOWN]] + [*found.missed[:MOST_SHOWN]]
    hidden = found.wrong - len(lines)
    lines += [f"and {hidden} more"] if hidden else []
    lines.append(f"{reading.count} entries, the last is {reading.head}: {reading.wrong} broken.")
    if not found.held:
        return [*lines, "No anchor: that the end was cut off or everything written anew would not be seen."]
    since = max(reading.head - found.last_anchored, 0)
    return [*lines, f"{len(found.held)} anchors, {len(found.missed)} not met. {since} entries came after the last one."]
