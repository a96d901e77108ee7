"""Text within text: percent and HTML signs, quoted-printable, JSON and PDF escapes, hex, base64, tags, UTF-16."""

import binascii
import html
import quopri
import re
import string
from collections.abc import Callable, Iterator
from urllib.parse import unquote

_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_QUOTED = re.compile(r"=[0-9A-F]{2}|[^\W_]=\r?\n[^\W_]")
_UNICODE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|U([0-9A-Fa-f]{8}))")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_OCTAL = re.compile(r"\\([0-3][0-7]{2})")
_FOLD = re.compile(r"\r?\n[ \t]")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ \r\n]*){8,}")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_\-\r\n]{16,}={0,2}")
_NO_LETTERS = bytes(set(range(256)) - set(b" " + string.ascii_letters.encode()))
_TAG = re.compile(r"<!--|-->|<!\[CDATA\[|\]\]>|<[/!?A-Za-z][^<>]{0,20000}>")
_URL_SIGNS = bytes.maketrans(b"-_", b"+/")
_TEXTUAL = 0.85  # the share of printable signs from which decoded bytes count as text
_WESTERN = 0.7  # the share of plain letters from which bytes that are no UTF-8 count as Western text


def readings(text: str) -> Iterator[tuple[str, str]]:
    """Each other reading of a text, with how it was got. One step only: the caller goes on until nothing is new."""
    for name, decode in _DECODERS:
        decoded = decode(text)
        if decoded and decoded != text:
            yield name, decoded


def hidden_bytes(text: str) -> Iterator[tuple[str, int, bytes]]:
    """Bytes written as base64 or hex runs within a text: kind, place and what they decode to."""
    for run in _BASE64.finditer(text):
        signs = _signs(run[0].encode())
        yield from (("base64", run.start(), _decoded(signs, skipped=n)) for n in range(4))
    for run in _HEX.finditer(text):
        digits = re.sub(r"[^0-9A-Fa-f]", "", run[0])
        yield "hex", run.start(), bytes.fromhex(digits[: len(digits) // 2 * 2])


def as_text(raw: bytes) -> str | None:
    """Decoded bytes as text, if text is what they are; None for anything else."""
    for encoding in _encodings(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:4000]
        if sample and sum(map(_printable, sample)) >= _TEXTUAL * len(sample):
            return text
    return None


def unfolded(text: str) -> str:
    """Calendar, card and mail lines put together again."""
    return _FOLD.sub("", text)


def tags_joined(text: str) -> str:
    """Gar<b>cia</b> as a reader of the page sees it."""
    return _TAG.sub("", text) if "<" in text else text


def tags_parted(text: str) -> str:
    """<td>Maria</td><td>Garcia</td> as a reader of the page sees it."""
    return _TAG.sub(" ", text) if "<" in text else text


def _encodings(raw: bytes) -> tuple[str, ...]:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    if raw.count(b"\0") > len(raw) // 4:
        return ("utf-16-le", "utf-16-be")
    sample = raw[:400]
    western = len(sample.translate(None, _NO_LETTERS)) >= _WESTERN * len(sample)
    return ("utf-8", "cp1252") if western else ("utf-8",)


def _printable(letter: str) -> bool:
    return letter.isprintable() or letter in "\r\n\t\f"


def from_base64(run: bytes, *, skipped: int) -> bytes:
    """What a run decodes to if its first group begins after the skipped signs; nothing if it is none."""
    return _decoded(_signs(run), skipped=skipped)


def _signs(run: bytes) -> bytes:
    """A run without its line ends and filling, in the signs of the plain alphabet."""
    return run.translate(_URL_SIGNS, b"\r\n=")


def _decoded(signs: bytes, *, skipped: int) -> bytes:
    signs = signs[skipped:]
    signs = signs[: len(signs) - (len(signs) % 4 == 1)]
    try:
        return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
    except binascii.Error:
        return b""


def _unpercent(text: str) -> str:
    return unquote(text.replace("+", " "), errors="replace") if _PERCENT.search(text) else text


def _unentity(text: str) -> str:
    return html.unescape(text) if _ENTITY.search(text) else text


def _unquoted(text: str) -> str:
    if "=" not in text or not _QUOTED.search(text):
        return text
    return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def _ununicode(text: str) -> str:
    plain = _UNICODE.sub(lambda found: _sign(found[1] or found[2] or found[3] or found[4]), text)
    return _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)


def _sign(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 else " "


def _unoctal(text: str) -> str:
    if not _OCTAL.search(text):
        return text
    raw = _OCTAL.sub(lambda found: chr(int(found[1], 8)), text)
    return raw.encode("latin-1", "replace").decode("utf-8", "replace") + "\n" + raw


_DECODERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("percent signs", _unpercent),
    ("entities", _unentity),
    ("quoted-printable", _unquoted),
    ("escapes", _ununicode),
    ("octal", _unoctal),
    ("tags out", tags_joined),
    ("tags parted", tags_parted),
)
