"""A sweep first finds a string planted behind every decoder it has: one that finds nothing may only be broken."""

import base64
import bz2
import gzip
import io
import json
import lzma
import zipfile
import zlib

from casefile.errors import NotReady
from casefile.sweeping.lookout import Lookout
from casefile.sweeping.planted import Planted
from casefile.sweeping.search import look_into
from casefile.unwrapping import pdf

_WORD = "Thrushgärten Quillby-O'Marten"
_PLAIN = "Thrushgarten Quillby"


class SweepBroken(NotReady):
    code = "sweep_broken"


def prove() -> int:
    """The number of decoders that found their planted string. Raises SweepBroken if one did not."""
    planted = (Planted("control", _WORD), Planted("plain control", _PLAIN))
    lookout = Lookout(planted)
    cases = hidden()
    for how, content in cases.items():
        found, _ = look_into(content, lookout, planted)
        if not found:
            raise SweepBroken(f"The sweep does not find what was planted for it ({how}). It tells nothing.")
    return len(cases)


def hidden() -> dict[str, bytes]:
    """The control word behind each decoder, and behind several at once."""
    plain, ascii_word = _WORD.encode(), _PLAIN.encode()
    quoted = "".join(f"={byte:02X}" for byte in plain).encode()
    return {
        "plain": b"\0\1" + plain,
        "capitals": _WORD.upper().encode(),
        "Western": _WORD.encode("cp1252"),
        "UTF-16, little end first": b"\1" + _WORD.encode("utf-16-le"),
        "UTF-16, big end first": _WORD.encode("utf-16-be"),
        "decomposed": _WORD.replace("ä", "a\u0308").encode(),
        "no accents or apostrophes": b"thrushgarten quillby-omarten",
        "percent signs": b"q=" + "".join(f"%{byte:02x}" for byte in plain).encode(),
        "entities": "".join(f"&#{ord(letter)};" for letter in _WORD).encode(),
        "quoted-printable": quoted,
        "quoted-printable, cut line": ascii_word[:9] + b"=\r\n" + ascii_word[9:],
        "JSON": json.dumps(_WORD).encode(),
        "octal": b"(" + "".join(f"\\{byte:03o}" for byte in plain).encode() + b")",
        "hex": plain.hex().encode(),
        "base64": b"body:" + base64.b64encode(plain),
        "base64 glued to letters": b"xy" + base64.b64encode(b"a long text before: " + plain),
        "gzip": gzip.compress(plain),
        "zlib in the midst": b"\0\0noise" + zlib.compress(plain) + b"more",
        "bzip2": bz2.compress(plain),
        "xz": lzma.compress(plain),
        "zip": _zipped(plain),
        "zip entry in the midst": b"\0noise" + _zipped(plain * 3),
        "Word file": _zipped(b"<w:r><w:t>Thrushgarten Quil</w:t></w:r><w:r><w:t>lby</w:t></w:r>"),
        "gzip in base64 in JSON": json.dumps({"body": base64.b64encode(gzip.compress(plain)).decode()}).encode(),
        "percent signs in base64": base64.b64encode(b"q=%54hrushgarten%20%51uillby"),
        "folded calendar": b"BEGIN:VCALENDAR\r\nSUMMARY:Thrushgarten Qui\r\n llby\r\n",
        "PDF stream": _pdf(b"BT /F1 12 Tf 9 9 Td [(Thrushgarten Qu) -20 (illby)] TJ ET"),
        "PDF title": _pdf(b"", title=b"<FEFF" + _PLAIN.encode("utf-16-be").hex().encode() + b">"),
        "Redis": b"REDIS0011\xfe\0\0\1a" + _lzf(plain * 2),
        "PostgreSQL": _pglz(plain * 3),
    }


def _zipped(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", content)
    return written.getvalue()


def _pdf(orders: bytes, *, title: bytes = b"()") -> bytes:
    packed = zlib.compress(orders)
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(packed), packed),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title %b>>" % title,
    ]
    written, table = bytearray(b"%PDF-1.7\n"), b"xref\n0 7\n0000000000 65535 f \n"
    for number, body in enumerate(bodies, 1):
        table += b"%010d 00000 n \n" % len(written)
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    end = b"trailer\n<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(written)
    return bytes(written) + table + end


def _lzf(plain: bytes) -> bytes:
    """Half as letters, the second half as a copy of the first: as Redis would write it."""
    half = len(plain) // 2
    letters = b"".join(bytes([len(part) - 1]) + part for part in _cut(plain[:half], 5))
    copies, left = b"", half
    while left > 2:
        length = min(left, 8)
        copies += bytes([(length - 2) << 5, half - 1])
        left -= length
    copies += bytes([left - 1]) + plain[-left:] if left else b""
    packed = letters + copies
    return b"\xc3" + b"%c" % len(packed) + b"\x40%c" % len(plain) + packed


def _pglz(plain: bytes) -> bytes:
    """Letters in eights, the rest as copies of what stands a third before: as PostgreSQL would write it, in a page."""
    third = len(plain) // 3
    packed = b"".join(b"\0" + part for part in _cut(plain[: third - third % 8], 8))
    rest = plain[third - third % 8 : third]
    items = [(0, bytes([letter])) for letter in rest]
    left = len(plain) - third
    while left:
        length = min(left, 17) if left not in (18, 19) else 9
        items.append((1, bytes([(third >> 8) << 4 | length - 3, third & 255])))
        left -= length
    for part in (items[n : n + 8] for n in range(0, len(items), 8)):
        packed += bytes([sum(bit << n for n, (bit, _) in enumerate(part))]) + b"".join(code for _, code in part)
    header = ((len(packed) + 8) << 2 | 2).to_bytes(4, "little") + len(plain).to_bytes(4, "little")
    return (bytes(64) + header + packed).ljust(8192, b"\0")


def _cut(content: bytes, size: int) -> list[bytes]:
    return [content[n : n + size] for n in range(0, len(content), size)]


def readers() -> str:
    """Which readers of PDF pages are at hand."""
    return "pdfium and pdftotext" if pdf.poppler() else "pdfium"
