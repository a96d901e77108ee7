"""Initiate the vault: its first key-encryption key, and the canary."""

from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import keys


class Command(VaultCommand):
    help = "Make the key file unless there is one, and put in the canary. Refused where it was done, or keys were lost."

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        version = keys.initiate(actor=actor)
        line = f"The vault is initiated under key-encryption key {version}. Keep the keys twice: vault_shares."
        return Told([line], {"current": version})
