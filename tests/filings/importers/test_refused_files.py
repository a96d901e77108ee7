"""Files that are no register: each gets one code and one sentence, quickly, and nothing is unpacked for it."""

import io
import struct
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from casefile.errors import SheetRefused
from filings.importers import register
from tests.filings.importers.workbooks import delimited, grid, ods, saved, with_part, without, xlsx, zipped

TODAY = date(2026, 1, 15)
DATA = Path(__file__).parents[2] / "data" / "sheets"
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
BILLION = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def _bomb() -> bytes:
    """A workbook whose sheet unpacks to half a gigabyte of nothing."""
    return with_part(xlsx(grid()), "xl/worksheets/sheet1.xml", b" " * (500 * 2**20))


def _lying_bomb() -> bytes:
    """The same, with a directory that says the sheet is small."""
    content = bytearray(with_part(xlsx(grid()), "xl/worksheets/sheet1.xml", b" " * (90 * 2**20)))
    true, told = struct.pack("<I", 90 * 2**20), struct.pack("<I", 4096)
    return bytes(content.replace(true, told))


def _stray() -> bytes:
    book = Workbook()
    for row in grid():
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    return saved(book)


def _locked_ods() -> bytes:
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    return with_part(ods(grid()), "META-INF/manifest.xml", manifest)


def _locked_zip() -> bytes:
    content = bytearray(xlsx(grid()))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as package:
        for part in package.infolist():
            content[part.header_offset + 6] |= 1
    start = content.index(b"PK\x01\x02")
    while start >= 0:
        content[start + 8] |= 1
        start = content.find(b"PK\x01\x02", start + 1)
    return bytes(content)


FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing at all": ("empty_file", lambda: b""),
    "white space": ("empty_file", lambda: b"\xef\xbb\xbf\r\n \r\n"),
    "an empty workbook": ("no_header", lambda: xlsx([])),
    "only a header": ("no_rows", lambda: xlsx(grid()[:1])),
    "a header and a total": ("no_rows", lambda: xlsx([*grid()[:1], ["Total 0"]])),
    "a text without a register": ("no_header", lambda: b"Dear clerk,\r\nenclosed are our claims, all of them.\r\n"),
    "a list of addresses": ("no_header", lambda: b"Last,First,Phone,E-mail\r\nQuill,Ann,555,ann@mail.example\r\n"),
    "a list of bills": ("no_header", lambda: b"Name,Date,Amount\r\nStationer,2023-04-03,12.50\r\n"),
    "a register without names": ("no_name_column", lambda: xlsx(grid(headings=without("last", "first", "middle")))),
    "data without a header": ("no_header", lambda: xlsx(grid()[1:])),
    "a PDF": ("not_a_sheet", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"),
    "a picture": ("not_a_sheet", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
    "a program": ("not_a_sheet", lambda: b"MZ\x90\x00" + bytes(range(256)) * 20),
    "a Word document": ("not_a_sheet", lambda: zipped(DOCX)),
    "a Numbers file": ("not_a_sheet", lambda: zipped({"Index/Document.iwa": b"\x00\x01"})),
    "a zip with a workbook in it": ("not_a_sheet", lambda: zipped({"claims.xlsx": xlsx(grid())})),
    "a web page without a table": ("not_a_sheet", lambda: b"<html><body><p>claims</p></body></html>"),
    "JSON": ("not_a_sheet", lambda: b'{"claims": []}'),
    "bytes of chance": ("not_a_sheet", lambda: bytes((n * 7919 + n // 3) % 256 for n in range(1, 9000))),
    "half a workbook": ("damaged", lambda: xlsx(grid())[:3000]),
    "a workbook whose sheet is broken": (
        "damaged",
        lambda: with_part(xlsx(grid()), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c r='A1'"),
    ),
    "a workbook without sheets": ("damaged", lambda: zipped({"[Content_Types].xml": "<Types/>"})),
    "half an old workbook": ("damaged", lambda: (DATA / "old-workbook.xls").read_bytes()[:1200]),
    "a workbook with a password": ("encrypted", lambda: (DATA / "locked.xlsx").read_bytes()),
    "an OpenDocument sheet with a password": ("encrypted", _locked_ods),
    "a zip with a password": ("encrypted", _locked_zip),
    "a bomb": ("bomb", _bomb),
    "a bomb that lies about its size": ("damaged", _lying_bomb),
    "a zip of a hundred thousand parts": ("bomb", lambda: zipped({f"xl/{n}": "" for n in range(100_000)})),
    "a workbook with entities": (
        "bomb",
        lambda: with_part(xlsx(grid()), "xl/sharedStrings.xml", f'<?xml version="1.0"?>{BILLION}<sst>&b;</sst>'),
    ),
    "a cell at the far corner": ("too_large", _stray),
    "more bytes than a register has": ("too_large", lambda: b"a,b\r\n" * (9 * 2**20)),
    "a quotation mark that is never closed": (
        "damaged",
        lambda: delimited(grid()).replace(b"Harbor", b'"Harbor', 1) + b"x" * 2_000_000,
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_what_is_no_register_is_refused_with_its_code_and_one_sentence(what: str) -> None:
    code, make = FILES[what]
    content = make()
    begun = time.process_time()
    with pytest.raises(SheetRefused) as refusal:
        register.read(content, name="register.xlsx", today=TODAY)
    assert refusal.value.reason == code
    assert refusal.value.text.endswith(".")
    assert time.process_time() - begun < 3


def test_a_map_with_a_field_that_does_not_exist_is_refused() -> None:
    with pytest.raises(SheetRefused) as refusal:
        register.read(xlsx(grid()), name="x", today=TODAY, columns={"Last name": "shoe_size"})
    assert refusal.value.reason == "bad_map"


def test_a_sheet_that_is_not_there_is_refused() -> None:
    with pytest.raises(SheetRefused) as refusal:
        register.read(xlsx(grid()), name="x", today=TODAY, sheet="Claims 1999")
    assert refusal.value.reason == "no_such_sheet"
