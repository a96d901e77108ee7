"""A file taken apart into labelled texts, through every channel by which it could tell a name."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from casefile.unwrapping import archives, escapes, pdf
from casefile.unwrapping.archives import Budget
from casefile.unwrapping.unreadable import Unreadable
from plaintiffs.leakguard import pdf_channels

_DEEPEST = 4
_LARGEST_TEXT = 64 * 1024 * 1024  # letters, all readings of one file together
_UNKNOWN = "The leak guard does not know files of this kind."
_MISNAMED = "This file is not of the kind it says it is."
_PDF, _ZIP, _GZIP = b"%PDF-", (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b\x08"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_RUNS = re.compile(rb"[\x20-\x7e\xc3-\xf4\x80-\xbf]{6,}|(?:[\x20-\x7e]\x00){4,}|(?:\x00[\x20-\x7e]){4,}")


@dataclass(frozen=True, slots=True)
class Channel:
    """One text a file holds. `paged` texts close each page with a form feed."""

    name: str
    text: str
    paged: bool = False


def open_channels(content: bytes, kind: str, name: str) -> tuple[Channel, ...]:
    """Every text of a file, its name too, each also in its other readings. Unreadable means closed."""
    budget = Budget()
    opened = [Channel("file name", name), *_opened(content, kind.lower(), budget, depth=0)]
    return tuple(_with_other_readings(opened, budget))


def _opened(content: bytes, kind: str, budget: Budget, *, depth: int) -> Iterator[Channel]:
    if depth > _DEEPEST:
        raise Unreadable("This file holds files within files, too deep to follow.")
    reader = _READERS.get(kind)
    if reader is None:
        raise Unreadable(_UNKNOWN)
    yield from reader(content, budget, depth)


def _within(place: str, content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    """A file within a file, of whatever kind it shows itself to be."""
    if not content:
        return
    for channel in _opened(content, _sniffed(content), budget, depth=depth + 1):
        yield Channel(f"{place}: {channel.name}", channel.text, paged=channel.paged)


def _sniffed(content: bytes) -> str:
    if content.startswith(_PDF):
        return "pdf"
    if content.startswith(_ZIP):
        return "zip"
    if content.startswith(_GZIP):
        return "gz"
    return "picture" if content.startswith(_PICTURES) else "txt"


# ---- one reader for each kind


def _pdf(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    if not content.startswith(_PDF):
        raise Unreadable(_MISNAMED)
    yield from _pdf_state(content, budget, depth)
    for number, earlier in enumerate(pdf.revisions(content), 1):
        for channel in _pdf_state(earlier, budget, depth):
            yield Channel(f"earlier revision {number}: {channel.name}", channel.text, paged=channel.paged)


def _pdf_state(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    with pdf_channels.read_beside(content) as by_another:
        yield Channel("pages by pdfium", pdf.pages_by_pdfium(content), paged=True)
        inside = pdf_channels.open_sound(content)
        told = [Channel(name, text) for name, text in pdf_channels.texts(inside)]
        yield from (Channel(name, text, paged=True) for name, text in by_another())
    yield from told
    for name, stream in pdf_channels.binaries(content, inside):
        yield Channel(name, printable_runs(stream))
    for attached in pdf_channels.attachments(inside):
        yield from _within("attachment", attached, budget, depth)


def _zip(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    if not content.startswith(_ZIP):
        raise Unreadable(_MISNAMED)
    names: list[str] = []
    for number, (name, entry) in enumerate(archives.zip_entries(content, budget=budget)):
        names.append(name)
        if not name:
            yield Channel("comments of the archive", printable_runs(entry))
        elif not name.endswith("/"):
            yield from _within(f"entry {number}", entry, budget, depth)
    yield Channel("names of entries", "\n".join(names))


def _gzip(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    yield Channel("names within", printable_runs(content[:512]))
    yield from _within("unpacked", archives.gunzip(content, budget=budget), budget, depth)


def _picture(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    """What is written beside the picture. What the picture shows is not read."""
    yield Channel("beside the picture", printable_runs(content))
    packed = [plain for _, plain in archives.packed_streams(content, budget=budget)]
    yield Channel("packed beside the picture", "\n".join(map(printable_runs, packed)))


def _plain(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    yield Channel("text", _decoded(content))


def _calendar(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    yield Channel("text", escapes.unfolded(_decoded(content)))


def _json(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    text = _decoded(content)
    yield Channel("text", text)
    try:
        yield Channel("values", "\n".join(_values(json.loads(text))))
    except (ValueError, RecursionError) as problem:
        raise Unreadable("This JSON is damaged.") from problem


def _values(thing: object) -> Iterator[str]:
    """Every word of a JSON document, in its order, names of values among them."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield str(key)
            yield from _values(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _values(value)
    else:
        yield str(thing)


def _csv(content: bytes, budget: Budget, depth: int) -> Iterator[Channel]:
    text = _decoded(content)
    yield Channel("text", text)
    try:
        yield Channel("cells", "\n".join("\t".join(row) for row in csv.reader(io.StringIO(text))))
    except csv.Error as problem:
        raise Unreadable("This CSV is damaged.") from problem


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise Unreadable(_UNKNOWN) from problem
    if "\0" in text:
        raise Unreadable(_UNKNOWN)
    return text


def printable_runs(content: bytes) -> str:
    """The readable stretches of what is not text."""
    runs = (run.replace(b"\0", b"") for run in _RUNS.findall(content))
    return b"\n".join(runs).decode("utf-8", "replace")


_READERS: dict[str, Callable[[bytes, Budget, int], Iterator[Channel]]] = {
    "pdf": _pdf,
    "zip": _zip,
    "docx": _zip,
    "xlsx": _zip,
    "gz": _gzip,
    "picture": _picture,
    "txt": _plain,
    "html": _plain,
    "xml": _plain,
    "ics": _calendar,
    "json": _json,
    "csv": _csv,
}


# ---- other readings


def _with_other_readings(opened: Iterable[Channel], budget: Budget) -> Iterator[Channel]:
    """Each text, and what it becomes when decoded, until nothing new comes."""
    seen: set[str] = set()
    waiting = [(channel, 0) for channel in reversed(list(opened))]
    letters = 0
    while waiting:
        channel, depth = waiting.pop()
        if channel.text in seen:
            continue
        seen.add(channel.text)
        letters += len(channel.text)
        if letters > _LARGEST_TEXT:
            raise Unreadable("This file becomes too large when it is decoded.")
        yield channel
        if depth < _DEEPEST:
            waiting += [(reading, depth + 1) for reading in _readings(channel, budget)]


def _readings(channel: Channel, budget: Budget) -> Iterator[Channel]:
    for how, text in escapes.readings(channel.text):
        yield Channel(f"{channel.name} ({how})", text, paged=channel.paged)
    for how, _, raw in escapes.hidden_bytes(channel.text):
        packed = [plain for _, plain in archives.packed_streams(raw, budget=budget)] if len(raw) > 20 else []
        for text in filter(None, map(escapes.as_text, (raw, *packed))):
            yield Channel(f"{channel.name} ({how})", text)
