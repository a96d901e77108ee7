"""With script off: every page is read, a client is entered after a mistake, a paper is pressed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from casefile import hands
from casefile.models import ItemState, Lawsuit, Staff
from filings import tasks
from plaintiffs.models import Client, Plaintiff
from tests import signing_in
from tests.e2e.conftest import Opens, by_code, by_password

pytestmark = pytest.mark.e2e

HERE = "/doe-v-rivermont"
READ = ["/", "/plaintiffs", "/plaintiffs/002", "/claims", "/filings", "/filings?text=letter", "/batches", "/import"]
READ += ["/intake", "/caption", "/work"]


@pytest.mark.usefixtures("suit")
def test_every_page_is_read_from_the_door_on(opens: Opens, lead: Staff) -> None:
    seed = signing_in.with_app(lead)
    page = opens(java_script_enabled=False)
    page.goto("/")
    by_password(page)
    by_code(page, signing_in.code_now(seed))
    for path in READ:
        answer = page.goto(HERE + path)
        assert answer and answer.status == 200, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_mistake_keeps_what_was_typed_but_the_name_and_the_second_try_enrols(
    opens: Opens, lead: Staff, suit: Lawsuit
) -> None:
    page = opens(lead, java_script_enabled=False)
    page.goto(f"{HERE}/intake")
    name = {"Last name": "Featherly", "First name": "Anna"}
    for label, typed in {**name, "Unit": "Narcotics", "Client code": "no-digit-in-it"}.items():
        page.get_by_label(label).fill(typed)
    with page.expect_response("**/intake") as answer:
        page.get_by_role("button", name="Enrol the client").click()
    assert answer.value.status == 422
    expect(page.get_by_label("Unit")).to_have_value("Narcotics")
    assert "Featherly" not in page.content()
    for label, typed in {**name, "Client code": "RM-0100"}.items():
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="Enrol the client").click()
    expect(page.get_by_text("The client is enrolled, and her identity is sealed.")).to_be_visible()
    assert Client.objects.unscoped("test").filter(code="RM-0100", unit="Narcotics").exists()
    assert "Featherly" not in page.content()


def test_a_paper_is_pressed_and_looked_for_again_by_a_link(opens: Opens, lead: Staff, suit: Lawsuit) -> None:
    page = opens(lead, java_script_enabled=False)
    page.goto(f"{HERE}/filings?text=declaration")
    page.get_by_label("Only those chosen below").check()
    page.locator("[name=doe][value='2']").check()
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_text("0 of 1 done")).to_be_visible()
    hands.work_until_none_is_due()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="Open the paper").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Declaration, JANE DOE 2")


def test_a_package_is_asked_for_and_fetched(opens: Opens, lead: Staff, suit: Lawsuit) -> None:
    asked = tasks.start_press(
        "declaration", lawsuit=suit, plaintiffs=list(Plaintiff.objects.unscoped("test").all()), options={}, actor=lead
    )
    hands.work_until_none_is_due()
    page = opens(lead, java_script_enabled=False)
    page.goto(f"{HERE}/batches/{asked.pk}")
    page.get_by_role("button", name="Make a ZIP of all").click()
    expect(page.get_by_text("The package is being made")).to_be_visible()
    hands.work_until_none_is_due()
    page.get_by_role("link", name="Look again").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download ZIP").click()
    assert download.value.suggested_filename.startswith("declaration_")


def test_what_has_stopped_is_tried_again(opens: Opens, lead: Staff, suit: Lawsuit) -> None:
    asked = tasks.start_press(
        "letter", lawsuit=suit, plaintiffs=list(Plaintiff.objects.unscoped("test").all()), options={}, actor=lead
    )
    asked.items.update(state=ItemState.PARKED, outcome={"text": "Tried five times."})
    page = opens(lead, java_script_enabled=False)
    page.goto(f"{HERE}/work")
    page.get_by_role("button", name="Try again").first.click()
    expect(page.get_by_text("It is tried again.")).to_be_visible()
    page.get_by_role("button", name="Try all again").click()
    expect(page.get_by_text("2 items are tried again.")).to_be_visible()
    assert set(asked.items.values_list("state", flat=True)) == {ItemState.ASKED}
