"""Today, the roster, a person, the claims and a claim: who may see them, what they say, and how often they ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from casefile import clock
from casefile.models import Lawsuit, Staff
from filings.models import ClaimEvent, GovernmentClaim
from plaintiffs.models import Client
from tests.factories import claim_of, enrolled, opened, presented, rejected

SignIn = Callable[[Staff], Browser]


@pytest.fixture
def people(lawsuit: Lawsuit) -> list[Client]:
    """One whose time to sue ends soon, one who waits for the City, one outside the suit without a claim."""
    return [
        enrolled(lawsuit, code="RM-0001", number=17, events=rejected(days_ago=170)),
        enrolled(lawsuit, code="RM-0002", number=18, events=presented(days_ago=10)),
        enrolled(lawsuit, code="RM-0003"),
    ]


@pytest.fixture
def pages(people: list[Client]) -> list[str]:
    claim = claim_of(people[0]).pk
    return ["", "plaintiffs", "plaintiffs/017", f"clients/{people[2].pk}", "claims", f"claims/{claim}"]


class TestTheWall:
    def test_every_member_reads_every_page(
        self, pages: list[str], signed_in: SignIn, auditor: Staff, staff_member: Staff
    ) -> None:
        for person in (auditor, staff_member):
            browser = signed_in(person)
            assert [browser.get(f"/doe-v-rivermont/{page}").status_code for page in pages] == [200] * len(pages)

    def test_behind_the_wall_every_page_is_as_unknown_as_one_that_is_not_there(
        self, pages: list[str], signed_in: SignIn, outsider: Staff
    ) -> None:
        browser = signed_in(outsider)
        assert {browser.get(f"/doe-v-rivermont/{page}").status_code for page in pages} == {404}
        assert browser.get("/doe-v-nobody/plaintiffs").status_code == 404

    def test_a_number_that_nobody_bears_and_a_second_spelling_of_one_are_unknown(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        answers = [browser.get(f"/doe-v-rivermont/plaintiffs/{number}").status_code for number in ("019", "17", "0017")]
        assert answers == [404, 404, 404]

    def test_in_another_lawsuit_of_hers_its_people_and_claims_are_unknown(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        opened(slug="doe-v-elsewhere", members=[paralegal])
        browser, elsewhere = signed_in(paralegal), "/doe-v-elsewhere"
        claim, client = f"{elsewhere}/claims/{claim_of(people[0]).pk}", f"{elsewhere}/clients/{people[2].pk}"
        assert [browser.get(at).status_code for at in (f"{elsewhere}/plaintiffs/017", client, claim)] == [404] * 3
        day = clock.today().isoformat()
        told = {"kind": "amended", "on": day, "accrued_on": day}
        assert [browser.post(at, told).status_code for at in (claim, client, f"{client}/join")] == [404] * 3
        assert not ClaimEvent.objects.filter(kind="amended").exists()
        assert GovernmentClaim.objects.unscoped("test").count() == 2

    def test_a_stranger_is_sent_to_sign_in(self, pages: list[str]) -> None:
        answer = Browser().get("/doe-v-rivermont/plaintiffs")
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, "/login")


class TestToday:
    def test_what_ends_on_one_day_under_one_rule_is_one_line_with_its_claims(
        self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff
    ) -> None:
        for number in range(1, 4):
            enrolled(lawsuit, code=f"RM-1{number}", number=number, events=rejected(days_ago=170))
        browser = signed_in(paralegal)
        page = browser.get("/doe-v-rivermont/")
        (group,) = page.context["groups"]
        (entry,) = group.entries
        assert entry.title == "Time to sue ends for 3 Does"
        assert browser.get(entry.url).context["page"].paginator.count == 3

    def test_the_ribbon_has_fourteen_days_and_says_why_the_court_is_dark(
        self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff
    ) -> None:
        ribbon = signed_in(paralegal).get("/doe-v-rivermont/").context["ribbon"]
        assert [day.on for day in ribbon] == [clock.today() + timedelta(days=n) for n in range(14)]
        assert {day.closed for day in ribbon} >= {"Saturday", "Sunday"}

    def test_every_share_of_the_bar_leads_to_as_many_claims(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        claims = browser.get("/doe-v-rivermont/").context["claims"]
        assert sum(share.count for share in claims.shares) == claims.total == 2
        for share in claims.shares:
            assert browser.get(share.url).context["page"].paginator.count == share.count


class TestLists:
    def asked(self, browser: Browser, address: str) -> list[str]:
        page = browser.get(f"/doe-v-rivermont/{address}").context["page"]
        return [getattr(row, "code", None) or row.client_code for row in page]

    @pytest.mark.parametrize("q", ["17", "017", "Doe 17", "JANE DOE 17", "rm-0001"])
    def test_a_doe_number_or_a_code_finds_its_row(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff, q: str
    ) -> None:
        browser = signed_in(paralegal)
        assert self.asked(browser, f"plaintiffs?q={q}") == ["RM-0001"]
        assert self.asked(browser, f"claims?q={q}") == ["RM-0001"]

    @pytest.mark.parametrize("address", ["plaintiffs", "claims"])
    def test_a_name_is_not_searched_for_and_not_said_again(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff, address: str
    ) -> None:
        answer = signed_in(paralegal).get(f"/doe-v-rivermont/{address}?q=Quillfeather&view=due")
        assert answer.status_code == 422
        assert "Search by a Doe number" in answer.text
        assert "Quillfeather" not in answer.text
        assert answer.headers["HX-Push-Url"] == "false"

    def test_rows_without_a_day_come_last_both_ways(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        assert self.asked(browser, "plaintiffs?sort=-doe") == ["RM-0002", "RM-0001"]
        enrolled(people[0].lawsuit, code="RM-0004", number=19)
        assert self.asked(browser, "plaintiffs?sort=sue_by")[-1] == "RM-0004"
        assert self.asked(browser, "plaintiffs?sort=-sue_by")[-1] == "RM-0004"

    def test_the_tabs_count_what_they_show(self, people: list[Client], signed_in: SignIn, paralegal: Staff) -> None:
        browser = signed_in(paralegal)
        for address in ("plaintiffs", "claims"):
            for view in browser.get(f"/doe-v-rivermont/{address}").context["views"]:
                assert len(self.asked(browser, f"{address}{view.url}")) == view.count

    def test_fifty_rows_make_a_page(self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff) -> None:
        for number in range(1, 53):
            enrolled(lawsuit, code=f"RM-{number:04d}", number=number)
        browser = signed_in(paralegal)
        assert len(self.asked(browser, "plaintiffs")) == 50
        assert self.asked(browser, "plaintiffs?page=2") == ["RM-0051", "RM-0052"]

    def test_the_queries_stay_as_many_however_long_the_lists_are(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        few = {page: self.queries(browser, page) for page in ("", "plaintiffs", "claims", "plaintiffs/017")}
        for number in range(30, 40):
            enrolled(people[0].lawsuit, code=f"RM-{number:04d}", number=number, events=rejected(days_ago=number))
        assert {page: self.queries(browser, page) for page in few} == few
        assert few.pop("plaintiffs/017") <= 33  # sealed fields, who may open them, copies of the key, the entry
        assert max(few.values()) <= 22

    def queries(self, browser: Browser, page: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(f"/doe-v-rivermont/{page}").status_code == 200
        return len(asked)


class TestRecording:
    @pytest.fixture
    def claim(self, people: list[Client]) -> GovernmentClaim:
        return claim_of(people[1])

    def told(self, claim: GovernmentClaim, **more: str) -> tuple[str, dict[str, str]]:
        day = clock.today().isoformat()
        notice = {"kind": "rejected", "on": day, "method": "mail", "mailed_on": day, "warning": "yes"}
        return f"/doe-v-rivermont/claims/{claim.pk}", notice | more

    def test_a_rejection_sets_the_day_to_sue(self, claim: GovernmentClaim, signed_in: SignIn, paralegal: Staff) -> None:
        browser = signed_in(paralegal)
        address, notice = self.told(claim)
        assert browser.post(address, notice).headers["Location"] == address
        page = browser.get(address).context["claim"]
        assert (page.row.state_code, page.row.limit_code) == ("rejected", "six_months_from_mailing")
        assert ClaimEvent.objects.get(claim=claim, kind="rejected").recorded_by == paralegal

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"on": "2999-01-01"}, "still to come"),
            ({"kind": "presented"}, "already has such an event"),
            ({"kind": "petition_filed"}, "Nothing to follow"),
            ({"on": ""}, "This field is required"),
            ({"until": "2999-01-01"}, "agreed extension"),
        ],
    )
    def test_what_cannot_have_happened_is_refused_and_what_was_typed_stays(
        self, claim: GovernmentClaim, signed_in: SignIn, paralegal: Staff, more: dict[str, str], words: str
    ) -> None:
        address, notice = self.told(claim, **more)
        before = claim.events.count()
        answer = signed_in(paralegal).post(address, notice)
        assert (answer.status_code, claim.events.count()) == (422, before)
        assert words in answer.text
        assert f'value="{notice["mailed_on"]}"' in answer.text

    def test_an_extension_to_the_end_of_time_leaves_every_page_standing(
        self, claim: GovernmentClaim, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        address, agreed = self.told(claim, kind="extension_agreed", mailed_on="", warning="", until="9999-12-31")
        assert browser.post(address, agreed).status_code == 302
        pages = ["/doe-v-rivermont/", "/doe-v-rivermont/plaintiffs", "/doe-v-rivermont/claims", address]
        assert [browser.get(page).status_code for page in pages] == [200] * len(pages)

    def test_the_same_event_twice_is_recorded_once(
        self, claim: GovernmentClaim, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        address, notice = self.told(claim)
        assert [browser.post(address, notice).status_code for _ in range(2)] == [302, 422]
        assert claim.events.filter(kind="rejected").count() == 1

    def test_an_event_is_struck_once_and_then_is_unknown(
        self, claim: GovernmentClaim, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        address, _notice = self.told(claim)
        event = claim.events.get(kind="presented")
        assert [browser.post(address, {"strike": str(event.pk)}).status_code for _ in range(2)] == [302, 404]
        assert browser.post(address, {"strike": "no id"}).status_code == 404

    def test_who_may_only_read_records_nothing_and_is_offered_nothing(
        self, claim: GovernmentClaim, signed_in: SignIn, staff_member: Staff
    ) -> None:
        browser = signed_in(staff_member)
        address, notice = self.told(claim)
        assert browser.post(address, notice).status_code == 403
        assert browser.get(address).context["form"] is None
        assert not claim.events.filter(kind="rejected").exists()


class TestAPerson:
    def test_her_first_claim_is_recorded_from_her_page_with_its_number_sealed(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        day = clock.today() - timedelta(days=20)
        told = {"accrued_on": day.isoformat(), "presented_on": clock.today().isoformat(), "city_claim_no": "R26-77001"}
        answer = browser.post(f"/doe-v-rivermont/clients/{people[2].pk}", told)
        page = browser.get(answer.headers["Location"])
        assert page.context["claim"].has_sealed_number
        assert "R26-77001" not in page.text
        assert [event.kind for event in page.context["claim"].events] == ["accrued", "presented"]

    def test_a_claim_presented_before_it_accrued_is_refused(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff
    ) -> None:
        told = {"accrued_on": clock.today().isoformat(), "presented_on": "2020-01-02"}
        answer = signed_in(paralegal).post(f"/doe-v-rivermont/clients/{people[2].pk}", told)
        assert answer.status_code == 422
        assert not GovernmentClaim.objects.unscoped("test").filter(client=people[2]).exists()

    def test_a_client_joins_under_the_next_number(
        self, people: list[Client], signed_in: SignIn, paralegal: Staff, staff_member: Staff
    ) -> None:
        address = f"/doe-v-rivermont/clients/{people[2].pk}/join"
        assert signed_in(staff_member).post(address).status_code == 403
        assert signed_in(paralegal).post(address).headers["Location"] == "/doe-v-rivermont/plaintiffs/019"

    def test_pages_say_which_fields_are_sealed_and_know_no_name(
        self, canaries_enrolled: Lawsuit, signed_in: SignIn, lead_attorney: Staff
    ) -> None:
        browser = signed_in(lead_attorney)
        for page in ("", "plaintiffs", "claims", "plaintiffs/801", "plaintiffs/808"):
            assert browser.get(f"/doe-v-rivermont/{page}").status_code == 200
        sealed = browser.get("/doe-v-rivermont/plaintiffs/801").context["sealed"]
        assert [field.held for field in sealed].count(True) == 10
