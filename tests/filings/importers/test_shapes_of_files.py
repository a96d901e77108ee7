"""In what kind of file a register may be kept."""

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.filings.importers.shapes import Shape, Table, hold
from tests.filings.importers.workbooks import (
    HEADINGS,
    changed,
    delimited,
    grid,
    ods,
    people,
    saved,
    texts,
    xlsx,
)

DATA = Path(__file__).parents[2] / "data" / "sheets"

shape = Table()


# ---- how text is kept


def _text(content: bytes, file: str = "Claims.csv", **more: Any) -> Shape:
    return Shape(content, file=file, **more)


@shape("CSV in UTF-8")
def _() -> Shape:
    return _text(delimited(grid()))


@shape("CSV in UTF-8 with a mark")
def _() -> Shape:
    return _text(delimited(grid(), encoding="utf-8-sig"))


@shape("text in UTF-16 with tabs, as Excel saves Unicode text")
def _() -> Shape:
    return _text(delimited(grid(), delimiter="\t", encoding="utf-16"), file="Claims.txt")


@shape("text in UTF-16 without a mark")
def _() -> Shape:
    return _text(delimited(grid(), encoding="utf-16-le"))


@shape("CSV in Windows-1252")
def _() -> Shape:
    return _text(delimited(grid(), encoding="cp1252"))


@shape("CSV in Mac Roman with carriage returns")
def _() -> Shape:
    return _text(delimited(grid(), encoding="mac_roman", ends="\r"))


@shape("CSV from DOS, code page 850")
def _() -> Shape:
    return _text(delimited(grid(), encoding="cp850"))


@shape("semicolons")
def _() -> Shape:
    return _text(delimited(grid(), delimiter=";"))


@shape("semicolons announced in a first line that spreadsheets do not show")
def _() -> Shape:
    return _text(b"sep=;\r\n" + delimited(grid(), delimiter=";"))


@shape("pipes")
def _() -> Shape:
    return _text(delimited(grid(), delimiter="|", ends="\n"))


@shape("tabs, with commas in the cells")
def _() -> Shape:
    rows = [row | {"unit": "Harbor detail, night, day"} for row in people()]
    return _text(delimited(grid(rows), delimiter="\t"), file="Claims.tsv", absent=frozenset({"unit"}))


@shape("cells with line breaks count as one row, blank lines as a row each")
def _() -> Shape:
    rows = changed(1, unit="Harbor\ndetail")
    content = b"Register\r\n\r\n" + delimited(grid(rows))
    return _text(content, header_row=3, first_row=4, absent=frozenset({"unit"}))


@shape("NUL bytes, direction marks and zero-width spaces in the text")
def _() -> Shape:
    content = delimited(grid()).replace(b"Tamarisk", "\u200fTama\u200brisk\u200e\x00".encode())
    return _text(content)


@shape("CSV whose numbers are guarded as formulas")
def _() -> Shape:
    return _text(delimited(grid(changed(1, serial_no='="08812"'))))


@shape("an HTML page under the name of a workbook")
def _() -> Shape:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in texts(grid()))
    return Shape(f"<html><body><table>{body}</table></body></html>".encode(), file="Claims.xls")


# ---- other workbooks


@shape("an old XLS workbook with a title and a total")
def _() -> Shape:
    return Shape((DATA / "old-workbook.xls").read_bytes(), file="x.xls", header_row=3, first_row=4)


@shape("an OpenDocument sheet")
def _() -> Shape:
    return Shape(ods(grid()), file="x.ods")


@shape("a workbook with a file name that lies")
def _() -> Shape:
    return Shape(xlsx(grid()), file="register.csv")


@shape("a workbook that counts its days from 1904, with plain serial numbers among them")
def _() -> Shape:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.title = "Claims"
    for row in grid(changed(1, presented_on=(date(2023, 4, 14) - date(1904, 1, 1)).days)):
        book.active.append(row)
    return Shape(saved(book))


@shape("a hundred thousand formatted rows without a word")
def _() -> Shape:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet, grey, day = (
        book.add_worksheet("Claims"),
        book.add_format({"bg_color": "#EEEEEE"}),
        book.add_format({"num_format": "m/d/yy"}),
    )
    for n, row in enumerate(grid()):
        for column, cell in enumerate(row):
            sheet.write(n, column, cell, day if isinstance(cell, date) else None)
    for n in range(7, 100_000):
        sheet.write_blank(n, 0, None, grey)
        sheet.write_blank(n, 18, None, grey)
    book.close()
    return Shape(out.getvalue())


@shape("a unit merged down over the rows it is said of")
def _() -> Shape:
    book = load_workbook(BytesIO(xlsx(grid())))
    column = list(HEADINGS).index("unit") + 1
    book["Claims"].merge_cells(start_row=2, end_row=7, start_column=column, end_column=column)
    return Shape(saved(book))


@shape("formulas with their last values")
def _() -> Shape:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, day = book.add_worksheet("Claims"), book.add_format({"num_format": "m/d/yyyy"})
    for n, row in enumerate(grid()):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_formula(n, column, "=X1", day, (cell - date(1899, 12, 30)).days)
            elif cell:
                sheet.write_formula(n, column, "=Y1", None, cell)
    book.close()
    return Shape(out.getvalue())


@pytest.mark.parametrize("what", shape)
def test_a_register_is_read_from_any_kind_of_file(what: str) -> None:
    hold(shape[what]())
