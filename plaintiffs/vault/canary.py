"""The canary: whoever can open it holds the keys of this vault, and has seen nobody's name to know it."""

from __future__ import annotations

from casefile import cipher, clock, keys
from casefile.errors import VaultSealed
from plaintiffs.models import Canary
from plaintiffs.vault.data_keys import unwrapped

WORD = b"a word that is nobody's name"
PLACE = ["casefile", "v1", "canary"]


def put() -> None:
    """Add the canary under the keys of the house; IntegrityError where there is one."""
    raw = cipher.new_key()
    bird = Canary(made_at=clock.now(), ciphertext=cipher.seal(raw, WORD, parts=PLACE))
    bird.kek_version, bird.wrapped = keys.wrap(raw, owner=bird.bound_to)
    bird.save(force_insert=True)


def is_there() -> bool:
    return Canary.objects.exists()


def sings() -> bool:
    """True when the keys of this moment open it; false when they do not, or there is none."""
    bird = Canary.objects.using("vault").first()
    try:
        return bird is not None and cipher.open_sealed(unwrapped(bird), bytes(bird.ciphertext), parts=PLACE) == WORD
    except (VaultSealed, cipher.BadSeal):
        return False
