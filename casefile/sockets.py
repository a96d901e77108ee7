"""Where a server's socket lies: the kernel takes only short paths, so a deep folder gets a short one elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path

from casefile.home import CannotStart

LONGEST = 80  # of 108 bytes on Linux and 104 on macOS; the server adds a name of its own
PLAIN = re.compile(r"[\w./+-]+", re.ASCII)  # PostgreSQL takes a comma or a quote for the end of the path
SHORT = Path("/tmp")  # noqa: S108 (never TMPDIR: every command must find the same folder)


def folder(wanted: Path) -> Path:
    """The wanted folder when a server can listen there, else a short one, always the same."""
    if len(os.fsencode(wanted)) <= LONGEST and PLAIN.fullmatch(str(wanted)):
        return wanted
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return SHORT / f"casefile-{os.geteuid()}-{mark}"


def close_to_others(path: Path, *, uid: int) -> None:
    """Make the folder for the server's account alone. One that somebody laid there before us is refused."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, os.geteuid()):
        raise CannotStart(f"{path} belongs to somebody else. Remove it, then start again.")
    if found.st_uid != uid:
        os.chown(path, uid, -1, follow_symlinks=False)
    path.chmod(0o700)
