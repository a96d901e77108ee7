"""Every answer of every address is dressed: what a browser may keep, load, frame and tell (security.md T11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from casefile.models import Batch, Lawsuit, Scope, Staff
from filings.models import Document, GovernmentClaim
from filings.services import batches
from plaintiffs.models import Client
from tests import factories, wrong_addresses
from tests.addresses import address, routes
from tests.api.conftest import token_of
from tests.filings import issued

SignIn = Callable[[Staff], Browser]
SUIT = "doe-v-rivermont"
WORN = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NEVER_IN_A_POLICY = ("unsafe", "http:", "https:", "*", "strict-dynamic", "blob:")
OVER_TLS: dict[str, Any] = {
    "LOOPBACK": False,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
}


def faults(answer: Any, *, tls: bool = False, kept: bool = False) -> list[str]:
    """What is wrong with the headers of an answer; `kept` when a browser may keep it."""
    told = answer.headers
    wrong = [name for name, value in WORN.items() if told.get(name) != value]
    cache = told.get("Cache-Control", "")
    if kept == ("no-store" in cache) or kept == ("private" in cache):
        wrong.append(f"Cache-Control {cache}")
    policy = told.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "frame-ancestors 'none'" not in policy:
        wrong.append("Content-Security-Policy")
    wrong += [f"policy says {word}" for word in NEVER_IN_A_POLICY if word in policy]
    wrong += [
        f"may use {one}"
        for one in ("camera", "microphone", "geolocation")
        if f"{one}=()" not in told.get("Permissions-Policy", "")
    ]
    wrong += [
        f"cookie {name}" for name, cookie in answer.cookies.items() if cookie.value and not well_kept(cookie, tls=tls)
    ]
    if tls and "max-age=31536000" not in told.get("Strict-Transport-Security", ""):
        wrong.append("Strict-Transport-Security")
    return wrong


def well_kept(cookie: Any, *, tls: bool) -> bool:
    """For this host alone, out of reach of scripts, and over https alone behind TLS."""
    here_alone = not cookie["domain"] and cookie["path"] == "/" and cookie["samesite"] in ("Lax", "Strict")
    return bool(
        here_alone and cookie["httponly"] and (not tls or (cookie["secure"] and cookie.key.startswith("__Host-")))
    )


@pytest.fixture
def known(lawsuit: Lawsuit, lead_attorney: Staff) -> dict[str, object]:
    """What fills the addresses: a claim, a batch with a paper, and their like."""
    client = factories.enrolled(lawsuit, code="RM-1", number=1, events=factories.rejected(days_ago=60))
    person = list(client.designations.unscoped("test"))
    batch = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=person, options={}, actor=lead_attorney)
    issued.finish(batch.items.get(), plaintiffs=person)
    return {
        "lawsuit": SUIT,
        "number": "001",
        "page": 1,
        "item_id": 1,
        "token": "unknown",
        "client_id": Client.objects.unscoped("test").get().pk,
        "claim_id": GovernmentClaim.objects.unscoped("test").get().pk,
        "batch_id": Batch.objects.get().pk,
        "document_id": Document.objects.unscoped("test").get().pk,
    }


def asked(
    route: str, *, known: Mapping[str, object], visitors: Mapping[str, Browser], **how: Any
) -> Iterator[tuple[str, Any]]:
    """Every answer of a route: to whoever asks, looking and sending."""
    where = address(route, known=known)
    for who, browser in visitors.items():
        for ask in (browser.get, browser.post, browser.options):
            yield f"{who} {ask.__name__} {route}", ask(where, **how)


@pytest.fixture
def visitors(lead_attorney: Staff, signed_in: SignIn) -> dict[str, Browser]:
    program = Browser(headers={"Authorization": f"Bearer {token_of(lead_attorney, scopes=tuple(Scope))}"})
    return {"nobody": Browser(), "attorney": signed_in(lead_attorney), "program": program}


class TestEveryAddress:
    def test_is_dressed_and_kept_by_no_browser(self, known: dict[str, object], visitors: dict[str, Browser]) -> None:
        seen, wrong = set(), {}
        for route in routes():
            for what, answer in asked(route, known=known, visitors=visitors):
                seen |= {answer.status_code, answer.headers.get("Content-Type", "").partition(";")[0]}
                if found := faults(answer):
                    wrong[what] = found
        assert wrong == {}
        assert seen >= {200, 302, 401, 404, 405, 422, "text/html", "application/json", "application/pdf", "image/png"}

    def test_is_dressed_over_tls_too_and_its_cookies_are_for_this_host_alone(
        self, known: dict[str, object], lead_attorney: Staff, signed_in: SignIn, settings: Settings
    ) -> None:
        for name, value in OVER_TLS.items():
            setattr(settings, name, value)
        visitors = {"nobody": Browser(), "attorney": signed_in(lead_attorney)}
        wrong, cookies = {}, set()
        for route in routes():
            for what, answer in asked(route, known=known, visitors=visitors, secure=True):
                cookies |= set(answer.cookies)
                if found := faults(answer, tls=True):
                    wrong[what] = found
        assert wrong == {}
        assert {"__Host-sessionid", "__Host-csrftoken"} <= cookies

    def test_over_http_leads_to_https_and_the_way_there_is_dressed(self, db: None, settings: Settings) -> None:
        settings.SECURE_SSL_REDIRECT = True
        answer: Any = Browser().get(f"/{SUIT}/plaintiffs/017")
        assert (answer.status_code, answer.url[:8], faults(answer)) == (301, "https://", [])


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("path", "status"),
        [*((name, status) for name, (_, status) in wrong_addresses.TROUBLES.items()), ("too-often", 429)],
    )
    def test_is_answered_dressed(self, db: None, settings: Settings, path: str, status: int) -> None:
        settings.ROOT_URLCONF = "tests.wrong_addresses"
        answer: Any = Browser(raise_request_exception=False).get(f"/wrong/{path}")
        assert (answer.status_code, faults(answer)) == (status, [])

    def test_a_name_that_is_not_the_houses_is_answered_dressed(self, db: None) -> None:
        answer: Any = Browser().get("/login", headers={"host": "elsewhere.example"})
        assert (answer.status_code, faults(answer)) == (400, [])

    def test_a_form_without_its_token_is_answered_dressed(self, db: None) -> None:
        answer: Any = Browser(enforce_csrf_checks=True).post("/login", {"login": "ana@firm.example"})
        assert (answer.status_code, faults(answer)) == (403, [])


class TestOtherDoors:
    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_health_is_dressed(self, db: None, path: str) -> None:
        assert faults(Browser().get(path)) == []

    def test_files_of_the_house_are_dressed_and_may_be_kept(self, db: None, settings: Settings) -> None:
        settings.WHITENOISE_USE_FINDERS = True
        answer: Any = Browser().get("/static/css/base.css")
        assert (answer.status_code, faults(answer, kept=True)) == (200, [])
        missing: Any = Browser().get("/static/css/none.css")
        assert (missing.status_code, faults(missing)) == (404, [])

    def test_signing_out_clears_what_the_browser_holds_and_ends_its_session(
        self, lawsuit: Lawsuit, lead_attorney: Staff, signed_in: SignIn
    ) -> None:
        answer: Any = signed_in(lead_attorney).post("/logout")
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert answer.cookies["sessionid"]["max-age"] == 0
        assert faults(answer) == []


class TestTheJudge:
    """What finds nothing may only be blind."""

    @pytest.mark.parametrize("name", [*WORN, "Cache-Control", "Content-Security-Policy"])
    def test_notices_a_header_that_is_gone(self, db: None, name: str) -> None:
        answer: Any = Browser().get("/login")
        assert faults(answer) == []
        del answer.headers[name]
        assert len(faults(answer)) == 1

    def test_notices_a_cookie_that_scripts_may_read(self, db: None) -> None:
        answer: Any = Browser().get("/login")
        answer.cookies["csrftoken"]["httponly"] = ""
        assert faults(answer) == ["cookie csrftoken"]

    def test_knows_every_address(self) -> None:
        assert len(routes()) > 60
        assert house.ROOT_URLCONF == "casefile.urls"
        assert "<slug:lawsuit>/documents/<uuid:document_id>/file" in routes()
