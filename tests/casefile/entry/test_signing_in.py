"""Signing in: two steps for everybody, no page before both, and no word to a stranger about who is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.db import connection
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from casefile.acts import Act
from casefile.entry import factors
from casefile.models import AuditEntry, Lawsuit, Staff
from tests.signing_in import code_now, let_in, with_app, without_factor

PASSWORD = "the tide table of 1911"  # noqa: S105 - of an invented person
OPEN_WITHOUT = {
    "login",
    "login/confirm",
    "login/passkey",
    "logout",
    "signup",
    "inactive",
    "confirm",
    "account/enrol",
    "account/enrol/app",
    "account/enrol/passkey",
    "session",
    "session/stay",
    "session/back",
    "welcome/<str:token>",
}


@pytest.fixture
def somebody(lead_attorney: Staff) -> Staff:
    lead_attorney.set_password(PASSWORD)
    lead_attorney.save()
    return lead_attorney


@pytest.fixture
def seed(somebody: Staff) -> str:
    return with_app(somebody)


def first_step(browser: Any, staff: Staff, *, password: str = PASSWORD) -> Any:
    return browser.post("/login", {"login": staff.email, "password": password})


def second_step(browser: Any, code: str) -> Any:
    return browser.post("/login/confirm", {"code": code})


class TestThePasswordAlone:
    def test_leads_to_the_second_step_and_nowhere_else(self, somebody: Staff, seed: str) -> None:
        browser: Any = Browser()
        assert first_step(browser, somebody).url == "/login/confirm"
        for page in ("/", "/account", "/account/enrol", "/account/enrol/app", "/confirm"):
            assert browser.get(page).url.startswith("/login?next=")

    def test_at_the_first_sign_in_leads_straight_to_enrolment(self, somebody: Staff) -> None:
        browser: Any = Browser()
        assert first_step(browser, somebody).url == "/"
        assert browser.get("/").url == "/account/enrol"
        assert browser.get("/account/enrol").status_code == 200


class TestTheSecondStep:
    def test_opens_where_one_wanted_to_go_under_a_new_session_key(self, somebody: Staff, seed: str) -> None:
        browser: Any = Browser()
        browser.post("/login?next=/account", {"login": somebody.email, "password": PASSWORD, "next": "/account"})
        before = browser.cookies["sessionid"].value
        assert second_step(browser, code_now(seed)).url == "/account"
        assert browser.cookies["sessionid"].value != before
        assert browser.get("/account").status_code == 200
        assert AuditEntry.objects.filter(act=Act.SIGNED_IN.value).latest("seq").detail == {"by": "totp"}

    def test_refuses_a_wrong_code_and_puts_it_on_record(self, somebody: Staff, seed: str) -> None:
        browser: Any = Browser()
        first_step(browser, somebody)
        answer = second_step(browser, "000000")
        assert answer.status_code == 422
        assert "This code is wrong" in answer.content.decode()
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.detail) == (Act.SIGN_IN_FAILED.value, {"at": "second factor"})
        assert browser.get("/account").status_code == 302

    def test_refuses_a_code_that_opened_already(self, somebody: Staff, seed: str) -> None:
        code = code_now(seed)
        for status in (302, 422):
            browser: Any = Browser()
            first_step(browser, somebody)
            assert second_step(browser, code).status_code == status

    def test_takes_a_recovery_code_once(self, somebody: Staff, seed: str) -> None:
        told = factors.make_recovery_codes(somebody)
        for status in (302, 422):
            browser: Any = Browser()
            first_step(browser, somebody)
            assert second_step(browser, told[0]).status_code == status
        assert AuditEntry.objects.filter(act=Act.SIGNED_IN.value).latest("seq").detail == {"by": "recovery_codes"}

    def test_of_one_person_opens_nothing_for_another(self, somebody: Staff, seed: str, paralegal: Staff) -> None:
        paralegal.set_password(PASSWORD)
        paralegal.save()
        with_app(paralegal)
        browser: Any = Browser()
        first_step(browser, paralegal)
        assert second_step(browser, code_now(seed)).status_code == 422

    def test_without_a_first_one_is_not_there(self, db: None) -> None:
        assert Browser().get("/login/confirm")["Location"] == "/login"


class TestEnrolment:
    def test_by_an_app_tells_the_recovery_codes_once_and_opens_the_house(self, somebody: Staff) -> None:
        browser = without_factor(somebody)
        seed = browser.get("/account/enrol/app").context["seed"].replace(" ", "")
        answer = browser.post("/account/enrol/app", {"code": code_now(seed)})
        told = answer.context["codes"]
        assert len(told) == 10
        assert browser.get("/account").status_code == 200
        assert told[0] not in browser.get("/account").content.decode()

    def test_keeps_the_same_seed_after_a_wrong_code(self, somebody: Staff) -> None:
        browser = without_factor(somebody)
        seed = browser.get("/account/enrol/app").context["seed"]
        answer = browser.post("/account/enrol/app", {"code": "000000"})
        assert answer.status_code == 422
        assert answer.context["seed"] == seed
        assert browser.get("/account").url == "/account/enrol"

    def test_draws_the_code_without_picture_or_style(self, somebody: Staff) -> None:
        page = without_factor(somebody).get("/account/enrol/app").content.decode()
        drawing = re.search(r"<svg class=\"qr\".*?</svg>", page, re.DOTALL)
        assert drawing
        assert "style=" not in drawing[0]
        assert drawing[0].count("M") > 300

    def test_goes_on_after_another_device_enrolled_by_confirming(self, somebody: Staff) -> None:
        browser = without_factor(somebody)
        seed = with_app(somebody)
        assert browser.get("/account").url == "/confirm"
        assert browser.get("/account/enrol/app").url.startswith("/confirm")
        browser.post("/confirm", {"code": code_now(seed)})
        assert browser.get("/account").status_code == 200


def addresses(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def filled(route: str) -> str:
    values = {
        "uuid": "8c0f2bd2-3f4b-4a3e-9d36-0f6a3d2f4a11",
        "int": "1",
        "slug": "doe-v-rivermont",
        "str": "word",
        "doe": "017",
    }
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: values.get(found[1], "1"), route)


class TestNoPage:
    @pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head"])
    def test_answers_without_a_second_factor_but_enrolment(
        self, lawsuit: Lawsuit, lead_attorney: Staff, method: str
    ) -> None:
        browser = without_factor(lead_attorney)
        asked = [route for route, _one in addresses(get_resolver().url_patterns) if route not in OPEN_WITHOUT]
        assert len(asked) > 25
        for route in asked:
            answer = getattr(browser, method)(filled(route))
            led = answer.status_code == 302 and answer["Location"] == "/account/enrol"
            assert led or answer.status_code == 403, (route, answer.status_code)

    def test_is_shut_to_who_has_one(self, lawsuit: Lawsuit, lead_attorney: Staff) -> None:
        browser = let_in(lead_attorney)
        assert browser.get("/doe-v-rivermont/").status_code == 200

    def test_is_put_into_a_piece_of_another(self, lawsuit: Lawsuit, lead_attorney: Staff) -> None:
        browser = without_factor(lead_attorney)
        assert browser.get("/doe-v-rivermont/", HTTP_HX_REQUEST="true").status_code == 403

    def test_but_signing_out_is_always_open(self, lead_attorney: Staff) -> None:
        browser = without_factor(lead_attorney)
        answer = browser.post("/logout")
        assert answer.url == "/login"
        assert answer["Clear-Site-Data"] == '"cache", "storage"'
        assert browser.get("/account/enrol").url.startswith("/login")


class TestAStranger:
    """T63: for an address that is known, unknown, or has no password the same is done and the same is told."""

    @pytest.fixture(params=["known", "unknown", "without a password", "not active"])
    def address(self, request: pytest.FixtureRequest, somebody: Staff, paralegal: Staff, auditor: Staff) -> str:
        auditor.set_password(PASSWORD)
        auditor.is_active = False
        auditor.save()
        found = {"known": somebody, "without a password": paralegal, "not active": auditor}.get(request.param)
        return found.email if found else "nobody@moltrask.example"

    def test_learns_nothing_from_words_or_work(self, address: str) -> None:
        browser: Any = Browser()
        with patch.object(ScryptPasswordHasher, "encode", autospec=True, side_effect=hashing()) as hashed:
            answer = browser.post("/login", {"login": address, "password": "not this one at all"})
        assert hashed.call_count == 1
        assert answer.status_code == 200
        told = answer.context["form"].non_field_errors()
        assert told == ["The email address and/or password you specified are not correct."]
        entry = AuditEntry.objects.latest("seq")
        assert (entry.actor, entry.act, entry.detail) == ("system", Act.SIGN_IN_FAILED.value, {})

    def test_is_held_up_after_five_tries(self, address: str) -> None:
        answers = [
            Browser().post("/login", {"login": address, "password": "not this one at all"}).context["form"]
            for _try in range(6)
        ]
        told = [form.non_field_errors()[0] for form in answers]
        assert len(set(told[:5])) == 1
        assert "Too many failed login attempts" in told[5]

    def test_is_counted_in_the_database_where_every_process_looks(self, somebody: Staff, seed: str) -> None:
        for _try in range(5):
            first_step(Browser(), somebody, password="not this one at all")
        assert "Too many" in first_step(Browser(), somebody).content.decode()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM casefile_counts")
        assert first_step(Browser(), somebody).url == "/login/confirm"

    def test_trying_many_addresses_from_one_place_is_held_up(self, db: None) -> None:
        said = [
            Browser().post("/login", {"login": f"somebody{number}@moltrask.example", "password": "x" * 14})
            for number in range(11)
        ]
        assert "Too many" not in said[9].content.decode()
        assert "Too many" in said[10].content.decode()

    def test_who_only_knocks_and_knocks_is_told_to_wait(self, db: None) -> None:
        statuses = [Browser().post("/login").status_code for _knock in range(31)]
        assert statuses == [200] * 30 + [429]
        assert "Wait a few minutes" in Browser().post("/login").content.decode()

    def test_typing_codes_for_one_person_is_held_up_whatever_the_browser(self, somebody: Staff, seed: str) -> None:
        for _try in range(5):
            browser: Any = Browser()
            first_step(browser, somebody)
            assert second_step(browser, "000000").status_code == 422
        last = Browser()
        first_step(last, somebody)
        assert "Too many wrong codes" in second_step(last, code_now(seed)).content.decode()


def hashing() -> Callable[..., str]:
    return ScryptPasswordHasher.encode
