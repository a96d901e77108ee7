"""Why can this person see this? Who may ask, what the page tells, and what is decided on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from casefile import clock, stepup
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Client, NeedToKnow, Reason
from plaintiffs.queries.need_to_know import Rule, verdict
from plaintiffs.services import need_to_know
from tests import factories

SignIn = Callable[[Staff], Browser]


@pytest.fixture
def client(lawsuit: Lawsuit) -> Client:
    return factories.enrolled(lawsuit, code="RM-1", number=1)


@pytest.fixture
def page(client: Client) -> str:
    return f"/doe-v-rivermont/clients/{client.pk}/access"


@pytest.fixture
def keeper(custodian: Staff, signed_in: SignIn) -> Browser:
    return signed_in(custodian)


def said(name: str, whom: Staff, **more: Any) -> dict[str, Any]:
    reason = {"give": Reason.WORK, "deny": Reason.CONFLICT}.get(name)
    told = {"staff": str(whom.pk), "reason": reason or "", "until": ""} | more
    return {f"{name}-{field}": value for field, value in told.items()}


def with_a_stale_factor(browser: Browser) -> Browser:
    """The second factor was shown six minutes ago."""
    session = browser.session
    then = clock.now() - timedelta(minutes=6)
    session[stepup.KEPT_AS] = {**session[stepup.KEPT_AS], "at": then.isoformat()}
    session.save()
    return browser


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("who", "status"),
        [("lead_attorney", 200), ("custodian", 200), ("auditor", 200), ("paralegal", 403), ("staff_member", 403)],
    )
    def test_the_page_is_for_who_watches_over_access(
        self, page: str, signed_in: SignIn, who: str, status: int, request: pytest.FixtureRequest
    ) -> None:
        browser = signed_in(request.getfixturevalue(who))
        assert browser.get(page).status_code == status
        assert (page in browser.get(page.removesuffix("/access")).content.decode()) is (status == 200)

    def test_an_administrator_reads_it_and_decides_nothing(
        self, page: str, client: Client, lawsuit: Lawsuit, paralegal: Staff, signed_in: SignIn
    ) -> None:
        admin = factories.staff("Noor Vance", role=Role.ADMINISTRATOR)
        lawsuit.members.create(staff=admin)
        browser = signed_in(admin)
        assert f"{page}/give" not in browser.get(page).content.decode()
        assert browser.post(f"{page}/give", said("give", paralegal)).status_code == 403
        assert not NeedToKnow.objects.exists()


class TestWhatItTells:
    def test_every_member_has_the_rule_that_decides_for_her(
        self, page: str, client: Client, keeper: Browser, paralegal: Staff, lead_attorney: Staff, custodian: Staff
    ) -> None:
        until = clock.today() + timedelta(days=9)
        need_to_know.give(client, to=paralegal, reason=Reason.WORK, actor=custodian, until=until)
        need_to_know.deny(client, whom=lead_attorney, reason=Reason.KINSHIP, actor=custodian)
        told = {row.name: (row.learns, row.rows, row.rule) for row in keeper.get(page).context["page"].members}
        assert told == {
            "Agnes Whitlow": (True, True, "Custodian"),
            "Lucia Feng": (True, True, "Given"),
            "Ines Halloran": (False, False, "Denied"),
            "Per Lindqvist": (False, True, "Role"),
            "Teo Marsh": (False, True, "Role"),
        }
        text = keeper.get(page).content.decode()
        assert "Given to Lucia Feng" in text
        assert "Denied to Ines Halloran" in text
        assert f"Until {until + timedelta(days=1):%m/%d/%Y}" in text

    def test_what_has_ended_stays_to_be_read(
        self, page: str, client: Client, keeper: Browser, paralegal: Staff, custodian: Staff
    ) -> None:
        row = need_to_know.give(client, to=paralegal, reason=Reason.WORK, actor=custodian)
        keeper.post(f"{page}/{row.pk}/end", {"reason": "mistake"})
        text = keeper.get(page).content.decode()
        assert "What stood before" in text
        assert "given or denied by mistake" in text

    def test_members_and_decisions_are_asked_for_in_as_many_questions(
        self, page: str, client: Client, keeper: Browser, paralegal: Staff, custodian: Staff,
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        for _ in range(5):
            need_to_know.give(client, to=paralegal, reason=Reason.WORK, actor=custodian)
        keeper.get(page)
        with django_assert_max_num_queries(40):
            keeper.get(page)


class TestDeciding:
    def test_given_denied_entrusted_and_ended_by_the_page(
        self, page: str, client: Client, keeper: Browser, paralegal: Staff, lead_attorney: Staff
    ) -> None:
        assert keeper.post(f"{page}/give", said("give", paralegal)).headers["Location"] == page
        assert verdict(paralegal, client).rule is Rule.GRANTED
        keeper.post(f"{page}/deny", said("deny", paralegal))
        assert verdict(paralegal, client).rule is Rule.DENIED
        keeper.post(f"{page}/entrust", said("entrust", lead_attorney))
        client.refresh_from_db()
        assert verdict(lead_attorney, client).rule is Rule.RESPONSIBLE
        for row in NeedToKnow.objects.filter(ended_at=None):
            keeper.post(f"{page}/{row.pk}/end", {"reason": "done"})
        assert verdict(paralegal, client).rule is Rule.NOT_GIVEN

    @pytest.mark.parametrize("act", ["give", "deny", "entrust", "end"])
    def test_without_a_fresh_second_factor_nothing_is_done(
        self,
        page: str,
        client: Client,
        custodian: Staff,
        paralegal: Staff,
        lead_attorney: Staff,
        signed_in: SignIn,
        act: str,
    ) -> None:
        row = need_to_know.deny(client, whom=paralegal, reason=Reason.CONFLICT, actor=custodian)
        browser = with_a_stale_factor(signed_in(custodian))
        whom = lead_attorney if act == "entrust" else paralegal
        address, told = (
            (f"{page}/{row.pk}/end", {"reason": "done"}) if act == "end" else (f"{page}/{act}", said(act, whom))
        )
        assert browser.post(address, told).status_code == 302
        assert list(NeedToKnow.objects.values_list("pk", "ended_at")) == [(row.pk, None)]
        client.refresh_from_db()
        assert client.owner is None

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"reason": ""}, "This field is required"),
            ({"reason": "conflict"}, "Choose one of those offered"),
            ({"until": "2020-01-01"}, "The last day is past"),
            ({"staff": "11111111-1111-4111-8111-111111111111"}, "Choose one of those offered"),
        ],
    )
    def test_what_cannot_be_taken_is_said_beside_its_field(
        self, page: str, keeper: Browser, paralegal: Staff, changed: dict[str, str], words: str
    ) -> None:
        answer = keeper.post(f"{page}/give", said("give", paralegal, **changed))
        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not NeedToKnow.objects.exists()

    def test_whom_nothing_may_be_given_is_not_among_the_choices(
        self, page: str, keeper: Browser, custodian: Staff, auditor: Staff, staff_member: Staff
    ) -> None:
        offered = {value for value, _ in keeper.get(page).context["forms"]["give"].fields["staff"].choices}
        assert not offered & {str(one.pk) for one in (custodian, auditor, staff_member)}

    def test_who_denies_a_client_to_herself_is_led_to_the_roster(
        self, page: str, keeper: Browser, custodian: Staff
    ) -> None:
        answer = keeper.post(f"{page}/deny", said("deny", custodian))
        assert answer.headers["Location"] == "/doe-v-rivermont/plaintiffs"
        assert keeper.get(page).status_code == 404

    def test_an_end_needs_its_reason(
        self, page: str, client: Client, keeper: Browser, paralegal: Staff, custodian: Staff
    ) -> None:
        row = need_to_know.give(client, to=paralegal, reason=Reason.WORK, actor=custodian)
        assert keeper.post(f"{page}/{row.pk}/end", {"reason": "replaced"}).status_code == 422
        assert verdict(paralegal, client).allowed
