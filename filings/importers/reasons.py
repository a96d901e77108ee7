"""Why a row of a claims sheet is not loaded: the one list of reason codes, each with the words a person reads.

A file that is no register at all is refused as a whole (`SheetRefused`), with one of these codes: empty_file,
too_large, encrypted, damaged, bomb, not_a_sheet (its bytes, in `containers`, `texts`); no_header, no_name_column,
no_rows, no_such_sheet, bad_map (what stands in it, in `columns` and `register`).

What is merely absent loads: a blank cell, or a word that stands for one (n/a, TBD, unknown, -). What stands there and
cannot be read never loads, for a date or an answer that was guessed would be believed later.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Reasons for which one row waits for a person."""

    IMPOSSIBLE_DATE = "impossible_date"
    PRESENTED_BEFORE_RELEASE = "presented_before_release"
    MISSING_LAST_NAME = "missing_last_name"
    UNKNOWN_CITY_ACTION = "unknown_city_action"
    CLAIM_NO_REUSED = "claim_no_reused"
    NOTICE_BEFORE_PRESENTATION = "notice_before_presentation"
    UNREADABLE_DATE = "unreadable_date"
    TWO_DATES = "two_dates"
    SWAPPED_DATE = "swapped_date"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    FUTURE_DATE = "future_date"
    MAILED_BEFORE_PRESENTATION = "mailed_before_presentation"
    MAILED_BEFORE_NOTICE = "mailed_before_notice"
    AMENDED_BEFORE_PRESENTATION = "amended_before_presentation"
    INSUFFICIENCY_BEFORE_PRESENTATION = "insufficiency_before_presentation"
    MISSING_CITY_ACTION = "missing_city_action"
    UNKNOWN_CHOICE = "unknown_choice"
    BAD_SERIAL = "bad_serial"
    BAD_CLAIM_NO = "bad_claim_no"
    BAD_DOE_LABEL = "bad_doe_label"
    CODE_REUSED = "code_reused"
    DOE_LABEL_REUSED = "doe_label_reused"
    TWO_PEOPLE = "two_people"
    ERROR_CELL = "error_cell"
    UNCALCULATED_FORMULA = "uncalculated_formula"
    TOO_LONG = "too_long"
    SHIFTED_ROW = "shifted_row"


TEXTS: dict[Reason, str] = {
    Reason.IMPOSSIBLE_DATE: "there is no such day",
    Reason.PRESENTED_BEFORE_RELEASE: "claim presented before the photograph was released",
    Reason.MISSING_LAST_NAME: "no last name",
    Reason.UNKNOWN_CITY_ACTION: "not an action the register knows",
    Reason.CLAIM_NO_REUSED: "the claim no. of row {other}, another claimant",
    Reason.NOTICE_BEFORE_PRESENTATION: "notice dated before the claim was presented",
    Reason.UNREADABLE_DATE: "this cannot be read as a day",
    Reason.TWO_DATES: "more than one date stands in this cell",
    Reason.SWAPPED_DATE: "day and month may have changed places: other dates of this column have the day first",
    Reason.YEAR_OUT_OF_RANGE: "the year cannot be right",
    Reason.FUTURE_DATE: "this day is still to come",
    Reason.MAILED_BEFORE_PRESENTATION: "notice mailed before the claim was presented",
    Reason.MAILED_BEFORE_NOTICE: "notice mailed before the day it is dated",
    Reason.AMENDED_BEFORE_PRESENTATION: "claim amended before it was presented",
    Reason.INSUFFICIENCY_BEFORE_PRESENTATION: "notice of insufficiency before the claim was presented",
    Reason.MISSING_CITY_ACTION: "a notice is dated, but not what the City did",
    Reason.UNKNOWN_CHOICE: "not one of the answers this column takes",
    Reason.BAD_SERIAL: "not a serial number",
    Reason.BAD_CLAIM_NO: "not a claim number",
    Reason.BAD_DOE_LABEL: "not a Doe label",
    Reason.CODE_REUSED: "the client code of row {other}, another claimant",
    Reason.DOE_LABEL_REUSED: "the Doe number of row {other}, another claimant",
    Reason.TWO_PEOPLE: "more than one person stands in this row",
    Reason.ERROR_CELL: "the cell shows an error",
    Reason.UNCALCULATED_FORMULA: "the cell holds a formula that was never worked out; open the sheet and save it",
    Reason.TOO_LONG: "more text than this column takes",
    Reason.SHIFTED_ROW: "the row has more cells than the header: its cells may have moved",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a row. `column` is the heading as the sheet has it; `text` never says what stands in it."""

    row: int
    column: str
    reason: Reason
    text: str


def finding(reason: Reason, *, row: int, column: str, other: int = 0) -> Finding:
    return Finding(row, column, reason, TEXTS[reason].format(other=other))
