"""Take a key-encryption key out of use for good."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import keys


class Command(VaultCommand):
    help = """Take a key-encryption key out of the keys. Refused while a data key lies under it, and while the oldest
backup that you keep may still hold one that does: say of which day it is, or that none is kept.

What opens old backups is gone only when every other copy of that key is: copies of the key file, and the shares."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--kek", metavar="N", type=int, required=True, help="the version to retire")
        parser.add_argument("--to", metavar="FILE", type=Path, help="write the other keys to this new file (mode 0400)")
        backups = parser.add_mutually_exclusive_group(required=True)
        backups.add_argument("--oldest-backup", metavar="DAY", type=date.fromisoformat, help="such as 2026-11-24")
        backups.add_argument("--no-backups", action="store_true", help="no backup of this vault is kept at all")

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        version = options["kek"]
        keys.retire(version, oldest_backup=options["oldest_backup"], path=options["to"], actor=actor)
        line = f"Key-encryption key {version} is retired. Destroy its other copies, and make new shares: vault_shares."
        return Told([line], {"retired": version})
