"""Open everything in the vault once, and say what does not open."""

from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import key_state


class Command(VaultCommand):
    help = "Open every sealed field and every waiting sheet, forget it at once, and name by id what does not open."
    wrong = "something does not open"

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        found = key_state.verify(actor=actor)
        lines = [one.line for one in found.shut]
        lines.append(f"{found.fields} fields open, {len(found.shut)} things do not; canary: {found.canary}.")
        lines.append(f"{found.sheets} sheets wait. The keys of {found.destroyed} people were destroyed by an act.")
        return Told(lines, found.as_json(), well=found.whole)
