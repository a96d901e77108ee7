"""`python -m casefile.alive PROGRAM`: exit 0 when that program of this container is alive. Standard library only.

It is asked every half minute, so it starts neither Django nor a connection of its own.
"""

from __future__ import annotations

import http.client
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

SILENCE = 60.0  # seconds without a mark
DEFAULT_WEB = "127.0.0.1:8000"


def web(address: str = DEFAULT_WEB) -> bool:
    line = http.client.HTTPConnection(address, timeout=3)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def marked(kind: str) -> bool:
    """True when the worker or the sweeper has left its mark in the last minute."""
    mark = Path(os.environ["CASEFILE_HOME"]) / "run" / kind
    try:
        return time.time() - mark.stat().st_mtime < SILENCE
    except OSError:
        return False


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["web"]:
        return 0 if web(*arguments[1:]) else 1
    return 0 if marked(arguments[0]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
