"""Destroy one person's key."""

from argparse import ArgumentParser
from typing import Any

from casefile.lawsuits import current
from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import shredding


class Command(VaultCommand):
    help = """Destroy the key of one client, so that nothing sealed for her opens again in this database.

Refused while a paper speaks for her, and unless --no-hold-says names an attorney of the lawsuit who has looked for a
legal hold and found none. Backups are another matter: what they still hold, and how that ends, is printed."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", help="the firm's own code of the client")
        parser.add_argument("--lawsuit", help="the lawsuit's short name in addresses")
        parser.add_argument("--no-hold-says", metavar="EMAIL", required=True, help="the attorney who looked")

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        client, attorney = shredding.named(
            options["code"], lawsuit=current(options["lawsuit"]), attorney=options["no_hold_says"]
        )
        done = shredding.shred(client, no_hold_says=attorney, actor=actor)
        line = f"The key of client {client.code} is destroyed; {done.fields} fields stay shut for ever."
        return Told([line, done.in_backups], {"fields": done.fields, "in_backups_under": done.keks})
