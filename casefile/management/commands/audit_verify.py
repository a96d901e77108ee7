"""Read the whole audit trail, and hold it against its anchors."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from casefile import anchors, audit, chain
from casefile.acts import Act
from casefile.anchors import Anchor
from casefile.chain import Reading
from casefile.errors import AuditUnavailable, CasefileError
from casefile.lawsuits import clerk

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
            held = _anchors(options["anchor"])
            found = chain.read(chain.stored(), marks={one.seq for one in held if one})
            missed = anchors.missed(found, held)
        except OSError as trouble:
            sys.exit(self._refused(f"The anchors cannot be read: {trouble.strerror}."))
        except CasefileError as refusal:
            sys.exit(self._refused(str(refusal)))
        self._tell(found, held, missed, as_json=options["json"])
        sys.exit(self._recorded(found, anchored=len(held), wrong=found.wrong + len(missed)))

    def _recorded(self, found: Reading, *, anchored: int, wrong: int) -> int:
        """The exit code. A copy that takes no entry, such as one that may only be read, still has its finding."""
        try:
            audit.record_first(clerk(), Act.AUDIT_VERIFIED, head=found.head, anchors=anchored, wrong=wrong)
        except (AuditUnavailable, DatabaseError) as refusal:
            self.stderr.write(f"The finding stands, and was not recorded: {type(refusal).__name__}.")
        return 1 if wrong else 0

    def _refused(self, text: str) -> int:
        self.stderr.write(text)
        return 2

    def _tell(self, found: Reading, held: list[Anchor | None], missed: list[str], *, as_json: bool) -> None:
        last = max((one.seq for one in held if one), default=0)
        told = {
            "entries": found.count,
            "head": found.head,
            "head_mac": found.head_mac,
            "broken": [{"seq": seq, "why": why} for seq, why in found.broken],
            "broken_in_all": found.wrong,
            "anchors": len(held),
            "last_anchored": last,
            "missed": missed,
        }
        self.stdout.write(json.dumps(told) if as_json else "\n".join(_lines(found, held, missed, last=last)))


def _anchors(asked: Path | None) -> list[Anchor | None]:
    """Those of the file asked for, which must be there; else the house's own, if it has any yet."""
    path = asked or Path(settings.ANCHOR)
    return anchors.read(path) if asked or path.exists() else []


def _lines(found: Reading, held: list[Anchor | None], missed: list[str], *, last: int) -> list[str]:
    lines = [f"entry {seq}: {why}" for seq, why in found.broken[:MOST_SHOWN]] + missed[:MOST_SHOWN]
    hidden = found.wrong + len(missed) - len(lines)
    lines += [f"and {hidden} more"] if hidden else []
    lines.append(f"{found.count} entries, the last is {found.head}: {found.wrong} broken.")
    if not held:
        return [*lines, "No anchor: that the end was cut off or everything written anew would not be seen."]
    since = max(found.head - last, 0)
    return [*lines, f"{len(held)} anchors, {len(missed)} not met. {since} entries came after the last one."]
