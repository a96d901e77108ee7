"""AES-256-GCM over bytes, with everything that names the place of a value bound to it. Pure."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
PAD_TO = 64  # bytes: the length of a ciphertext must not tell the length of a name


class BadSeal(ValueError):
    """The bytes were altered, moved to another place, or sealed under another key."""


def new_key() -> bytes:
    return os.urandom(KEY_BYTES)


def derive(key: bytes, *, label: str) -> bytes:
    """A key of its own for one use, from a key that is used for nothing else (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label.encode()).derive(key)


def seal(key: bytes, plaintext: bytes, *, parts: Sequence[str | bytes]) -> bytes:
    """Format byte, nonce, ciphertext and tag. `parts` name the place; another place cannot open it."""
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + nonce + encrypt(key, nonce, _pad(plaintext), bound=_bind(parts))


def open_sealed(key: bytes, sealed: bytes, *, parts: Sequence[str | bytes]) -> bytes:
    """The plaintext; raises BadSeal when anything at all is not as it was sealed."""
    if sealed[:1] != FORMAT:
        raise BadSeal("unknown format of sealed bytes")
    body = sealed[1:]
    return _unpad(decrypt(key, body[:NONCE_BYTES], body[NONCE_BYTES:], bound=_bind(parts)))


def encrypt(key: bytes, nonce: bytes, plaintext: bytes, *, bound: bytes) -> bytes:
    """AES-256-GCM as NIST SP 800-38D has it: ciphertext and tag. `seal` is what the house uses."""
    return AESGCM(key).encrypt(nonce, plaintext, bound)


def decrypt(key: bytes, nonce: bytes, ciphertext: bytes, *, bound: bytes) -> bytes:
    """The plaintext; raises BadSeal when ciphertext, tag, nonce, key or what it is bound to is another."""
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound)
    except (InvalidTag, ValueError) as refusal:
        raise BadSeal("sealed bytes do not open here") from refusal


def _bind(parts: Sequence[str | bytes]) -> bytes:
    """Length before each part, so that no two lists of parts make the same bytes."""
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(struct.pack(">I", len(part)) + part for part in raw)


def _pad(plaintext: bytes) -> bytes:
    framed = struct.pack(">I", len(plaintext)) + plaintext
    return framed + b"\0" * (-len(framed) % PAD_TO)


def _unpad(padded: bytes) -> bytes:
    length = int(struct.unpack(">I", padded[:4])[0])
    return padded[4 : 4 + length]
