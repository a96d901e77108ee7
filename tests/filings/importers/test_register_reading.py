"""The dry run as a whole: what it tells, what it never tells, and what may be thrown at it."""

import io
import json
import random
import zipfile
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from casefile.errors import SheetRefused
from filings.importers import register
from filings.importers.dates import Order
from filings.importers.register import Outcome, RegisterReading
from filings.law.claim_lifecycle import EventKind
from plaintiffs.rules.identity import Identity
from tests.filings.importers.messy_register import messy_register
from tests.filings.importers.workbooks import (
    HEADINGS,
    changed,
    delimited,
    grid,
    ods,
    people,
    renamed,
    without,
    xlsx,
    zipped,
)

TODAY = date(2026, 1, 15)
DATA = Path(__file__).parents[2] / "data"


def read(content: bytes) -> RegisterReading:
    return register.read(content, name="register.xlsx", today=TODAY)


def test_a_messy_register_is_told_whole_as_a_person_read_it() -> None:
    wanted = json.loads((DATA / "sheets" / "register.json").read_text(encoding="utf-8"))
    assert read(messy_register()).as_json() == wanted


def test_the_same_sheet_is_told_in_the_same_words_again() -> None:
    assert read(messy_register()).as_json() == read(messy_register()).as_json()


# ---- what is never told


def _everything(found: RegisterReading) -> str:
    return " ".join(
        (json.dumps(found.as_json(), ensure_ascii=False), repr(found), str(found.entries), str(found.mapping))
    )


def _secrets(person: dict[str, str]) -> Iterable[str]:
    return (
        person[name]
        for name in ("surname", "given", "serial_no", "home_address", "phone", "e_mail", "spouse", "claim_no")
    )


def test_no_canary_sings_in_a_reading_whatever_is_wrong_with_her_row() -> None:
    canaries = json.loads((DATA / "canaries.json").read_text(encoding="utf-8"))["people"]
    headings = HEADINGS | {"home_address": "Address", "e_mail": "E-mail", "spouse": "Spouse", "remarks": "Remarks"}
    rows = []
    for n, person in enumerate(canaries):
        row = people()[n % 6] | {"client_code": f"K-{n}", "last": person["surname"], "first": person["given"]}
        row |= {name: person[name] for name in ("serial_no", "home_address", "phone", "e_mail", "spouse")}
        row |= {"city_claim_no": person["claim_no"], "remarks": f"spoke with {person['full_name']}", "doe_label": None}
        rows.append(row)
    rows[0] |= {"presented_on": canaries[0]["full_name"], "city_action": canaries[0]["surname"]}
    rows[1] |= {"born_on": canaries[1]["given"], "status": canaries[1]["spouse"], "warning": canaries[1]["surname"]}
    rows[2] |= {"doe_label": canaries[2]["surname"], "city_claim_no": date(2023, 4, 3)}
    rows[3] |= {"unit": f"Harbor detail ({canaries[3]['surname']})", "client_code": canaries[3]["surname"] + "-01"}
    rows.append(rows[4] | {"client_code": "K-99"})
    found = read(xlsx(grid(rows, headings=headings)))
    told = _everything(found)
    assert found.rejected
    assert found.duplicates
    assert not [n for n, person in enumerate(canaries) for secret in _secrets(person) if secret in told]
    assert {(one.row, one.field) for one in found.held_back} == {(5, "unit"), (5, "client_code")}


def test_a_word_that_people_share_is_no_name_though_one_of_them_bears_it() -> None:
    rows = [row | {"unit": "Harbor detail"} for row in changed(0, last="Harbor")]
    assert not read(xlsx(grid(rows))).held_back


def test_a_sheet_or_file_named_after_a_claimant_is_told_by_its_number() -> None:
    found = read(xlsx(("Claims", grid()), ("Tamarisk", [["her notes"]])))
    assert (found.sheet, found.other_sheets) == ("Claims", ("sheet 2",))
    assert register.read(delimited(grid()), name="Tamarisk claim.csv", today=TODAY).sheet == "sheet 1"


def test_remarks_go_to_the_vault_and_nowhere_else() -> None:
    found = read(xlsx(grid(changed(0, remarks="LM w/ client"), headings=HEADINGS | {"remarks": "Notes"})))
    assert found.entries[0].remarks == "LM w/ client"
    assert "LM w/ client" not in _everything(found)


# ---- the map of columns


def test_a_kept_map_decides_for_the_headings_it_names() -> None:
    content = xlsx(grid(headings=renamed(last="Kürzel A", first="Kürzel B")))
    with pytest.raises(SheetRefused):
        read(content)
    chosen = {"Kürzel A": "last", "Kürzel B": "first", "Unit": ""}
    found = register.read(content, name="x", today=TODAY, columns=chosen)
    assert len(found.to_load) == 6
    assert found.unmapped == ("Unit",)


def test_the_map_of_a_reading_reads_the_sheet_again_in_the_same_way() -> None:
    first = read(messy_register())
    again = register.read(messy_register(), name="x", today=TODAY, columns=first.mapping)
    assert again.as_json() == first.as_json()


def test_the_sheet_asked_for_is_taken() -> None:
    content = xlsx(("2023", grid()), ("2024", grid(people()[:2])))
    assert read(content).sheet == "2023"
    assert register.read(content, name="x", today=TODAY, sheet="2024").sheet == "2024"
    assert read(content).other_sheets == ("2024",)


# ---- rows without a code, second entries, events


def test_a_row_without_a_code_goes_by_its_doe_number_else_by_what_a_key_makes_else_by_its_row() -> None:
    content = xlsx(grid(headings=without("client_code")))
    assert [entry.client_code for entry in read(content).entries[:3]] == ["DOE-0007", "DOE-0006", "ROW-0004"]
    keyed = register.read(content, name="x", today=TODAY, coded=lambda person: f"N-{len(person.last)}")
    assert [entry.client_code for entry in keyed.entries[:3]] == ["DOE-0007", "DOE-0006", "N-14"]
    assert not any(entry.has_own_code for entry in keyed.entries)


def test_a_second_entry_that_is_itself_wrong_is_refused_and_not_paired() -> None:
    again = people()[0] | {
        "client_code": "QF-007",
        "presented_on": "Feb. 30, 2023",
        "city_claim_no": None,
        "doe_label": None,
    }
    found = read(xlsx(grid([*people(), again])))
    assert not found.duplicates
    assert found.entries[-1].outcome is Outcome.REJECT
    assert len(found.entries) == len(found.to_load) + 1


def test_a_row_gives_the_dated_events_it_tells_and_no_other() -> None:
    found = read(xlsx(grid(changed(2, notice_on=None))))
    kinds = [[event.kind for event in register.events(entry)] for entry in found.entries]
    accrued, presented = EventKind.ACCRUED, EventKind.PRESENTED
    assert kinds[0] == [accrued, presented, EventKind.REJECTED]
    assert kinds[2] == [accrued, presented, EventKind.REJECTED_IN_PART]
    assert kinds[3] == [accrued, presented, EventKind.RETURNED_LATE]
    assert kinds[4] == [accrued, presented]
    notice = register.events(found.entries[2])[2]
    assert (notice.on, notice.mailed_on, notice.warning) == (date(2023, 5, 19), date(2023, 5, 19), True)


def test_the_order_of_day_and_month_is_told() -> None:
    days = [{k: f"{v:%d.%m.%Y}" if isinstance(v, date) else v for k, v in row.items()} for row in people()]
    assert read(xlsx(grid(days))).order is Order.DAY_FIRST
    assert read(xlsx(grid())).order is Order.MONTH_FIRST


# ---- much, and nonsense


def test_thousands_of_rows_are_compared_without_comparing_each_with_each() -> None:
    chance, rows = random.Random(3), []  # noqa: S311 - invented people, the same on every run
    for n in range(3_000):
        last, first = ("".join(chance.choices("bdfgklmnprstvz", k=9)) for _ in range(2))
        row = people()[n % 6] | {"client_code": f"Q-{n}", "last": last.title(), "first": first.title()}
        born = date(1960, 1, 1) + timedelta(chance.randrange(12_000))
        row |= {"serial_no": 10_000 + 11 * n, "phone": f"(213) 555-{n:04d}", "born_on": born}
        rows.append(row | {"city_claim_no": f"C23-{n}", "doe_label": None})
    rows.append(rows[7] | {"client_code": "Q-again", "city_claim_no": None})
    found = read(delimited(grid(rows)))
    assert [(pair.first_row, pair.second_row) for pair in found.duplicates] == [(9, 3002)]


def _mutated(content: bytes, chance: random.Random) -> bytes:
    out = bytearray(content)
    for _ in range(chance.choice((1, 2, 8, 40))):
        place = chance.randrange(len(out) or 1)
        out[place : place + chance.choice((0, 1, 30))] = chance.randbytes(chance.choice((0, 1, 12)))
    return bytes(out)


def _mutated_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts: dict[str, bytes | str] = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([name for name in parts if name.endswith(".xml")])
    return zipped(parts | {name: _mutated(bytes(parts[name]), chance)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "times"),
    [
        (delimited(grid()), 300),
        (delimited(grid(), delimiter="\t", encoding="utf-16"), 150),
        (xlsx(grid()), 30),
        (ods(grid()), 15),
        ((DATA / "sheets" / "old-workbook.xls").read_bytes(), 20),
    ],
    ids=["csv", "utf-16", "xlsx", "ods", "xls"],
)
def test_a_mutated_file_is_read_or_refused_and_nothing_else_happens(content: bytes, times: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same slips on every run
    for turn in range(times):
        mutate = _mutated_part if content.startswith(b"PK") and turn % 2 else _mutated
        try:
            found = read(mutate(content, chance))
        except SheetRefused as refusal:
            assert refusal.text.endswith(".")
            continue
        assert len(found.entries) == len(found.to_load) + sum(one.outcome is not Outcome.LOAD for one in found.entries)


def test_an_identity_in_a_reading_masks_itself() -> None:
    (first, *_) = read(xlsx(grid())).entries
    assert isinstance(first.identity, Identity)
    assert "Quillfeather" not in f"{first!r} {first.identity!r}"
