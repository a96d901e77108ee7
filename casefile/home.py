"""The folder this house lives in (var/, or CASEFILE_HOME), and the variables that settings read from there."""

from __future__ import annotations

import fcntl
import os
import pwd
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from casefile.errors import NotReady

ROOT = Path(__file__).resolve().parent.parent
ROOM_MB = 300  # less than this free, and a database would stop in the middle of a write


class CannotStart(NotReady):
    """Something the machine must change first; `str()` is the one line that says what."""

    code = "cannot_start"


def folder() -> Path:
    return Path(os.environ.get("CASEFILE_HOME") or ROOT / "var").absolute()


def open_house() -> Path:
    """Make the folders and set what settings read from the environment, where nobody has set it; gives the folder."""
    home = folder()
    try:
        if not home.is_dir():
            home.mkdir(parents=True)
            home.chmod(0o711)  # the database server's account passes through; what is in it is closed one by one
        _refuse_a_strangers(home)
        for private in ("keys", "media", "log", "static"):
            (home / private).mkdir(mode=0o700, exist_ok=True)
    except OSError as trouble:
        raise CannotStart(
            f"{home} cannot be used: {trouble.strerror}. Set CASEFILE_HOME to another folder."
        ) from trouble
    os.environ.setdefault("CASEFILE_HOME", str(home))
    os.environ.setdefault("CASEFILE_KEY_FILE", str(home / "keys" / "keys.json"))
    os.environ.setdefault("CASEFILE_SECRET_KEY_FILE", str(home / "keys" / "secret_key"))
    os.environ.setdefault("CASEFILE_MEDIA", str(home / "media"))
    return home


def _refuse_a_strangers(home: Path) -> None:
    """Two accounts in one folder would lock each other out file by file; also root stays out of a person's folder."""
    owner = home.stat().st_uid
    if owner == os.geteuid():
        return
    name = account_name(owner)
    raise CannotStart(f"{home} belongs to {name}. Start casefile as {name}, or set CASEFILE_HOME to another folder.")


def account_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"account {uid}"


def typed_by() -> dict[str, Any]:
    """The machine's own account, which no variable of the environment can change: who typed a command."""
    uid = os.getuid()
    return {"account": account_name(uid), "uid": uid}


def check_room(home: Path, *, needed_mb: int = ROOM_MB) -> None:
    """Refuse to start on a disk that is nearly full."""
    free = shutil.disk_usage(home).free // 1_000_000
    if free < needed_mb:
        raise CannotStart(f"The disk that holds {home} has {free} MB free; casefile needs {needed_mb} MB to start.")


@contextmanager
def alone(path: Path) -> Iterator[IO[str]]:
    """Hold a lock file; others wait. The kernel lets go of it when its holder dies."""
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def taken(file: IO[str]) -> bool:
    """Try to take an open lock file for ourselves: true when another process has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def write_privately(path: Path, *, text: str) -> None:
    """Write a file that only its owner reads; it appears as a whole, replacing an earlier one."""
    write_beside(path, text=text, mode=0o600).replace(path)


def write_beside(path: Path, *, text: str, mode: int) -> Path:
    """The text in a new file next to `path`, on the disk, under a name that nobody can have put a file at before."""
    waiting = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    handle = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), mode)
    return waiting
