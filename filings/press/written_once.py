"""A file written once: as it is, pydyf writes and packs every object again to work out the file's fingerprint.

What an object was written as is kept on it until the file is done. Off for any version but the one that the lock pins;
tests press papers both ways and compare the bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

VERSION = "0.13.0"


@contextmanager
def written_once() -> Iterator[None]:
    """Objects are written once while this lasts. Not for two threads at once: the press holds a lock around it."""
    library: Any = import_module("pydyf")
    if library.VERSION != VERSION:
        yield
        return
    plain = {kind: kind.data for kind in (library.Dictionary, library.Stream)}
    for kind, told in plain.items():
        kind.data = property(_kept(told.fget))
    try:
        yield
    finally:
        for kind, told in plain.items():
            kind.data = told


def _kept(write: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """Only of an object with a number, which is asked for its words when the file is written and not before."""

    def data(thing: Any) -> bytes:
        if thing.number is None:
            return write(thing)
        held: dict[str, bytes] = vars(thing)
        if "written_once" not in held:
            held["written_once"] = write(thing)
        return held["written_once"]

    return data
