"""How stores press values together: LZF in Redis, PGLZ in PostgreSQL. Read without their help, from raw files."""

import re
from collections.abc import Iterator

_LZF_MARK = re.compile(rb"\xc3")
_HEADER_ENDS = b"".join(rb"\x%02x" % n for n in range(2, 256, 4))
_PGLZ_MARK = re.compile(rb"(?=([" + _HEADER_ENDS + rb"]..\x00...\x00))", re.DOTALL)
_PGLZ_FIRST_CHUNK = re.compile(rb"\x40\x1f\x00\x00(?=...\x00)", re.DOTALL)  # 1,996 bytes of a value kept out of line
_LARGEST = 64 * 1024 * 1024
_WHOLE_PAGE = 8192
_LOG_MAGIC = 0xD1  # the second byte of every page of the log, in all versions supported


class _Broken(Exception):
    """These bytes are no such stream."""


def lzf_strings(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every string that a Redis dump holds compressed, with its place."""
    for found in _LZF_MARK.finditer(content):
        try:
            packed_size, at = _redis_length(content, found.end())
            size, at = _redis_length(content, at)
            if 4 < packed_size < size <= _LARGEST and at + packed_size <= len(content):
                yield found.start(), _lzf(content[at : at + packed_size], size)
        except _Broken:
            continue


def pglz_values(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Every value that PostgreSQL holds compressed in its pages or its log, with its place.

    Of a value kept out of line only what its first chunk holds can be told.
    """
    for found in _PGLZ_MARK.finditer(content):
        header, size = int.from_bytes(found[1][:4], "little"), int.from_bytes(found[1][4:8], "little")
        length, at = header >> 2, found.start()
        if not (24 < length < _WHOLE_PAGE and length - 8 < size < 256 * length):
            continue
        if plain := _pglz(content[at + 8 : at + length], size, partly=False):
            yield at, plain
    for found in _PGLZ_FIRST_CHUNK.finditer(content):
        at = found.end()
        size = int.from_bytes(content[at : at + 4], "little")
        if size > 1992 and (plain := _pglz(content[at + 4 : at + 1996], size, partly=True)):
            yield at, plain


def log_without_headers(content: bytes) -> bytes:
    """PostgreSQL's log with the page headers taken out that cut through long records; nothing for other files."""
    if len(content) < 2 or content[1] != _LOG_MAGIC or len(content) % _WHOLE_PAGE:
        return b""
    pages = (content[at : at + _WHOLE_PAGE] for at in range(0, len(content), _WHOLE_PAGE))
    return b"".join(page[40 if page[2] & 2 else 24 :] for page in pages if page[1] == _LOG_MAGIC)


def _redis_length(content: bytes, at: int) -> tuple[int, int]:
    head = content[at] if at < len(content) else 0xFF
    if head >> 6 == 0:
        return head & 63, at + 1
    if head >> 6 == 1:
        return (head & 63) << 8 | int.from_bytes(content[at + 1 : at + 2]), at + 2
    if head == 0x80:
        return int.from_bytes(content[at + 1 : at + 5]), at + 5
    raise _Broken


def _lzf(packed: bytes, size: int) -> bytes:
    plain, at = bytearray(), 0
    while at < len(packed):
        control = packed[at]
        at += 1
        if control < 32:
            plain += packed[at : at + control + 1]
            at += control + 1
            continue
        length = control >> 5
        if length == 7:
            length += packed[at] if at < len(packed) else 0
            at += 1
        distance = ((control & 31) << 8 | (packed[at] if at < len(packed) else 0)) + 1
        at += 1
        _copy(plain, distance, length + 2)
    if len(plain) != size:
        raise _Broken
    return bytes(plain)


def _pglz(packed: bytes, size: int, *, partly: bool) -> bytes:
    """The value, or nothing if these bytes are none."""
    plain, at = bytearray(), 0
    try:
        while at < len(packed) and len(plain) < size:
            control = packed[at]
            at += 1
            for bit in range(8):
                if at >= len(packed) or len(plain) >= size:
                    break
                if control >> bit & 1:
                    at = _pglz_copy(packed, at, plain)
                else:
                    plain.append(packed[at])
                    at += 1
    except (_Broken, IndexError):
        if not partly:
            return b""
    return bytes(plain) if partly or len(plain) == size else b""


def _pglz_copy(packed: bytes, at: int, plain: bytearray) -> int:
    length = (packed[at] & 0x0F) + 3
    distance = (packed[at] & 0xF0) << 4 | packed[at + 1]
    at += 2
    if length == 18:
        length += packed[at]
        at += 1
    _copy(plain, distance, length)
    return at


def _copy(plain: bytearray, distance: int, length: int) -> None:
    if not 0 < distance <= len(plain):
        raise _Broken
    start = len(plain) - distance
    if distance >= length:
        plain += plain[start : start + length]
    else:  # the copy overlaps itself: a run
        plain += (plain[start:] * (length // distance + 1))[:length]
