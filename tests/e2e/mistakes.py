"""How a page is come by that no address leads to: one with mistakes, a second step, an end that came from elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

from casefile import anchors, clock
from casefile.models import EndedBy, SignIn, Staff
from tests import signing_in
from tests.e2e.showcase import PASSWORD


def send(page: Page, words: str) -> None:
    """Press a button of the page past the browser's own objections; the answer says what is wrong."""
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    page.locator("main").get_by_role("button", name=words, exact=True).click()
    page.locator(".errors-top").wait_for(timeout=5000)


def refuse_the_password(page: Page) -> None:
    page.locator("[name=login]").fill("nobody@moltrask.example")
    page.locator("[name=password]").fill("not this one at all")
    send(page, "Sign in")


def take_the_first_step(page: Page) -> None:
    page.locator("[name=login]").fill(Staff.objects.get(name="Ines Halloran").email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Second step").wait_for()


def refuse_the_second_step(page: Page) -> None:
    take_the_first_step(page)
    refuse_the_code(page, "Sign in")


def refuse_the_code(page: Page, button: str) -> None:
    page.locator("[name=code]").fill("000000")
    send(page, button)


def enrol_the_app(page: Page) -> None:
    page.locator("summary").click()
    seed = page.locator("details code").inner_text().replace(" ", "")
    page.locator("[name=code]").fill(signing_in.code_now(seed))
    page.get_by_role("button", name="Enrol the app").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def end_the_sign_in(page: Page) -> None:
    """Ended from elsewhere while somebody writes."""
    page.get_by_label("Judge").first.fill("Somebody")
    SignIn.objects.update(ended_at=clock.now(), ended_by=EndedBy.ELSEWHERE)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.get_by_role("heading", name="You were signed out").wait_for()


def refuse_to_give(page: Page) -> None:
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true; })")
    page.get_by_role("button", name="Give", exact=True).click()
    page.locator(".errorlist").first.wait_for(timeout=5000)


def choose_nobody(page: Page) -> None:
    page.get_by_label("Only those chosen below").check()
    send(page, "Press")


def make_a_token(page: Page) -> None:
    page.get_by_label("What uses it").fill("nightly-export")
    page.get_by_role("button", name="Make the token").click()
    page.locator(".token-made").wait_for(timeout=5000)


def cut_the_trail_off(page: Page) -> None:
    """An anchor of an entry that is gone."""
    dropped = anchors.drop()
    assert dropped
    gone = replace(dropped, seq=dropped.seq + 1_000_000).sealed()
    file = Path(settings.ANCHOR)
    kept = file.read_text()
    file.write_text(f"{gone.line}\n")
    page.reload()
    file.write_text(kept)
    page.get_by_text("It does not hold").wait_for(timeout=5000)
    page.locator(".trail-export summary").click()


MISTAKES: dict[str, Callable[[Page], None]] = {
    "sign in refused": refuse_the_password,
    "sign in, second step": take_the_first_step,
    "sign in, second step refused": refuse_the_second_step,
    "authenticator app refused": lambda page: refuse_the_code(page, "Enrol the app"),
    "recovery codes": enrol_the_app,
    "confirm refused": lambda page: refuse_the_code(page, "Confirm"),
    "signed out meanwhile": end_the_sign_in,
    "enter a client with mistakes": lambda page: send(page, "Enrol the client"),
    "import refused": lambda page: send(page, "Read the sheet"),
    "filings for nobody": choose_nobody,
    "who may learn it, one refused": refuse_to_give,
    "claim with a mistake": lambda page: send(page, "Record"),
    "access tokens, one refused": lambda page: send(page, "Make the token"),
    "access token made": make_a_token,
    "audit trail that does not hold": cut_the_trail_off,
}
