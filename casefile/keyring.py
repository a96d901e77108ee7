"""The keys of a house in memory: wrapping keys by version, and the root of the labelled keys. No Django, no files."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from casefile import cipher


class NoRing(ValueError):
    """A text that is no whole ring of keys."""


@dataclass(frozen=True, slots=True, repr=False)
class KeyRing:
    """Key-encryption keys by version, the version in use, and the root of the labelled keys (audit MAC, guard)."""

    current: int
    wrapping: Mapping[int, bytes]
    root: bytes

    def __repr__(self) -> str:
        return f"KeyRing(current={self.current}, keys sealed)"

    @property
    def current_version(self) -> int:
        return self.current

    @property
    def versions(self) -> frozenset[int]:
        return frozenset(self.wrapping)

    def wrap(self, key: bytes, *, aad: Sequence[str]) -> bytes:
        return cipher.seal(self.wrapping[self.current], key, parts=aad)

    def unwrap(self, wrapped: bytes, *, aad: Sequence[str], version: int) -> bytes:
        """Raises KeyError for a version that is not here, BadSeal for bytes that this version did not wrap so."""
        return cipher.open_sealed(self.wrapping[version], wrapped, parts=aad)

    def labelled(self, label: str) -> bytes:
        return cipher.derive(self.root, label=label)

    @property
    def fingerprint(self) -> str:
        """Tells two rings apart and gives nothing of either away: the keys in it are random."""
        return hashlib.sha256(b"casefile ring\0" + as_text(self).encode()).hexdigest()[:16]


def new() -> KeyRing:
    return KeyRing(current=1, wrapping={1: cipher.new_key()}, root=cipher.new_key())


def with_new_version(ring: KeyRing) -> KeyRing:
    """The ring and one wrapping key more, which is the one in use from now on. A version is never given twice."""
    version = max(ring.versions) + 1
    return replace(ring, current=version, wrapping={**ring.wrapping, version: cipher.new_key()})


def without(ring: KeyRing, *, version: int) -> KeyRing:
    kept = {number: key for number, key in ring.wrapping.items() if number != version}
    return replace(ring, wrapping=kept)


def as_text(ring: KeyRing) -> str:
    wrapping = {str(version): _text(key) for version, key in sorted(ring.wrapping.items())}
    return json.dumps({"current": ring.current, "wrapping": wrapping, "root": _text(ring.root)})


def from_text(text: str) -> KeyRing:
    """Raises NoRing unless every key is whole and the version in use is among them."""
    try:
        held = json.loads(text)
        wrapping = {int(version): base64.b64decode(key, validate=True) for version, key in held["wrapping"].items()}
        ring = KeyRing(current=int(held["current"]), wrapping=wrapping, root=base64.b64decode(held["root"]))
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise NoRing("no ring of keys") from broken
    if any(len(key) != cipher.KEY_BYTES for key in [*wrapping.values(), ring.root]) or ring.current not in wrapping:
        raise NoRing("no whole key")
    return ring


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
