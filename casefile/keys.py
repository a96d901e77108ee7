"""Keys that never lie in the database: key-encryption keys by version, and labelled keys from a root of their own."""

from __future__ import annotations

import base64
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from casefile import cipher
from casefile.errors import VaultSealed


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """Key-encryption keys by version, the version in use, and the root of the labelled keys (audit MAC, guard)."""

    current: int
    wrapping: dict[int, bytes]
    root: bytes

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current}, keys sealed)"

    def labelled(self, label: str) -> bytes:
        return cipher.derive(self.root, label=label)


def ring() -> KeyRing:
    """The keys of this house; raises VaultSealed when there is no key file, or one that cannot be read as such."""
    return _remembered(Path(settings.KEY_FILE))


def wrap(key: bytes, *, owner: str) -> tuple[int, bytes]:
    """A data key under the current key-encryption key, bound to its owner: (version, wrapped key)."""
    keys = ring()
    return keys.current, cipher.seal(keys.wrapping[keys.current], key, parts=["dek", owner, str(keys.current)])


def unwrap(wrapped: bytes, *, owner: str, version: int) -> bytes:
    keys = ring()
    if version not in keys.wrapping:
        raise VaultSealed("The vault was sealed with a key that is not here. Put the right key file in place.")
    try:
        return cipher.open_sealed(keys.wrapping[version], wrapped, parts=["dek", owner, str(version)])
    except cipher.BadSeal as refusal:
        raise VaultSealed("The key in the key file is not the one the vault was sealed with.") from refusal


def make_key_file(path: Path) -> bool:
    """Make the key file (mode 0400) unless there is one already; true when it was made now."""
    return _write_once(
        path, json.dumps({"current": 1, "wrapping": {"1": _text(cipher.new_key())}, "root": _text(cipher.new_key())})
    )


def make_secret_key_file(path: Path) -> bool:
    """Make the file with Django's signing key unless there is one already; true when it was made now."""
    return _write_once(path, _text(os.urandom(48)))


def _write_once(path: Path, content: str) -> bool:
    if path.exists():  # it may lie where nobody can write
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    waiting.chmod(0o400)
    try:
        os.link(waiting, path)  # refuses to replace: two starts at once get one key
    except FileExistsError:
        return False
    finally:
        waiting.unlink()
    return True


def read(path: Path) -> KeyRing:
    """What is in the file at this moment; `ring` remembers what was in it at first."""
    try:
        held = json.loads(path.read_text(encoding="ascii"))
        wrapping = {int(version): base64.b64decode(key) for version, key in held["wrapping"].items()}
        keys = KeyRing(current=int(held["current"]), wrapping=wrapping, root=base64.b64decode(held["root"]))
    except FileNotFoundError as absent:
        raise VaultSealed("There is no key file, so the vault stays sealed. Set CASEFILE_KEY_FILE.") from absent
    except (ValueError, KeyError, TypeError, OSError) as broken:
        raise VaultSealed("The key file cannot be read as a key file, so the vault stays sealed.") from broken
    if any(len(key) != cipher.KEY_BYTES for key in [*wrapping.values(), keys.root]) or keys.current not in wrapping:
        raise VaultSealed("The key file holds no whole key, so the vault stays sealed.")
    return keys


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


_remembered = lru_cache(maxsize=4)(read)
