"""A print of our own source, for what must say by which code it was made or looked at: a number kept by hand lies."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

DIGITS = 12


def sources(root: Path, *patterns: str) -> list[Path]:
    """The files below this folder that the patterns give; FileNotFoundError for a pattern that gives none.

    A folder that was renamed would otherwise drop out of the print, and nobody would hear of it.
    """
    found: list[Path] = []
    for pattern in patterns:
        files = list(root.glob(pattern))
        if not files:
            raise FileNotFoundError(f"no file is {pattern}, and a print is to be made of it")
        found += files
    return found


def print_of(files: Iterable[Path], *, libraries: Iterable[str] = (), programs: Iterable[str] = ()) -> str:
    """Twelve digits that change with every byte of these files, their names, and the versions of what they lean on.

    `libraries` are names of packages; `programs` say their versions themselves. Where the files lie does not count.
    """
    told = sha256()
    for name, content in sorted((f"{path.parent.name}/{path.name}", path.read_bytes()) for path in files):
        told.update(f"{name} {len(content)}\n".encode())
        told.update(content)
    told.update(" ".join([*(f"{name} {version(name)}" for name in libraries), *programs]).encode())
    return told.hexdigest()[:DIGITS]
