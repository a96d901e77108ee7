"""What a program reads: people, claims, papers and batches of its person's lawsuits, and nothing behind the wall."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from casefile import hands
from casefile.acts import Act
from casefile.errors import HeldBack
from casefile.models import AuditEntry, Batch, Lawsuit, Membership, Scope, Staff
from filings.models import Document, GovernmentClaim
from filings.services import rescans, shelf
from plaintiffs.models import Plaintiff
from plaintiffs.rules.identity import Identity
from tests import factories
from tests.api.conftest import GAPS, SUIT, Program
from tests.filings import issued


@pytest.fixture
def reader(lawsuit: Lawsuit, staff_member: Staff, program: Program) -> Browser:
    return program(staff_member)


@pytest.fixture
def addresses(batch: Batch, document: Document) -> list[str]:
    claim = GovernmentClaim.objects.unscoped("test").filter(client__lawsuit=batch.lawsuit)[0]
    return [
        SUIT,
        *(f"{SUIT}/{part}" for part in ("plaintiffs", "plaintiffs/1", "claims", f"claims/{claim.pk}", "documents")),
        *(f"{SUIT}/documents/{document.pk}{part}" for part in ("", "/content")),
        *(f"{SUIT}/{part}" for part in ("papers", "batches", f"batches/{batch.pk}", f"batches/{batch.pk}/items")),
    ]


class TestTheWall:
    def test_every_member_reads_every_address(
        self, addresses: list[str], program: Program, auditor: Staff, lead_attorney: Staff
    ) -> None:
        for person in (auditor, lead_attorney):
            reader = program(person)
            assert [(one, reader.get(one).status_code) for one in addresses] == [(one, 200) for one in addresses]

    def test_behind_the_wall_each_answers_like_one_of_a_lawsuit_that_is_not_there(
        self, addresses: list[str], program: Program, outsider: Staff
    ) -> None:
        stranger = program(outsider)
        for address in addresses:
            walled = stranger.get(address)
            unknown = stranger.get(address.replace("doe-v-rivermont", "doe-v-nobody"))
            assert unknown.status_code == 404
            assert (walled.status_code, walled.content, walled.headers) == (404, unknown.content, unknown.headers)

    def test_in_another_lawsuit_of_hers_its_objects_are_unknown(
        self, addresses: list[str], program: Program, lead_attorney: Staff
    ) -> None:
        factories.opened(slug="doe-v-elsewhere", members=[lead_attorney])
        reader = program(lead_attorney)
        for address in addresses:
            other = address.replace("doe-v-rivermont", "doe-v-elsewhere")
            one_thing = any(character.isdigit() for character in other.removeprefix("/api/v1"))
            assert reader.get(other).status_code == (404 if one_thing else 200), other

    def test_who_is_taken_off_the_lawsuit_reads_nothing_more(self, reader: Browser, staff_member: Staff) -> None:
        assert reader.get(SUIT).status_code == 200
        Membership.objects.filter(staff=staff_member).delete()
        assert reader.get(SUIT).status_code == 404
        assert reader.get("/api/v1/lawsuits").json()["items"] == []

    def test_who_leaves_the_firm_is_not_let_in_any_more(self, reader: Browser, staff_member: Staff) -> None:
        Staff.objects.filter(pk=staff_member.pk).update(is_active=False)
        assert reader.get(SUIT).status_code == 401


class TestWhatIsTold:
    def test_a_plaintiff_has_a_designation_and_a_code(self, reader: Browser, does: list[Plaintiff]) -> None:
        assert reader.get(f"{SUIT}/plaintiffs/2").json() == {
            "number": 2,
            "label": "JANE DOE 2",
            "client_code": "RM-2",
            "stage": "engaged",
            "joined_on": None,
            "dismissed_on": None,
            "used": False,
        }

    def test_a_claim_tells_its_events_and_each_clock_with_its_authority(
        self, reader: Browser, does: list[Plaintiff]
    ) -> None:
        (listed,) = reader.get(f"{SUIT}/claims?plaintiff=1").json()["items"]
        told = reader.get(f"{SUIT}/claims/{listed['id']}").json()
        assert told["claim"] == listed
        assert listed["state"] == "rejected"
        assert [event["kind"] for event in told["events"]] == ["accrued", "presented", "rejected"]
        assert told["sue_by"]["safe"] == listed["sue_by"]
        assert "945.6" in told["sue_by"]["authority"]
        assert all(step["authority"] for step in told["sue_by"]["steps"][1:])

    def test_no_answer_holds_the_citys_number_of_a_claim(
        self, lawsuit: Lawsuit, reader: Browser, canaries_enrolled: Lawsuit, canaries: list[dict[str, Any]]
    ) -> None:
        told = b""
        for claim in GovernmentClaim.objects.unscoped("test").all():
            told += reader.get(f"{SUIT}/claims/{claim.pk}").content
        assert b"RM-8001" in told
        assert not [one["id"] for one in canaries if one["claim_no"].encode() in told]

    def test_a_batch_counts_and_each_item_says_what_became_of_it(
        self, reader: Browser, batch: Batch, document: Document
    ) -> None:
        told = reader.get(f"{SUIT}/batches/{batch.pk}").json()
        assert told["total"] == 3
        assert {state: n for state, n in told["items"].items() if n} == {"done": 1, "refused": 1, "asked": 1}
        done, refused, waits = reader.get(f"{SUIT}/batches/{batch.pk}/items").json()["items"]
        assert (done["plaintiff"], done["document"], done["state"]) == (1, str(document.pk), "done")
        assert (refused["label"], refused["findings"][0]["text"]) == ("JANE DOE 2", GAPS[0][1])
        assert (waits["state"], waits["document"]) == ("asked", None)

    def test_papers_are_found_by_plaintiff_and_by_batch(
        self, reader: Browser, batch: Batch, document: Document
    ) -> None:
        for asked, found in (("plaintiff=1", 1), ("plaintiff=2", 0), (f"batch={batch.pk}", 1), (f"batch={uuid4()}", 0)):
            assert len(reader.get(f"{SUIT}/documents?{asked}").json()["items"]) == found

    def test_the_papers_that_can_be_pressed_are_listed_with_their_options(self, reader: Browser) -> None:
        listed = {one["code"]: one for one in reader.get(f"{SUIT}/papers").json()["items"]}
        assert set(listed) == {"complaint", "declaration", "letter"}
        assert [code for code, one in listed.items() if one["each"]] == ["declaration", "letter"]
        assert all(one["options"] == dict(one["options"]) for one in listed.values())

    def test_a_download_is_on_record_before_it_leaves(
        self, reader: Browser, document: Document, staff_member: Staff
    ) -> None:
        answer = reader.get(f"{SUIT}/documents/{document.pk}/content")
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Type"] == "application/pdf"
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.actor) == (Act.DOCUMENT_DOWNLOADED, str(staff_member.pk))


class TestWhatIsHeldBack:
    """`Odalys Thistlewick` stands in a paper that passed, and becomes a client after it."""

    @pytest.fixture
    def held(self, document: Document, lawsuit: Lawsuit, batch: Batch) -> Document:
        content = issued.paper_about("Odalys Thistlewick")
        Document.objects.unscoped("test").filter(pk=document.pk).update(sha256=shelf.put(content), size=len(content))
        factories.enrolled(lawsuit, code="RM-8", identity=Identity(last="Thistlewick", first="Odalys"))
        rescans.open_batches()
        hands.work_until_none_is_due()
        document.refresh_from_db()
        return document

    def test_list_and_paper_say_since_when(self, reader: Browser, held: Document) -> None:
        (listed,) = reader.get(f"{SUIT}/documents").json()["items"]
        detail = reader.get(f"{SUIT}/documents/{held.pk}").json()
        assert listed == detail["document"]
        assert datetime.fromisoformat(listed["held_since"]) == held.held_since
        assert [one["rule"] for one in detail["findings"]]

    def test_the_item_that_made_it_says_so_too(self, reader: Browser, held: Document, batch: Batch) -> None:
        items = {one["document"]: one for one in reader.get(f"{SUIT}/batches/{batch.pk}/items").json()["items"]}
        assert datetime.fromisoformat(items[str(held.pk)]["held_since"]) == held.held_since
        assert {one["held_since"] for one in items.values() if not one["document"]} <= {None}

    def test_its_download_is_refused_in_words_and_not_recorded(self, reader: Browser, held: Document) -> None:
        answer = reader.get(f"{SUIT}/documents/{held.pk}/content")
        assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
        told = answer.json()
        assert (told["code"], told["detail"]) == ("held_back", str(HeldBack()))
        assert not AuditEntry.objects.filter(act=Act.DOCUMENT_DOWNLOADED, subject__contains=str(held.pk)).exists()

    def test_one_that_is_not_has_no_such_day_and_is_given(self, reader: Browser, document: Document) -> None:
        (listed,) = reader.get(f"{SUIT}/documents").json()["items"]
        assert listed["held_since"] is None
        assert reader.get(f"{SUIT}/documents/{document.pk}/content").status_code == 200

    def test_the_description_knows_it(self, reader: Browser) -> None:
        told = reader.get("/api/v1/schema").json()
        shape = told["components"]["schemas"]["Document"]
        assert shape["properties"]["held_since"]["type"] == ["string", "null"]
        assert "held_since" in shape["required"]
        download = told["paths"]["/api/v1/lawsuits/{lawsuit}/documents/{document_id}/content"]["get"]
        assert "422" in download["responses"]


class TestScopes:
    @pytest.mark.parametrize(
        ("scope", "answers"), [(Scope.READ, (200, 403)), (Scope.DOCUMENTS, (403, 200)), (Scope.PRESS, (403, 403))]
    )
    def test_a_token_is_good_for_what_it_was_made_for(
        self, document: Document, program: Program, lead_attorney: Staff, scope: Scope, answers: tuple[int, int]
    ) -> None:
        narrow = program(lead_attorney, scopes=[scope])
        asked = (f"{SUIT}/documents", f"{SUIT}/documents/{document.pk}/content")
        assert tuple(narrow.get(address).status_code for address in asked) == answers


class TestHowOftenItAsks:
    def test_a_longer_page_asks_the_database_as_often_as_a_short_one(
        self, reader: Browser, addresses: list[str], lawsuit: Lawsuit
    ) -> None:
        lists = [one for one in addresses if reader.get(one).headers["Content-Type"] == "application/json"]
        before = [_queries(reader, one) for one in lists]
        for number in range(10, 20):
            events = factories.presented(days_ago=number)
            factories.enrolled(lawsuit, code=f"RM-{number}", number=number, events=events)
        assert [_queries(reader, one) for one in lists] == before


def _queries(reader: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(address).status_code == 200
    return len(asked)
