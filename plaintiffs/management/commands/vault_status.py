"""How the keys of the vault stand."""

from typing import Any

from casefile.models import Staff
from plaintiffs.management.vault_command import Told, VaultCommand
from plaintiffs.services import key_state


class Command(VaultCommand):
    help = "Tell which key-encryption keys there are, how many data keys lie under each, and what is left to do."

    def act(self, options: dict[str, Any], *, actor: Staff) -> Told:
        state = key_state.look_over(actor=actor)
        lines = [f"Key-encryption keys here: {_listed(state.held)}; in use: {state.current}."]
        lines += [
            f"{table}: {counts[kek]} under key-encryption key {kek}"
            for table, counts in state.wrapped.items()
            for kek in sorted(counts)
        ]
        lines += [f"{count} people under data key {version}" for version, count in sorted(state.data_keys.items())]
        lines += [f"canary: {state.canary}; shares: {state.shares}", *state.stale]
        return Told(lines, state.as_json(), well=not state.stale)


def _listed(versions: list[int]) -> str:
    return ", ".join(map(str, versions))
