"""Everything a PDF says: its pages as two readers see them, every object, attachment and earlier revision."""

import io
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdfium2

from casefile.unwrapping.unreadable import Unreadable

PAGE_END = "\f"
_PATIENCE = 30  # seconds
ONE_AT_A_TIME = threading.Lock()  # pdfium is not safe to call from two threads: whoever calls it holds this
DAMAGED = "This PDF is damaged."
ENCRYPTED = "This PDF is encrypted."
_KEYS = {
    "/Title": "title or bookmark",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/URI": "link",
    "/Alt": "alternative text",
    "/ActualText": "replacement text",
    "/Contents": "annotation",
    "/T": "annotation author or field name",
    "/V": "field value",
    "/F": "file name",
    "/UF": "file name",
    "/Desc": "attachment description",
}
_KERNING = re.compile(r"\)[-\d.\s]*\(")
_LITERAL = re.compile(r"\(((?:[^()\\]|\\.)*)\)", re.DOTALL)
_DEEPEST = 60


def pages_by_pdfium(content: bytes) -> str:
    """The text of all pages, each closed by a form feed; text beside the page is seen too."""
    with ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as problem:
            raise Unreadable(DAMAGED) from problem
        try:
            return "".join(_page_text(document, n) + PAGE_END for n in range(len(document)))
        except pypdfium2.PdfiumError as problem:
            raise Unreadable(DAMAGED) from problem
        finally:
            document.close()


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()


def poppler() -> str | None:
    """Where pdftotext is; None where it is not installed."""
    return shutil.which("pdftotext")


def poppler_version() -> str:
    """The line in which pdftotext tells its version; "none" where there is no such program that answers."""
    program = poppler()
    if program is None:
        return "none"
    try:
        told = subprocess.run([program, "-v"], capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return "none"
    return (told.stderr or told.stdout).decode("utf-8", "replace").partition("\n")[0].strip()


def pages_by_poppler(content: bytes, *, program: str) -> str:
    """The same by another reader, which sees some text that the first does not."""
    command = [program, "-q", "-enc", "UTF-8", "-", "-"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as late:
        raise Unreadable("This PDF takes too long to read.") from late
    if done.returncode != 0:
        raise Unreadable(DAMAGED)
    return done.stdout.decode("utf-8", "replace")


def revisions(content: bytes) -> Iterator[bytes]:
    """Each earlier state of the file that still lies within it. A file saved once yields none."""
    ends = [found.end() for found in re.finditer(rb"%%EOF", content)]
    linearized = b"/Linearized" in content[:2048]
    for end in ends[1 if linearized else 0 : -1]:
        yield content[:end]


def goes_on_behind_its_end(content: bytes) -> bool:
    """Does anything but line ends follow the last end mark, or is there none?"""
    _, mark, behind = content.rpartition(b"%%EOF")
    return not mark or bool(behind.strip(b"\r\n\0 "))


@dataclass(frozen=True, slots=True)
class Inside:
    """Every string by what it is called, and every stream as (name, decoded bytes).

    `encrypted` is what opened without a password all the same, `damaged` what could be read only by mending it.
    """

    strings: dict[str, list[str]] = field(default_factory=dict)
    streams: list[tuple[str, bytes]] = field(default_factory=list)
    encrypted: bool = False
    damaged: bool = False


def objects(content: bytes) -> Inside:
    """All objects, used or not. What needs a password or cannot be mended is Unreadable."""
    strings: dict[str, list[str]] = {}
    streams: list[tuple[str, bytes]] = []
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for thing in (*document.objects, document.trailer):
                _walk(thing, "other text", strings, streams, depth=0)
            return Inside(strings, streams, encrypted=document.is_encrypted, damaged=bool(document.get_warnings()))
    except pikepdf.PasswordError as problem:
        raise Unreadable(ENCRYPTED) from problem
    except (pikepdf.PdfError, RecursionError, ValueError) as problem:
        raise Unreadable(DAMAGED) from problem


def _walk(
    thing: object, called: str, strings: dict[str, list[str]], streams: list[tuple[str, bytes]], *, depth: int
) -> None:
    """Direct children only: what stands elsewhere is an object of its own and comes by itself."""
    if depth > _DEEPEST:
        raise Unreadable(DAMAGED)
    if isinstance(thing, pikepdf.String):
        strings.setdefault(called, []).append(_said(thing))
    elif isinstance(thing, pikepdf.Name):
        strings.setdefault("names of objects", []).append(str(thing)[1:])
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        if isinstance(thing, pikepdf.Stream):
            streams.append((_stream_name(thing), _decoded(thing)))
        for key, value in thing.items():
            strings.setdefault("names of objects", []).append(key[1:])
            if not _elsewhere(value):
                _walk(value, _KEYS.get(key, called), strings, streams, depth=depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not _elsewhere(value):
                _walk(value, called, strings, streams, depth=depth + 1)


def _elsewhere(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _said(string: pikepdf.String) -> str:
    raw = bytes(string)
    return str(string) if raw.isascii() or raw[:2] == b"\xfe\xff" else f"{string}\n{raw.decode('utf-8', 'replace')}"


def _stream_name(stream: pikepdf.Stream) -> str:
    kind, subtype = stream.get("/Type"), stream.get("/Subtype")
    if kind in ("/ObjStm", "/XRef"):
        return "table of objects"  # what it holds comes as objects; the rest of it is numbers of bytes
    if kind == "/EmbeddedFile":
        return "attachment"
    if kind == "/Metadata" or subtype == "/XML":
        return "metadata"
    if subtype == "/Image":
        return "image"
    if "/Length1" in stream or subtype in ("/CIDFontType0C", "/Type1C", "/OpenType"):
        return "font"
    return "stream"


def _decoded(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()  # a JPEG, say: its own bytes are what can be looked at


def drawn_strings(stream: bytes) -> str:
    """The strings of a page's drawing orders, without the kerning between the letters of one word."""
    return "\n".join(_LITERAL.findall(_KERNING.sub("", stream.decode("latin-1"))))
