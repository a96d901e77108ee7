"""Memory that holds keys is written to no file and shown to no other program of the same account."""

from __future__ import annotations

import ctypes
import resource
import sys

DUMPABLE = 4  # PR_SET_DUMPABLE of Linux


def close() -> None:
    """No core dumps, here or in whatever is forked; on Linux no debugger, and no /proc of ours, but for root.

    security.md 4.4. What is started anew (exec) closes its own.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(DUMPABLE, 0, 0, 0, 0)
