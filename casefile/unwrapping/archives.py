"""Bytes within bytes: zip and its office kin, gzip, zlib, with limits that a bomb runs into."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from casefile.unwrapping.unreadable import Unreadable

LARGEST = 512 * 1024 * 1024  # bytes that one file may become when unpacked, all its parts together
_MOST_ENTRIES = 20_000
_SUSPECT = 20 * 1024 * 1024
_STEEPEST = 150  # times its packed size, for what unpacks to more than _SUSPECT
_GZIP = b"\x1f\x8b\x08"
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_PIECE = 1 << 20
_FEED = 1 << 14
_CHANCE = 8  # bytes that noise yields before it is found out


class Budget:
    """How much may still be unpacked; shared by all that lies within one file."""

    def __init__(self, size: int = LARGEST) -> None:
        self.left = size

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Unreadable("This file becomes too large when it is unpacked.")


def zip_entries(content: bytes, *, budget: Budget) -> Iterator[tuple[str, bytes]]:
    """Each entry's name and bytes; comments come as an entry without a name. Encrypted or damaged is Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise Unreadable("This archive has too many entries.")
            comments = [archive.comment, *(entry.comment for entry in entries), *(entry.extra for entry in entries)]
            yield "", b"\n".join(comments)
            for entry in entries:
                yield entry.filename, _entry(archive, entry, budget)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, UnicodeDecodeError) as problem:
        raise Unreadable("This archive is damaged or of an unknown kind.") from problem


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    if entry.flag_bits & 1:
        raise Unreadable("This archive is encrypted.")
    if entry.file_size > _SUSPECT and entry.file_size > _STEEPEST * max(1, entry.compress_size):
        raise Unreadable("This archive unpacks to far more than it is.")
    with archive.open(entry) as opened:
        content = opened.read(min(entry.file_size, max(budget.left, 0)) + 1)
    if len(content) > entry.file_size:
        raise Unreadable("An entry of this archive is larger than it says.")
    budget.take(len(content))
    return content


def local_entry(content: bytes, at: int, *, budget: Budget) -> bytes:
    """The deflated entry whose local header stands at a place, as far as it goes; nothing where none does."""
    head = content[at : at + 30]
    if len(head) < 30 or head[8:10] != b"\x08\0":
        return b""
    start = at + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
    plain, _, _ = _inflated(content, start, budget, window=-15)
    return plain


def gunzip(content: bytes, *, budget: Budget) -> bytes:
    """All members of a gzip file. Damaged or cut short is Unreadable."""
    plain, start = bytearray(), 0
    while content.startswith(_GZIP, start):
        member, start, whole = _inflated(content, start, budget)
        if not whole:
            raise Unreadable("This compressed file is damaged or cut short.")
        plain += member
    return bytes(plain)


def packed_streams(content: bytes, *, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """Whatever unpacks from anywhere within: place and bytes of each gzip or zlib stream, as far as it is whole."""
    for found in _PACKED.finditer(content):
        plain, _, whole = _inflated(content, found.start(), budget)
        if len(plain) > (0 if whole else _CHANCE):
            yield found.start(), plain


def _inflated(content: bytes, start: int, budget: Budget, *, window: int = 47) -> tuple[bytes, int, bool]:
    """What a stream holds, where it ends, and whether its end was reached without an error."""
    stream = zlib.decompressobj(window)
    plain, fed, rest = bytearray(), start, b""
    while not stream.eof:
        if not rest:
            rest = content[fed : fed + _FEED]
            fed += len(rest)
        if not rest:
            break
        try:
            piece = stream.decompress(rest, _PIECE)
        except zlib.error:
            break
        budget.take(len(piece))
        plain += piece
        rest = stream.unconsumed_tail
    return bytes(plain), fed - len(stream.unused_data), stream.eof
