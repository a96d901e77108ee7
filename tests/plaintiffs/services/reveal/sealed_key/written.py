"""What is written to a disk meanwhile, whatever opens it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Written:
    """Every file this process opens to write, as the interpreter tells it. A hook stays for ever, so there is one."""

    _found: list[str] | None = None
    _hooked = False

    @classmethod
    @contextmanager
    def watched(cls) -> Iterator[list[str]]:
        if not cls._hooked:
            sys.addaudithook(cls._heard)
            cls._hooked = True
        found: list[str] = []
        cls._found = found
        try:
            yield found
        finally:
            cls._found = None

    @classmethod
    def _heard(cls, event: str, told: tuple[Any, ...]) -> None:
        if cls._found is not None and event == "open":
            path, mode, flags = told
            writes = flags & 0b11 if isinstance(flags, int) else set(str(mode)) & set("wax+")
            if writes and str(path) != "/dev/null":
                cls._found.append(str(path))
