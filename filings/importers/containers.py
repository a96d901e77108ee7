"""What kind of file a sheet came in, and whether it may be opened: told from its bytes, never from its name."""

import io
import re
import zipfile
import zlib
from enum import StrEnum

from casefile.errors import SheetRefused

LARGEST_FILE = 40 * 2**20
LARGEST_UNPACKED = 320 * 2**20
MOST_PARTS = 5_000
STEEPEST = 400  # to one; deflate ends near 1,030, a sheet of empty formatted rows lies below 200
STEEP_FROM = 8 * 2**20  # a small part may be as steep as it likes

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_EXCEL = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
STRANGERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"BM", "a picture"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a program"),
    (b"{\\rtf", "a text document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"SQLite format 3", "a database"),
)
PARTS: tuple[tuple[str, str], ...] = (
    ("word/", "a Word document"),
    ("ppt/", "a set of slides"),
    ("Index/", "an Apple Numbers file; export it as an Excel workbook first"),
)


class Container(StrEnum):
    """The wrappings a register may come in."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"
    HTML = "html"


def tell(content: bytes) -> Container:
    """The container of these bytes. Refuses what is empty, too large, locked, a bomb, damaged or no sheet."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise SheetRefused("empty_file", "The file is empty.")
    if len(content) > LARGEST_FILE:
        raise SheetRefused("too_large", f"The file is larger than {LARGEST_FILE // 2**20} MB.")
    if content.startswith(OLE):
        return _tell_ole(content)
    if content.startswith(OLD_EXCEL):
        return Container.XLS
    if content.startswith(b"PK"):
        return _tell_zip(content)
    return _tell_plain(content)


def _tell_ole(content: bytes) -> Container:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise SheetRefused("encrypted", "The workbook is locked with a password. Save a copy without one.")
    if has("Workbook") or has("Book"):
        return Container.XLS
    if has("WordDocument") or has("PowerPoint Document") or has("__properties_version1.0"):
        raise SheetRefused("not_a_sheet", "The file is a document or a message, not a sheet.")
    raise SheetRefused("damaged", "The workbook is damaged and cannot be opened.")


def _tell_zip(content: bytes) -> Container:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            _weigh(package)
            return _tell_package(package, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, KeyError, OSError) as damage:
        raise SheetRefused("damaged", "The workbook is damaged and cannot be opened.") from damage


def _tell_package(package: zipfile.ZipFile, names: set[str]) -> Container:
    if "xl/workbook.bin" in names:
        return Container.XLSB
    if any(name.startswith("xl/") for name in names):
        return Container.XLSX
    if "mimetype" in names and package.read("mimetype").startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        if b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise SheetRefused("encrypted", "The workbook is locked with a password. Save a copy without one.")
        return Container.ODS
    for start, what in PARTS:
        if any(name.startswith(start) for name in names):
            raise SheetRefused("not_a_sheet", f"The file is {what}, not a sheet.")
    if "[Content_Types].xml" in names:
        raise SheetRefused("damaged", "The workbook is damaged: its sheets are missing.")
    raise SheetRefused("not_a_sheet", "The file is an archive or another kind of document, not a sheet.")


def _weigh(package: zipfile.ZipFile) -> None:
    """Refuse a bomb before anything is unpacked into memory: by the directory first, then by what really flows out."""
    parts = package.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise SheetRefused("encrypted", "The file is locked with a password. Save a copy without one.")
    too_many = len(parts) > MOST_PARTS
    too_much = sum(part.file_size for part in parts) > LARGEST_UNPACKED
    if too_many or too_much or any(_steep(part.file_size, part.compress_size) for part in parts):
        raise _bomb()
    flowed = 0
    for part in parts:
        flowed += _flow(package, part, room=LARGEST_UNPACKED - flowed)


def _flow(package: zipfile.ZipFile, part: zipfile.ZipInfo, *, room: int) -> int:
    """Bytes that flow out of a part, counted and let go; its directory may lie about them."""
    flowed = 0
    opening = b""
    with package.open(part) as stream:
        while chunk := stream.read(2**18):
            opening = opening or chunk[:4096]
            flowed += len(chunk)
            if flowed > room or _steep(flowed, part.compress_size):
                raise _bomb()
    if part.filename.endswith((".xml", ".rels")) and re.search(rb"<!(DOCTYPE|ENTITY)", opening.replace(b"\x00", b"")):
        raise SheetRefused("bomb", "The workbook declares entities of its own, as no sheet does. It was not opened.")
    return flowed


def _steep(unpacked: int, packed: int) -> bool:
    return unpacked > STEEP_FROM and unpacked > STEEPEST * max(packed, 1)


def _bomb() -> SheetRefused:
    return SheetRefused("bomb", "The file would unpack to far more than a sheet holds. It was not opened.")


def _tell_plain(content: bytes) -> Container:
    for start, what in STRANGERS:
        if content.startswith(start):
            raise SheetRefused("not_a_sheet", f"The file is {what}, not a sheet.")
    opening = content[:4096].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if opening.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")) or b"<table" in opening:
        return Container.HTML
    if opening.startswith((b"<?xml", b"<")) or opening.startswith((b'{"', b"[{", b'["')):
        raise SheetRefused(
            "not_a_sheet", "The file is markup or program text, not a sheet. Save it as a workbook or CSV."
        )
    return Container.TEXT
