"""Coming in by both steps in a real browser: app, passkey, recovery code; and the page that keeps what was typed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from casefile import clock
from casefile.entry import factors
from casefile.models import Lawsuit, SignIn, Staff
from tests import signing_in
from tests.e2e import eyes
from tests.e2e.conftest import Opens, by_code, by_password

pytestmark = pytest.mark.e2e

HERE = "/doe-v-rivermont"
KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


def plug_in(page: Page, *, verifies: bool = True) -> None:
    """A device with passkeys, and a finger on it or none."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    said = KEY | {"isUserVerified": verifies, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": said})


def go_out(page: Page) -> None:
    page.get_by_role("button", name="Account of Odile Brandt").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def is_in(page: Page) -> None:
    expect(page.get_by_role("navigation", name="Lawsuit")).to_be_visible()


def enrol_a_passkey(page: Page) -> None:
    page.goto("/")
    by_password(page)
    page.get_by_role("link", name="A passkey").click()
    page.get_by_label("Name of this passkey").fill("my laptop")
    page.get_by_role("button", name="Make the passkey").click()


class TestAnApp:
    def test_is_enrolled_at_the_first_sign_in_and_then_signs_in(self, opens: Opens, suit: Lawsuit) -> None:
        page = opens(java_script_enabled=False)
        page.goto("/")
        by_password(page)
        page.get_by_role("link", name="An authenticator app").click()
        page.get_by_text("The camera does not work").click()
        seed = page.locator("details code").inner_text().replace(" ", "")
        signing_in.await_time_for_the_code_before()
        by_code(page, signing_in.code_now(seed, steps=-1))
        expect(page.locator(".codes li")).to_have_count(10)
        page.get_by_role("link", name="I have kept them").click()
        is_in(page)

        again = opens(java_script_enabled=False)
        again.goto(f"{HERE}/claims")
        by_password(again)
        by_code(again, "000000")
        expect(again.get_by_role("alert")).to_contain_text("This code is wrong")
        by_code(again, signing_in.code_now(seed))
        expect(again.get_by_role("heading", name="Claims", level=1)).to_be_visible()

        third = opens()
        third.goto("/")
        by_password(third)
        by_code(third, signing_in.code_now(seed))
        expect(third.get_by_role("alert").filter(has_text="was used already")).to_be_visible()


class TestAPasskey:
    def test_is_enrolled_signs_in_alone_and_confirms(self, opens: Opens, suit: Lawsuit) -> None:
        page = opens()
        heard = eyes.listen(page)
        plug_in(page)
        enrol_a_passkey(page)
        expect(page.locator(".codes li")).to_have_count(10)
        page.get_by_role("link", name="I have kept them").click()
        is_in(page)
        go_out(page)

        page.get_by_role("button", name="Sign in with a passkey").click()
        is_in(page)
        go_out(page)

        by_password(page)
        page.get_by_role("button", name="Use a passkey").click()
        is_in(page)

        page.goto("/confirm?next=/account")
        page.get_by_role("button", name="Confirm with a passkey").click()
        expect(page.get_by_text("Passkey: my laptop")).to_be_visible()
        assert heard == []

    def test_of_a_device_without_finger_or_pin_is_refused(self, opens: Opens, suit: Lawsuit, lead: Staff) -> None:
        page = opens()
        plug_in(page, verifies=False)
        enrol_a_passkey(page)
        expect(page.get_by_role("alert")).to_contain_text("No passkey was shown")
        assert not factors.held_by(lead)


class TestARecoveryCode:
    def test_signs_in_and_does_not_confirm(self, opens: Opens, suit: Lawsuit, lead: Staff) -> None:
        signing_in.with_app(lead)
        first, second = factors.make_recovery_codes(lead)[:2]
        page = opens()
        page.goto("/account")
        by_password(page)
        by_code(page, first)
        expect(page.get_by_text("9 codes left of ten")).to_be_visible()
        page.get_by_role("button", name="New codes").click()
        expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
        by_code(page, second)
        expect(page.get_by_role("alert")).to_contain_text("does not count here")
        page.goto("/account")
        expect(page.get_by_text("9 codes left of ten")).to_be_visible()


class TestAPageWhoseSignInIsOver:
    @pytest.fixture
    def page(self, opens: Opens, suit: Lawsuit, lead: Staff) -> Page:
        """A form half filled in, by somebody who then was away for a while."""
        page = opens(lead)
        page.goto(f"{HERE}/intake")
        page.get_by_label("Unit").fill("Narcotics")
        return page

    def wake(self, page: Page) -> None:
        page.evaluate("window.dispatchEvent(new Event('focus'))")

    def be_away(self, page: Page, *, minutes: int) -> None:
        SignIn.objects.update(seen_at=clock.now() - timedelta(minutes=minutes))
        self.wake(page)

    def test_is_covered_and_gives_back_what_was_typed(self, page: Page, lead: Staff) -> None:
        self.be_away(page, minutes=16)
        expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
        expect(page.get_by_label("Unit")).not_to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()

        signing_in_again(page, lead)
        self.wake(page)
        expect(page.get_by_label("Unit")).to_have_value("Narcotics")
        for label, typed in {"Last name": "Featherly", "First name": "Anna", "Client code": "RM-0100"}.items():
            page.get_by_label(label).fill(typed)
        page.get_by_role("button", name="Enrol the client").click()
        expect(page.get_by_text("The client is enrolled, and her identity is sealed.")).to_be_visible()

    def test_stays_covered_when_somebody_else_signs_in(self, page: Page, paralegal: Staff) -> None:
        self.be_away(page, minutes=16)
        expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
        signing_in_again(page, paralegal)
        self.wake(page)
        expect(page.get_by_text("Somebody else is signed in now.")).to_be_visible()
        expect(page.get_by_label("Unit")).not_to_be_visible()

    def test_warns_before_and_goes_on_at_a_word(self, page: Page) -> None:
        self.be_away(page, minutes=14)
        page.get_by_role("button", name="Stay signed in").click()
        expect(page.get_by_role("heading", name="Are you still there?")).not_to_be_visible()
        assert SignIn.objects.get().seen_at > clock.now() - timedelta(minutes=1)
        expect(page.get_by_label("Unit")).to_have_value("Narcotics")


def signing_in_again(page: Page, staff: Staff) -> None:
    """In a second tab, which shares its cookies with the first."""
    browser = signing_in.let_in(staff)
    house = page.evaluate("location.origin")
    page.context.clear_cookies(name="csrftoken")
    page.context.add_cookies([{"name": "sessionid", "value": browser.cookies["sessionid"].value, "url": house}])
