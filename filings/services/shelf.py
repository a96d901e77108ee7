"""Where the bytes of papers lie: under their own SHA-256, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from casefile import clock
from casefile.errors import Missing

HALF_WRITTEN = timedelta(hours=1)  # what was not whole by then never will be: its writer was killed
KEPT = timedelta(days=1)  # a package; a paper is kept for ever


def put(content: bytes) -> str:
    """Store the bytes and give their SHA-256. The same bytes twice are one file; an altered one is put right."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path(sha256)
    if not path.is_file():
        bring_back(sha256)
    with suppress(FileNotFoundError):  # its row is not committed yet: see `orphans`
        os.utime(path)
    if _read(path) != content:
        for folder in (path.parent, _desk()):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(content, path)
    return sha256


def _write(content: bytes, path: Path) -> None:
    with NamedTemporaryFile(dir=_desk(), prefix="new.", delete=False) as waiting:
        try:
            waiting.write(content)
            waiting.flush()
            os.fsync(waiting.fileno())
            os.replace(waiting.name, path)
            _settle(path.parent)
        finally:
            Path(waiting.name).unlink(missing_ok=True)  # on a full disk half a paper would keep others out


def _settle(folder: Path) -> None:
    """Its new name, too, survives a power cut: the row that points there is committed after this."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def get(sha256: str) -> bytes:
    """The bytes, proved against their name; raises Missing when they are gone or were altered."""
    content = _read(_path(sha256))
    if not _proved(content, sha256) and bring_back(sha256):
        content = _read(_path(sha256))
    if not _proved(content, sha256):
        raise Missing("The file of this document is missing or was altered. Press the paper again.")
    return content


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # also when it is put aside as an orphan in this very moment
        return b""


def _proved(content: bytes, sha256: str) -> bool:
    return hashlib.sha256(content).hexdigest() == sha256


def bring_back(sha256: str) -> bool:
    """From among the orphans, where a row that came late asks for it; False when it does not lie there."""
    for aside in orphans_folder().glob(f"*/{sha256}.pdf"):
        with suppress(FileNotFoundError):  # somebody else was quicker
            _path(sha256).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.replace(aside, _path(sha256))
            return True
    return False


def orphans_folder() -> Path:
    """Papers that no row asked for, each in a folder named by the day on which it was put aside: see `orphans`."""
    return Path(settings.MEDIA) / "papers" / "orphans"


def sweep() -> None:
    """Clear away what a killed writer, or a full disk, left half written."""
    oldest = (clock.now() - HALF_WRITTEN).timestamp()
    for half in _desk().glob("new.*"):
        with suppress(FileNotFoundError):  # became whole, or another sweeper was quicker
            if half.stat().st_mtime < oldest:
                half.unlink()


def _path(sha256: str) -> Path:
    return Path(settings.MEDIA) / "papers" / sha256[:2] / f"{sha256}.pdf"


def _desk() -> Path:
    """Where papers are written before they are whole: one small folder, on the same disk as the shelf."""
    return Path(settings.MEDIA) / "papers" / "new"


# ---- packages: made of papers at any time, so they are kept for a while only


def package_in_the_making() -> Path:
    """A new file on the disk of the shelf, to be written and then given to `put_package`."""
    _desk().mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=_desk(), prefix="new.", delete=False) as made:
        return Path(made.name)


def put_package(made: Path) -> str:
    """Give a written file its place, and tell its SHA-256."""
    with made.open("rb") as content:
        os.fsync(content.fileno())
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    _packages().mkdir(mode=0o700, parents=True, exist_ok=True)
    os.replace(made, _package(sha256))
    _settle(_packages())
    return sha256


def holds_package(sha256: str) -> bool:
    return _package(sha256).is_file()


def get_package(sha256: str) -> bytes:
    """The bytes, proved against their name; raises Missing once they are no longer kept."""
    path = _package(sha256)
    content = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Missing("This package is no longer kept. Ask for it again.")
    return content


def drop_packages() -> int:
    """Let go of those that were made a day ago. The papers lie elsewhere."""
    oldest, dropped = (clock.now() - KEPT).timestamp(), 0
    for path in _packages().glob("*"):
        with suppress(FileNotFoundError):  # another sweeper was quicker
            if path.stat().st_mtime < oldest:
                path.unlink()
                dropped += 1
    return dropped


def _package(sha256: str) -> Path:
    return _packages() / f"{sha256}.zip"


def _packages() -> Path:
    return Path(settings.MEDIA) / "packages"
