"""Where the bytes of papers lie: under their own SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from casefile.errors import Missing


def put(content: bytes) -> str:
    """Store the bytes and give their SHA-256. The same bytes twice are one file."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix="new.", delete=False) as waiting:
            waiting.write(content)
            waiting.flush()
            os.fsync(waiting.fileno())
        os.replace(waiting.name, path)
    return sha256


def get(sha256: str) -> bytes:
    """The bytes, proved against their name; raises Missing when they are gone or were altered."""
    path = _path(sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Missing("The file of this document is missing or was altered. Press the paper again.")
    return content


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA) / "papers" / sha256[:2] / f"{sha256}.pdf"
