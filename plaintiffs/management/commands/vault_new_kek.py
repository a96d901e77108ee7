"""One key-encryption key more."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import keys


class Command(VaultCommand):
    help = """Add a key-encryption key, which wraps from now on. The older ones stay until vault_retire.

A key file is changed where it lies, and running programs read it anew. Where it cannot be changed (CASEFILE_KEYS, a
secret handed over by the system), --to FILE writes all keys to a new file: put that in place, restart what runs, and
only then run vault_rewrap."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--to", metavar="FILE", type=Path, help="write the keys to this new file (mode 0400)")

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        version = keys.add_kek(actor=actor, path=options["to"])
        after = "Put the file in place and restart; then" if options["to"] else "Now"
        line = f"Key-encryption key {version} is there. {after} run vault_rewrap, and make new shares: vault_shares."
        return Told([line], {"current": version, "written": str(options["to"] or "")})
