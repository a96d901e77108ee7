"""What a browser keeps on its disk after somebody has worked and signed out: no name (security.md T10)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from casefile import machine
from casefile.models import Lawsuit, Staff
from casefile.sweeping import search
from casefile.sweeping.planted import Planted
from plaintiffs.models import Client
from tests.e2e.conftest import FLAGS, PLACE, let_in

pytestmark = pytest.mark.e2e

HERE = "/doe-v-rivermont"
TYPED = ("surname", "full_name", "home_address", "phone", "e_mail", "claim_no", "serial_no")
KEPT_IN = ("Cache", "Local Storage", "History")  # folders and files of a profile in which the control is found


class Visit:
    """A browser with its profile in a folder: opened, left, and opened again."""

    def __init__(self, chromium: Browser, *, profile: Path, house: str) -> None:
        self.chromium, self.profile, self.house = chromium, profile, house

    @contextmanager
    def begun(self, staff: Staff | None = None) -> Iterator[Page]:
        context = self.chromium.browser_type.launch_persistent_context(
            self.profile, executable_path=machine.find_browser(), args=FLAGS, base_url=self.house, **PLACE
        )
        try:
            if staff:
                let_in(context, staff, house=self.house)
            yield context.pages[0]
        finally:
            context.close()

    def heard(self, planted: tuple[Planted, ...]) -> list[str]:
        swept = search.sweep([self.profile], planted)
        assert swept.files > 20
        return sorted({str(one.path) for one in swept.seen})


@pytest.fixture
def visit(chromium: Browser, house: str, tmp_path: Path) -> Visit:
    return Visit(chromium, profile=tmp_path / "profile", house=house)


@pytest.fixture
def person(canaries: list[dict[str, Any]]) -> dict[str, Any]:
    return canaries[0]


@pytest.fixture
def planted(person: dict[str, Any]) -> tuple[Planted, ...]:
    return tuple(Planted(field, person[field]) for field in TYPED)


def fill_in(page: Page, person: dict[str, Any]) -> None:
    fields = {"last": "surname", "first": "given", "serial_no": "serial_no", "home_address": "home_address"}
    fields |= {"phone": "phone", "e_mail": "e_mail", "spouse": "spouse", "born_on": "dob"}
    page.goto(f"{HERE}/intake")
    for name, key in fields.items():
        page.locator(f"[name={name}]").fill(person[key])


def enrol(page: Page, person: dict[str, Any]) -> None:
    """First without a code, which is refused, then whole; then another form that is begun and left."""
    fill_in(page, person)
    page.get_by_role("button", name="Enrol the client").click()
    fill_in(page, person)
    page.locator("[name=code]").fill("RM-0100")
    page.get_by_role("button", name="Enrol the client").click()
    expect(page.get_by_text("The client is enrolled, and her identity is sealed.")).to_be_visible()
    fill_in(page, person)
    page.goto(f"{HERE}/claims")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Account of Ines Halloran").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


class Keeper(BaseHTTPRequestHandler):
    """A page that a browser may keep, as no page of the house is."""

    name = ""

    def do_GET(self) -> None:  # noqa: N802 (the library's own name)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Cache-Control", "private, max-age=3600")
        self.end_headers()
        self.wfile.write(f"<title>{self.name}</title><p>{self.name} {'.' * 9000}".encode())

    def log_message(self, *_told: object) -> None:
        """Nothing: the line would stand among those of the tests."""


@contextmanager
def keeper(name: str) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Naming", (Keeper,), {"name": name}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_browser_that_signed_out_shows_nothing_on_back_and_holds_no_name_on_its_disk(
    visit: Visit, lawsuit: Lawsuit, lead_attorney: Staff, person: dict[str, Any], planted: tuple[Planted, ...]
) -> None:
    with visit.begun(lead_attorney) as page:
        enrol(page, person)
        page.goto(f"{HERE}/clients/{Client.objects.unscoped('test').get().pk}")
        page.goto(f"{HERE}/plaintiffs")
        sign_out(page)
        for _step in range(3):
            page.go_back()
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            assert "RM-0100" not in page.content()
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert visit.heard(planted) == []


def test_the_same_search_finds_a_name_that_a_browser_did_keep(
    visit: Visit, person: dict[str, Any], planted: tuple[Planted, ...]
) -> None:
    with keeper(person["full_name"]) as address, visit.begun() as page:
        page.goto(address)
        page.evaluate("name => localStorage.setItem('kept', name)", person["full_name"])
        page.wait_for_timeout(1000)  # a browser writes its cache when it has time
    heard = visit.heard(planted)
    assert [place for place in KEPT_IN if not any(place in path for path in heard)] == [], heard
