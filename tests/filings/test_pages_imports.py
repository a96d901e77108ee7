"""A sheet goes in by its pages: brought, its columns named, tried dry, loaded, undone; or refused in its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from casefile.models import AuditEntry, Batch, BatchState, Lawsuit, Staff
from filings.importers import claims
from plaintiffs.models import Client, WaitingSheet
from tests import factories

SHEET = """Register of claims
Client code,Last name,First name,Presented on,City action,In suit,Doe label,Notes of the clerk
MT-1,Featherly,Anna,4/3/2023,,Y,JANE DOE 7,called twice
MT-2,Birchwood,Tom,4/4/2023,,Y,JANE DOE 3,
MT-3,Cloverdale,Ruth,Feb. 30 2023,,,,
"""
IMPORT = "/doe-v-rivermont/import"
SignIn = Callable[[Staff], Browser]


def bring(browser: Browser, *, content: bytes = SHEET.encode(), name: str = "register.csv") -> Any:
    return browser.post(IMPORT, {"sheet": SimpleUploadedFile(name, content)})


def sheet_url() -> str:
    return f"{IMPORT}/{WaitingSheet.objects.values_list('pk', flat=True).get()}"


def fields(form: Any) -> dict[str, str]:
    """What a browser would send of a form as it was drawn."""
    return {field.html_name: field.value() or "" for field in form}


@pytest.fixture
def browser(lawsuit: Lawsuit, paralegal: Staff, signed_in: SignIn) -> Browser:
    return signed_in(paralegal)


@pytest.fixture
def brought(browser: Browser) -> str:
    """The address of a sheet that waits."""
    bring(browser)
    return sheet_url()


def dry_run(browser: Browser, address: str, **changed: str) -> Any:
    form = browser.get(f"{address}/columns").context["form"]
    return browser.post(address, fields(form) | changed)


def load(browser: Browser, address: str, page: Any) -> Any:
    said = {"commit": "1", "asking": str(page.context["asking"]), **dict(page.context["choices"])}
    return browser.post(address, said)


class TestBringing:
    def test_a_sheet_waits_and_its_columns_are_asked_for(self, browser: Browser) -> None:
        answer = bring(browser)
        assert (answer.status_code, answer.url) == (302, f"{sheet_url()}/columns")

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "The file is empty."),
            (b"PK\x03\x04 torn", "damaged"),
            (b"a,b\n1,2\n", "No row of this file looks like the header of a register of claims."),
            (b"Client code,Last name,Presented on,City action\n", "a header and no row of claims"),
        ],
    )
    def test_a_refused_sheet_answers_in_the_page_and_is_not_kept(
        self, browser: Browser, content: bytes, sentence: str
    ) -> None:
        answer = bring(browser, content=content)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert not WaitingSheet.objects.exists()

    def test_more_than_twenty_megabytes_are_refused_unread(self, browser: Browser) -> None:
        answer = bring(browser, content=b"," * (20 * 2**20 + 1))
        assert answer.status_code == 422
        assert "larger than 20 MB" in answer.content.decode()

    def test_no_file_at_all_is_told_how_large_one_may_be(self, browser: Browser) -> None:
        answer = browser.post(IMPORT, {})
        assert answer.status_code == 422
        assert "at most 20 MB" in answer.content.decode()


class TestTryingDry:
    def test_the_dry_run_stores_no_row_and_names_row_and_column(self, browser: Browser, brought: str) -> None:
        page = dry_run(browser, brought)
        assert (page.status_code, page.context["refused_rows"]) == (200, 1)
        told = page.content.decode()
        assert "Presented on" in told
        assert "Load 2 rows" in told
        assert not Client.objects.unscoped("test").exists()

    def test_no_name_of_the_sheet_stands_in_a_page_an_address_or_the_trail(
        self, browser: Browser, brought: str
    ) -> None:
        pages = [browser.get(f"{brought}/columns"), dry_run(browser, brought), browser.get(brought)]
        told = "".join(page.content.decode() for page in pages) + str(
            list(AuditEntry.objects.values("subject", "detail"))
        )
        assert not [name for name in ("Featherly", "Birchwood", "Cloverdale", "register.csv") if name in told]

    def test_one_field_in_two_columns_is_refused_and_the_choices_stay(self, browser: Browser, brought: str) -> None:
        page = dry_run(browser, brought, column_2="last")
        assert page.status_code == 422
        assert "Two columns cannot both hold this." in page.content.decode()
        assert page.context["form"]["column_2"].value() == "last"

    def test_a_map_that_leaves_out_the_names_comes_back_with_its_sentence(self, browser: Browser, brought: str) -> None:
        page = dry_run(browser, brought, column_1="")
        assert page.status_code == 422
        assert "No column for the claimants&#x27; last names" in page.content.decode()

    def test_the_way_back_to_the_columns_keeps_what_was_chosen(self, browser: Browser, brought: str) -> None:
        page = dry_run(browser, brought, column_7="remarks")
        back = browser.get(page.context["columns_url"])
        assert back.context["form"]["column_7"].value() == "remarks"
        assert "clerk" not in page.context["columns_url"]

    def test_a_discarded_sheet_is_destroyed(self, browser: Browser, brought: str) -> None:
        answer: Any = browser.post(brought, {"discard": "1"})
        assert (answer.status_code, answer.url) == (302, IMPORT)
        assert not WaitingSheet.objects.exists()
        assert browser.get(brought).status_code == 404


class TestLoading:
    def test_pressed_twice_it_is_one_import(self, browser: Browser, brought: str) -> None:
        page = dry_run(browser, brought)
        first, second = load(browser, brought, page), load(browser, brought, page)
        assert first.url == second.url
        claims.load_item(Batch.objects.get().items.get().pk)
        assert load(browser, brought, page).url == first.url  # also when the sheet is spent
        assert Client.objects.unscoped("test").count() == 2

    def test_the_same_headings_are_asked_for_once(self, browser: Browser, brought: str) -> None:
        load(browser, brought, dry_run(browser, brought, column_7="remarks"))
        claims.load_item(Batch.objects.get().items.get().pk)
        answer = bring(browser)
        assert answer.url == sheet_url()
        page = browser.get(answer.url)
        assert dict(page.context["choices"])["column_7"] == "remarks"
        assert (len(page.context["preview"].new), len(page.context["preview"].unchanged)) == (0, 2)

    def test_the_page_of_the_import_says_what_came_and_takes_it_back(self, browser: Browser, brought: str) -> None:
        address = load(browser, brought, dry_run(browser, brought)).url
        assert 'hx-trigger="every 2s"' in browser.get(address).content.decode()
        claims.load_item(Batch.objects.get().items.get().pk)
        page = browser.get(address)
        assert "2 rows loaded" in page.content.decode()
        assert 'hx-trigger="every 2s"' not in page.content.decode()
        undone: Any = browser.post(page.context["undo_url"])
        assert undone.url == address
        assert Batch.objects.get().state == BatchState.UNDONE
        assert not Client.objects.unscoped("test").exists()
        assert not browser.get(address).context["undo_url"]

    def test_the_part_that_asks_again_brings_the_page_when_the_work_is_over(
        self, browser: Browser, brought: str
    ) -> None:
        address = load(browser, brought, dry_run(browser, brought)).url
        assert "HX-Refresh" not in browser.get(f"{address}/progress")
        claims.load_item(Batch.objects.get().items.get().pk)
        assert browser.get(f"{address}/progress")["HX-Refresh"] == "true"

    def test_a_commit_without_its_number_is_drawn_again_and_opens_nothing(self, browser: Browser, brought: str) -> None:
        assert browser.post(brought, {"commit": "1", "asking": "twice"}).status_code == 422
        assert not Batch.objects.exists()


class TestWhoMay:
    def test_who_may_not_import_is_told_so(self, lawsuit: Lawsuit, staff_member: Staff, signed_in: SignIn) -> None:
        browser = signed_in(staff_member)
        assert browser.get(IMPORT).status_code == 403
        assert bring(browser).status_code == 403

    def test_a_sheet_is_unknown_behind_the_wall_and_in_another_lawsuit(
        self, brought: str, browser: Browser, outsider: Staff, paralegal: Staff, signed_in: SignIn
    ) -> None:
        factories.opened(slug="doe-v-elsewhere", members=[outsider, paralegal])
        elsewhere = brought.replace("rivermont", "elsewhere")
        unknown = f"{IMPORT}/{uuid4()}"
        assert signed_in(outsider).get(brought).status_code == 404
        assert {browser.get(at).status_code for at in (elsewhere, f"{elsewhere}/columns", unknown)} == {404}
        said = {"commit": "1", "asking": str(uuid4())}
        assert browser.post(elsewhere, said).status_code == 404
