"""Bring all data keys under the key-encryption key in use."""

from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import keys


class Command(VaultCommand):
    help = "Wrap every data key anew under the key-encryption key in use. Online; run again, it goes on or does nought."

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        done = keys.rewrap(actor=actor)
        lines = [f"{done.keys} data keys went under key-encryption key {done.version}; {done.behind} are left."]
        return Told(lines + [one.line for one in done.shut], done.as_json(), well=done.finished)
