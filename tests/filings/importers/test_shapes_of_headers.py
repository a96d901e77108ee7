"""Where the header may stand, on which sheet, and in what words."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.filings.importers.shapes import Shape, Table, hold
from tests.filings.importers.workbooks import (
    HEADINGS,
    Grid,
    changed,
    grid,
    people,
    renamed,
    saved,
    without,
    xlsx,
)

shape = Table()


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


@shape("what the City did in one column for each answer, with its day")
def _() -> Shape:
    rows = people()
    rows[3] |= {"returned": rows[3]["notice_on"], "notice_on": None}
    headings = renamed(notice_on="Rejected on") | {"returned": "Returned late on"}
    headings = {name: heading for name, heading in headings.items() if name != "city_action"}
    told = {5: {"city_action": "returned late", "notice_on": "2023-05-19", "limit_on_suit": "late_claim_path"}}
    return Shape(xlsx(grid(rows, headings=headings)), told=told, absent=frozenset({"city_action", "notice_on"}))


@shape("a column Returned late? with yes and no beside the action")
def _() -> Shape:
    rows = [row | {"returned": "Y" if n == 3 else "N"} for n, row in enumerate(changed(3, city_action=None))]
    return Shape(xlsx(grid(rows, headings=HEADINGS | {"returned": "Returned late?"})))


@shape("one row rejected and returned as late at once")
def _() -> Shape:
    rows = [row | {"returned": "Y" if n == 0 else None} for n, row in enumerate(people())]
    content = xlsx(grid(rows, headings=HEADINGS | {"returned": "Returned late?"}))
    return Shape(content, rejected=((2, "Returned late?", "unknown_city_action"),))


@shape("days that somebody counted are no facts and stay out")
def _() -> Shape:
    counted = {"a": "Last day to present", "b": "Deemed rejected on", "c": "Suit deadline", "d": "Claim signed date"}
    rows = [row | dict.fromkeys(counted, date(2023, 9, 5)) for row in people()]
    return Shape(xlsx(grid(rows, headings=counted | HEADINGS)), unmapped=tuple(counted.values()))


@shape("the spouse's and the attorney's names and days beside the claimant's")
def _() -> Shape:
    more = {"a": "Attorney name", "b": "Spouse DOB", "c": "Emergency contact phone"}
    rows = [row | {"a": "Quill, Esq.", "b": date(1980, 1, 1), "c": "(310) 555-0199"} for row in people()]
    return Shape(xlsx(grid(rows, headings=more | HEADINGS)), unmapped=tuple(more.values()))


@shape("a row under the header that says how to fill it in")
def _() -> Shape:
    head, *rows = grid()
    hints = ["required", "legal name", None, None, "5 digits", "mm/dd/yyyy", None, None, None, "mm/dd/yyyy"]
    return Shape(xlsx([head, hints, *rows]), first_row=3)


@shape("a row under the header that numbers the columns")
def _() -> Shape:
    head, *rows = grid()
    return Shape(xlsx([head, list(range(1, len(head) + 1)), *rows]), first_row=3)


@shape("an address in four columns")
def _() -> Shape:
    parts = {"street": "Street", "town": "City", "state": "State", "zip": "ZIP"}
    rows = [
        row | {"street": "12 Larkspur Row", "town": "Port Lorne", "state": "CA", "zip": "92993"} for row in people()
    ]
    return Shape(xlsx(grid(rows, headings=HEADINGS | parts)))


@pytest.mark.parametrize("what", shape)
def test_the_register_is_found_wherever_it_stands_and_whatever_its_columns_are_called(what: str) -> None:
    hold(shape[what]())
