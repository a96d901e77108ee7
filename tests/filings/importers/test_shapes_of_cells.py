"""What may stand in the cells, and what of it a person must put right."""

import zipfile
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tests.filings.importers.shapes import Shape, Table, hold
from tests.filings.importers.workbooks import (
    HEADINGS,
    changed,
    delimited,
    grid,
    ods,
    people,
    saved,
    with_part,
    without,
    xlsx,
)

DATA = Path(__file__).parents[2] / "data" / "sheets"

shape = Table()


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


@shape("an error in an OpenDocument sheet, which stores nothing for it")
def _() -> Shape:
    content = ods(grid(changed(0, presented_on="an error")))
    error = '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error">'
    with zipfile.ZipFile(BytesIO(content)) as package:
        xml = package.read("content.xml").decode()
    at = xml.index("<text:p>an error")
    start = xml.rindex("<table:table-cell", 0, at)
    xml = xml[:start] + error + xml[at:].replace("an error", "#N/A", 1)
    xml = xml.replace("<office:document-content", '<office:document-content xmlns:calcext="urn:calcext"', 1)
    rejected = ((2, "Presented on", "error_cell"),)
    return Shape(with_part(content, "content.xml", xml), rejected=rejected)


@shape("an error in an old workbook")
def _() -> Shape:
    return Shape((DATA / "old-workbook-with-error.xls").read_bytes(), rejected=((2, "Presented on", "error_cell"),))


@shape("a comma without quotation marks that pushes the cells aside")
def _() -> Shape:
    lines = delimited(grid()).decode().split("\r\n")
    lines[3] = lines[3].replace("Harbor detail", "Harbor, night")
    return Shape("\r\n".join(lines).encode(), file="Claims.csv", rejected=((4, "Doe label", "shifted_row"),))


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


@pytest.mark.parametrize("what", shape)
def test_cells_are_read_or_refused_and_never_guessed(what: str) -> None:
    hold(shape[what]())
