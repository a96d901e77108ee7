"""What lies within bytes: every layer that can be unpacked or decoded, and layers within layers."""

import bz2
import lzma
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from casefile.unwrapping import archives, escapes, pdf, stores
from casefile.unwrapping.archives import Budget
from casefile.unwrapping.unreadable import Unreadable

_DEEPEST = 6
_NEAR = 256  # bytes kept on either side of an escape
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-][A-Za-z0-9+/_\-\r\n]{15,}={0,2}")
_HEX = re.compile(rb"[0-9A-Fa-f][0-9A-Fa-f\r\n]{15,}")
_ESCAPE = re.compile(
    rb"%[0-9A-Fa-f]{2}|&#?[0-9A-Za-z]{2,8};|\\[ux][0-9A-Fa-f{]{2}|\\[0-3][0-7]{2}|=[0-9A-F]{2}|=\r?\n"
    rb"|<[/!?]?[A-Za-z][\x20-\x7e\r\n\t]{0,400}>"
)
_LOCAL_ENTRY = re.compile(rb"PK\x03\x04")
_FILES = (b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF", b"\x78\x9c")
_OPAQUE = {
    b"\x28\xb5\x2f\xfd": "zstandard",
    b"\x04\x22\x4d\x18": "LZ4",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
    b"\xd0\xcf\x11\xe0": "old Office",
}


@dataclass
class Dig:
    """One file being taken apart: what may still be unpacked, and which parts could not be read."""

    budget: Budget = field(default_factory=Budget)
    problems: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layer:
    """Bytes and where they come from; `places` turns a place in them into a place of the layer above.

    A `reading` is another reading of text above: no file of any kind begins in it anew.
    """

    where: str
    content: bytes
    places: tuple[tuple[int, int], ...] = ()
    reading: bool = False

    def place(self, at: int) -> str:
        """Where a find lies, as a person would look it up."""
        if not self.places:
            return f"{self.where} at {at}".strip()
        start, above = self.places[bisect_right(self.places, (at, 1 << 62)) - 1]
        return f"{self.where} from {above}, at {at - start}"


def layers(content: bytes, dig: Dig) -> Iterator[Layer]:
    """The bytes themselves, then all that lies within them, to the ground."""
    waiting = [(Layer("", content), 0)]
    while waiting:
        layer, depth = waiting.pop()
        yield layer
        if depth == _DEEPEST:
            dig.problems.append((layer.where, "too deep to follow"))
            continue
        for peel in _READINGS if layer.reading else _PEELERS:
            try:
                for within in peel(layer, dig):
                    if within.content:
                        waiting.append((within, depth + 1))
            except Unreadable as problem:  # what was reached before it is looked at all the same
                dig.problems.append((problem.where or layer.where, str(problem)))


def _at(layer: Layer, how: str) -> str:
    return f"{layer.where} > {how}" if layer.where else how


def _opaque(layer: Layer, dig: Dig) -> Iterator[Layer]:
    for magic, kind in _OPAQUE.items():
        if layer.content.startswith(magic):
            raise Unreadable(f"A {kind} file cannot be looked into.", where=layer.where)
    yield from ()


def _zip(layer: Layer, dig: Dig) -> Iterator[Layer]:
    """A whole zip, or what entries of one lie in anything else."""
    if layer.content.startswith(b"PK\x03\x04"):
        names = []
        for number, (name, content) in enumerate(archives.zip_entries(layer.content, budget=dig.budget)):
            names.append(name)
            yield Layer(_at(layer, f"entry {number}"), content)
        yield Layer(_at(layer, "names of entries"), "\n".join(names).encode("utf-8", "replace"))
    else:
        for found in _LOCAL_ENTRY.finditer(layer.content):
            if plain := archives.local_entry(layer.content, found.start(), budget=dig.budget):
                yield Layer(_at(layer, f"zip entry at {found.start()}"), plain)


def _packed(layer: Layer, dig: Dig) -> Iterator[Layer]:
    if layer.content.startswith(b"PK\x03\x04"):
        return  # its entries have been read
    for at, plain in archives.packed_streams(layer.content, budget=dig.budget):
        yield Layer(_at(layer, f"unpacked at {at}"), plain)


def _other_packers(layer: Layer, dig: Dig) -> Iterator[Layer]:
    unpack: tuple[tuple[bytes, Callable[[bytes], bytes]], ...] = (
        (b"BZh", bz2.decompress),
        (b"\xfd7zXZ\0", lzma.decompress),
    )
    for magic, decompress in unpack:
        if layer.content.startswith(magic):
            try:
                plain = decompress(layer.content)
            except (OSError, EOFError, ValueError, lzma.LZMAError) as problem:
                raise Unreadable("This compressed file is damaged.", where=layer.where) from problem
            dig.budget.take(len(plain))
            yield Layer(_at(layer, "unpacked"), plain)


def _pdf(layer: Layer, dig: Dig) -> Iterator[Layer]:
    if b"%PDF-" not in layer.content[:1024] or layer.content.startswith(b"PK\x03\x04"):
        return  # papers kept unpacked in a zip have been read as its entries
    inside = pdf.objects(layer.content)
    if inside.damaged:
        dig.problems.append((layer.where, pdf.DAMAGED))
    for called, said in inside.strings.items():
        yield Layer(_at(layer, f"PDF {called}"), "\n".join(said).encode("utf-8", "replace"))
    for number, (name, stream) in enumerate(inside.streams):
        yield Layer(_at(layer, f"PDF {name} {number}"), stream)
        if name == "stream":
            yield Layer(
                _at(layer, f"PDF drawn strings {number}"), pdf.drawn_strings(stream).encode("latin-1", "replace")
            )
    yield Layer(_at(layer, "PDF pages"), pdf.pages_by_pdfium(layer.content).encode("utf-8", "replace"))
    if program := pdf.poppler():
        yield Layer(_at(layer, "PDF pages again"), pdf.pages_by_poppler(layer.content, program=program).encode())
    if "PDF revision" not in layer.where:
        for number, earlier in enumerate(pdf.revisions(layer.content), 1):
            yield Layer(_at(layer, f"PDF revision {number}"), earlier)


def _base64(layer: Layer, dig: Dig) -> Iterator[Layer]:
    """All runs together, and packed ones by themselves. Runs glued to other letters the lookout sees as they stand."""
    joined, places = bytearray(), []
    for found in _BASE64.finditer(layer.content):
        plain = escapes.from_base64(found[0], skipped=0)
        places.append((len(joined), found.start()))
        joined += plain + b"\n"
        if plain.startswith(_FILES):
            yield Layer(_at(layer, f"base64 from {found.start()}"), plain)
    if joined:
        yield Layer(_at(layer, "base64"), bytes(joined), tuple(places))


def _hex(layer: Layer, dig: Dig) -> Iterator[Layer]:
    joined, places = bytearray(), []
    for found in _HEX.finditer(layer.content):
        digits = found[0].replace(b"\r", b"").replace(b"\n", b"")
        if len(set(digits)) < 3:
            continue  # the even grey of a picture (0x33 is a 3 again, without end); no name is written with two digits
        places.append((len(joined), found.start()))
        plain = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
        joined += plain + b"\n"
        if plain.startswith(_FILES):
            yield Layer(_at(layer, f"hex from {found.start()}"), plain)
    if joined:
        yield Layer(_at(layer, "hex"), bytes(joined), tuple(places))


def _escaped(layer: Layer, dig: Dig) -> Iterator[Layer]:
    """All other readings of whatever stands near an escape or a tag."""
    for start, end in _windows(layer.content):
        text = layer.content[start:end].decode("utf-8", "replace")
        seen = {text}
        fresh = [text]
        while fresh:
            readings = {decoded for one in fresh for _, decoded in escapes.readings(one)} - seen
            seen |= readings
            dig.budget.take(sum(map(len, readings)))
            fresh = list(readings) if len(seen) < 40 else []
            for reading in readings:
                yield Layer(_at(layer, f"decoded from {start}"), reading.encode("utf-8", "replace"), reading=True)


def _windows(content: bytes) -> Iterator[tuple[int, int]]:
    begin = end = 0
    for found in _ESCAPE.finditer(content):
        if found.start() - _NEAR > end:
            if end:
                yield begin, end
            begin = found.start() - _NEAR
        end = found.end() + _NEAR
    if end:
        yield begin, end


def _folded(layer: Layer, dig: Dig) -> Iterator[Layer]:
    if b"\n " in layer.content and (b"BEGIN:V" in layer.content or b"\nSubject:" in layer.content):
        text = layer.content.decode("utf-8", "replace")
        yield Layer(_at(layer, "unfolded"), escapes.unfolded(text).encode("utf-8", "replace"), reading=True)


def _redis(layer: Layer, dig: Dig) -> Iterator[Layer]:
    if b"REDIS00" in layer.content[:1024]:
        for at, plain in stores.lzf_strings(layer.content):
            dig.budget.take(len(plain))
            yield Layer(_at(layer, f"Redis string at {at}"), plain)


def _postgres(layer: Layer, dig: Dig) -> Iterator[Layer]:
    """Values in pages and log: files in whole pages of 8 kB that begin with no other kind's mark."""
    if layer.where or not layer.content or len(layer.content) % 8192 or layer.content[:4] in (b"%PDF", b"PK\x03\x04"):
        return
    for at, plain in stores.pglz_values(layer.content):
        dig.budget.take(len(plain))
        yield Layer(f"PostgreSQL value at {at}", plain)
    yield Layer("PostgreSQL log without headers", stores.log_without_headers(layer.content), reading=True)


_Peeler = Callable[[Layer, Dig], Iterator[Layer]]
_READINGS: tuple[_Peeler, ...] = (_base64, _hex)
_PEELERS: tuple[_Peeler, ...] = (
    *(_opaque, _zip, _packed, _other_packers, _pdf, _redis, _postgres, _folded),
    *(_escaped, *_READINGS),
)
