"""A claims sheet is loaded whole, changes nothing the second time, and is undone whole."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections

from casefile import clock
from casefile.acts import Act
from casefile.errors import Missing, Refused, Stale
from casefile.models import AuditEntry, Batch, ItemState, Lawsuit, Staff
from filings.importers import claims
from filings.law.claim_events import EventKind
from filings.models import ClaimEvent, GovernmentClaim
from plaintiffs.models import Client, Plaintiff, WaitingSheet
from plaintiffs.services import sheets

SHEET = """Register of claims
Client code,Last name,First name,Serial no.,DOB,Unit,Status,Covert role,Photo released,Claim no.,Presented on,How presented,City action,Notice date,Mailed on,Warning,Late application,Late app. result,In suit,Doe label,Damages
MT-1,Featherly,Anna,10001,1/2/1980,Narcotics,current,undercover,3/3/2023,C23-00001,4/3/2023,mail,Rejected,5/1/2023,5/2/2023,Y,,,Y,JANE DOE 7,therapy; relocation
MT-2,Birchwood,Tom,10002,2/3/1981,Narcotics,retired,buy officer,3/3/2023,C23-00002,4/3/2023,personal,,,,,,,Y,JANE DOE 3,
MT-3,Cloverdale,Ruth,10003,3/4/1982,Gangs,current,surveillance,3/3/2023,C23-00003,11/3/2023,mail,returned late,12/1/2023,12/1/2023,N,12/20/2023,granted,,,medical
MT-4,,Ghost,10004,4/5/1983,Gangs,current,undercover,3/3/2023,C23-00004,4/3/2023,mail,,,,,,,,,
"""  # noqa: E501 (a sheet's rows are as long as they are)
KEPT = {"casefile_auditentry", "casefile_batch", "casefile_batchitem", "pghistory_context"}


def load(lawsuit: Lawsuit, actor: Staff, *, sheet: str = SHEET) -> Batch:
    waiting = sheets.receive(sheet.encode(), name="register.csv", lawsuit=lawsuit, actor=actor)
    batch = claims.open_batch(waiting.pk, lawsuit=lawsuit, columns=None, actor=actor, asking=None)
    claims.load_item(batch.items.get().pk)
    batch.refresh_from_db()
    return batch


def tables() -> dict[str, Any]:
    """A print of every table that an undo must leave as it was."""
    told = {}
    with connections["owner"].cursor() as cursor:
        for name in connections["owner"].introspection.table_names(cursor):
            if name not in KEPT and not name.endswith("history"):
                cursor.execute(f"SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM {name} t")  # noqa: S608
                told[name] = cursor.fetchone()
    return told


@pytest.fixture
def loaded(db: None, lawsuit: Lawsuit, paralegal: Staff) -> Batch:
    return load(lawsuit, paralegal)


def test_rows_become_clients_with_claims_events_and_the_numbers_of_the_sheet(loaded: Batch) -> None:
    outcome = loaded.items.get().outcome
    assert (outcome["loaded"], outcome["rejected"], outcome["unchanged"]) == (3, 1, 0)
    assert list(Plaintiff.objects.unscoped("test").values_list("client__code", "number")) == [("MT-2", 3), ("MT-1", 7)]
    first = Client.objects.unscoped("test").get(code="MT-1")
    assert (first.unit, first.covert_role, first.duty, first.harms) == (
        "Narcotics", "undercover", "current", ["therapy", "relocation"],
    )  # fmt: skip
    kinds = ClaimEvent.objects.filter(claim__client=first).values_list("kind", flat=True)
    assert list(kinds) == [EventKind.ACCRUED, EventKind.PRESENTED, EventKind.REJECTED]


def test_what_happened_on_a_day_the_sheet_does_not_give_is_wanted_and_no_event(loaded: Batch) -> None:
    claim = GovernmentClaim.objects.unscoped("test").get(client__code="MT-3")
    assert claim.undated == [EventKind.APPLICATION_GRANTED]
    assert not claim.events.filter(kind=EventKind.APPLICATION_GRANTED).exists()


def test_the_sheet_and_its_key_are_gone_once_it_is_loaded(loaded: Batch) -> None:
    assert WaitingSheet.objects.count() == 0


def test_the_load_is_on_record_by_counts_alone(loaded: Batch) -> None:
    entry = AuditEntry.objects.filter(act=Act.SHEET_LOADED).latest("seq")
    assert entry.detail["loaded"] == 3
    assert not any(name in json.dumps(entry.detail) for name in ("Featherly", "Birchwood", "Cloverdale"))


def test_the_same_sheet_again_changes_nothing(loaded: Batch, lawsuit: Lawsuit, paralegal: Staff) -> None:
    before = tables()
    again = load(lawsuit, paralegal)
    assert again.items.get().outcome["unchanged"] == 3
    assert tables() == before


def test_a_row_that_now_says_otherwise_is_named_and_left_as_it_is(
    loaded: Batch, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    before = tables()
    other = SHEET.replace("Gangs,current,surveillance", "Gangs,retired,surveillance").replace("Tom,10002", "Tim,10002")
    again = load(lawsuit, paralegal, sheet=other.replace("C23-00001", "C23-00009"))
    assert again.items.get().outcome["differing"] == [3, 4, 5]
    assert tables() == before


def test_somebody_like_a_person_in_the_vault_is_loaded_and_referred_to_the_custodian(
    loaded: Batch, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    header = "\n".join(SHEET.splitlines()[:2])
    twin = "MT-9,Featherley,Anna,10001,1/2/1980,Narcotics,current,undercover,3/3/2023,,4/5/2023,mail,,,,,,,,,"
    again = load(lawsuit, paralegal, sheet=f"{header}\n{twin}\n")
    assert again.items.get().outcome["custodian"] == [3]
    referred = AuditEntry.objects.filter(act=Act.LIKENESS_REFERRED).latest("seq")
    assert referred.subject == f"plaintiffs.client {Client.objects.unscoped('test').get(code='MT-9').pk}"
    assert referred.detail == {}


def test_a_doe_number_that_is_another_s_here_gives_way_to_the_next_free_one(
    loaded: Batch, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    header = "\n".join(SHEET.splitlines()[:2])
    other = "MT-9,Quarles,Boyd,10009,9/9/1979,Gangs,current,undercover,3/3/2023,,4/5/2023,mail,,,,,,,Y,JANE DOE 7,"
    again = load(lawsuit, paralegal, sheet=f"{header}\n{other}\n")
    assert again.items.get().outcome["renumbered"] == [3]
    assert Plaintiff.objects.unscoped("test").get(client__code="MT-9").number == 8


def test_undoing_leaves_every_table_as_before_and_a_third_load_gives_the_same_numbers(
    db: None, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    before = tables()
    first = load(lawsuit, paralegal)
    assert claims.undo(first, actor=paralegal) == 3
    assert tables() == before
    load(lawsuit, paralegal)
    assert list(Plaintiff.objects.unscoped("test").values_list("client__code", "number")) == [("MT-2", 3), ("MT-1", 7)]


def test_an_import_is_undone_once(loaded: Batch, paralegal: Staff) -> None:
    claims.undo(loaded, actor=paralegal)
    with pytest.raises(Stale):
        claims.undo(loaded, actor=paralegal)


def test_an_import_that_work_rests_on_is_not_undone(loaded: Batch, paralegal: Staff) -> None:
    Plaintiff.objects.unscoped("test").filter(number=7).update(used_at=loaded.ended_at)
    with pytest.raises(Refused, match="can no longer be undone"):
        claims.undo(loaded, actor=paralegal)
    assert Client.objects.unscoped("test").count() == 3


def test_a_sheet_that_is_no_register_is_refused_and_stays_to_be_looked_at(
    db: None, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    batch = load(lawsuit, paralegal, sheet="a,b\n1,2\n")
    item = batch.items.get()
    assert (item.state, item.outcome["code"]) == (ItemState.REFUSED, "sheet_refused")
    assert Client.objects.unscoped("test").count() == 0


def test_a_sheet_of_another_lawsuit_or_one_that_is_gone_is_not_found(
    loaded: Batch, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    with pytest.raises(Missing, match="no longer waiting"):
        claims.preview(loaded.pk, lawsuit=lawsuit, columns=None)


def test_the_map_of_columns_is_kept_for_the_next_sheet_with_these_headings(
    db: None, lawsuit: Lawsuit, paralegal: Staff
) -> None:
    columns = {"Client code": "client_code", "Claimant": "last", "Odd": ""}
    waiting = sheets.receive(b"x", name="x.csv", lawsuit=lawsuit, actor=paralegal)
    claims.open_batch(waiting.pk, lawsuit=lawsuit, columns=columns, actor=paralegal, asking=None)
    assert claims.kept_map(["Odd", "Claimant", "Client code"], lawsuit=lawsuit) == columns
    assert claims.kept_map(["Claimant", "Client code"], lawsuit=lawsuit) is None


def test_no_heading_of_a_sheet_lies_open_in_the_ledger(db: None, lawsuit: Lawsuit, paralegal: Staff) -> None:
    waiting = sheets.receive(b"x", name="x.csv", lawsuit=lawsuit, actor=paralegal)
    columns = {"Featherly's notes": "remarks"}
    batch = claims.open_batch(waiting.pk, lawsuit=lawsuit, columns=columns, actor=paralegal, asking=None)
    assert "Featherly" not in json.dumps(batch.detail)
    assert claims.kept_map(list(columns), lawsuit=lawsuit) == columns


def test_a_sheet_that_has_waited_a_day_is_gone(db: None, lawsuit: Lawsuit, paralegal: Staff) -> None:
    waiting = sheets.receive(b"x", name="x.csv", lawsuit=lawsuit, actor=paralegal)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        with pytest.raises(Missing, match="no longer waiting"):
            sheets.content_of(waiting.pk, lawsuit=lawsuit)
        sheets.sweep()
    assert WaitingSheet.objects.count() == 0
