"""Step-up: only a strong factor, shown in this browser within five minutes, opens; and nothing is done on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser
from django.urls import include, path

from casefile import clock, stepup
from casefile.acts import Act
from casefile.entry import factors
from casefile.models import AuditEntry, Staff
from casefile.stepup import Method
from tests.signing_in import code_now, let_in, with_app, without_factor

done: list[str] = []


@stepup.required
def act(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        done.append(request.POST.get("word", ""))
    return HttpResponse("the act")


urlpatterns = [path("act", act), path("", include("casefile.urls"))]
pytestmark = pytest.mark.urls("tests.casefile.entry.test_stepup")


@pytest.fixture(autouse=True)
def nothing_done() -> Iterator[None]:
    done.clear()
    yield


@pytest.fixture
def seed(lead_attorney: Staff) -> str:
    return with_app(lead_attorney)


@pytest.fixture
def browser(lead_attorney: Staff, seed: str) -> Any:
    """Signed in by the app this moment."""
    return let_in(lead_attorney)


@pytest.fixture
def later(browser: Any) -> Iterator[Any]:
    """Ten minutes on: still signed in, no longer fresh."""
    with time_machine.travel(clock.now() + timedelta(minutes=10), tick=False):
        yield browser


def confirm(browser: Any, code: str, *, back: str = "/act") -> Any:
    return browser.post(f"/confirm?next={back}", {"code": code})


class TestTheAge:
    @pytest.mark.parametrize(("seconds", "open_"), [(0, True), (299, True), (300, True), (301, False), (-2, False)])
    def test_of_the_factor_decides(self, browser: Any, seconds: int, open_: bool) -> None:  # noqa: FBT001
        shown = clock.now()
        session = browser.session
        session[stepup.KEPT_AS] |= {"at": shown.isoformat()}
        session.save()
        with time_machine.travel(shown + timedelta(seconds=seconds), tick=False):
            assert (browser.get("/act").status_code == 200) == open_


class TestWhatDoesNotCount:
    def test_a_recovery_code_signs_in_and_opens_nothing(self, browser: Any, lead_attorney: Staff) -> None:
        session = browser.session
        codes = Authenticator.objects.get(user=lead_attorney, type=Method.RECOVERY_CODE)
        stepup.keep(session, codes)
        session.save()
        assert browser.get("/account").status_code == 200
        assert browser.get("/act").status_code == 302

    def test_a_recovery_code_is_refused_at_the_confirmation_and_not_used_up(
        self, later: Any, lead_attorney: Staff
    ) -> None:
        told = factors.make_recovery_codes(lead_attorney)
        answer = confirm(later, told[0])
        assert answer.status_code == 422
        assert "does not count here" in answer.content.decode()
        assert later.get("/act").status_code == 302
        assert factors.accept_recovery_code(lead_attorney, told[0])

    def test_another_persons_proof(self, browser: Any, paralegal: Staff) -> None:
        stranger = let_in(paralegal)
        session = stranger.session
        session[stepup.KEPT_AS] = browser.session[stepup.KEPT_AS]
        session.save()
        assert stranger.get("/act").url == "/confirm"  # not even signed in by a second factor

    def test_a_factor_that_was_removed_since(self, browser: Any, lead_attorney: Staff) -> None:
        assert browser.get("/act").status_code == 200
        Authenticator.objects.filter(user=lead_attorney, type=Method.APP).delete()
        assert browser.get("/act").status_code == 302

    def test_nobody_at_all(self, db: None) -> None:
        assert Browser().get("/act")["Location"] == "/login?next=/act"


class TestConfirming:
    def test_leads_back_and_opens_for_five_minutes(self, later: Any, seed: str) -> None:
        asked = later.get("/act?view=due")
        assert asked.url == "/confirm?next=%2Fact%3Fview%3Ddue"
        answer = later.post(asked.url, {"code": code_now(seed)})
        assert (answer.status_code, answer.url) == (302, "/act?view=due")
        assert later.get("/act").status_code == 200
        assert AuditEntry.objects.latest("seq").act == Act.STEP_UP_PASSED.value

    def test_a_wrong_code_is_refused_and_on_record(self, later: Any) -> None:
        assert confirm(later, "000000").status_code == 422
        last = AuditEntry.objects.latest("seq")
        assert (last.act, last.detail) == (Act.STEP_UP_FAILED.value, {"method": "totp"})

    def test_a_code_is_not_taken_twice(self, later: Any, seed: str) -> None:
        assert confirm(later, code_now(seed)).status_code == 302
        assert confirm(later, code_now(seed)).status_code == 422

    def test_after_five_wrong_codes_a_right_one_waits(self, later: Any, seed: str) -> None:
        for _try in range(5):
            assert "wrong" in confirm(later, "000000").content.decode()
        answer = confirm(later, code_now(seed))
        assert answer.status_code == 422
        assert "Too many wrong codes" in answer.content.decode()

    @pytest.mark.parametrize("back", ["https://elsewhere.example/act", "//elsewhere.example", "javascript:alert(1)"])
    def test_leads_to_no_other_house(self, later: Any, seed: str, back: str) -> None:
        assert confirm(later, code_now(seed), back=back).url == "/"

    def test_nor_by_an_address_of_its_own_that_is_anothers_without_its_host(self, later: Any, seed: str) -> None:
        answer = confirm(later, code_now(seed), back="http://testserver//elsewhere.example/act")
        assert answer.url == "/elsewhere.example/act"

    def test_a_cookie_taken_before_it_opens_nothing_after_it(self, later: Any, seed: str) -> None:
        thief: Any = Browser()
        thief.cookies["sessionid"] = later.cookies["sessionid"].value
        assert thief.get("/account").status_code == 200
        confirm(later, code_now(seed))
        assert later.get("/act").status_code == 200
        assert thief.get("/act").url.startswith("/login")

    def test_without_a_factor_leads_to_enrolment(self, lead_attorney: Staff) -> None:
        assert without_factor(lead_attorney).get("/confirm").url == "/account/enrol"


class TestAPost:
    def test_is_not_done_and_not_replayed(self, later: Any, seed: str) -> None:
        sent = later.post("/act", {"word": "first"}, HTTP_REFERER="http://testserver/account")
        assert sent.url == "/confirm?next=%2Faccount&undone=1"
        assert "Nothing was done yet" in later.get(sent.url).content.decode()
        assert later.post(sent.url, {"code": code_now(seed)}).url == "/account"
        assert later.get("/account").status_code == 200
        assert done == []
        later.post("/act", {"word": "again"})
        assert done == ["again"]

    def test_from_nowhere_comes_back_to_the_door(self, later: Any) -> None:
        assert later.post("/act", HTTP_REFERER="https://elsewhere.example/").url == "/confirm?next=%2F&undone=1"

    def test_by_htmx_leads_the_whole_page_there(self, later: Any) -> None:
        answer = later.post("/act", HTTP_HX_REQUEST="true")
        assert (answer.status_code, answer["HX-Redirect"]) == (204, "/confirm?next=%2F&undone=1")
        assert done == []


class TestThePagesOfFactors:
    @pytest.mark.parametrize("page", ["/account/enrol/app", "/account/enrol/passkey", "/password"])
    def test_ask_for_it(self, later: Any, page: str) -> None:
        assert later.get(page).url.startswith("/confirm")

    @pytest.mark.parametrize("page", ["/account/codes", "/account/factors/1/remove"])
    def test_and_what_they_send(self, later: Any, page: str) -> None:
        assert later.post(page).url.startswith("/confirm")

    def test_new_codes_are_told_once_it_is_fresh(self, browser: Any) -> None:
        answer = browser.post("/account/codes")
        assert answer.status_code == 200
        assert len(answer.context["codes"]) == 10
        assert browser.get("/account/codes").status_code == 405
