"""The keys in shares, and back."""

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from casefile.errors import Refused
from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import key_shares


class Command(VaultCommand):
    help = """Put the keys of the house into shares, or get them back from so many as are needed.

    vault_shares --split 2of3 --into FOLDER      a file for each share: print it, give it to its keeper, destroy it
    vault_shares --join FILE FILE --to KEYFILE   a new key file, if the keys are those of this vault

Fewer shares than needed tell nothing. Shares are of the keys of this day: make new ones after vault_new_kek."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--split", metavar="2of3", help="how many are needed, of how many")
        way.add_argument("--join", metavar="FILE", type=Path, nargs="+", help="the shares")
        parser.add_argument("--into", metavar="FOLDER", type=Path, help="where the shares are written")
        parser.add_argument("--to", metavar="FILE", type=Path, help="the key file to write (mode 0400)")

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        return _split(options, actor=actor) if options["split"] else _join(options, actor=actor)


def _split(options: dict[str, Any], *, actor: Staff) -> Told:
    asked = re.fullmatch(r"(\d{1,3})of(\d{1,3})", options["split"])
    if not asked or not options["into"]:
        raise Refused("Say how many of how many, and where to: --split 2of3 --into FOLDER.")
    written = key_shares.write(needed=int(asked[1]), among=int(asked[2]), folder=options["into"], actor=actor)
    lines = [str(path) for path in written]
    lines.append("Each is as secret as a part of the keys is. Print them, keep them apart, and destroy these files.")
    return Told(lines, {"written": [str(path) for path in written]})


def _join(options: dict[str, Any], *, actor: Staff) -> Told:
    if not options["to"]:
        raise Refused("Say where the key file is to be written: --to FILE.")
    version = key_shares.join(options["join"], path=options["to"], actor=actor)
    line = f"The keys are joined and are those of this vault. {options['to']} is written; in use: {version}."
    return Told([line], {"current": version, "written": str(options["to"])})
