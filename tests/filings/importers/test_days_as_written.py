"""A day is read as it was meant, or refused; it is never guessed."""

from datetime import date, datetime, time, timedelta

import pytest

from filings.importers.dates import Order, Reader, of_a_birth, of_a_claim
from filings.importers.parts import Broken
from filings.importers.reasons import Reason
from filings.importers.sheets import EPOCH_1904, Cell

MARCH_4 = date(2023, 3, 4)
TODAY = date(2026, 1, 15)

SAME_DAY = """\
3/4/23|03/04/2023|3-4-23|3.4.2023|3 / 4 / 23|3/4/'23|'3/4/23|2023-03-04|2023/3/4|2023.03.04|
2023-03-04T00:00|2023-03-04 00:00:00|2023-03-04T10:15:00Z|3/4/2023 10:30 AM|3/4/23, 3:00 p.m.|3/4/23 4pm|
20230304|03042023|3042023|030423|44989|44989.5|March 4, 2023|Mar. 4, 2023|March 4th, 2023|MARCH 4 2023|
4 Mar 2023|4-Mar-23|4th of March 2023|2023-Mar-04|Sat 3/4/23|Saturday, March 4, 2023|3/4/23 (mailed)|
mailed 3/4/23|3/4/23 by mail|Rec'd 3/4/23|4 de marzo de 2023|marzo 4, 2023|Mar.\u00a04, 2023| 3/4/23 |
3/4/23."""
NO_DAY: list[Cell] = [
    "",
    "n/a",
    "TBD",
    "-",
    "—",
    "?",
    "pending",
    "unknown",
    "none",
    "No",
    "not filed",
    0,
    0.0,
    time(0, 0),
]
IMPOSSIBLE: list[Cell] = [
    "Feb. 30, 2023",
    "2/29/2023",
    "13/45/2023",
    "25/03/2023",
    "2023-02-30",
    "6/31/23",
    "0/12/2023",
    "99/99/9999",
]
UNREADABLE = [
    "3/4",
    "March 2023",
    "2023",
    "3/4/23?",
    "about 3/4/23",
    "ask clerk",
    "x",
    True,
    -5,
    3e9,
    time(9, 0),
    "3/4/20233",
]


@pytest.mark.parametrize("words", SAME_DAY.replace("\n", "").split("|"))
def test_one_day_is_read_from_every_way_to_write_it(words: str) -> None:
    assert Reader().read(words, century=of_a_claim) == MARCH_4


@pytest.mark.parametrize(
    "cell", [MARCH_4, datetime(2023, 3, 4, 16, 45), 44989, 44989.7, timedelta(days=44989), 20230304.0]
)
def test_one_day_is_read_from_every_kind_of_cell(cell: Cell) -> None:
    assert Reader().read(cell, century=of_a_claim) == MARCH_4


@pytest.mark.parametrize("cell", NO_DAY)
def test_a_cell_that_says_nothing_is_no_day_and_no_mistake(cell: Cell) -> None:
    assert Reader().read(cell, century=of_a_claim) is None


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (IMPOSSIBLE, Reason.IMPOSSIBLE_DATE),
        (UNREADABLE, Reason.UNREADABLE_DATE),
        (["3/4/23 & 5/6/23", "4/3/23 (resent 4/10/23)", "3/4/23 - 3/6/23"], Reason.TWO_DATES),
        (["#REF!", "#N/A", Broken.ERROR], Reason.ERROR_CELL),
        ([Broken.UNCALCULATED], Reason.UNCALCULATED_FORMULA),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(cells: list[Cell], reason: Reason) -> None:
    reader = Reader()
    assert {cell: reader.read(cell, century=of_a_claim) for cell in cells} == dict.fromkeys(cells, reason)


def test_a_day_first_sheet_is_read_day_first_and_its_days_still_have_to_exist() -> None:
    reader = Reader(Order.DAY_FIRST)
    assert reader.read("4/3/2023", century=of_a_claim) == MARCH_4
    assert reader.read("3/25/2023", century=of_a_claim) is Reason.IMPOSSIBLE_DATE
    assert reader.read("2023-03-04", century=of_a_claim) == MARCH_4


def test_serial_numbers_count_from_the_day_the_workbook_counts_from() -> None:
    assert Reader(epoch=EPOCH_1904).read(44989 - 1462, century=of_a_claim) == MARCH_4


def test_a_year_of_two_digits_is_of_this_century_for_a_claim_and_of_the_last_for_a_birth() -> None:
    assert Reader().read("5/14/23", century=of_a_claim) == date(2023, 5, 14)
    assert Reader().read("5/14/68", century=of_a_birth(today=TODAY)) == date(1968, 5, 14)
    assert Reader().read("5/14/05", century=of_a_birth(today=TODAY)) == date(2005, 5, 14)
