"""Answers, numbers and names as people write them in cells."""

from collections.abc import Callable, Sequence

import pytest

from filings.importers import cells, choices, names
from filings.importers.headings import meanings
from filings.importers.reasons import Reason
from filings.importers.sheets import Cell

Answers = dict[object, Sequence[Cell]]


def said(spellings: str) -> Sequence[Cell]:
    return spellings.split("|")


ACTIONS: Answers = {
    "rejected": said(
        "Rejected.|REJ|denied|Denied in full|Rejected 5/2/23|rejected w/o warning|rejcted|Claim denied by City"
    ),
    "rejected in part": said("rej. in part|partially denied|granted in part|rejected (in part)|Rejected - in part"),
    "returned late": said("ret'd late|Returned - late|late|returned as untimely|notice of late claim|returned (late)"),
    "allowed": said("allowed|Approved"),
    "none": said(
        "none|No action taken|none (45 days ran)|45 days ran|deemed rejected|denied by operation of law|no answer|"
        "pending|board took no action|no"
    ),
    "": said("|n/a|-"),
    Reason.UNKNOWN_CITY_ACTION: said(
        "?|TBD|pending?? ask JT|rejected?|rejected late|returned|withdrawn|settled|ask JT"
    ),
}
HOW: Answers = {
    "personal": said("personal|In person|hand delivered|Hand-Del|messenger|personal service on clerk|4/3 in person"),
    "mail": said("mail|US Mail|U.S. Mail|certified mail|USPS Certified|mail (certified)"),
    "e-mail": said("e-mail|Email|E-mail to clerk|via email|electronically"),
    "": said("|n/a|?"),
    Reason.UNKNOWN_CHOICE: said("fax|mail/e-mail|ask JT"),
}
STATUSES: Answers = {
    "current": said("current|CURR.|active|on leave|current - IOD"),
    "retired": said("retired|Ret.|Retired 12/22|retired (2019)|retired - pension"),
    "": said("|-"),
    Reason.UNKNOWN_CHOICE: said("former|deceased|active/retired"),
}
WARNINGS: Answers = {
    "Y": ["Y", "yes", "X", "✓", True, "1", "Yes - 913", "included"],
    "N": ["N", "no.", False, "0", "none", "No warning", "not included"],
    "": ["", "n/a", "?", "Y?"],
    Reason.UNKNOWN_CHOICE: ["see file", "partial"],
}
IN_SUIT: Answers = {
    "Y": ["Y", "yes", "x", "JANE DOE 4", "14", "Plaintiff"],
    "": ["", "N", "no", "TBD", "not in suit"],
    Reason.UNKNOWN_CHOICE: ["dismissed"],
}
LATE: Answers = {
    "granted": ["granted", "Leave granted"],
    "denied": ["Denied 5/6/23", "denied"],
    "no action": ["no action", "pending", "deemed denied"],
    "": ["", "none", "n/a"],
    Reason.UNKNOWN_CHOICE: ["withdrawn"],
}
SERIALS: Answers = {
    "08187": [8187.0, "8187", "08187", "'08187", "8187.0", "#8187", "Serial 8187"],
    "31007": [31007, "31,007", "31007"],
    "A12345": ["A12345", "a-12345"],
    "": ["", "N/A"],
    Reason.BAD_SERIAL: ["abc", 0, -5, 1.5, "1234567890"],
}
DOES: Answers = {
    "JANE DOE 79": ["JANE DOE 79", "Jane  Doe #79 ", "Doe 79", 79.0, "79", "JD-79", "Doe No. 079"],
    "JOHN DOE 4": ["John Doe 4"],
    "": ["", "TBD"],
    Reason.BAD_DOE_LABEL: ["Jane Doe", "17A", "JANE DOE 0", "Doe 17, Jane"],
}


@pytest.mark.parametrize(
    ("read", "table"),
    [
        (choices.city_action, ACTIONS),
        (choices.how_presented, HOW),
        (choices.status, STATUSES),
        (choices.warning, WARNINGS),
        (choices.in_suit, IN_SUIT),
        (choices.late_application_result, LATE),
        (cells.serial_no, SERIALS),
        (lambda cell: cells.doe_label(cell, style="JANE"), DOES),
    ],
)
def test_each_spelling_gives_its_answer_and_an_unforeseen_one_is_refused(
    read: Callable[[Cell], object], table: Answers
) -> None:
    for answer, spellings in table.items():
        assert {cell: read(cell) for cell in spellings} == dict.fromkeys(spellings, answer)


@pytest.mark.parametrize(
    ("spelling", "last", "first", "middle", "suffix"),
    [
        ("Tansley, Maud", "Tansley", "Maud", "", ""),
        ("Tansley, Maud A.", "Tansley", "Maud", "A.", ""),
        ("Tansley, Hugh, Jr.", "Tansley", "Hugh", "", "Jr."),
        ("Tansley Jr., Hugh", "Tansley", "Hugh", "", "Jr."),
        ("Hugh B. Tansley III", "Tansley", "Hugh", "B.", "III"),
        ("TANSLEY Hugh B", "TANSLEY", "Hugh", "B", ""),
        ("Det. Hugh Tansley", "Tansley", "Hugh", "", ""),
        ("Rosendo de la Fontanilla", "de la Fontanilla", "Rosendo", "", ""),
        ("Beatriz Pardo y Linde", "Pardo y Linde", "Beatriz", "", ""),
        ("Percival St. Orme", "St. Orme", "Percival", "", ""),
        ("Tansley, Maud NMN", "Tansley", "Maud", "", ""),
        ("Tansley", "Tansley", "", "", ""),
        ("JANE DOE 14", "", "", "", ""),
    ],
)
def test_a_whole_name_comes_apart(spelling: str, last: str, first: str, middle: str, suffix: str) -> None:
    assert names.whole(spelling) == (last, first, middle, suffix, ())


def test_a_nickname_is_an_alias_and_two_people_are_refused() -> None:
    assert names.whole('Hugh "Bo" Tansley') == ("Tansley", "Hugh", "", "", ("Bo",))
    assert names.whole("Hugh & Maud Tansley") is Reason.TWO_PEOPLE


@pytest.mark.parametrize(
    ("spelling", "last", "suffix"), [("Clark, Sr.", "Clark", "Sr."), ("Street", "Street", ""), ("II", "II", "")]
)
def test_a_suffix_comes_off_a_surname_but_never_leaves_it_empty(spelling: str, last: str, suffix: str) -> None:
    assert names.last_and_suffix(spelling) == (last, suffix)


def test_spellings_of_one_claim_number_meet_and_others_do_not() -> None:
    spellings = ("C23-01426", "c23 1426", "C23/01426", "C 23 - 1426")
    assert len({cells.claim_no_keys(spelling)[0] for spelling in spellings}) == 1
    assert set(cells.claim_no_keys("C2301426")) & set(cells.claim_no_keys("C23-01426"))
    assert not set(cells.claim_no_keys("C23-01426")) & set(cells.claim_no_keys("C23-01427"))


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Claimant's Last Name:", "last"),
        ("Name (Last, First)", "full_name"),
        ("D.O.B.", "born_on"),
        ("Filed w/ City", "presented_on"),
        ("Govt claim filed", "presented_on"),
        ("Rejection date", "notice_on"),
        ("Date City mailed notice", "notice_mailed_on"),
        ("913 warning", "warning"),
        ("911.4 application", "late_application_on"),
        ("Late app. result", "late_application_result"),
        ("910.8 notice", "insufficiency_on"),
        ("Presented by", "how_presented"),
        ("City's response", "city_action"),
        ("Jane Doe No.", "doe_label"),
        ("Our file #", "client_code"),
        ("City claim #", "city_claim_no"),
        ("a.k.a.", "aliases"),
        ("Fecha de nacimiento", "born_on"),
        ("DateOfRelease", "release_on"),
    ],
)
def test_a_heading_means_its_field_in_other_words(heading: str, field: str) -> None:
    assert meanings(heading)[0][0] == field


@pytest.mark.parametrize(
    "heading",
    ["Attorney", "Attorney name", "Emergency contact phone", "Spouse DOB", "Next action", "Days left", "SOL", ""],
)
def test_a_heading_that_speaks_of_something_else_means_nothing(heading: str) -> None:
    assert not meanings(heading)
