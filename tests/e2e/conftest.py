"""A browser before a served house. Chromium is the machine's own; nothing is downloaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from casefile import audit, clock, machine
from casefile.entry import factors
from casefile.models import Lawsuit, Role, Staff
from filings.services.invented import invent
from plaintiffs.rules.identity import Identity
from tests import factories, signing_in
from tests.conftest import empty_the_tables
from tests.e2e import eyes, mistakes, showcase

PASSWORD = "the tide table of 1911"  # noqa: S105 - of invented people
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
PLACE: dict[str, Any] = {"locale": "en-US", "timezone_id": "America/Los_Angeles", "reduced_motion": "reduce"}
PLAIN_HTTP: dict[str, Any] = {
    "LOOPBACK": True,
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    "SECURE_SSL_REDIRECT": False,
    "SECURE_HSTS_SECONDS": 0,
    "BROKER_RINGS": False,  # a test works the ledger by itself
}
Opens = Callable[..., Page]
Looks = Callable[..., list[str]]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = machine.find_browser()
    if not found and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("Chromium is required and is not here.")
    if not found:
        pytest.skip("Chromium is not here: the tests in a browser were skipped.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def house(django_db_setup: None, chromium: Browser) -> Iterator[str]:
    """The address of the application, served from this process over plain http."""
    with override_settings(**PLAIN_HTTP):
        server = LiveServer("localhost")
        assert isinstance(server.thread, LiveServerThread)
        yield server.url
        server.stop()


@pytest.fixture
def opens(chromium: Browser, house: str) -> Iterator[Opens]:
    """Opens a page of a new visitor; one that belongs to somebody when `staff` is named. Closed after the test."""
    with ExitStack() as visits:

        def open_page(staff: Staff | None = None, **how: Any) -> Page:
            context = chromium.new_context(base_url=house, **PLACE | how)
            visits.callback(context.close)
            if staff:
                let_in(context, staff, house=house)
            return context.new_page()

        yield open_page


def let_in(
    context: BrowserContext, staff: Staff, *, house: str, by: Callable[[Staff], Client] = signing_in.let_in
) -> None:
    """Put the cookie of a session into the browser, without the form."""
    client = by(staff)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": house}])


def by_password(page: Page) -> None:
    """The first step of signing in, as the lead of these tests."""
    page.locator("[name=login]").fill("odile.brandt@moltrask.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def by_code(page: Page, code: str) -> None:
    """The second step, or a confirmation."""
    page.locator("[name=code]").fill(code)
    page.locator("form:has([name=code]) button").click()


@pytest.fixture(scope="module")
def exhibited(house: str, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The addresses of the showcase, which is built once and gone after the last page."""
    with django_db_blocker.unblock():
        yield showcase.build()
        empty_the_tables()


@pytest.fixture
def looks(chromium: Browser, house: str, exhibited: dict[str, str]) -> Iterator[Looks]:
    """Opens a page of the showcase as whoever it is about, and tells everything that is wrong with it."""
    names = {one.identity.last for one in invent(today=clock.today())} | {"Featherly", "Birchwood"}
    with ExitStack() as visits:

        def look(name: str, *, width: int) -> list[str]:
            context = chromium.new_context(base_url=house, viewport={"width": width, "height": 900}, **PLACE)
            visits.callback(context.close)
            if name in showcase.NEWCOMERS:
                newcomer = Staff.objects.get(name="Nova Tern")
                factors.reset(newcomer, actor=audit.SYSTEM)
                let_in(context, newcomer, house=house, by=signing_in.without_factor)
            elif not name.startswith("sign in"):
                who = "Per Lindqvist" if name in showcase.OF_THE_AUDITOR else "Ines Halloran"
                let_in(context, Staff.objects.get(name=who), house=house)
            page = context.new_page()
            heard = eyes.listen(page)
            page.goto(exhibited[name])
            if name in mistakes.MISTAKES:
                mistakes.MISTAKES[name](page)
            return eyes.faults(page, names=names) + heard

        yield look


# --- the cast -----------------------------------------------------------------------------------------------------


@pytest.fixture
def lead(db: None) -> Staff:
    """An attorney who signs in by the form."""
    return Staff.objects.enrol(
        "odile.brandt@moltrask.example", name="Odile Brandt", role=Role.ATTORNEY, password=PASSWORD
    )


@pytest.fixture
def bare_suit(lead: Staff) -> Lawsuit:
    """A lawsuit in which nobody is enrolled yet."""
    return factories.opened(slug="doe-v-rivermont", members=[lead])


@pytest.fixture
def suit(bare_suit: Lawsuit) -> Lawsuit:
    """A lawsuit with three plaintiffs, whose claims the City rejected."""
    for number in (1, 2, 3):
        factories.enrolled(
            bare_suit,
            code=f"RM-{number}",
            number=number,
            identity=Identity(last=f"Quillfeather{number}", first="Odalys"),
            events=factories.rejected(days_ago=60),
            unit="Narcotics",
            covert_role="undercover",
            duty="current",
            harms=("therapy",),
            released_on=clock.today() - timedelta(days=120),
        )
    return bare_suit
