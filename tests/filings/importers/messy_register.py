"""A register as a paralegal keeps it: title rows, mixed dates, slips, second entries, a footer. All are invented."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from tests.filings.importers.workbooks import Grid

HEADINGS = {
    "code": "File no.",
    "last": "Surname",
    "first": "Given\nname",
    "middle": "M.I.",
    "serial": "Badge # ",
    "born": "D.O.B.",
    "cell": "Cell",
    "spouse": "Spouse",
    "unit": "Division",
    "status": "Active/\nretired",
    "role": "UC role",
    "released": "Photo released",
    "claim": "City's claim #",
    "filed": "Filed w/ City",
    "how": "How filed",
    "amended": "Amended",
    "insufficient": "Insufficiency\nnotice",
    "action": "Action by City",
    "notice": "Date of\nnotice",
    "mailed": "Postmarked",
    "warning": "913 warning?",
    "late": "911.4 application",
    "result": "Application result",
    "comments": "Comments",
    "suit": "In suit?",
    "doe": "Doe #",
    "harms": "Harms",
    "handler": "Handler",
}
MARCH_3, MARCH_17 = date(2023, 3, 3), date(2023, 3, 17)


def row(**told: Any) -> dict[str, Any]:
    return {"unit": "Harbor detail", "status": "active", "role": "case agent", "handler": "JT", "how": "mail"} | told


ROWS = [
    row(
        code="B-01",
        last="Ashgrove-Pell",
        first="Marguerite",
        serial=7731,
        born=date(1971, 4, 2),
        released=MARCH_3,
        claim="C23-02001",
        filed="April 3, 2023",
        how="hand delivered",
        action="Rejected.",
        notice=date(2023, 5, 2),
        mailed="5/3/23",
        warning="Y",
        suit="Y",
        doe="JANE DOE 3",
        harms="therapy; relocation",
        cell="213.555.0121",
    ),
    row(
        code="B-02",
        last="O\u2019Larrigan",
        first="Fintan ",
        serial="20455",
        born="8/21/81",
        middle="NMN",
        released="3/3/2023 ",
        claim="C23-02002",
        filed="4-4-23",
        how="US Mail",
        action="none (45 days ran)",
        suit="y",
        doe="Jane Doe #1",
        spouse="Orla O\u2019Larrigan",
    ),
    row(
        code="B-03",
        last="Núñez  Prado",
        first="Leandra",
        serial=31208.0,
        born=date(1969, 12, 9),
        released=44988,
        claim="C23-02003",
        filed=datetime(2023, 4, 17, 15, 20),
        how="E-mail",
        action="rej. in part",
        notice="May\u00a030, 2023",
        mailed=date(2023, 5, 30),
        warning="n",
        comments="=see e-mail re: Leandra's mother",
    ),
    row(
        code="B-04",
        last="Whitcombe, Jr.",
        first="Desmond",
        serial="33010",
        born="5 Jan 1977",
        status="Ret.",
        released=MARCH_17,
        claim="C23-02050",
        filed="Sept. 19, 2023",
        how="personal",
        action="ret'd late",
        notice="10/18/23",
        mailed="10/20/23",
        warning="N",
        late="30 Oct 2023",
        result="Denied",
    ),
    row(
        code="B-05",
        last="Hathersage",
        first="Ione",
        serial="29377",
        born="2-5-79",
        released=MARCH_17,
        claim="C23-02021",
        filed="Feb. 30, 2023",
        how="mail",
        action="rejected",
        notice=date(2023, 5, 19),
        mailed=date(2023, 5, 19),
        warning="Y",
    ),
    row(
        code="B-06",
        last="Nunez Prado",
        first="Leandra",
        serial="31208",
        born="12/9/1969",
        released=MARCH_3,
        filed="4/17/23",
        how="email",
        action="none",
        comments="walk-in",
    ),
    row(
        code="B-07",
        last="Kettlewell",
        first="Ansel",
        serial="30811",
        born="6/30/84",
        released=MARCH_3,
        claim="c23 2001",
        filed="4/10/23",
        how="certified mail",
        action="REJECTED",
        notice="5/10/23",
        mailed="5/12/23",
        warning="y",
    ),
    row(
        code="B-08",
        last=None,
        first="Perpetua",
        serial="34567",
        born="7/7/77",
        released=MARCH_3,
        claim="C23-02033",
        filed="4/18/23",
        how="personal",
        action="rejected",
        notice="5/22/23",
        mailed="5/22/23",
        warning="Y",
    ),
    row(
        code="B-09",
        last="Sorrel",
        first="Linus",
        serial="25519",
        born="3/14/90",
        released=MARCH_17,
        claim="C23-02040",
        filed="2/14/23",
        how="mail",
        action="pending?? ask JT",
        notice="5/25/23",
        mailed="5/26/23",
        warning="Y",
    ),
    row(
        code="B-10",
        last="Tredinnick",
        first="Maud",
        serial="37100",
        born="11/11/88",
        released=None,
        claim=None,
        filed="TBD",
        how=None,
        action="No action taken",
        amended=None,
    ),
    row(
        code="B-11",
        last="Vasquez-Orr",
        first="Silvio",
        serial="26684",
        born="10/1/75",
        released=MARCH_3,
        claim="C23-02044",
        filed="5/11/23",
        how="in person",
        insufficient="5/22/23",
        amended="Thu 6/1/23",
        action="Rejected",
        notice="4/5/23",
        mailed="6/28/23",
        warning="Y",
    ),
]


def messy_register() -> bytes:
    """The workbook: a sheet of notes, then the register with a title, a blank row and a header in row 3."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Notes").write_column(0, 0, ["to do", "get stamped copies", "check doubles"])
    sheet = book.add_worksheet("Register")
    sheet.write(0, 0, "CLAIMS REGISTER (privileged)")
    _write(book, sheet, cells=[list(HEADINGS.values()), *([one.get(name) for name in HEADINGS] for one in ROWS)])
    sheet.write(len(ROWS) + 4, 0, f"Total {len(ROWS)}")
    sheet.write(len(ROWS) + 5, 0, "updated 6/14/24 - jt")
    sheet.set_column(7, 7, None, None, {"hidden": True})
    book.close()
    return out.getvalue()


def _write(book: Any, sheet: Any, *, cells: Grid) -> None:
    days = {
        date: book.add_format({"num_format": "m/d/yyyy"}),
        datetime: book.add_format({"num_format": "m/d/yyyy h:mm"}),
    }
    for n, line in enumerate(cells, 2):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(n, column, cell)
            elif cell is not None:
                sheet.write(n, column, cell, days.get(type(cell)))
