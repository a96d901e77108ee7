"""The main job, in a browser: a claims sheet in, a complaint on pleading paper out."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from casefile import hands
from casefile.models import Batch, Lawsuit, Staff
from filings.models import Document
from plaintiffs.models import Client
from tests import signing_in
from tests.e2e.conftest import PASSWORD, Opens, by_code, by_password

pytestmark = pytest.mark.e2e

SHEET = """Moltrask & Halloran LLP,,,,,,,,,,,,
Register of claims against the City,,,,,,,,,,,,
,,,,,,,,,,,,
Client code,Last name,First name,Serial no.,Status,Covert role,Accrued on,Presented on,How presented,City action,Notice mailed,In suit,Released on
MT-1,Featherly,Anna,70411,current,undercover,04/06/2026,06/01/2026,personal,rejected,07/10/2026,Y,04/06/2026
MT-2,Birchwood,Tom,70412,retired,buy officer,04/06/2026,06/02/2026,personal,rejected,07/10/2026,Y,04/06/2026
MT-3,Cloverdale,Ruth,70413,current,surveillance,04/06/2026,Feb. 30 2026,personal,rejected,07/10/2026,Y,04/06/2026
MT-4,Featherly,Ana,70411,current,undercover,04/06/2026,06/01/2026,personal,rejected,07/10/2026,Y,04/06/2026
"""  # noqa: E501 (a sheet's rows are as long as they are)
FILE = FilePayload(name="register.csv", mimeType="text/csv", buffer=SHEET.encode())


def sign_in(page: Page, *, seed: str) -> None:
    page.goto("/")
    by_password(page)
    by_code(page, signing_in.code_now(seed))
    expect(page.get_by_role("navigation", name="Lawsuit")).to_be_visible()


def bring_the_sheet(page: Page) -> None:
    page.get_by_role("link", name="Import", exact=True).click()
    page.locator("input[type=file]").set_input_files(FILE)
    page.get_by_role("button", name="Read the sheet").click()
    expect(page.get_by_text("The header was found in row 4, with 4 rows below it.")).to_be_visible()
    page.get_by_role("button", name="Dry run").click()


def press_the_complaint(page: Page) -> None:
    page.get_by_role("link", name="Filings").click()
    page.get_by_role("link", name="Complaint for Damages").click()
    page.get_by_role("button", name="Press").click()
    page.wait_for_url("**/batches/*")


@pytest.mark.usefixtures("bare_suit")
def test_a_sheet_goes_in_and_a_complaint_comes_out(opens: Opens, lead: Staff, tmp_path: Path) -> None:
    page = opens()
    sign_in(page, seed=signing_in.with_app(lead))

    bring_the_sheet(page)
    refused = page.get_by_role("region", name="Refused rows, scrollable").get_by_role("row")
    expect(refused.nth(1)).to_contain_text("7")
    expect(refused.nth(1)).to_contain_text("Presented on")
    expect(page.get_by_role("heading", name="Probably entered twice")).to_be_visible()
    assert not Client.objects.unscoped("test").exists()

    page.get_by_role("button", name="Load 2 rows").click()
    page.wait_for_url("**/batches/*")
    loading = page.url
    hands.work_until_none_is_due()
    undo = page.get_by_role("button", name="Undo this import")
    expect(undo).to_be_visible(timeout=10_000)  # the page asks again by itself
    assert Client.objects.unscoped("test").count() == 2

    press_the_complaint(page)
    hands.work_until_none_is_due()
    page.get_by_role("link", name="Open the paper").click(timeout=10_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Complaint for Damages")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    download.value.save_as(tmp_path / "complaint.pdf")
    assert (tmp_path / "complaint.pdf").read_bytes().startswith(b"%PDF")

    page.goto(loading)
    undo.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert Client.objects.unscoped("test").count() == 2, "a plaintiff of a pressed paper is gone"


def test_pressed_twice_in_a_hurry_it_is_one_batch(opens: Opens, lead: Staff, suit: Lawsuit) -> None:
    page = opens(lead)
    page.goto("/doe-v-rivermont/filings?text=complaint")
    page.get_by_role("button", name="Press").dblclick()
    page.wait_for_url("**/batches/*")
    assert Batch.objects.count() == 1


def test_the_keyboard_alone_leads_from_the_door_to_a_pressed_paper(opens: Opens, lead: Staff, suit: Lawsuit) -> None:
    seed, page = signing_in.with_app(lead), opens()
    page.goto("/")
    walk_to(page, "[name=login]")
    page.keyboard.type("odile.brandt@moltrask.example")
    walk_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    walk_to(page, "[name=code]")
    page.keyboard.type(signing_in.code_now(seed))
    page.keyboard.press("Enter")
    page.wait_for_url("**/doe-v-rivermont/")
    walk_to(page, ".rail a[href$='/filings']")
    page.keyboard.press("Enter")
    walk_to(page, "a.text-card[href*='complaint']")
    page.keyboard.press("Enter")
    page.wait_for_url("**text=complaint*")
    walk_to(page, "button:has-text('Press')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/batches/*")
    hands.work_until_none_is_due()
    page.locator("a:has-text('Open the paper')").wait_for(timeout=10_000)
    walk_to(page, "a:has-text('Open the paper')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/*")
    assert Document.objects.unscoped("test").count() == 1


def walk_to(page: Page, selector: str) -> None:
    """Press Tab until the thing has the focus, and see that the focus can be seen."""
    wanted = page.locator(selector).first
    wanted.wait_for()
    for _step in range(80):
        page.keyboard.press("Tab")
        if wanted.evaluate("(one) => document.activeElement === one"):
            break
    focused = page.locator(":focus")
    assert wanted.evaluate("(one) => document.activeElement === one"), f"Tab never comes to {selector}"
    assert focused.evaluate("(one) => getComputedStyle(one).outlineStyle") != "none", f"no focus ring on {selector}"
