"""A name on a screen, in a real browser: how one comes by it, how it goes again, and that it stays nowhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from casefile import stepup
from casefile.entry import factors
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Client, RevealPolicy, RevealRequest
from tests import factories, signing_in
from tests.e2e import eyes
from tests.e2e.conftest import Opens, by_code, by_password
from tests.e2e.test_signing_in import enrol_a_passkey, go_out, is_in, plug_in
from tests.plaintiffs.opening import PURPOSE, give

pytestmark = pytest.mark.e2e

NAME = "Quillfeather2"
KEPT = """() => JSON.stringify([document.title, location.href, history.state, {...localStorage}, {...sessionStorage},
  document.cookie, window.name])"""
SELECTED = "() => { document.execCommand('selectAll'); return getSelection().toString(); }"


@pytest.fixture
def keeper(suit: Lawsuit) -> Staff:
    """A custodian of the lawsuit."""
    somebody = factories.staff("Agnes Whitlow", role=Role.CUSTODIAN)
    suit.members.create(staff=somebody)
    return somebody


@pytest.fixture
def client(suit: Lawsuit, lead: Staff, keeper: Staff) -> Client:
    """Doe 2, given to the lead."""
    client = Client.objects.unscoped("test").get(code="RM-2")
    give(client, to=lead, by=keeper)
    return client


def ask(page: Page, *, button: str = "Open it") -> None:
    page.get_by_label("Contact the client").check()
    page.get_by_label("What it is for").fill(PURPOSE)
    page.get_by_role("button", name=button).click()


def go_to_the_form(page: Page) -> None:
    page.goto("/doe-v-rivermont/plaintiffs/002")
    page.get_by_role("link", name="Open a field").click()


def is_open(page: Page) -> None:
    expect(page.locator("[data-value]")).to_have_text(NAME)


def is_masked(page: Page) -> None:
    expect(page.get_by_text("Masked again.")).to_be_visible()
    assert NAME not in page.content()


class TestANameOnTheScreen:
    @pytest.fixture
    def page(self, opens: Opens, client: Client, lead: Staff) -> Page:
        """The form, with a clock of the test's own."""
        page = opens(lead)
        page.clock.install()
        go_to_the_form(page)
        return page

    def test_goes_after_a_minute(self, page: Page) -> None:
        heard = eyes.listen(page)
        ask(page)
        is_open(page)
        expect(page.locator("h1")).to_be_focused()
        page.clock.run_for(58_000)
        is_open(page)
        page.clock.run_for(3_000)
        is_masked(page)
        assert heard == []

    @pytest.mark.parametrize("event", ["blur", "pagehide"])
    def test_goes_when_the_reader_turns_to_something_else(self, page: Page, event: str) -> None:
        ask(page)
        is_open(page)
        page.evaluate("(kind) => window.dispatchEvent(new Event(kind))", event)
        is_masked(page)

    def test_goes_when_the_tab_is_hidden(self, page: Page) -> None:
        ask(page)
        is_open(page)
        page.evaluate("""() => {
          Object.defineProperty(document, "hidden", {value: true});
          document.dispatchEvent(new Event("visibilitychange"));
        }""")
        is_masked(page)

    def test_stands_in_no_title_address_history_storage_or_selection(self, page: Page) -> None:
        ask(page)
        is_open(page)
        assert NAME not in page.evaluate(KEPT)
        assert NAME not in page.evaluate(SELECTED)
        page.goto("/doe-v-rivermont/claims")
        page.go_back()
        expect(page.get_by_role("heading", name="Open a sealed identity")).to_be_visible()
        assert NAME not in page.content()

    def test_is_gone_after_signing_out(self, page: Page) -> None:
        ask(page)
        is_open(page)
        go_out(page)
        for _step in range(2):
            page.go_back()
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
            assert NAME not in page.content()

    def test_is_refused_in_the_page_when_it_was_too_often(self, page: Page) -> None:
        for _ in range(5):
            ask(page)
            is_open(page)
            page.get_by_role("link", name="Open another field").click()
        ask(page)
        expect(page.get_by_role("heading", name="Nothing was opened")).to_be_visible()
        expect(page.get_by_role("alert")).to_contain_text("more than may be opened")

    @pytest.mark.parametrize("width", [1440, 390])
    def test_stands_in_nobodys_way(self, page: Page, width: int) -> None:
        page.set_viewport_size({"width": width, "height": 900})
        assert eyes.faults(page, names={NAME}) == []
        ask(page)
        is_open(page)
        assert eyes.faults(page, names={NAME}) == []


class TestWithoutScript:
    def test_it_comes_as_a_page_of_its_own_without_a_form(self, opens: Opens, client: Client, lead: Staff) -> None:
        page = opens(lead, java_script_enabled=False)
        go_to_the_form(page)
        ask(page)
        expect(page.get_by_text(NAME)).to_be_visible()
        assert page.locator("form").count() == 0
        page.get_by_role("link", name="Open another field").click()
        expect(page.get_by_role("heading", name="Open a sealed identity")).to_be_visible()


class TestTheFactor:
    def test_is_a_passkey_shown_anew(self, opens: Opens, client: Client) -> None:
        page = opens()
        plug_in(page)
        enrol_a_passkey(page)
        page.get_by_role("link", name="I have kept them").click()
        is_in(page)
        self.forget(page)
        go_to_the_form(page)
        page.get_by_role("button", name="Confirm with a passkey").click()
        ask(page)
        is_open(page)

    def test_is_a_code_of_the_app_and_no_recovery_code(self, opens: Opens, client: Client, lead: Staff) -> None:
        seed = signing_in.with_app(lead)
        first, second = factors.make_recovery_codes(lead)[:2]
        page = opens()
        page.goto("/")
        by_password(page)
        by_code(page, first)
        is_in(page)
        go_to_the_form(page)
        by_code(page, second)
        expect(page.get_by_role("alert")).to_contain_text("does not count here")
        by_code(page, signing_in.code_now(seed))
        ask(page)
        is_open(page)

    def forget(self, page: Page) -> None:
        """Ten minutes are over since the factor was shown."""
        number = next(one["value"] for one in page.context.cookies() if one.get("name") == "sessionid")
        session = signing_in.session_of(str(number))
        session[stepup.KEPT_AS] |= {"at": "2020-01-01T00:00:00+00:00"}
        session.save()


class TestTwoPeople:
    def test_a_custodian_looks_first_and_the_field_opens_once(
        self, opens: Opens, client: Client, suit: Lawsuit, lead: Staff, keeper: Staff
    ) -> None:
        RevealPolicy.objects.create(lawsuit=suit, two_person=True)
        page, hers = opens(lead), opens(keeper)
        go_to_the_form(page)
        ask(page, button="Ask the custodian")
        expect(page.get_by_role("heading", name="A custodian looks first")).to_be_visible()

        hers.goto("/doe-v-rivermont/reveals")
        hers.get_by_role("link", name="Decide").first.click()
        hers.get_by_label("Why").fill("She has to sign the verification today.")
        hers.get_by_role("button", name="Approve").click()
        expect(hers.get_by_text("Decided, and whoever asked is told.")).to_be_visible()
        assert NAME not in hers.content()

        go_to_the_form(page)
        page.get_by_role("button", name="Open the approved field: Last name").click()
        is_open(page)
        assert RevealRequest.objects.get().rounds.count() == 3
