"""New data keys for everybody, and everything sealed anew under them."""

from argparse import ArgumentParser
from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import keys


class Command(VaultCommand):
    help = """Give everybody a new data key, seal every field anew under it, and destroy the old keys.

Online: people work meanwhile. In steps of a hundred people, each a transaction: killed, it harms nothing, and run
again it finishes what was begun before it begins anew. With --to N it goes to that version, and no further.
People enrolled while it ends may be left for one more run: vault_status tells."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--to", metavar="N", type=int, help="the version of the data keys to go to")

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        done = keys.renew(actor=actor, version=options["to"])
        told = f"{done.keys} people went to data key {done.version}, {done.fields} fields with them"
        lines = [f"{told}; {done.behind} people are left."]
        return Told(lines + [one.line for one in done.shut], done.as_json(), well=done.finished)
