"""A person's access tokens: made and shown once, revoked, ended; and no other way in to the API."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client as Browser

from casefile import clock, stepup
from casefile.acts import Act
from casefile.models import AccessToken, AuditEntry, Lawsuit, Scope, Staff
from tests.api.conftest import SUIT, Program, token_of

SignIn = Callable[[Staff], Browser]
SECRET = re.compile(r"[0-9a-f]{64}")


@pytest.fixture
def browser(lawsuit: Lawsuit, staff_member: Staff, signed_in: SignIn) -> Browser:
    return signed_in(staff_member)


def make(browser: Browser, **other: Any) -> Any:
    told = {"asking": uuid4(), "name": "nightly-export", "scopes": ["read"], "days": 30, **other}
    return browser.post("/tokens", told)


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("act", flat=True))


class TestThePage:
    def test_a_token_is_shown_once_and_opens_the_api(self, browser: Browser) -> None:
        page = make(browser)
        (secret,) = set(SECRET.findall(page.content.decode()))
        assert "no-store" in page["Cache-Control"]
        assert Browser().get(SUIT, headers={"Authorization": f"Bearer {secret}"}).status_code == 200
        assert secret not in browser.get("/tokens").content.decode()
        assert acts()[-1] == Act.ACCESS_GIVEN

    def test_none_is_made_by_who_showed_her_second_factor_a_while_ago(self, browser: Browser) -> None:
        session = browser.session
        session[stepup.KEPT_AS] |= {"at": (clock.now() - stepup.WITHIN - timedelta(seconds=1)).isoformat()}
        session.save()
        assert make(browser)["Location"].startswith("/confirm?")
        assert AccessToken.objects.count() == 0

    def test_sent_again_by_a_reload_it_makes_no_second_one_and_shows_nothing(self, browser: Browser) -> None:
        asking = uuid4()
        make(browser, asking=asking)
        again = make(browser, asking=asking)
        assert again.status_code == 302
        assert not SECRET.search(browser.get("/tokens").content.decode())
        assert AccessToken.objects.count() == 1

    def test_neither_the_database_nor_the_trail_holds_the_secret(self, browser: Browser) -> None:
        (secret,) = set(SECRET.findall(make(browser).content.decode()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT t::text FROM casefile_accesstoken t")
            row = str(cursor.fetchall())
        entry = AuditEntry.objects.latest("seq")
        assert "nightly-export" in row
        assert secret not in row + entry.subject + str(entry.detail)

    @pytest.mark.parametrize(
        "other",
        [{"days": 366}, {"days": 0}, {"scopes": []}, {"scopes": ["vault"]}, {"name": "Odalys Q"}, {"asking": ""}],
        ids=str,
    )
    def test_what_cannot_be_made_is_refused(self, browser: Browser, other: dict[str, Any]) -> None:
        assert make(browser, **other).status_code == 422
        assert not AccessToken.objects.exists()

    def test_the_page_tells_the_number_by_which_the_trail_names_it(self, browser: Browser) -> None:
        make(browser)
        entry = AuditEntry.objects.latest("seq")
        number = entry.subject.removeprefix("access token ")
        assert f"In the audit trail it is {number}." in browser.get("/tokens").content.decode()

    def test_a_revoked_token_opens_nothing_from_the_next_request_on(
        self, browser: Browser, staff_member: Staff, program: Program
    ) -> None:
        reader = program(staff_member)
        assert reader.get(SUIT).status_code == 200
        browser.post(f"/tokens/{AccessToken.objects.get().ref}/revoke")
        assert reader.get(SUIT).status_code == 401
        assert acts()[-1] == Act.ACCESS_REVOKED

    def test_nobody_sees_or_revokes_anothers(self, browser: Browser, lead_attorney: Staff) -> None:
        token_of(lead_attorney)
        revoke = f"/tokens/{AccessToken.objects.get().ref}/revoke"
        assert revoke not in browser.get("/tokens").content.decode()
        assert browser.post(revoke).status_code == 404
        assert AccessToken.objects.exists()

    def test_without_signing_in_there_is_no_page(self, db: None) -> None:
        for ask in (Browser().get, Browser().post):
            assert ask("/tokens").headers["Location"].startswith("/login")


class TestTheDoor:
    def test_a_token_that_has_ended_is_put_on_record_once_and_goes(
        self, lawsuit: Lawsuit, staff_member: Staff, program: Program
    ) -> None:
        reader = program(staff_member)
        token_of(staff_member)
        AccessToken.objects.filter(name="nightly-export").update(expiry=clock.now() - timedelta(seconds=1))
        assert [reader.get(SUIT).status_code for _ in range(3)] == [401, 401, 401]
        assert acts().count(Act.ACCESS_TRIED_AFTER_ITS_END) >= 1
        assert acts()[-1] == Act.ACCESS_TRIED_AFTER_ITS_END
        assert AccessToken.objects.count() == 1  # the other one, of which nobody made use

    @pytest.mark.parametrize(
        "header",
        ["", "Bearer", "Bearer  ", "Bearer x", "Basic eDp5", "Bearer {} x", "Token {}", "Bearer {}\x00", "Bearer é"],
    )
    def test_anything_else_in_the_header_is_asked_for_a_token(
        self, lawsuit: Lawsuit, staff_member: Staff, header: str
    ) -> None:
        told = header.format(token_of(staff_member)).encode().decode("latin-1")
        answer = Browser().get(SUIT, headers={"Authorization": told})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert answer["Content-Type"] == "application/problem+json"

    def test_a_token_in_the_address_and_a_browsers_session_open_nothing(
        self, lawsuit: Lawsuit, browser: Browser, staff_member: Staff
    ) -> None:
        token = token_of(staff_member)
        for word in ("token", "access_token", "Authorization"):
            assert Browser().get(f"{SUIT}?{word}={token}").status_code == 401
        assert browser.get(SUIT).status_code == 401
        assert browser.post(f"{SUIT}/batches").status_code == 401

    def test_the_day_of_use_is_kept_with_one_write_a_day(
        self, lawsuit: Lawsuit, staff_member: Staff, program: Program
    ) -> None:
        reader = program(staff_member)
        reader.get(SUIT)
        assert AccessToken.objects.get().last_used_on == clock.today()

    def test_a_token_may_no_more_than_its_person(self, lawsuit: Lawsuit, auditor: Staff, program: Program) -> None:
        all_scopes = program(auditor, scopes=list(Scope))
        headers = {"Idempotency-Key": str(uuid4())}
        assert all_scopes.post(f"{SUIT}/batches", headers=headers).status_code == 403

    def test_no_scope_opens_the_vault(self) -> None:
        assert set(Scope.values) == {"read", "documents", "press"}
