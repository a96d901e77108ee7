"""The page of the filings presses what is asked, once; a paper is looked at and downloaded under its pseudonyms."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from casefile.acts import Act
from casefile.models import AuditEntry, Batch, Lawsuit, Staff
from filings.models import Document
from filings.queries import documents
from filings.services import templates
from plaintiffs.models import Plaintiff
from plaintiffs.rules.identity import Identity
from tests import factories
from tests.filings import issued

FILINGS = "/doe-v-rivermont/filings"
SignIn = Callable[[Staff], Browser]


@pytest.fixture
def browser(lawsuit: Lawsuit, staff_member: Staff, signed_in: SignIn) -> Browser:
    return signed_in(staff_member)


@pytest.fixture
def complaint(lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff) -> Document:
    version = templates.current("complaint", actor=lead_attorney)
    return issued.document(lawsuit, version=version, plaintiffs=does, made_by=lead_attorney)


def address(document: Document) -> str:
    return f"/doe-v-rivermont/documents/{document.pk}"


def press(browser: Browser, **said: Any) -> Any:
    asked = {"text": "declaration", "asking": str(uuid4()), "whom": "all"} | said
    return browser.post(FILINGS, asked)


class TestPressing:
    def test_a_declaration_for_those_chosen_is_a_batch_of_theirs(self, browser: Browser, does: list[Plaintiff]) -> None:
        answer = press(browser, whom="some", doe=["1", "3"])
        batch = Batch.objects.get()
        assert answer.url == f"/doe-v-rivermont/batches/{batch.pk}"
        assert list(batch.items.values_list("key", flat=True)) == [str(does[0].pk), str(does[2].pk)]

    def test_a_paper_for_all_is_one_item_with_its_options(self, browser: Browser, does: list[Plaintiff]) -> None:
        press(browser, text="complaint", option=["exact_dates"])
        batch = Batch.objects.get()
        assert batch.items.get().key == "lawsuit"
        assert batch.detail["options"]["exact_dates"] is True
        assert batch.detail["plaintiffs"] == [str(one.pk) for one in does]

    def test_pressed_twice_on_one_page_it_is_one_batch(self, browser: Browser, does: list[Plaintiff]) -> None:
        asking = str(browser.get(f"{FILINGS}?text=declaration").context["asking"])
        assert press(browser, asking=asking).url == press(browser, asking=asking).url
        assert Batch.objects.count() == 1

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            ({"whom": "some"}, "Choose at least one plaintiff."),
            ({"whom": "some", "doe": ["2", "99"]}, "99 is not one of the available choices"),
            ({"whom": "some", "doe": ["2", "9" * 5000]}, "is not one of the available choices"),
            ({"option": ["in_red"]}, "in_red is not one of the available choices"),
        ],
    )
    def test_what_cannot_be_pressed_comes_back_as_it_was(
        self, browser: Browser, does: list[Plaintiff], said: dict[str, Any], sentence: str
    ) -> None:
        answer = press(browser, **said)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert [one.number for one in answer.context["does"] if one.checked] == [2] * ("doe" in said)
        assert answer.context["whom"] == said.get("whom", "all")
        assert not Batch.objects.exists()

    def test_without_a_plaintiff_there_is_no_paper(self, browser: Browser) -> None:
        assert press(browser).status_code == 422

    def test_one_who_was_dismissed_is_not_offered(self, browser: Browser, does: list[Plaintiff]) -> None:
        Plaintiff.objects.unscoped("test").filter(pk=does[1].pk).update(dismissed_on="2026-11-01")
        page = browser.get(f"{FILINGS}?text=declaration")
        assert [one.number for one in page.context["does"]] == [1, 3]
        assert press(browser, whom="some", doe=["2"]).status_code == 422

    def test_who_was_chosen_in_the_roster_stays_chosen_in_every_card(
        self, browser: Browser, does: list[Plaintiff]
    ) -> None:
        cards = browser.get(f"{FILINGS}?doe=1&doe=3").context["texts"]
        page = browser.get(next(card.url for card in cards if card.code == "declaration"))
        assert [one.number for one in page.context["does"] if one.checked] == [1, 3]
        assert page.context["whom"] == "some"

    def test_who_may_only_read_is_offered_no_form_and_refused(
        self, lawsuit: Lawsuit, does: list[Plaintiff], auditor: Staff, signed_in: SignIn
    ) -> None:
        browser = signed_in(auditor)
        page = browser.get(f"{FILINGS}?text=declaration")
        assert page.status_code == 200
        assert 'name="asking"' not in page.content.decode()
        assert press(browser).status_code == 403
        assert not Batch.objects.exists()

    def test_a_text_nobody_ships_and_a_lawsuit_behind_the_wall_are_unknown(
        self, browser: Browser, outsider: Staff, signed_in: SignIn
    ) -> None:
        assert browser.get(f"{FILINGS}?text=motion").status_code == 404
        assert press(browser, text="motion").status_code == 404
        assert press(signed_in(outsider)).status_code == 404


class TestADocument:
    def test_its_page_tells_how_it_came_to_be_and_for_whom_it_speaks(
        self, browser: Browser, complaint: Document
    ) -> None:
        page = browser.get(address(complaint)).content.decode()
        assert "For 3 plaintiffs" in page
        assert complaint.sha256 in page
        assert len(re.findall(r"/pages/\d+\.png", page)) == 2

    def test_its_file_leaves_once_the_download_is_on_record(
        self, browser: Browser, complaint: Document, staff_member: Staff
    ) -> None:
        answer = browser.get(f"{address(complaint)}/file")
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Disposition"] == 'attachment; filename="complaint_2026-11-24.pdf"'
        assert "no-store" in answer["Cache-Control"]
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.actor) == (Act.DOCUMENT_DOWNLOADED, str(staff_member.pk))

    def test_a_page_is_a_picture_that_nobody_keeps_and_no_download(self, browser: Browser, complaint: Document) -> None:
        before = AuditEntry.objects.filter(act=Act.DOCUMENT_DOWNLOADED).count()
        answer = browser.get(f"{address(complaint)}/pages/2.png")
        assert answer.content.startswith(b"\x89PNG")
        assert (int.from_bytes(answer.content[16:20]), int.from_bytes(answer.content[20:24])) == documents.LEAF
        assert "no-store" in answer["Cache-Control"]
        assert AuditEntry.objects.filter(act=Act.DOCUMENT_DOWNLOADED).count() == before

    @pytest.mark.parametrize("page", [0, 3])
    def test_a_page_it_does_not_have_is_unknown(self, browser: Browser, complaint: Document, page: int) -> None:
        assert browser.get(f"{address(complaint)}/pages/{page}.png").status_code == 404

    def test_file_and_pages_are_refused_once_the_vault_holds_a_name_that_stands_in_them(
        self, browser: Browser, lawsuit: Lawsuit, complaint: Document, lead_attorney: Staff
    ) -> None:
        named = issued.document(
            lawsuit,
            version=complaint.version,
            plaintiffs=[],
            made_by=lead_attorney,
            content=issued.paper_about("Zephyrine Quackenbosch"),
        )
        assert browser.get(f"{address(named)}/pages/1.png").status_code == 200
        factories.enrolled(lawsuit, code="RM-9", number=9, identity=Identity(last="Quackenbosch", first="Zephyrine"))
        answers = [browser.get(f"{address(named)}/{part}") for part in ("file", "pages/1.png")]
        assert [answer.status_code for answer in answers] == [422, 422]
        assert not [answer for answer in answers if b"Quackenbosch" in answer.content]

    @pytest.mark.parametrize("part", ["", "/file", "/pages/1.png"])
    def test_it_is_unknown_behind_the_wall_and_in_another_lawsuit(
        self, part: str, complaint: Document, browser: Browser, outsider: Staff, staff_member: Staff, signed_in: SignIn
    ) -> None:
        factories.opened(slug="doe-v-elsewhere", members=[outsider, staff_member])
        elsewhere = address(complaint).replace("rivermont", "elsewhere")
        assert browser.get(address(complaint) + part).status_code == 200
        assert browser.get(elsewhere + part).status_code == 404
        assert signed_in(outsider).get(address(complaint) + part).status_code == 404


class TestTheList:
    def test_papers_pressed_together_are_one_line(
        self, browser: Browser, lawsuit: Lawsuit, does: list[Plaintiff], complaint: Document
    ) -> None:
        press(browser)
        for item, doe in zip(Batch.objects.get().items.all(), does, strict=True):
            issued.finish(item, plaintiffs=[doe])
        listed = browser.get(FILINGS).context["documents"]
        assert [one.url for one in listed] == [f"/doe-v-rivermont/batches/{Batch.objects.get().pk}", address(complaint)]
        assert listed[0].text.startswith("3 papers")

    def test_a_paper_for_one_plaintiff_bears_her_designation(
        self, browser: Browser, lawsuit: Lawsuit, does: list[Plaintiff]
    ) -> None:
        press(browser, whom="some", doe=["2"])
        issued.finish(Batch.objects.get().items.get(), plaintiffs=[does[1]])
        assert browser.get(FILINGS).context["documents"][0].title.endswith(", JANE DOE 2")

    def test_any_number_of_papers_is_one_question_and_a_paper_two(
        self, lawsuit: Lawsuit, does: list[Plaintiff], complaint: Document, lead_attorney: Staff,
        django_assert_num_queries: Any,
    ) -> None:  # fmt: skip
        for _ in range(3):
            issued.document(lawsuit, version=complaint.version, plaintiffs=does, made_by=lead_attorney)
        with django_assert_num_queries(1):
            assert len(documents.documents_of(lawsuit, staff=lead_attorney)) == 4
        with django_assert_num_queries(2):
            documents.document_page(complaint, lawsuit=lawsuit, staff=lead_attorney)
