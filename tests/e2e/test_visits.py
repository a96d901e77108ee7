"""Coming in and going out: the newcomer's link, signing out, and who is offered what."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from casefile import clock, welcome
from casefile.models import Lawsuit, Staff
from filings.services import demonstration
from tests.e2e.conftest import Opens

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("db")
def test_the_link_into_the_demonstration_opens_once(opens: Opens) -> None:
    demonstration.load(today=clock.today())
    token = welcome.make_link()
    newcomer, second = opens(), opens()
    newcomer.goto(f"/welcome/{token}")
    expect(newcomer.get_by_text("This is the demonstration")).to_be_visible()
    answer = second.goto(f"/welcome/{token}")
    assert answer and answer.status == 404
    second.goto("/")
    expect(second.get_by_role("heading", name="Sign in")).to_be_visible()


def test_back_after_signing_out_shows_no_data(opens: Opens, lead: Staff, suit: Lawsuit) -> None:
    page = opens(lead)
    page.goto("/doe-v-rivermont/plaintiffs")
    page.goto("/doe-v-rivermont/claims")
    expect(page.get_by_text("RM-1").first).to_be_visible()
    page.get_by_role("button", name="Account of Odile Brandt").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    for _step in range(2):
        page.go_back()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        assert "RM-1" not in page.content()


@pytest.mark.parametrize(("who", "offered"), [("paralegal", 1), ("staff_member", 0), ("auditor", 0)])
def test_import_is_offered_to_those_who_may(
    opens: Opens, lawsuit: Lawsuit, who: str, offered: int, request: pytest.FixtureRequest
) -> None:
    page = opens(request.getfixturevalue(who))
    page.goto("/doe-v-rivermont/")
    assert page.locator(".rail a[href$='/import']").count() == offered
