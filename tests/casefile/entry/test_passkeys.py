"""Passkeys: taken from a device that asked who is there, for our own challenge and place, and from no other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from casefile.acts import Act
from casefile.models import AuditEntry, Staff
from casefile.stepup import Method
from tests.casefile.entry.device import Device
from tests.signing_in import let_in, without_factor

PASSWORD = "the tide table of 1911"  # noqa: S105 - of an invented person
ENROL = "/account/enrol/passkey"
ALONE = "/login/passkey"


@pytest.fixture
def somebody(lead_attorney: Staff) -> Staff:
    lead_attorney.set_password(PASSWORD)
    lead_attorney.save()
    return lead_attorney


@pytest.fixture
def device(somebody: Staff) -> Device:
    """Enrolled, and used no further."""
    made = Device()
    assert enrol(without_factor(somebody), made).status_code == 200
    return made


def enrol(browser: Any, device: Device) -> Any:
    options = browser.get(ENROL, secure=True).context["options"]
    return browser.post(ENROL, {"name": "my laptop", "credential": device.make(options)}, secure=True)


def alone(browser: Any, device: Device) -> Any:
    options = browser.get(ALONE, secure=True, HTTP_ACCEPT="application/json").json()["request_options"]
    return browser.post(ALONE, {"credential": device.show(options)}, secure=True)


def second_step(browser: Any, staff: Staff, device: Device) -> Any:
    sent = browser.post("/login", {"login": staff.email, "password": PASSWORD}, secure=True)
    assert sent.url == "/login/confirm"
    options = browser.get(sent.url, secure=True).context["options"]
    return browser.post(sent.url, {"credential": device.show(options)}, secure=True)


def is_in(browser: Any) -> bool:
    return bool(browser.get("/account", secure=True).status_code == 200)


class TestEnrolling:
    def test_tells_recovery_codes_and_counts_at_once(self, somebody: Staff) -> None:
        browser = without_factor(somebody)
        answer = enrol(browser, Device())
        assert len(answer.context["codes"]) == 10
        page = browser.get("/account", secure=True).content.decode()
        assert "Passkey: my laptop" in page
        assert "10 codes left of ten" in page

    def test_from_a_device_that_asked_nobody_is_refused(self, somebody: Staff) -> None:
        browser = without_factor(somebody)
        assert enrol(browser, Device(verifies=False)).status_code == 422
        assert not Authenticator.objects.exists()
        assert enrol(browser, Device()).status_code == 200

    def test_for_another_house_is_refused(self, somebody: Staff) -> None:
        assert enrol(without_factor(somebody), Device(origin="https://testserver.example")).status_code == 422
        assert not Authenticator.objects.exists()

    def test_with_an_old_challenge_is_refused(self, somebody: Staff) -> None:
        browser, device = without_factor(somebody), Device()
        old = browser.get(ENROL, secure=True).context["options"]
        browser.get(ENROL, secure=True)
        assert browser.post(ENROL, {"credential": device.make(old)}, secure=True).status_code == 422
        assert not Authenticator.objects.exists()

    @pytest.mark.parametrize("said", ["", "[]", "{}", "7", '{"id": 1, "response": []}', "{", '{"response": {}}'])
    def test_with_nonsense_is_refused(self, somebody: Staff, said: str) -> None:
        browser = without_factor(somebody)
        browser.get(ENROL, secure=True)
        assert browser.post(ENROL, {"credential": said}, secure=True).status_code == 422
        assert not Authenticator.objects.exists()


class TestAlone:
    def test_signs_in_without_a_password(self, somebody: Staff, device: Device) -> None:
        browser: Any = Browser()
        assert alone(browser, device).url == "/"
        assert is_in(browser)
        entry = AuditEntry.objects.filter(act=Act.SIGNED_IN.value).latest("seq")
        assert entry.detail == {"by": "webauthn"}

    def test_a_device_that_asked_nobody_is_refused(self, device: Device) -> None:
        device.verifies = False
        browser: Any = Browser()
        assert alone(browser, device).url == "/login?passkey=refused"
        assert not is_in(browser)
        assert AuditEntry.objects.latest("seq").act == Act.SIGN_IN_FAILED.value

    def test_a_stranger_with_the_owners_name_on_it_is_refused(self, device: Device) -> None:
        forged = Device(owner=device.owner, number=device.number)
        browser: Any = Browser()
        assert alone(browser, forged).url == "/login?passkey=refused"
        assert not is_in(browser)

    def test_nobodys_passkey_is_refused(self, db: None) -> None:
        assert alone(Browser(), Device(owner="bm9ib2R5")).url == "/login?passkey=refused"

    @pytest.mark.parametrize("said", ["[]", "{}", "7", '{"response": {"userHandle": 7}}', '{"response": 7}'])
    def test_nonsense_is_refused(self, db: None, said: str) -> None:
        assert Browser().post(ALONE, {"credential": said}, secure=True)["Location"] == "/login?passkey=refused"

    def test_an_answer_is_not_taken_twice(self, device: Device) -> None:
        browser: Any = Browser()
        options = browser.get(ALONE, secure=True, HTTP_ACCEPT="application/json").json()["request_options"]
        answer = device.show(options)
        assert browser.post(ALONE, {"credential": answer}, secure=True).url == "/"
        browser.post("/logout", secure=True)
        assert browser.post(ALONE, {"credential": answer}, secure=True).url == "/login?passkey=refused"


class TestAsTheSecondStep:
    def test_signs_in_after_the_password(self, somebody: Staff, device: Device) -> None:
        browser: Any = Browser()
        assert second_step(browser, somebody, device).url == "/"
        assert is_in(browser)

    def test_a_device_that_asked_nobody_is_refused(self, somebody: Staff, device: Device) -> None:
        device.verifies = False
        browser: Any = Browser()
        assert second_step(browser, somebody, device).status_code == 422
        assert not is_in(browser)


class TestAConfirmation:
    def test_is_passed_by_it(self, somebody: Staff, device: Device) -> None:
        browser = let_in_with_passkey(somebody, device)
        options = browser.get("/confirm?next=/account", secure=True).context["options"]
        answer = browser.post("/confirm?next=/account", {"credential": device.show(options)}, secure=True)
        assert answer.url == "/account"
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.detail) == (Act.STEP_UP_PASSED.value, {"method": "webauthn"})

    def test_is_refused_to_a_device_that_asked_nobody(self, somebody: Staff, device: Device) -> None:
        browser = let_in_with_passkey(somebody, device)
        device.verifies = False
        options = browser.get("/confirm", secure=True).context["options"]
        assert browser.post("/confirm", {"credential": device.show(options)}, secure=True).status_code == 422
        assert AuditEntry.objects.latest("seq").act == Act.STEP_UP_FAILED.value

    def test_is_refused_to_somebody_elses_passkey(self, paralegal: Staff, device: Device) -> None:
        browser = let_in(paralegal)
        browser.get(ALONE, secure=True)
        options = {"publicKey": {"rpId": "testserver", "challenge": "AAAA"}}
        answer = browser.post("/confirm", {"credential": device.show(options)}, secure=True)
        assert answer.status_code == 422


def let_in_with_passkey(staff: Staff, device: Device) -> Any:
    browser: Any = Browser()
    assert alone(browser, device).url == "/"
    assert json.loads(json.dumps(browser.session["second_factor"]))["method"] == Method.PASSKEY
    return browser
