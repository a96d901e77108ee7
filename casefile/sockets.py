"""Where a server's socket lies: the kernel takes only short paths, so a deep folder gets a short one elsewhere."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

LONGEST = 80  # of 108 bytes on Linux and 104 on macOS; the server adds a name of its own
PLAIN = re.compile(r"[\w./+-]+", re.ASCII)  # PostgreSQL takes a comma or a quote for the end of the path


def folder(wanted: Path) -> Path:
    """The wanted folder when a server can listen there, else one of the system's temporary folders, always the same."""
    if len(os.fsencode(wanted)) <= LONGEST and PLAIN.fullmatch(str(wanted)):
        return wanted
    mark = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"casefile-{os.geteuid()}-{mark}"
