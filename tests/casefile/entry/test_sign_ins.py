"""A sign-in ends after 15 idle minutes, after 8 hours, or when its owner says so; a page that polls keeps none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client as Browser
from django.test import override_settings

from casefile import clock, welcome
from casefile.acts import Act
from casefile.entry import sign_ins
from casefile.models import AuditEntry, Batch, Lawsuit, SignIn, Staff
from filings.services import batches, demonstration
from tests import factories
from tests.signing_in import let_in, sign_in_of

At = Callable[[int], Any]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def browser(lead_attorney: Staff) -> Any:
    return let_in(lead_attorney)


@pytest.fixture
def minutes(browser: Any) -> At:
    """The clock stands still, so many minutes after the sign-in."""
    began: datetime = sign_in_of(browser).started_at

    def at(number: int) -> Any:
        return time_machine.travel(began + timedelta(minutes=number), tick=False)

    return at


def is_in(browser: Any) -> bool:
    return bool(browser.get("/account").status_code == 200)


def last() -> tuple[str, str, object]:
    entry = AuditEntry.objects.latest("seq")
    return entry.act, entry.actor, entry.detail.get("why")


class TestIdle:
    def test_for_fourteen_minutes_is_no_end_and_fifteen_are(self, browser: Any, minutes: At) -> None:
        with minutes(14):
            assert is_in(browser)
        with minutes(28):
            assert is_in(browser)
        with minutes(43):
            answer = browser.get("/account")
            assert answer.url == "/login?next=/account"
            assert "nothing was done for 15 minutes" in browser.get(answer.url).content.decode()
        assert last() == (Act.SIGN_IN_ENDED.value, "system", "idle")

    def test_ends_the_session_on_the_server(self, browser: Any, minutes: At) -> None:
        key = browser.cookies["sessionid"].value
        with minutes(15):
            browser.get("/account")
        assert not Session.objects.filter(pk=key).exists()

    def test_is_on_record_once_however_often_it_is_found(self, browser: Any, minutes: At) -> None:
        twin = Browser()
        twin.cookies["sessionid"] = browser.cookies["sessionid"].value
        before = AuditEntry.objects.filter(act=Act.SIGN_IN_ENDED.value).count()
        with minutes(20):
            for _time in range(3):
                browser.get("/account")
                twin.get("/account")
            sign_ins.sweep()
        assert AuditEntry.objects.filter(act=Act.SIGN_IN_ENDED.value).count() == before + 1

    def test_nobody_who_comes_back_is_written_down_by_the_sweeper(self, browser: Any, minutes: At) -> None:
        with minutes(14):
            sign_ins.sweep()
            assert sign_in_of(browser).ended_at is None
        with minutes(15):
            sign_ins.sweep()
        assert sign_in_of(browser).ended_by == "idle"


class TestAPageThatAsksByItself:
    @pytest.fixture
    def batch(self, lawsuit: Lawsuit, lead_attorney: Staff) -> Batch:
        client = factories.enrolled(lawsuit, code="RM-1", number=1)
        return batches.open_batch(
            "declaration",
            lawsuit=lawsuit,
            plaintiffs=list(client.designations.unscoped("test")),
            options={},
            actor=lead_attorney,
        )

    def test_keeps_nobody_signed_in(self, browser: Any, batch: Batch, minutes: At) -> None:
        address = f"/doe-v-rivermont/batches/{batch.pk}"
        for minute in (5, 10, 14):
            with minutes(minute):
                assert browser.get(f"{address}/progress", HTTP_HX_REQUEST="true").status_code == 200
                assert browser.get("/session").json()["left"] == (15 - minute) * 60
        with minutes(15):
            assert browser.get("/session").json() == {"left": 0}
            answer = browser.get(f"{address}/progress", HTTP_HX_REQUEST="true")
        assert (answer.status_code, answer["HX-Reswap"], answer.content) == (286, "none", b"")

    def test_but_a_person_on_the_same_page_does(self, browser: Any, batch: Batch, minutes: At) -> None:
        with minutes(10):
            browser.get(f"/doe-v-rivermont/batches/{batch.pk}")
        with minutes(20):
            assert is_in(browser)

    def test_and_so_does_somebody_who_types(self, browser: Any, minutes: At) -> None:
        with minutes(10):
            assert browser.post("/session/stay").json()["left"] == 15 * 60
        with minutes(20):
            assert is_in(browser)


class TestEightHours:
    def test_are_the_end_however_busy_they_were(self, browser: Any, minutes: At) -> None:
        for minute in range(10, 480, 10):
            with minutes(minute):
                assert is_in(browser)
        with minutes(480):
            answer = browser.get("/account")
            assert "lasts 8 hours at most" in browser.get(answer.url).content.decode()
        assert last()[2] == "too long"


class TestWhatIsSentAfterTheEnd:
    def test_is_not_done_and_told_so_calmly(self, browser: Any, lawsuit: Lawsuit, minutes: At) -> None:
        with minutes(16):
            answer = browser.post("/doe-v-rivermont/intake", {"last": "Featherly", "code": "RM-9"})
        assert answer.status_code == 401
        told = answer.content.decode()
        assert "was not done, and nothing of it was kept" in told
        assert "Featherly" not in told
        assert not lawsuit.clients.unscoped("test").exists()

    def test_may_be_the_form_to_sign_in_with(self, browser: Any, minutes: At) -> None:
        with minutes(16):
            assert browser.post("/login", {"login": "x@moltrask.example", "password": "y" * 14}).status_code == 200


class TestTheOwner:
    def test_sees_where_she_is_signed_in(self, browser: Any, lead_attorney: Staff) -> None:
        let_in(lead_attorney)
        page = browser.get("/account").content.decode()
        assert page.count("Firefox on Linux") >= 2
        assert page.count("End Firefox on Linux") == 1

    def test_ends_one(self, browser: Any, lead_attorney: Staff) -> None:
        other = let_in(lead_attorney)
        browser.post(f"/account/sign-ins/{sign_in_of(other).pk}/end")
        assert last() == (Act.SIGN_IN_ENDED.value, str(lead_attorney.pk), "elsewhere")
        assert not is_in(other)
        assert is_in(browser)

    def test_ends_all_others_at_once(self, browser: Any, lead_attorney: Staff, paralegal: Staff) -> None:
        others, stranger = [let_in(lead_attorney), let_in(lead_attorney)], let_in(paralegal)
        browser.post("/account/sign-ins/end-others")
        assert [is_in(one) for one in [browser, stranger, *others]] == [True, True, False, False]

    def test_ends_nobody_elses(self, browser: Any, paralegal: Staff) -> None:
        stranger = let_in(paralegal)
        assert browser.post(f"/account/sign-ins/{sign_in_of(stranger).pk}/end").status_code == 404
        assert browser.post(f"/account/sign-ins/{uuid4()}/end").status_code == 404
        assert is_in(stranger)

    def test_signs_out_on_the_server_too(self, browser: Any, lead_attorney: Staff) -> None:
        copied = Browser()
        copied.cookies["sessionid"] = browser.cookies["sessionid"].value
        browser.post("/logout")
        assert last() == (Act.SIGNED_OUT.value, str(lead_attorney.pk), "sign-out")
        assert not is_in(copied)

    def test_who_left_the_firm_is_out_at_once(self, browser: Any, lead_attorney: Staff) -> None:
        Staff.objects.filter(pk=lead_attorney.pk).update(is_active=False)
        assert not is_in(browser)


class TestADatabaseThatDoesNotAnswer:
    def test_is_told_in_words(self, browser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        def gone(_request: object) -> None:
            raise OperationalError

        monkeypatch.setattr(sign_ins, "of", gone)
        assert browser.get("/account").status_code == 503


class TestACookie:
    def test_without_a_sign_in_of_ours_is_worth_nothing(self, browser: Any) -> None:
        session = browser.session
        del session[sign_ins.KEPT_AS]
        session.save()
        assert not is_in(browser)

    @pytest.mark.parametrize("number", ["", "7", "not a number", None])
    def test_with_a_number_that_is_none_is_worth_nothing(self, browser: Any, number: object) -> None:
        session = browser.session
        session[sign_ins.KEPT_AS] = number
        session.save()
        assert not is_in(browser)

    def test_with_somebody_elses_sign_in_is_worth_nothing(self, browser: Any, paralegal: Staff) -> None:
        session = browser.session
        session[sign_ins.KEPT_AS] = let_in(paralegal).session[sign_ins.KEPT_AS]
        session.save()
        assert not is_in(browser)


class TestTheDemonstrationsLink:
    @pytest.fixture(autouse=True)
    def on_loopback(self) -> Iterator[None]:
        with override_settings(LOOPBACK=True):
            yield

    @pytest.fixture
    def newcomer(self, db: None) -> Any:
        demonstration.load(today=clock.today())
        browser: Any = Browser(REMOTE_ADDR="127.0.0.1", HTTP_USER_AGENT=FIREFOX)
        assert browser.get(f"/welcome/{welcome.make_link()}").url == "/"
        return browser

    def test_lets_a_newcomer_look_around_without_a_second_factor(self, newcomer: Any) -> None:
        assert newcomer.get("/", follow=True).status_code == 200
        assert newcomer.get("/doe-v-rivermont/plaintiffs").status_code == 200
        assert SignIn.objects.get().device == "Firefox on Linux"

    def test_but_a_change_of_factors_or_a_fresh_one_asks_for_enrolment(self, newcomer: Any) -> None:
        assert newcomer.post("/account/codes").url.startswith("/confirm")
        assert newcomer.get("/confirm").url == "/account/enrol"

    def test_has_no_idle_time_and_ends_after_eight_hours(self, newcomer: Any) -> None:
        began = SignIn.objects.get().started_at
        with time_machine.travel(began + timedelta(hours=7), tick=False):
            sign_ins.sweep()
            assert is_in(newcomer)
        with time_machine.travel(began + timedelta(hours=8), tick=False):
            assert not is_in(newcomer)

    def test_opens_nothing_any_more_once_a_real_lawsuit_is_there(self, newcomer: Any, lead_attorney: Staff) -> None:
        factories.opened(slug="roe-v-rivermont", members=[lead_attorney])
        answer = newcomer.get("/doe-v-rivermont/plaintiffs")
        assert answer.url.startswith("/login")
        assert "a lawsuit of your own is open" in newcomer.get(answer.url).content.decode()

    def test_opens_nothing_from_another_machine(self, newcomer: Any) -> None:
        assert newcomer.get("/account", REMOTE_ADDR="10.0.0.7").url.startswith("/login")

    def test_opens_nothing_behind_a_proxy(self, newcomer: Any) -> None:
        assert newcomer.get("/account", HTTP_X_FORWARDED_FOR="127.0.0.1").url.startswith("/login")

    def test_a_password_in_the_demonstration_still_leads_to_enrolment(self, newcomer: Any, capsys: Any) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("getpass.getpass", lambda _ask: "the tide table of 1911")
            call_command("enrol_staff", "ana@moltrask.example", name="Ana Ruiz", role="staff")
        browser: Any = Browser(REMOTE_ADDR="127.0.0.1")
        browser.post("/login", {"login": "ana@moltrask.example", "password": "the tide table of 1911"})
        assert browser.get("/").url == "/account/enrol"


@pytest.mark.parametrize(
    ("told", "device"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1", "Safari on Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
@pytest.mark.usefixtures("db")
def test_a_device_is_named_as_its_owner_would(told: str, device: str) -> None:
    request = Browser().get("/login", HTTP_USER_AGENT=told).wsgi_request
    assert sign_ins.device_of(request) == device
