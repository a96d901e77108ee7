"""The page that opens one field, and those around it: what they show to whom, and that no other page does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client as Browser

from casefile import clock, stepup
from casefile.acts import Act
from casefile.models import AuditEntry, Lawsuit, Role, Staff
from casefile.stepup import Method
from plaintiffs.models import AlarmKind, Client, RevealAlarm, RevealPolicy, RevealRequest, RevealState
from plaintiffs.rules.identity import Identity
from tests import factories
from tests.plaintiffs import opening
from tests.plaintiffs.opening import PURPOSE, entries, give, people
from tests.signing_in import code_now, let_in, with_app

SignIn = Callable[[Staff], Any]
NAME = "Quillfeather10"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def trail_of_this_test(db: None) -> None:
    opening.begin()


@pytest.fixture
def client(lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> Client:
    (client,) = people(lawsuit, [10])
    give(client, to=lead_attorney, by=custodian)
    return client


@pytest.fixture
def page(client: Client) -> str:
    return f"/doe-v-rivermont/clients/{client.pk}/reveal"


@pytest.fixture
def seed(lead_attorney: Staff) -> str:
    return with_app(lead_attorney)


@pytest.fixture
def browser(lead_attorney: Staff, seed: str) -> Any:
    return let_in(lead_attorney)


def form(**other: str) -> dict[str, str]:
    return {"asking": str(uuid4()), "field": "last", "reason_code": "contact", "purpose": PURPOSE, **other}


def age(browser: Any, *, seconds: int) -> None:
    """The factor was shown so long ago."""
    session = browser.session
    session[stepup.KEPT_AS] |= {"at": (clock.now() - timedelta(seconds=seconds)).isoformat()}
    session.save()


class TestThePage:
    def test_shows_the_one_field_once_and_is_kept_nowhere(self, browser: Any, page: str) -> None:
        shown = browser.get(page)
        assert NAME not in shown.text
        answer = browser.post(page, form())
        assert NAME in answer.text
        assert "Odalys" not in answer.text
        assert {"no-store", "private"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Refresh"] == f"60; url={page}"
        assert "<form" not in answer.text
        assert NAME not in answer.text.split("<body")[0]
        assert NAME not in browser.get(page).text

    def test_by_htmx_it_comes_into_the_page(self, browser: Any, page: str) -> None:
        answer = browser.post(page, form(), **HTMX)
        assert NAME in answer.text
        assert "<html" not in answer.text
        assert 'data-opened="60"' in answer.text
        assert "Refresh" not in answer.headers

    def test_the_client_s_own_page_leads_there_and_shows_the_doe_label_alone(
        self, browser: Any, page: str, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser.post(page, form())
        hers, others = (one.get("/doe-v-rivermont/plaintiffs/010").text for one in (browser, signed_in(paralegal)))
        assert page in hers
        assert page not in others
        for told in (hers, others):
            assert "Doe 10" in told
            assert NAME not in told

    def test_a_claim_s_page_leads_to_its_own_number(
        self, lawsuit: Lawsuit, custodian: Staff, signed_in: SignIn
    ) -> None:
        she = factories.enrolled(lawsuit, code="RM-9000", events=[], city_claim_no="C99-01234")
        claim = factories.claim_of(she)
        browser = signed_in(custodian)
        address = f"/doe-v-rivermont/clients/{she.pk}/reveal?claim={claim.pk}"
        assert address in browser.get(f"/doe-v-rivermont/claims/{claim.pk}").text
        assert f'value="city_claim_no:{claim.pk}" selected' in browser.get(address).text
        assert "C99-01234" in browser.post(address, form(field=f"city_claim_no:{claim.pk}")).text

    @pytest.mark.parametrize(
        ("wrong", "field", "told"),
        [
            ({"purpose": "curious"}, "purpose", "at least 15"),
            ({"purpose": "Ask Odalys Quillfeather10 to sign it"}, "purpose", "seems to stand here"),
            ({"purpose": ""}, "purpose", "required"),
            ({"reason_code": "fun"}, "reason_code", "Choose one"),
            ({"field": "spouse"}, "field", "Choose one"),
            ({"asking": "again"}, "asking", "valid UUID"),
        ],
    )
    @pytest.mark.parametrize("by", [{}, HTMX])
    def test_a_mistake_opens_nothing_and_is_not_repeated(
        self, browser: Any, page: str, wrong: dict[str, str], field: str, told: str, by: dict[str, str]
    ) -> None:
        answer = browser.post(page, form(**wrong), **by)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert told in str(answer.context["form"].errors)
        assert NAME not in answer.text
        assert not RevealRequest.objects.exists()

    def test_a_name_in_the_purpose_leaves_an_entry_without_it(self, browser: Any, page: str) -> None:
        browser.post(page, form(purpose="Ask Odalys Quillfeather10 to sign it"))
        assert [one.detail for one in entries(Act.NAME_KEPT_OUT)] == [{"form": "reveal"}]

    def test_the_third_name_within_an_hour_in_whichever_forms_sounds_an_alarm_that_the_others_are_told(
        self, browser: Any, page: str, signed_in: SignIn, custodian: Staff, lead_attorney: Staff
    ) -> None:
        names = {"words": "Ask Odalys Quillfeather10 to sign it", "purpose": "Ask Odalys Quillfeather10 to sign it"}
        desk, glass = "/doe-v-rivermont/reveals", "/doe-v-rivermont/reveals/glass"
        for address, sounded in ((page, 0), (glass, 0), (page, 1), (glass, 1)):
            assert browser.post(address, form(purpose="curious", words="curious")).status_code == 422  # names nobody
            assert browser.post(address, form() | names).status_code == 422
            assert RevealAlarm.objects.filter(kind=AlarmKind.KEPT_OUT, staff=lead_attorney).count() == sounded
        assert len(entries(Act.NAME_KEPT_OUT)) == 4
        assert "a way to try names" in signed_in(custodian).get(desk).text
        assert NAME not in signed_in(custodian).get(desk).text

    def test_says_when_it_is_too_often(self, browser: Any, page: str) -> None:
        for _ in range(5):
            assert browser.post(page, form()).status_code == 200
        for by in ({}, HTMX):
            answer = browser.post(page, form(), **by)
            assert answer.status_code == 429
            assert "more than may be opened" in answer.text
            assert NAME not in answer.text

    @pytest.mark.parametrize("by", [{}, HTMX])
    def test_says_that_what_cannot_be_recorded_is_not_done(
        self, browser: Any, page: str, by: dict[str, str], superuser_sql: Any
    ) -> None:
        superuser_sql.execute("REVOKE INSERT ON casefile_auditentry FROM casefile_app")
        superuser_sql.commit()
        try:
            answer = browser.post(page, form(), **by)
        finally:
            superuser_sql.execute("GRANT INSERT ON casefile_auditentry TO casefile_app")
            superuser_sql.commit()
        assert answer.status_code == 503
        assert NAME not in answer.text


class TestTheFactor:
    """Security test T17, at the page."""

    @pytest.mark.parametrize(("seconds", "opens"), [(0, True), (298, True), (302, False)])
    def test_is_fresh_or_asked_for_again(self, browser: Any, page: str, seconds: int, opens: bool) -> None:  # noqa: FBT001
        age(browser, seconds=seconds)
        answer = browser.post(page, form(), HTTP_REFERER=f"http://testserver{page}")
        assert (NAME in answer.text) is opens
        assert opens or answer["Location"].startswith("/confirm?next=%2Fdoe-v-rivermont%2Fclients")

    def test_of_a_recovery_code_does_not_count(self, browser: Any, page: str, lead_attorney: Staff) -> None:
        session = browser.session
        stepup.keep(session, Authenticator.objects.get(user=lead_attorney, type=Method.RECOVERY_CODE))
        session.save()
        for answer in (browser.get(page), browser.post(page, form())):
            assert answer["Location"].startswith("/confirm")

    def test_of_somebody_else_does_not_count(self, browser: Any, page: str, custodian: Staff) -> None:
        other = let_in(custodian)
        session = other.session
        session[stepup.KEPT_AS] = browser.session[stepup.KEPT_AS]
        session.save()
        assert other.get(page)["Location"].startswith("/confirm")
        assert NAME not in other.post(page, form()).text
        assert not RevealRequest.objects.exists()

    def test_whose_code_was_used_before_does_not_count(self, browser: Any, page: str, seed: str) -> None:
        age(browser, seconds=600)
        confirm = browser.get(page)["Location"]
        code = code_now(seed)
        assert browser.post(confirm, {"code": code})["Location"] == page
        assert NAME in browser.post(page, form()).text
        age(browser, seconds=600)
        assert browser.post(confirm, {"code": code}).status_code == 422
        assert NAME not in browser.post(page, form()).text

    def test_shown_in_another_browser_does_not_count_for_a_stolen_cookie(
        self, browser: Any, page: str, seed: str
    ) -> None:
        age(browser, seconds=600)
        thief: Any = Browser()
        thief.cookies["sessionid"] = browser.cookies["sessionid"].value
        browser.post(browser.get(page)["Location"], {"code": code_now(seed)})
        assert NAME not in thief.post(page, form()).text


class TestEverybodyElse:
    @pytest.mark.parametrize(
        "name", ["paralegal", "staff_member", "auditor", "outsider", "administrator", "attorney without a grant"]
    )
    def test_is_told_that_there_is_no_such_page_and_the_trail_says_why(
        self, name: str, page: str, lawsuit: Lawsuit, signed_in: SignIn, request: pytest.FixtureRequest
    ) -> None:
        roles = {"administrator": Role.ADMINISTRATOR, "attorney without a grant": Role.ATTORNEY}
        if name in roles:
            somebody = factories.staff("Somebody Else", role=roles[name])
            lawsuit.members.create(staff=somebody)
        else:
            somebody = request.getfixturevalue(name)
        browser = signed_in(somebody)
        nobody = page.replace(page.split("/")[3], str(uuid4()))
        answers = [browser.get(page), browser.post(page, form()), browser.get(nobody)]
        assert [one.status_code for one in answers] == [404] * 3
        assert len({one.text for one in answers}) == 1
        assert len(entries(Act.REVEAL_DENIED)) == 3
        assert {one.actor for one in entries(Act.REVEAL_DENIED)} == {str(somebody.pk)}
        assert {one.lawsuit for one in entries(Act.REVEAL_DENIED)} == {lawsuit.pk}  # where its readers look

    def test_who_did_not_sign_in_is_led_to_the_door(self, page: str) -> None:
        assert Browser().get(page)["Location"] == f"/login?next={page}"


class TestTheCustodian:
    @pytest.fixture
    def waiting(self, browser: Any, page: str, lawsuit: Lawsuit) -> RevealRequest:
        RevealPolicy.objects.create(lawsuit=lawsuit, two_person=True)
        answer = browser.post(page, form())
        assert "A custodian looks first" in answer.text
        return RevealRequest.objects.get()

    def test_decides_with_a_reason_and_whoever_asked_opens_it_then(
        self, waiting: RevealRequest, browser: Any, page: str, signed_in: SignIn, custodian: Staff
    ) -> None:
        hers = signed_in(custodian)
        desk = hers.get("/doe-v-rivermont/reveals").text
        decide = f"/doe-v-rivermont/reveals/{waiting.pk}"
        assert decide in desk
        assert PURPOSE in hers.get(decide).text
        assert hers.post(decide, {"approve": "", "words": "yes"}).status_code == 422
        assert hers.post(decide, {"approve": "", "words": "She has to sign today."}).status_code == 302
        assert hers.get(decide).status_code == 404  # decided
        assert "Open the approved field: Last name" in browser.get(page).text
        assert NAME in browser.post(f"{page}/{waiting.pk}").text
        assert "Open the approved field" not in browser.get(page).text

    def test_says_no_and_nothing_opens(
        self, waiting: RevealRequest, browser: Any, page: str, signed_in: SignIn, custodian: Staff
    ) -> None:
        words = {"deny": "", "words": "Ask her by telephone first."}
        assert signed_in(custodian).post(f"/doe-v-rivermont/reveals/{waiting.pk}", words).status_code == 302
        waiting.refresh_from_db()
        assert waiting.state == RevealState.DENIED
        assert browser.post(f"{page}/{waiting.pk}").status_code == 422
        log = browser.get(page.replace("/reveal", "/reveals")).text
        assert "Ask her by telephone first." in log

    def test_nobody_else_is_asked(
        self, waiting: RevealRequest, browser: Any, signed_in: SignIn, auditor: Staff
    ) -> None:
        for one in (browser, signed_in(auditor)):
            assert one.get(f"/doe-v-rivermont/reveals/{waiting.pk}").status_code == 404
            assert "Decide" not in one.get("/doe-v-rivermont/reveals").text


class TestTheDesk:
    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("lead_attorney", 200), ("custodian", 200), ("auditor", 200),
            ("paralegal", 403), ("staff_member", 403), ("outsider", 404),
        ],
    )  # fmt: skip
    def test_is_for_who_oversees_and_tells_no_name(
        self, browser: Any, page: str, signed_in: SignIn, request: pytest.FixtureRequest, name: str, status: int
    ) -> None:
        browser.post(page, form())
        reader = signed_in(request.getfixturevalue(name))
        for address in ("/doe-v-rivermont/reveals", page.replace("/reveal", "/reveals")):
            answer = reader.get(address)
            assert answer.status_code == status
            assert (PURPOSE in answer.text) is (status == 200)
            assert NAME not in answer.text

    def test_an_alarm_stands_there_and_in_the_rail_until_it_is_looked_into(
        self, lawsuit: Lawsuit, paralegal: Staff, browser: Any, lead_attorney: Staff
    ) -> None:
        alarm = RevealAlarm.objects.create(lawsuit=lawsuit, staff=paralegal, kind=AlarmKind.DENIALS, at=clock.now())
        shown = browser.get("/doe-v-rivermont/reveals")
        assert "again and again without a right" in shown.text
        assert shown.context["rail"]().openings == 1
        assert browser.post(f"/doe-v-rivermont/reveals/alarms/{alarm.pk}/seen").status_code == 302
        shown = browser.get("/doe-v-rivermont/reveals")
        assert "seen by Ines Halloran" in shown.text
        assert shown.context["rail"]().openings == ""

    def test_two_attorneys_break_the_glass(self, lawsuit: Lawsuit, browser: Any, signed_in: SignIn) -> None:
        second = factories.staff("Orla Bexley", role=Role.ATTORNEY)
        lawsuit.members.create(staff=second)
        words = {"words": "A hearing begins in an hour."}
        assert browser.post("/doe-v-rivermont/reveals/glass", words).status_code == 302
        assert "Agree" not in browser.get("/doe-v-rivermont/reveals").text
        hers = signed_in(second)
        asked = hers.get("/doe-v-rivermont/reveals")
        (glass,) = asked.context["desk"].glass
        assert glass.join_url in asked.text
        assert words["words"] in hers.get(glass.join_url).text  # whoever agrees reads for what
        assert browser.get(glass.join_url).status_code == 404
        assert hers.post(glass.join_url).status_code == 302
        assert "Orla Bexley agreed" in browser.get("/doe-v-rivermont/reveals").text

    @pytest.mark.parametrize("words", ["Odalys Quillfeather is away.", "Nobody at all is away."])
    def test_nobody_else_is_told_what_is_wrong_with_her_words(
        self, lawsuit: Lawsuit, auditor: Staff, custodian: Staff, signed_in: SignIn, words: str
    ) -> None:
        """A refusal of the words alone would tell her whether somebody of that name is a client."""
        who = Identity(last="Quillfeather", first="Odalys")
        factories.enrolled(lawsuit, code="RM-0077", number=77, identity=who)
        for somebody in (auditor, custodian):
            browser = signed_in(somebody)
            assert browser.get("/doe-v-rivermont/reveals/glass").status_code == 403
            assert browser.post("/doe-v-rivermont/reveals/glass", {"words": words}).status_code == 403

    def test_the_limits_may_be_stricter_than_the_house_and_never_laxer(self, lawsuit: Lawsuit, browser: Any) -> None:
        address = "/doe-v-rivermont/reveals/policy"
        told = {"an_hour": 3, "a_day": 10, "people_a_day": 5, "quiet_from": "19:00", "quiet_until": "07:00"}
        assert browser.get(address).status_code == 200
        assert browser.post(address, told | {"a_day": 21}).status_code == 422
        for begins, ends in (("03:00", "03:00"), ("12:00", "13:00"), ("21:00", "07:00"), ("19:00", "05:59")):
            laxer = browser.post(address, told | {"quiet_from": begins, "quiet_until": ends})
            assert (laxer.status_code, "always out of hours" in laxer.text) == (422, True)
        assert browser.post(address, told | {"two_person": "on"}).status_code == 302
        policy = RevealPolicy.objects.get(lawsuit=lawsuit)
        assert (policy.two_person, policy.an_hour, policy.quiet_until.hour) == (True, 3, 7)
        assert AuditEntry.objects.latest("seq").act == Act.REVEAL_POLICY_CHANGED
