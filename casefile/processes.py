"""Which processes work in a folder: how a server that was killed is told from one that only is slow."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def working_in(folder: Path) -> list[int]:
    """The living processes at home in this folder. PostgreSQL's all are in its data folder; a zombie is nowhere."""
    if not (PROC / "self" / "cwd").exists():
        return _by_its_file(folder / "postmaster.pid")
    home, found = os.path.realpath(folder), []
    for process in PROC.glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, a zombie, or another account's
            if os.readlink(process / "cwd") == home:
                found.append(int(process.name))
    return found


def _by_its_file(path: Path) -> list[int]:
    """Without /proc (macOS): the number a server wrote down, if a program of that name bears it."""
    number = path.read_text().split("\n")[0] if path.is_file() else ""
    if not number.isdigit():
        return []
    said = subprocess.run(["/bin/ps", "-o", "stat=,comm=", "-p", number], capture_output=True, text=True, check=False)  # noqa: S603
    alive = "postgres" in said.stdout and not said.stdout.startswith("Z")
    return [int(number)] if alive else []
