"""Sheets as firms keep them, built in the tests: everyone in them is invented."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook

Grid = list[list[Any]]

HEADINGS: dict[str, str] = {
    "client_code": "Client code",
    "last": "Last name",
    "first": "First name",
    "middle": "Middle",
    "serial_no": "Serial no.",
    "born_on": "DOB",
    "phone": "Phone",
    "unit": "Unit",
    "status": "Status",
    "release_on": "Released on",
    "city_claim_no": "Claim no. (city)",
    "presented_on": "Presented on",
    "how_presented": "How presented",
    "city_action": "City action",
    "notice_on": "Notice date",
    "notice_mailed_on": "Notice mailed on",
    "warning": "Warning (Y/N)",
    "in_suit": "In suit",
    "doe_label": "Doe label",
}

_NAMES = (
    ("Quillfeather", "Ambrosine", "T.", "31007", date(1979, 5, 14)),
    ("Ó Donnghaile", "Peregrine", "", "08812", date(1983, 11, 2)),
    ("Varga-Holloway", "Isolde", "Maren", "27455", date(1975, 1, 30)),
    ("Tamarisk", "Lucián", "", "40119", date(1990, 8, 8)),
    ("Szczepanik", "Wilhelmina", "J.", "35562", date(1968, 3, 21)),
    ("de la Fontanilla", "Íñigo", "", "29938", date(1987, 12, 19)),
)


def people() -> list[dict[str, Any]]:
    """Six rows that load: two rejected with a warned notice, one in part, one returned late, two without an answer."""
    rows = []
    for n, (last, first, middle, serial, born) in enumerate(_NAMES):
        rows.append(
            {
                "client_code": f"QF-{n + 1:03d}",
                "last": last,
                "first": first,
                "middle": middle,
                "serial_no": serial,
                "born_on": born,
                "phone": f"(213) 555-01{n:02d}",
                "unit": "Harbor detail",
                "status": "current" if n % 2 else "retired",
                "release_on": date(2023, 3, 3),
                "city_claim_no": f"C23-0{1400 + n}",
                "presented_on": date(2023, 4, 13 + n),
                "how_presented": ("personal", "mail", "e-mail")[n % 3],
                "city_action": ("rejected", "rejected", "rejected in part", "returned late", "none", "none")[n],
                "notice_on": date(2023, 5, 16 + n) if n < 4 else None,
                "notice_mailed_on": date(2023, 5, 17 + n) if n < 4 else None,
                "warning": "Y" if n < 3 else ("N" if n == 3 else None),
                "in_suit": "Y" if n < 2 else None,
                "doe_label": f"JANE DOE {7 - n}" if n < 2 else None,
            }
        )
    return rows


def changed(row: int, **values: Any) -> list[dict[str, Any]]:
    """The six rows, one of them (counted from 0) with other values."""
    rows = people()
    rows[row].update(values)
    return rows


def grid(rows: Sequence[Mapping[str, Any]] | None = None, *, headings: Mapping[str, str] | None = None) -> Grid:
    """A header and the rows below it; `headings` gives the columns in their order, field -> heading."""
    headings = HEADINGS if headings is None else headings
    return [list(headings.values()), *([row.get(field) for field in headings] for row in rows or people())]


def without(*fields: str) -> dict[str, str]:
    return {field: heading for field, heading in HEADINGS.items() if field not in fields}


def renamed(**headings: str) -> dict[str, str]:
    return {field: headings.get(field, heading) for field, heading in HEADINGS.items()}


def xlsx(*sheets: tuple[str, Grid] | Grid) -> bytes:
    """A workbook; a grid alone is called Claims."""
    book = Workbook()
    book.remove(book.active)
    for one in sheets:
        name, cells = one if isinstance(one, tuple) else ("Claims", one)
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def texts(cells: Grid) -> Grid:
    """The cells as a text file has them: ISO dates, "" for what is empty."""
    return [
        ["" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell) for cell in row]
        for row in cells
    ]


def delimited(cells: Grid, *, delimiter: str = ",", encoding: str = "utf-8", ends: str = "\r\n") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(texts(cells))
    return out.getvalue().encode(encoding)


def ods(cells: Grid, *, name: str = "Claims") -> bytes:
    """An OpenDocument sheet with true dates, its trailing rows repeated as programs write them."""
    rows = "".join("<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in cells)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    spaces = " ".join(
        f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" {spaces}>'
        f'<office:body><office:spreadsheet><table:table table:name="{name}">{rows}'
        f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _ods_cell(cell: Any) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, date):
        day = cell.isoformat()
        return _ods_typed(f'office:value-type="date" office:date-value="{day}"', day)
    return _ods_typed('office:value-type="string"', escape(str(cell)))


def _ods_typed(kind: str, words: str) -> str:
    return f"<table:table-cell {kind}><text:p>{words}</text:p></table:table-cell>"


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def with_part(workbook: bytes, name: str, content: str | bytes) -> bytes:
    """The workbook with one of its parts replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts: dict[str, str | bytes] = {one: package.read(one) for one in package.namelist()}
    return zipped(parts | {name: content})
