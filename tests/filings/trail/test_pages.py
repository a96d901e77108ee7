"""The audit trail's pages: who reads it, how an entry is found, and whether it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from casefile import anchors, audit, clock
from casefile.acts import Act
from casefile.models import AuditEntry, Lawsuit, Staff
from casefile.wording import ACTS
from filings.queries import trail as queries
from filings.queries.trail import Sought
from plaintiffs.models import Plaintiff
from tests import factories
from tests.filings.trail.conftest import HERE, HOUSE, SignIn, acts, rows
from tests.signing_in import let_in


def test_every_act_has_its_words() -> None:
    assert set(ACTS) == set(Act)
    assert all(str(words) for words in ACTS.values())


class TestWhoMay:
    @pytest.mark.parametrize(
        ("who", "here", "house"),
        [
            ("lead_attorney", 200, 404),
            ("custodian", 200, 404),
            ("auditor", 200, 200),
            ("administrator", 200, 200),
            ("paralegal", 404, 404),
            ("staff_member", 404, 404),
            ("outsider", 404, 404),
        ],
    )
    def test_reads_the_trail_of_the_lawsuit_and_of_the_house(
        self, administrator: Staff, signed_in: SignIn, request: pytest.FixtureRequest, who: str, here: int, house: int
    ) -> None:
        browser = signed_in(request.getfixturevalue(who))
        for address, status in ((HERE, here), (HOUSE, house)):
            assert browser.get(address).status_code == status
            for act in ("verify", "export"):
                expected = {("verify", 200): 302, ("export", 200): 200}.get((act, status), status)
                assert browser.post(f"{address}/{act}", {"form": "csv"}).status_code == expected
        assert (HERE in browser.get("/doe-v-rivermont/claims").content.decode()) is (here == 200)

    def test_another_lawsuit_s_entries_are_not_in_it_and_in_the_house_s_only_by_their_kind(
        self, browser: Browser, told: list[Plaintiff], outsider: Staff
    ) -> None:
        elsewhere = factories.opened(slug="doe-v-elsewhere", members=[outsider])
        factories.enrolled(elsewhere, code="EL-77", number=77)
        assert "EL-77" not in browser.get(HERE).content.decode()
        first = rows(browser, HOUSE)[1]
        assert (first.entry.lawsuit, first.on and first.on.url) == (elsewhere.pk, "")
        page = browser.get(HOUSE, {"q": "77"}).content.decode()
        assert "No entry answers" in page
        assert "EL-77" not in browser.get(HOUSE).content.decode()


DRAWN = re.compile(r'="[\w+/=-]{20,}"')  # tokens by lot


class TestReading:
    def test_an_entry_says_who_did_what_on_whom_when_and_by_which_means(
        self, browser: Browser, told: list[Plaintiff]
    ) -> None:
        second, first, paper, *_rest = rows(browser)
        assert (first.who, first.what) == ("Ines Halloran", "Read a client’s page")
        assert first.on and (first.on.doe, first.on.url) == (1, "/doe-v-rivermont/plaintiffs/001")
        assert first.means == "by a command, typed by the account clerk-of-the-machine"
        assert second.means == "in a browser"
        assert paper.on and paper.on.url.startswith("/doe-v-rivermont/documents/")
        page = browser.get(HERE).content.decode()
        assert "PST" in page or "PDT" in page

    def test_about_who_is_denied_to_its_reader_it_stays_and_says_not_about_whom(
        self, browser: Browser, kept_from_them: Plaintiff
    ) -> None:
        about_her = [row for row in rows(browser) if row.entry.client == kept_from_them.client_id]
        assert {Act.CLIENT_ENROLLED, Act.CLIENT_READ, Act.CLIENT_DENIED} <= set(acts(about_her))
        assert {(row.on.label, row.on.url, row.more) for row in about_her if row.on} == {
            ("a client who is denied to you", "", "")
        }
        page = browser.get(HERE).content.decode()
        assert not [trace for trace in ("RM-1<", "plaintiffs/001", str(kept_from_them.client_id)) if trace in page]

    def test_what_a_search_answered_somebody_else_tells_who_is_denied_the_number_of_clients_alone(
        self, browser: Browser, signed_in: SignIn, kept_from_them: Plaintiff, told: list[Plaintiff], custodian: Staff
    ) -> None:
        first, second = kept_from_them.client_id, told[1].client_id
        with audit.inside(kept_from_them.lawsuit_id):
            audit.record(custodian, Act.NAME_SEARCH_ANSWERED, "plaintiffs.namesearch 1", shown=[first, second])
        newest, *_rest = rows(browser, act=Act.NAME_SEARCH_ANSWERED)
        assert newest.more == f"shown: {second}, 1 client who is denied to you"
        assert str(first) not in browser.get(HERE).text
        newest, *_rest = rows(signed_in(custodian), act=Act.NAME_SEARCH_ANSWERED)
        assert newest.more == f"shown: {first}, {second}"

    def test_no_name_is_in_any_of_them(self, canaries_enrolled: Lawsuit, browser: Browser, canaries: Any) -> None:
        page = browser.get(HERE).content.decode() + browser.get(HOUSE).content.decode()
        said = DRAWN.sub("", page)  # in which two letters of a short name stand by chance
        assert said.count("<tr>") > 2
        assert not [one for one in canaries if re.search(rf"\b{re.escape(one['surname'])}\b", said)]

    def test_fifty_stand_on_a_page_and_none_is_shown_twice_or_passed_over(
        self, browser: Browser, lawsuit: Lawsuit, auditor: Staff
    ) -> None:
        for _ in range(60):
            audit.record(auditor, Act.STEP_UP_PASSED, lawsuit)
        answer = browser.get(HERE, {"act": Act.STEP_UP_PASSED})
        audit.record(auditor, Act.STEP_UP_PASSED, lawsuit)
        following = rows(browser, act=Act.STEP_UP_PASSED, after=answer.context["after"])
        numbers = [row.entry.seq for row in [*answer.context["rows"], *following]]
        assert numbers == list(range(numbers[0], numbers[0] - 60, -1))

    def test_a_cursor_of_somewhere_else_leads_nowhere(self, browser: Browser) -> None:
        assert browser.get(HERE, {"after": "W10:made-up"}).status_code == 404


class TestSearching:
    def test_by_doe_and_by_code_it_finds_her_and_the_papers_that_speak_for_her(
        self, browser: Browser, told: list[Plaintiff]
    ) -> None:
        hers = {Act.CLIENT_READ, Act.DOCUMENT_DOWNLOADED, Act.CLIENT_ENROLLED}
        for asked in ("1", "JANE DOE 1", "RM-1"):
            found = rows(browser, q=asked)
            assert set(acts(found)) >= hers
            assert {row.on.doe for row in found if row.on and row.on.doe} == {1}
        assert Act.DOCUMENT_DOWNLOADED not in acts(rows(browser, q="DOE 2"))
        assert rows(browser, q="RM-99") == []

    def test_by_person_and_act(self, browser: Browser, told: list[Plaintiff], lead_attorney: Staff) -> None:
        found = rows(browser, who=lead_attorney.pk, act=Act.CLIENT_READ)
        assert (acts(found), {row.who for row in found}) == ([Act.CLIENT_READ] * 2, {"Ines Halloran"})
        assert set(acts(rows(browser, HOUSE, who="system", act=Act.MAIL_SENT))) <= {Act.MAIL_SENT}

    def test_by_the_courthouse_s_day(
        self, browser: Browser, told: list[Plaintiff], lawsuit: Lawsuit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        today = clock.today()
        late = (queries.beginning(today + timedelta(days=40)) - timedelta(seconds=1)).astimezone(UTC)
        with monkeypatch.context() as then:
            then.setattr(clock, "now", lambda: late)
            audit.record("system", Act.MAIL_SENT, lawsuit)
        day = late.astimezone(clock.COURT_ZONE).date()
        assert acts(rows(browser, since=day, until=day)) == [Act.MAIL_SENT]
        assert Act.MAIL_SENT not in acts(rows(browser, since=day + timedelta(days=1)))
        assert Act.MAIL_SENT not in acts(rows(browser, since=today, until=day - timedelta(days=1)))

    def test_a_name_is_refused_and_not_said_again(self, browser: Browser) -> None:
        answer = browser.get(HERE, {"q": "Quillfeather"})
        assert answer.status_code == 422
        assert "Quillfeather" not in answer.content.decode()

    def test_a_day_that_is_none_finds_nothing_and_says_why(self, browser: Browser) -> None:
        answer = browser.get(HERE, {"since": "2026-02-31"})
        assert answer.context["rows"] == []
        assert "Enter a valid date" in answer.content.decode()


@pytest.fixture
def hundred_thousand(does: list[Plaintiff], superuser_sql: Any) -> Iterator[list[Plaintiff]]:
    """A trail as long as a year's: many people, lawsuits, clients, acts; taken away again with the test."""
    superuser_sql.execute("ALTER TABLE casefile_auditentry DISABLE TRIGGER ALL")
    superuser_sql.execute(
        """INSERT INTO casefile_auditentry
           SELECT g, now() - (200000 - g) * interval '5 minutes', 'person ' || g %% 40, 'act ' || g %% 50,
                  'filings.document ' || gen_random_uuid(), '{}', '', '', 2,
                  CASE g %% 300 WHEN 0 THEN %s::uuid ELSE md5((g %% 20)::text)::uuid END,
                  CASE g %% 900 WHEN 0 THEN %s::uuid ELSE md5((g %% 500)::text)::uuid END
           FROM generate_series(100001, 200000) g""",
        [does[0].lawsuit_id, does[0].client_id],
    )
    superuser_sql.commit()
    superuser_sql.autocommit = True
    superuser_sql.execute("ANALYZE casefile_auditentry")
    yield does
    superuser_sql.execute("DELETE FROM casefile_auditentry WHERE seq > 100000")
    superuser_sql.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_follows")
    superuser_sql.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_stays")
    superuser_sql.execute("ALTER TABLE casefile_auditentry ENABLE ALWAYS TRIGGER audit_is_not_emptied")


def test_no_search_reads_a_hundred_thousand_entries_from_end_to_end(
    hundred_thousand: list[Plaintiff], lead_attorney: Staff
) -> None:
    lawsuit, day = hundred_thousand[0].lawsuit, clock.today() - timedelta(days=100)
    here = queries.scope_of(lawsuit, reader=lead_attorney)
    house = queries.Scope(None, here.lawsuits, lead_attorney)
    asked = {
        "person": (house, Sought(actor="person 7")),
        "nobody": (house, Sought(actor="person 99")),
        "act": (house, Sought(act="act 7")),
        "no act": (house, Sought(act="never")),
        "day": (house, Sought(since=day, until=day)),
        "lawsuit": (here, Sought()),
        "lawsuit and person": (here, Sought(actor="person 20")),
        "Doe": (here, Sought(number=1)),
        "Doe in the house": (house, Sought(number=1)),
        "code": (here, Sought(code="RM-1")),
        "all": (house, Sought()),
    }
    plans = {name: plan_of(queries.found(*one).order_by("-seq")[: queries.PAGE + 1]) for name, one in asked.items()}
    assert {name for name, plan in plans.items() if "Seq Scan" in plan} == set()
    assert "entries_by_person" in plans["nobody"]
    assert "entries_by_act" in plans["no act"]
    assert "entries_by_client" in plans["Doe in the house"]
    assert "entries_by_day" in plans["day"]


def plan_of(rows: Any) -> str:
    statement, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", values)
        return "\n".join(line for (line,) in cursor.fetchall())


class TestVerifying:
    def test_the_page_says_when_it_was_looked_at_and_how_much_came_since(
        self, browser: Browser, lawsuit: Lawsuit, auditor: Staff
    ) -> None:
        answer = browser.post(f"{HOUSE}/verify", follow=True)
        assert "all is as it was written" in answer.content.decode()
        audit.record(auditor, Act.STEP_UP_PASSED, lawsuit)
        state = browser.get(HOUSE).context["state"]
        assert (state.look, state.looked.wrong) == ("done", 0)
        assert state.since == AuditEntry.objects.latest("seq").seq - state.looked.head

    def test_it_is_held_to_the_house_s_anchors(self, browser: Browser, tmp_path: Any, settings: Any) -> None:
        settings.ANCHOR = tmp_path / "audit.jsonl"
        dropped = anchors.drop()
        assert dropped
        browser.post(f"{HERE}/verify")
        state = browser.get(HERE).context["state"]
        assert (state.looked.anchor, state.anchor_holds, state.is_wrong) == (dropped.seq, True, False)

    def test_what_does_not_hold_is_red(self, browser: Browser, tmp_path: Any, settings: Any) -> None:
        settings.ANCHOR = tmp_path / "audit.jsonl"
        dropped = anchors.drop()
        assert dropped
        gone = anchors.Anchor(dropped.seq + 10_000, dropped.mac, dropped.count, dropped.at).sealed()
        settings.ANCHOR.write_text(f"{gone.line}\n")
        answer = browser.post(f"{HERE}/verify", follow=True)
        page = answer.content.decode()
        assert "Tell counsel now" in page
        assert (answer.context["state"].look, 'class="badge late"' in page) == ("late", True)
        settings.ANCHOR.unlink()
        browser.post(f"{HERE}/verify")  # the trail itself is whole, and the next test's page calm

    @pytest.mark.parametrize("act", ["verify", "export"])
    def test_both_acts_ask_for_a_fresh_second_factor(self, lawsuit: Lawsuit, auditor: Staff, act: str) -> None:
        stale = signed_in_a_while_ago(auditor)
        before = AuditEntry.objects.filter(act__in=[Act.AUDIT_VERIFIED, Act.TRAIL_EXPORTED]).count()
        for address in (HERE, HOUSE):
            answer = stale.post(f"{address}/{act}", {"form": "csv"})
            assert answer.headers["Location"].startswith("/confirm")
        assert AuditEntry.objects.filter(act__in=[Act.AUDIT_VERIFIED, Act.TRAIL_EXPORTED]).count() == before


def signed_in_a_while_ago(staff: Staff) -> Any:
    """With a second factor, shown longer ago than an act takes."""
    browser = let_in(staff)
    session = browser.session
    session["second_factor"] |= {"at": (clock.now() - timedelta(minutes=6)).isoformat()}
    session.save()
    return browser
