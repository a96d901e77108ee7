"""The channels of one state of a PDF: pages by two readers, strings, streams, attachments. No reader sees all."""

import re
from collections.abc import Iterator, Mapping, Sequence

from casefile.unwrapping import pdf

_TEXT_ORDERS = re.compile(rb"\bBT\b|\bTj\b|\bTJ\b")
_STREAMS = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)

Strings = Mapping[str, Sequence[str]]
Streams = Sequence[tuple[str, bytes]]


def pages(content: bytes) -> Iterator[tuple[str, str]]:
    """All pages by pdfium, and by pdftotext where it is installed."""
    yield "pages by pdfium", pdf.pages_by_pdfium(content)
    if program := pdf.poppler():
        yield "pages by pdftotext", pdf.pages_by_poppler(content, program=program)


def texts(strings: Strings, streams: Streams) -> Iterator[tuple[str, str]]:
    """Strings by what they are called, metadata, and the literal strings of drawing orders."""
    for name, said in strings.items():
        yield name, "\n".join(said)
    for name, stream in streams:
        if name == "metadata":
            yield name, stream.decode("utf-8", "replace")
        elif name == "stream" and _TEXT_ORDERS.search(stream):
            yield "drawn strings", pdf.drawn_strings(stream)


def binaries(content: bytes, streams: Streams) -> Iterator[tuple[str, bytes]]:
    """Pictures, fonts and whatever else is no text: only their readable stretches can be looked at."""
    for name, stream in streams:
        if name in ("image", "font") or (name == "stream" and not _TEXT_ORDERS.search(stream)):
            yield name, stream
    yield "raw bytes", _STREAMS.sub(b"", content)


def attachments(streams: Streams) -> Iterator[bytes]:
    """Every file that is carried along, listed or not."""
    yield from (stream for name, stream in streams if name == "attachment")
