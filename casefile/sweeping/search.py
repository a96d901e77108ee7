"""Sweeps files and folders for planted strings, through everything that can be unpacked or decoded."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casefile.sweeping.layers import Dig, Layer, layers
from casefile.sweeping.lookout import Lookout
from casefile.sweeping.planted import Planted

_PIECE = 64 * 1024 * 1024  # of a larger file, taken apart by itself
_OVERLAP = 64 * 1024
_MOST_TOLD = 1000  # finds in one file


@dataclass(frozen=True, slots=True)
class Seen:
    """A planted string, by its label, in a file. `place` says where, and through what it was reached."""

    path: str
    place: str
    label: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A file, or a part of one, that could not be looked into."""

    path: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep came to. Only with no `unseen` does an empty `seen` mean that nothing is there."""

    files: int
    size: int
    seen: tuple[Seen, ...]
    unseen: tuple[Unseen, ...]


def sweep(paths: Sequence[Path], planted: tuple[Planted, ...]) -> Sweep:
    """Looks into every file of the paths, folders to their ground. No link is followed."""
    lookout = Lookout(planted)
    seen: list[Seen] = []
    unseen: list[Unseen] = []
    files = size = 0
    for path, trouble in _files(paths, lookout, planted, seen):
        if trouble:
            unseen.append(Unseen(path, "", trouble))
            continue
        try:
            for start, content in _pieces(path):
                size += len(content)
                found, troubles = look_into(content, lookout, planted)
                seen += [Seen(path, _from(start, place), label) for place, label in found]
                unseen += [Unseen(path, _from(start, place), why) for place, why in troubles]
        except OSError as problem:
            unseen.append(Unseen(path, "", problem.strerror or "cannot be read"))
        files += 1
    return Sweep(files, size, tuple(dict.fromkeys(seen)), tuple(dict.fromkeys(unseen)))


def look_into(
    content: bytes, lookout: Lookout, planted: tuple[Planted, ...]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Finds as (place, label) and what could not be read as (place, reason)."""
    dig = Dig()
    found: list[tuple[str, str]] = []
    for layer in layers(content, dig):
        found += _in_layer(layer, lookout, planted)
        if len(found) > _MOST_TOLD:
            break
    return found, dig.problems


def _in_layer(layer: Layer, lookout: Lookout, planted: tuple[Planted, ...]) -> Iterator[tuple[str, str]]:
    for at, number in lookout.seen(layer.content):
        yield layer.place(at), planted[number].label


def _from(start: int, place: str) -> str:
    return f"{place} (counted from {start})" if start else place


def _files(
    paths: Sequence[Path], lookout: Lookout, planted: tuple[Planted, ...], seen: list[Seen]
) -> Iterator[tuple[str, str]]:
    """Every file with what stands against reading it. Names are looked at too: a find in one goes to `seen`."""
    roots = [path.resolve() for path in paths]
    for path in paths:
        if not path.is_dir():
            yield from _judged(str(path), roots)
            continue
        troubles: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=troubles.append):
            folders.sort()
            for name in sorted([*folders, *names]):
                whole = os.path.join(folder, name)
                seen += [Seen(whole, "its name", planted[n].label) for _, n in lookout.seen(os.fsencode(name))]
                if name in names or os.path.islink(whole):
                    yield from _judged(whole, roots)
        yield from ((str(problem.filename), problem.strerror or "cannot be read") for problem in troubles)


def _judged(path: str, roots: Sequence[Path]) -> Iterator[tuple[str, str]]:
    """Sockets and pipes hold nothing; a link is no trouble if what it points to is swept anyway or is not there."""
    try:
        mode = os.lstat(path).st_mode
    except OSError as problem:
        yield path, problem.strerror or "cannot be read"
        return
    if stat.S_ISREG(mode):
        yield path, ""
    elif stat.S_ISLNK(mode):
        target = Path(path).resolve()
        if target.exists() and not any(target.is_relative_to(root) for root in roots):
            yield path, "a link out of what is swept; name what it points to"
    elif not (stat.S_ISSOCK(mode) or stat.S_ISFIFO(mode)):
        yield path, "no file and no folder"


def _pieces(path: str) -> Iterator[tuple[int, bytes]]:
    """A whole file, or a very large one in overlapping pieces."""
    with open(path, "rb") as opened:
        start, kept = 0, b""
        while fresh := opened.read(_PIECE):
            yield start - len(kept), kept + fresh
            start += len(fresh)
            kept = fresh[-_OVERLAP:]
