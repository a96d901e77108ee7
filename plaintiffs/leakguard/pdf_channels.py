"""The channels of one state of a PDF: pages by two readers, strings, streams, attachments. No reader sees all."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar

from casefile.unwrapping import pdf
from casefile.unwrapping.unreadable import Unreadable

Pages = Callable[[], list[tuple[str, str]]]  # what they are called, and their text

_TEXT_ORDERS = re.compile(rb"\bBT\b|\bTj\b|\bTJ\b")
_COUNTS = re.compile(rb"(?<![\w#-])\d+(?![\w-])")
_STREAMS = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_begun: ContextVar[tuple[bytes | None, Pages]] = ContextVar("begun", default=(None, list))


@contextmanager
def begun(content: bytes) -> Iterator[None]:
    """Begin to read by pdftotext, for whoever reads these very bytes inside the block by the other readers."""
    with _read_beside(content) as pages:
        token = _begun.set((content, pages))
        try:
            yield
        finally:
            _begun.reset(token)


@contextmanager
def read_beside(content: bytes) -> Iterator[Pages]:
    """The pages by pdftotext, where it is installed: a program of its own, which reads while we read on."""
    begun_on, pages = _begun.get()
    if begun_on is content:  # the same object, so the same bytes
        yield pages
    else:
        with _read_beside(content) as own:
            yield own


@contextmanager
def _read_beside(content: bytes) -> Iterator[Pages]:
    program = pdf.poppler()
    with ThreadPoolExecutor(1) as hand:
        reading = hand.submit(pdf.pages_by_poppler, content, program=program) if program else None
        yield lambda: [("pages by pdftotext", reading.result())] if reading else []


def open_sound(content: bytes) -> pdf.Inside:
    """What a PDF holds. Encrypted in any way, damaged, or followed by something else: Unreadable."""
    inside = pdf.objects(content)
    if inside.encrypted:
        raise Unreadable(pdf.ENCRYPTED)
    if inside.damaged:
        raise Unreadable(pdf.DAMAGED)
    if pdf.goes_on_behind_its_end(content):
        raise Unreadable("Something lies behind the end of this PDF.")
    return inside


def texts(inside: pdf.Inside) -> Iterator[tuple[str, str]]:
    """Strings by what they are called, metadata, and the literal strings of drawing orders."""
    for name, said in inside.strings.items():
        yield name, "\n".join(dict.fromkeys(said))
    for name, stream in inside.streams:
        if name == "metadata":
            yield name, stream.decode("utf-8", "replace")
        elif name == "stream" and _TEXT_ORDERS.search(stream):
            yield "drawn strings", pdf.drawn_strings(stream)


def binaries(content: bytes, inside: pdf.Inside) -> Iterator[tuple[str, bytes]]:
    """Pictures, fonts and whatever else is no text: only their readable stretches can be looked at."""
    for name, stream in inside.streams:
        if name in ("image", "font") or (name == "stream" and not _TEXT_ORDERS.search(stream)):
            yield name, stream
    yield "raw bytes", _without_counts(_STREAMS.sub(b"", content))


def attachments(inside: pdf.Inside) -> Iterator[bytes]:
    """Every file that is carried along, listed or not."""
    yield from (stream for name, stream in inside.streams if name == "attachment")


def _without_counts(syntax: bytes) -> bytes:
    """What stands between the streams, comments whole, all else without numbers: those only count bytes and objects."""
    lines = re.split(rb"[\r\n]+", syntax)
    return b"\n".join(line if line.startswith(b"%") else _COUNTS.sub(b" ", line) for line in lines)
