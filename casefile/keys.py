"""Keys that never lie in the database: where they come from (a file, or the environment), and what is asked of them."""

from __future__ import annotations

import base64
import binascii
import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings

from casefile import cipher, keyring
from casefile.errors import Refused, VaultSealed
from casefile.home import alone, write_beside
from casefile.keyring import KeyRing

READ_BY_OWNER = 0o400


class KeyProvider(Protocol):
    """What wraps the data keys. It is asked to, and need not hand out a key: a key service could stand here as well."""

    @property
    def current_version(self) -> int: ...
    @property
    def versions(self) -> frozenset[int]: ...
    def wrap(self, key: bytes, *, aad: Sequence[str]) -> bytes: ...
    def unwrap(self, wrapped: bytes, *, aad: Sequence[str], version: int) -> bytes: ...
    def labelled(self, label: str) -> bytes: ...


_on_trial: ContextVar[KeyRing | None] = ContextVar("a ring of keys on trial", default=None)


def ring() -> KeyRing:
    """The keys of this house; raises VaultSealed when there are none, or what is there cannot be read as such.

    A key file that was replaced is read anew at once: a running process learns a new version without a restart.
    """
    tried = _on_trial.get()
    if tried is not None:
        return tried
    return _of_environment(settings.KEYS) if settings.KEYS else read(Path(settings.KEY_FILE))


def wrap(key: bytes, *, owner: str) -> tuple[int, bytes]:
    """A data key under the current key-encryption key, bound to its owner: (version, wrapped key)."""
    provider: KeyProvider = ring()
    version = provider.current_version
    return version, provider.wrap(key, aad=["dek", owner, str(version)])


def unwrap(wrapped: bytes, *, owner: str, version: int) -> bytes:
    provider: KeyProvider = ring()
    if version not in provider.versions:
        raise VaultSealed("The vault was sealed with a key that is not here. Put the right key file in place.")
    try:
        return provider.unwrap(wrapped, aad=["dek", owner, str(version)], version=version)
    except cipher.BadSeal as refusal:
        raise VaultSealed("The key in the key file is not the one the vault was sealed with.") from refusal


@contextmanager
def on_trial(tried: KeyRing) -> Iterator[None]:
    """Everything within asks these keys: keys joined from shares show what they open before they are put in place."""
    token = _on_trial.set(tried)
    try:
        yield
    finally:
        _on_trial.reset(token)


def here() -> bool:
    """True when there are keys, or a key file that somebody has to put right."""
    return bool(settings.KEYS) or Path(settings.KEY_FILE).is_file()


def make_key_file(path: Path) -> bool:
    """Make the key file (mode 0400) unless there is one already; true when it was made now."""
    return write_once(path, keyring.as_text(keyring.new()))


def make_secret_key_file(path: Path) -> bool:
    """Make the file with Django's signing key unless there is one already; true when it was made now."""
    return write_once(path, base64.b64encode(os.urandom(48)).decode("ascii"))


def write_new(changed: KeyRing, *, path: Path) -> None:
    """Write keys to a file that is not there yet; raises Refused for one that is."""
    if not write_once(path, keyring.as_text(changed)):
        raise Refused(f"{path.name} is there already, and a key file is never written over. Name another.")


def change_key_file(change: Callable[[KeyRing], KeyRing]) -> KeyRing:
    """Put a changed ring in the place of the key file, one change at a time. On the disk before this returns."""
    if settings.KEYS:
        raise Refused("The keys come from CASEFILE_KEYS, which casefile cannot change. Write them with --to FILE.")
    path = Path(settings.KEY_FILE)
    try:
        with alone(path.with_name(f"{path.name}.lock")):
            changed = change(ring())
            write_beside(path, text=keyring.as_text(changed), mode=READ_BY_OWNER).replace(path)
            _sync(path.parent)
    except OSError as closed:
        if closed.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        raise Refused("The key file cannot be changed where it lies. Write the keys with --to FILE.") from closed
    return changed


def write_once(path: Path, content: str) -> bool:
    """Write a secret (mode 0400) unless the file is there already; true when it was written now."""
    if path.exists():  # it may lie where nobody can write
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    waiting = write_beside(path, text=content, mode=READ_BY_OWNER)
    try:
        os.link(waiting, path)  # refuses to replace: two starts at once get one key
        _sync(path.parent)
    except FileExistsError:
        return False
    finally:
        waiting.unlink()
    return True


def _sync(folder: Path) -> None:
    """The name, too, must outlive a power cut: a key that wrapped something and is gone is the worst loss there is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path) -> KeyRing:
    """What is in a key file at this moment; raises VaultSealed when it is none."""
    try:
        seen = path.stat()
        return _parsed(path, (seen.st_ino, seen.st_mtime_ns, seen.st_size))
    except FileNotFoundError as absent:
        raise VaultSealed("There is no key file, so the vault stays sealed. Set CASEFILE_KEY_FILE.") from absent
    except (OSError, ValueError) as broken:
        raise VaultSealed("The key file cannot be read as a key file, so the vault stays sealed.") from broken


@lru_cache(maxsize=4)
def _parsed(path: Path, _seen: tuple[int, int, int]) -> KeyRing:
    return keyring.from_text(path.read_text(encoding="ascii"))


@lru_cache(maxsize=1)
def _of_environment(told: str) -> KeyRing:
    try:
        return keyring.from_text(base64.b64decode(told, validate=True).decode("ascii"))
    except (binascii.Error, ValueError) as broken:
        raise VaultSealed("CASEFILE_KEYS is no key file in base64, so the vault stays sealed.") from broken
