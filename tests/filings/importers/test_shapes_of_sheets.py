"""Every shape of sheet that a firm may keep: what it is, and what must be found in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from filings.importers import register
from filings.importers.register import RegisterReading
from tests.filings.importers.workbooks import (
    HEADINGS,
    Grid,
    changed,
    delimited,
    grid,
    ods,
    people,
    renamed,
    saved,
    texts,
    without,
    xlsx,
)

TODAY = date(2026, 1, 15)
DATA = Path(__file__).parents[2] / "data" / "sheets"


@dataclass(frozen=True)
class Shape:
    """A file, and what a reader must find: by default the six people of `workbooks`, all of whom load."""

    content: bytes
    file: str = "register.xlsx"
    sheet: str = "Claims"
    header_row: int = 1
    first_row: int = 2
    rows: int = 6
    rejected: tuple[tuple[int, str, str], ...] = ()
    duplicates: tuple[tuple[int, int], ...] = ()
    unmapped: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    told: dict[int, dict[str, str]] = field(default_factory=dict)


SHAPES: dict[str, Callable[[], Shape]] = {}


def shape(what: str) -> Callable[[Callable[[], Shape]], Callable[[], Shape]]:
    def keep(make: Callable[[], Shape]) -> Callable[[], Shape]:
        SHAPES[what] = make
        return make

    return keep


@pytest.mark.parametrize("what", SHAPES)
def test_a_register_is_read_whatever_its_shape(what: str) -> None:
    wanted = SHAPES[what]()
    found = register.read(wanted.content, name=wanted.file, today=TODAY)
    assert (found.sheet, found.header_row) == (wanted.sheet, wanted.header_row)
    assert tuple((one.row, one.column, str(one.reason)) for one in found.rejected) == wanted.rejected
    assert tuple((pair.first_row, pair.second_row) for pair in found.duplicates) == wanted.duplicates
    assert len(found.entries) == wanted.rows
    assert found.entries[0].row == wanted.first_row
    assert found.unmapped == wanted.unmapped
    _hold_against_the_people(found, absent=wanted.absent)
    shown = {row["row"]: row for row in (entry.shown() for entry in found.entries)}
    for row, told in wanted.told.items():
        assert {name: shown[row][name] for name in told} == told


def _hold_against_the_people(found: RegisterReading, *, absent: frozenset[str]) -> None:
    """Rows that load say what the people of the same code say, sealed and open."""
    known = {row["client_code"]: row for row in people()}
    for entry in found.to_load:
        row = known.get(entry.client_code)
        for name, value in (row or {}).items():
            got = getattr(entry.identity, name, None) if hasattr(entry.identity, name) else getattr(entry, name)
            if name not in absent:
                assert (got or None) == (value or None), name


# ---- where the header stands


@shape("the header in the first row")
def _() -> Shape:
    return Shape(xlsx(grid()))


@shape("a title, a blank row and a date above the header")
def _() -> Shape:
    return Shape(
        xlsx([["Claims register (privileged)"], [], ["as of", date(2024, 6, 14)], *grid()]), header_row=4, first_row=5
    )


@shape("a header forty rows down, under a memo")
def _() -> Shape:
    memo = [[f"{n}. The clerk's office says what it says about point {n}."] for n in range(1, 40)]
    return Shape(xlsx([*memo, *grid()]), header_row=40, first_row=41)


@shape("a merged title over all columns")
def _() -> Shape:
    book = load_workbook(BytesIO(xlsx([["QUILLFEATHER MATTER"], *grid()])))
    book["Claims"].merge_cells("A1:S1")
    return Shape(saved(book), header_row=2, first_row=3)


@shape("a header of two rows, groups merged above the columns")
def _() -> Shape:
    headings = {
        "client_code": ("Client code", None),
        "last": ("Claimant", "Last"),
        "first": (None, "First"),
        "city_claim_no": ("City claim", "No."),
        "presented_on": ("Claim presented", "Date"),
        "how_presented": (None, "How"),
        "city_action": ("City", "Action"),
        "notice_on": ("Notice", "Date"),
        "notice_mailed_on": (None, "Mailed"),
        "warning": (None, "Warning"),
    }
    rows = grid(headings=dict.fromkeys(headings, ""))[1:]
    top, bottom = ([words[n] for words in headings.values()] for n in (0, 1))
    book = load_workbook(BytesIO(xlsx([["Register"], top, bottom, *rows])))
    for merged in ("A2:A3", "B2:C2", "E2:F2", "H2:J2"):
        book["Claims"].merge_cells(merged)
    absent = frozenset(HEADINGS) - frozenset(headings)
    return Shape(saved(book), header_row=3, first_row=4, absent=absent)


@shape("a header whose words run over two rows, not merged")
def _() -> Shape:
    split: Grid = [heading.rsplit(" ", 1) if " " in heading else ["", heading] for heading in HEADINGS.values()]
    return Shape(xlsx([[one[0] for one in split], [one[1] for one in split], *grid()[1:]]), header_row=2, first_row=3)


@shape("the header repeated in the middle, as after a page break")
def _() -> Shape:
    head, *rows = grid()
    return Shape(xlsx([["Page 1"], head, *rows[:3], [], ["Page 2"], head, *rows[3:]]), header_row=2, first_row=3)


@shape("blank rows between the entries")
def _() -> Shape:
    head, *rows = grid()
    return Shape(xlsx([head, [], *(line for row in rows for line in (row, [], []))]), first_row=3)


@shape("blank columns on the left and between")
def _() -> Shape:
    return Shape(xlsx([[None, None, *row[:4], None, *row[4:]] for row in grid()]))


@shape("section titles between the entries")
def _() -> Shape:
    head, *rows = grid()
    return Shape(xlsx([head, ["HARBOR"], *rows[:3], ["VALLEY"], *rows[3:]]), first_row=3)


@shape("totals and notes below")
def _() -> Shape:
    foot: Grid = [
        [],
        ["Total 6", None, None, 6],
        ["updated 6/14/24 - mr"],
        ["* clerk to confirm"],
        ["Legend:", "Y = yes", "N = no"],
    ]
    return Shape(xlsx([*grid(), *foot]))


@shape("a total right under the last entry")
def _() -> Shape:
    return Shape(xlsx([*grid(), ["TOTAL", 6]]))


@shape("codes drawn down far beyond the last entry")
def _() -> Shape:
    return Shape(xlsx([*grid(), *([f"QF-{n:03d}"] for n in range(7, 60))]))


@shape("a footer in the column of the last name, where the firm keeps no codes")
def _() -> Shape:
    rows = [
        *grid(headings=without("client_code", "doe_label", "in_suit")),
        [],
        ["Total 6"],
        ["prepared by mr", "6/14/24"],
    ]
    return Shape(xlsx(rows), told={3: {"client_code": "ROW-0003"}})


# ---- which sheet


@shape("notes and a summary before the register")
def _() -> Shape:
    notes: Grid = [["Notes"], ["to do", "who", "by"], ["get stamped copies", "mr", date(2024, 7, 1)]]
    summary: Grid = [["City action", "Count"], ["rejected", 2], ["none", 2]]
    return Shape(xlsx(("Notes", notes), ("Summary", summary), ("Register", grid())), sheet="Register")


@shape("an old copy of the register with more rows beside it")
def _() -> Shape:
    old = grid([*people(), *(row | {"client_code": f"OLD-{n}"} for n, row in enumerate(people()))])
    return Shape(xlsx(("Claims (old)", old), ("Claims 2024", grid())), sheet="Claims 2024")


@shape("a hidden sheet that looks like a register too")
def _() -> Shape:
    more = grid([*people(), people()[0] | {"client_code": "QF-099"}])
    book = load_workbook(BytesIO(xlsx(("Draft", more), ("Claims", grid()))))
    book["Draft"].sheet_state = "hidden"
    return Shape(saved(book))


@shape("the register alone, and hidden behind an empty sheet")
def _() -> Shape:
    book = load_workbook(BytesIO(xlsx(("Empty", []), ("Claims", grid()))))
    book["Claims"].sheet_state = "hidden"
    return Shape(saved(book))


@shape("a list of addresses of the same people first")
def _() -> Shape:
    contacts = grid(headings={"last": "Last", "first": "First", "phone": "Phone", "born_on": "DOB"})
    return Shape(xlsx(("Contacts", contacts), ("Claims", grid())))


@shape("hidden rows and columns are read like any other")
def _() -> Shape:
    book = load_workbook(BytesIO(xlsx(grid())))
    book["Claims"].column_dimensions["E"].hidden = True
    book["Claims"].row_dimensions[4].hidden = True
    return Shape(saved(book))


# ---- the words and the order of columns


@shape("the columns in another order")
def _() -> Shape:
    return Shape(xlsx(grid(headings=dict(reversed(HEADINGS.items())))))


@shape("headings in other words")
def _() -> Shape:
    words = renamed(
        client_code="Our file #",
        last="Surname",
        first="Given name",
        middle="M.I.",
        serial_no="Badge no.",
        born_on="Date of birth",
        phone="Cell",
        unit="Division",
        status="Active/Retired",
        release_on="Date photo released",
        city_claim_no="City's claim number",
        presented_on="Filed w/ City",
        how_presented="Method of service",
        city_action="Disposition",
        notice_on="Rejection date",
        notice_mailed_on="Postmarked",
        warning="913 warning?",
        in_suit="Plaintiff?",
        doe_label="Doe #",
    )
    return Shape(xlsx(grid(headings=words)))


@shape("headings with line breaks, colons, capitals and doubled spaces")
def _() -> Shape:
    words = {name: f"  {heading.upper().replace(' ', chr(10), 1)} : " for name, heading in HEADINGS.items()}
    return Shape(xlsx(grid(headings=words)))


@shape("headings in Spanish for the person")
def _() -> Shape:
    words = renamed(last="Apellido", first="Nombre", born_on="Fecha de nacimiento", phone="Teléfono")
    return Shape(xlsx(grid(headings=words)))


@shape("headings as a program writes them")
def _() -> Shape:
    return Shape(xlsx(grid(headings={name: "".join(part.title() for part in name.split("_")) for name in HEADINGS})))


@shape("columns nobody asked for stay out and are named")
def _() -> Shape:
    head, *rows = grid()
    rows = [[*row, "JT", n, "yes"] for n, row in enumerate(rows)]
    return Shape(
        xlsx([[*head, "Handler", "Days left", "Retainer signed"], *rows]),
        unmapped=("Handler", "Days left", "Retainer signed"),
    )


@shape("a column that only counts the rows is no client code")
def _() -> Shape:
    head, *rows = grid(headings=without("client_code"))
    cells = [["#", *head], *([n, *row] for n, row in enumerate(rows, 1))]
    return Shape(xlsx(cells), unmapped=("#",), told={2: {"client_code": "DOE-0007"}, 4: {"client_code": "ROW-0004"}})


@shape("one heading twice: the column that fits is taken")
def _() -> Shape:
    head, *rows = grid()
    rows = [["see file", *row] for row in rows]
    return Shape(xlsx([["Presented on", *head], *rows]), unmapped=("Presented on",))


@shape("only the columns that are needed")
def _() -> Shape:
    headings = {"last": "Last", "first": "First", "presented_on": "Presented"}
    return Shape(xlsx(grid(headings=headings)), absent=frozenset(HEADINGS))


@shape("the whole name in one column, surname first")
def _() -> Shape:
    rows = [row | {"name": f"{row['last']}, {row['first']} {row['middle']}".strip()} for row in people()]
    return Shape(xlsx(grid(rows, headings={"name": "Claimant", **without("last", "first", "middle")})))


@shape("the whole name in one column, given name first")
def _() -> Shape:
    rows = [row | {"name": f"{row['first']} {row['middle']} {row['last']}".replace("  ", " ")} for row in people()[2:]]
    headings = {"name": "Name of officer", **without("last", "first", "middle")}
    return Shape(xlsx(grid(rows, headings=headings)), rows=4)


@shape("the word Rejected with a date below it, and no column for the action")
def _() -> Shape:
    words = {name: heading for name, heading in renamed(notice_on="Rejected on").items() if name != "city_action"}
    told = {2: {"city_action": "rejected", "limit_on_suit": "six_months_from_mailing"}, 6: {"city_action": ""}}
    return Shape(xlsx(grid(headings=words)), told=told, absent=frozenset({"city_action"}))


@shape("a column Rejected? with yes and no")
def _() -> Shape:
    rows = [
        row | {"city_action": "Y" if row["city_action"] == "rejected" else "N"} for row in people()[:2] + people()[4:]
    ]
    return Shape(xlsx(grid(rows, headings=renamed(city_action="Rejected?"))), rows=4)


@shape("an address in four columns")
def _() -> Shape:
    parts = {"street": "Street", "town": "City", "state": "State", "zip": "ZIP"}
    rows = [
        row | {"street": "12 Larkspur Row", "town": "Port Lorne", "state": "CA", "zip": "92993"} for row in people()
    ]
    return Shape(xlsx(grid(rows, headings=HEADINGS | parts)))


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


# ---- what stands in the cells


@shape("dates as text in a dozen styles")
def _() -> Shape:
    rows = people()
    styles = ("4/13/23", "April 14th, 2023", "15-Apr-23", "2023-04-16T00:00", "04.17.2023", "20230418")
    for row, words in zip(rows, styles, strict=True):
        row["presented_on"] = words
    rows[0]["notice_on"], rows[1]["notice_on"] = "Tue 5/16/23", "5/17/23 (mailed)"
    rows[2]["notice_on"], rows[3]["notice_on"] = "May\u00a018, 2023", "19 May 2023 10:30 am"
    return Shape(xlsx(grid(rows)))


@shape("true dates with a time of day, and serial numbers among them")
def _() -> Shape:
    rows = people()
    rows[0]["presented_on"] = datetime(2023, 4, 13, 16, 45)
    rows[1]["presented_on"] = (date(2023, 4, 14) - date(1899, 12, 30)).days
    rows[2]["presented_on"] = (date(2023, 4, 15) - date(1899, 12, 30)).days + 0.6875
    return Shape(xlsx(grid(rows)))


@shape("a sheet that writes the day first throughout")
def _() -> Shape:
    rows = [
        {name: f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for name, cell in row.items()} for row in people()
    ]
    return Shape(xlsx(grid(rows)))


@shape("one date with the day first among others with the month first")
def _() -> Shape:
    rows = [row | {"presented_on": f"{row['presented_on']:%m/%d/%Y}"} for row in people()]
    rows[3]["presented_on"] = "16/04/2023"
    return Shape(xlsx(grid(rows)), rejected=((5, "Presented on", "impossible_date"),))


@shape("words that stand for an empty cell")
def _() -> Shape:
    rows = people()
    for row, word in zip(rows, ("n/a", "TBD", "-", "pending", "?", "unknown"), strict=True):
        row["presented_on"], row["city_claim_no"], row["middle"] = word, word, word
    shape_of = Shape(xlsx(grid(rows)), absent=frozenset({"presented_on", "city_claim_no", "middle"}))
    return Shape(shape_of.content, absent=shape_of.absent, told={2: {"presented_on": "", "timeliness": "missing"}})


@shape("numbers as text and text as numbers")
def _() -> Shape:
    rows = people()
    rows[0]["serial_no"], rows[1]["serial_no"], rows[2]["serial_no"] = 31007, 8812, "'27455"
    rows[3]["phone"], rows[4]["phone"] = 2135550103, "+1 213.555.0104 cell"
    rows[0]["doe_label"], rows[1]["doe_label"] = 7, "Jane Doe #6"
    return Shape(xlsx(grid(rows)))


@shape("answers in many spellings")
def _() -> Shape:
    rows = people()
    for row, action in zip(
        rows,
        ("Denied.", "REJ. 5/16", "Rej in part", "ret'd - late", "no action (45 days ran)", "deemed rejected"),
        strict=True,
    ):
        row["city_action"] = action
    for row, how in zip(
        rows, ("hand-delivered", "US Mail", "E-mail", "In person", "cert. mail", "emailed"), strict=True
    ):
        row["how_presented"] = how
    rows[0] |= {"warning": "yes", "in_suit": "X", "status": "Ret."}
    rows[1] |= {"warning": True, "in_suit": "y ", "status": "active"}
    return Shape(xlsx(grid(rows)))


@shape("spaces, capitals, curly quotes and decomposed accents in names")
def _() -> Shape:
    rows = people()
    rows[1]["last"] = "  O\u0301\u00a0Donnghaile "
    rows[4]["first"] = "Wilhelmina\u00a0"
    return Shape(xlsx(grid(rows)))


@shape("text that begins with an equals sign")
def _() -> Shape:
    book = load_workbook(BytesIO(xlsx(grid())))
    cell = book["Claims"].cell(3, list(HEADINGS).index("unit") + 1)
    cell.value, cell.data_type = "=see the e-mail", "s"
    return Shape(saved(book), absent=frozenset({"unit"}), told={3: {"unit": "=see the e-mail"}})


# ---- what a person must put right


@shape("a day that does not exist, an action nobody knows, and no last name")
def _() -> Shape:
    rows = people()
    rows[0]["presented_on"], rows[1]["city_action"], rows[2]["last"] = "Feb. 30, 2023", "pending?? ask JT", None
    wanted = (
        (2, "Presented on", "impossible_date"),
        (3, "City action", "unknown_city_action"),
        (4, "Last name", "missing_last_name"),
    )
    return Shape(xlsx(grid(rows)), rejected=wanted)


@shape("days in the wrong order")
def _() -> Shape:
    rows = people()
    rows[0]["presented_on"] = date(2023, 2, 14)
    rows[1]["notice_on"] = date(2023, 4, 1)
    rows[2]["notice_mailed_on"] = date(2023, 5, 1)
    wanted = (
        (2, "Presented on", "presented_before_release"),
        (3, "Notice date", "notice_before_presentation"),
        (4, "Notice mailed on", "mailed_before_notice"),
    )
    return Shape(xlsx(grid(rows)), rejected=wanted)


@shape("years that cannot be right")
def _() -> Shape:
    rows = people()
    rows[0]["presented_on"], rows[1]["born_on"] = "4/13/2032", date(2029, 11, 2)
    rows[4]["release_on"], rows[5]["born_on"] = "3/3/0203", "3/21/1868"
    wanted = (
        (2, "Notice date", "notice_before_presentation"),
        (2, "Presented on", "future_date"),
        (3, "DOB", "future_date"),
        (6, "Released on", "year_out_of_range"),
        (7, "DOB", "year_out_of_range"),
    )
    return Shape(xlsx(grid(rows)), rejected=wanted)


@shape("one claim number for two people, written in two ways")
def _() -> Shape:
    rows = changed(4, city_claim_no="c23 1400")
    return Shape(xlsx(grid(rows)), rejected=((6, "Claim no. (city)", "claim_no_reused"),))


@shape("one client code and one Doe number for two people")
def _() -> Shape:
    rows = changed(3, client_code="qf-001")
    rows[4] |= {"in_suit": "Y", "doe_label": "DOE 6"}
    wanted = ((5, "Client code", "code_reused"), (6, "Doe label", "doe_label_reused"))
    return Shape(xlsx(grid(rows)), rejected=wanted)


@shape("a person entered twice: another spelling, another code, the same serial number")
def _() -> Shape:
    again = people()[2] | {"client_code": "QF-007", "last": "Holloway", "first": "Isolda", "middle": "Varga"}
    return Shape(xlsx(grid([*people(), again])), rows=7, duplicates=((4, 8),))


@shape("a person entered three times")
def _() -> Shape:
    twice = [
        people()[0] | {"client_code": f"QF-10{n}", "city_claim_no": None, "in_suit": None, "doe_label": None}
        for n in (1, 2)
    ]
    return Shape(xlsx(grid([*people(), *twice])), rows=8, duplicates=((2, 8), (2, 9)))


@shape("cells that show an error, and a formula never worked out")
def _() -> Shape:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet, day = book.add_worksheet("Claims"), book.add_format({"num_format": "m/d/yyyy"})
    for n, row in enumerate(grid()):
        for column, cell in enumerate(row):
            sheet.write(n, column, cell, day if isinstance(cell, date) else None)
    place = {name: n for n, name in enumerate(HEADINGS)}
    sheet.write_formula(1, place["presented_on"], "=VLOOKUP(A2,Z:Z,1,0)", day, "#N/A")
    sheet.write_formula(2, place["release_on"], "=Z9", day, "#REF!")
    sheet.write_formula(3, place["notice_on"], "=Z9", day, "")
    book.close()
    wanted = (
        (2, "Presented on", "error_cell"),
        (3, "Released on", "error_cell"),
        (4, "Notice date", "uncalculated_formula"),
    )
    return Shape(out.getvalue(), rejected=wanted)


@shape("a comma without quotation marks that pushes the cells aside")
def _() -> Shape:
    lines = delimited(grid()).decode().split("\r\n")
    lines[3] = lines[3].replace("Harbor detail", "Harbor, night")
    found = _text("\r\n".join(lines).encode(), absent=frozenset({"unit"}))
    return Shape(found.content, file="Claims.csv", rejected=((4, "Doe label", "shifted_row"),))


@shape("two people in one cell")
def _() -> Shape:
    rows = [row | {"name": f"{row['last']}, {row['first']}"} for row in people()]
    rows[1]["name"] = "Donnghaile, Peregrine and Maud"
    headings = {"name": "Claimant name", **without("last", "first", "middle")}
    absent = frozenset({"middle"})
    return Shape(xlsx(grid(rows, headings=headings)), rejected=((3, "Claimant name", "two_people"),), absent=absent)


@shape("day-first text half turned into true dates by a month-first program")
def _() -> Shape:
    rows = people()
    for row, day in zip(
        rows,
        ("13/04/2023", date(2023, 5, 4), date(2023, 6, 4), date(2023, 7, 4), "17/04/2023", "18/04/2023"),
        strict=True,
    ):
        row["presented_on"] = day
        row |= {"notice_on": None, "notice_mailed_on": None, "city_action": "none"}
    wanted = tuple((row, "Presented on", "swapped_date") for row in (3, 4, 5))
    return Shape(
        xlsx(grid(rows)),
        rejected=wanted,
        absent=frozenset({"notice_on", "notice_mailed_on", "city_action", "presented_on"}),
    )


@shape("a notice without a word of what the City did")
def _() -> Shape:
    return Shape(xlsx(grid(changed(0, city_action=None))), rejected=((2, "City action", "missing_city_action"),))
