"""Before its first use each reader must find a planted word: one that finds nothing may only be broken."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import cache

from casefile.errors import GuardUnavailable
from casefile.unwrapping import pdf
from casefile.unwrapping.unreadable import Unreadable
from plaintiffs.leakguard.channels import Channel, open_channels

_WORD = "Quillmarten"
_IN_BASE64 = "UXVpbGxtYXJ0ZW4gYmFzZTY0IQ=="  # "Quillmarten base64!"
_IN_A_PDF = {
    "page": "pages by pdfium",
    "drawn": "drawn strings",
    "title": "title or bookmark",
    "outline": "title or bookmark",
    "link": "link",
    "alternative": "alternative text",
    "annotation": "annotation",
    "metadata": "metadata",
    "attachment": "attachment: text",
    "revision": "earlier revision 1: pages by pdfium",
    "picture": "image",
    "comment": "raw bytes",
}

Planted = tuple[bytes, list[tuple[str, str]]]  # a file, and which word is to be found in which channel


@cache
def prove(kind: str) -> None:
    """Raises GuardUnavailable unless every reader of this kind of file finds its planted word. Once in a process."""
    planted, expected = _PLANTED.get(kind, _PLANTED["txt"])()
    try:
        opened = open_channels(planted, kind if kind in _PLANTED else "txt", f"{_WORD} name.file")
    except Unreadable as problem:
        raise GuardUnavailable("The leak guard cannot read its own control file.") from problem
    if not all(_found(opened, word, channel) for word, channel in [("name", "file name"), *expected]):
        raise GuardUnavailable("The leak guard does not find what was planted for it. Nothing leaves.")


def _found(opened: Iterable[Channel], word: str, name: str) -> bool:
    return any(channel.name == name and f"{_WORD} {word}" in channel.text for channel in opened)


def _planted_text() -> Planted:
    hidden = f"{_WORD} plain %51uillmarten%20percent &#81;uillmarten entity \\u0051uillmarten escape " + _IN_BASE64
    readings = {"percent": "percent signs", "entity": "entities", "escape": "escapes", "base64": "base64"}
    return hidden.encode(), [("plain", "text"), *((word, f"text ({how})") for word, how in readings.items())]


def _planted_json() -> Planted:
    return json.dumps({"about": [f"{_WORD} value"]}).encode(), [("value", "values")]


def _planted_csv() -> Planted:
    return f'1,"{_WORD} cell"\n'.encode(), [("cell", "cells")]


def _planted_calendar() -> Planted:
    return f"BEGIN:VCALENDAR\r\nSUMMARY:{_WORD} fol\r\n ded\r\nEND:VCALENDAR\r\n".encode(), [("folded", "text")]


def _planted_zip() -> Planted:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", f"{_WORD} nested")
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = f"{_WORD} comment".encode()
        archive.writestr(f"{_WORD} entry.txt", f"{_WORD} within")
        archive.writestr("b.zip", inner.getvalue())
    return outer.getvalue(), [
        ("comment", "comments of the archive"),
        ("entry", "names of entries"),
        ("within", "entry 1: text"),
        ("nested", "entry 2: entry 1: text"),
    ]


# ---- a PDF written by hand, so that no reader is asked to find what it wrote itself


def _planted_pdf() -> Planted:
    says = {word: f"({_WORD} {word})" for word in _IN_A_PDF}
    drawing = f"BT /F1 12 Tf 72 700 Td ({_WORD} page) Tj 0 -20 Td [({_WORD} dr) -20 (awn)] TJ ET"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/Outlines 6 0 R/Metadata 9 0 R/StructTreeRoot 11 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Annots[8 0 R]"
        b"/Resources<</Font<</F1 5 0 R>>/XObject<</I 13 0 R>>>>>>",
        4: _stream(f"BT /F1 12 Tf 72 700 Td ({_WORD} revision) Tj ET".encode()),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: b"<</Type/Outlines/First 7 0 R/Last 7 0 R/Count 1>>",
        7: f"<</Title{says['outline']}/Parent 6 0 R/Dest[3 0 R/Fit]>>".encode(),
        8: f"<</Type/Annot/Contents{says['annotation']}/A<</S/URI/URI{says['link']}>>>>".encode(),
        9: _stream(f"<x>{_WORD} metadata</x>".encode(), b"/Type/Metadata/Subtype/XML"),
        10: _stream(f"{_WORD} attachment".encode(), b"/Type/EmbeddedFile"),
        11: b"<</Type/StructTreeRoot/K 12 0 R>>",
        12: f"<</S/Figure/P 11 0 R/Alt{says['alternative']}>>".encode(),
        13: _stream(f"\xff{_WORD} picture\xff".encode("latin-1"), b"/Subtype/Image/Width 1/Height 1"),
        14: f"<</Title{says['title']}>>".encode(),
    }
    first = bytearray(f"%PDF-1.7\n%{_WORD} comment\n".encode())
    last_table = _append(first, objects, after="")
    _append(first, {4: _stream(drawing.encode())}, after=f"/Prev {last_table}")
    other_reader = [("page", "pages by pdftotext")] if pdf.poppler() else []
    return bytes(first), [*_IN_A_PDF.items(), *other_reader]


def _append(written: bytearray, objects: dict[int, bytes], *, after: str) -> int:
    """Writes objects, their table and the end of a revision; tells where the table is."""
    places = {}
    for number, body in objects.items():
        places[number] = len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(written)
    written += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        written += b"%d 1\n%010d 00000 n \n" % (number, place)
    written += f"trailer\n<</Size 15/Root 1 0 R/Info 14 0 R{after}>>\nstartxref\n{table}\n%%EOF\n".encode()
    return table


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content)
    return b"<<%b/Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (entries, len(packed), packed)


_PLANTED: dict[str, Callable[[], Planted]] = {
    "txt": _planted_text,
    "json": _planted_json,
    "csv": _planted_csv,
    "ics": _planted_calendar,
    "zip": _planted_zip,
    "pdf": _planted_pdf,
}
