"""Seeking a name: whole, ten an hour, told to who may know, and the same to everybody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.test import Client as Browser

from casefile.acts import Act
from casefile.errors import AuditUnavailable, NotAllowed, Refused, TooOften
from casefile.models import AuditEntry, BatchItem, Lawsuit, Role, Staff
from plaintiffs.models import AlarmKind, Client, Effect, NameSearch
from plaintiffs.rules.identity import Identity
from plaintiffs.services import name_search
from plaintiffs.services.name_search import Sought
from tests import factories
from tests.plaintiffs.opening import PURPOSE, alarms, asker, entries, give

NAME = "María-José O'Quillfeather"
DENY = Effect.DENY
SEARCH = "/doe-v-rivermont/reveals/search"


@pytest.fixture
def she(lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> Client:
    """Given to the lead attorney."""
    who = Identity(last="O'Quillfeather", first="María-José", middle="Ida", aliases=("Majo Vandersloot",))
    client = factories.enrolled(lawsuit, code="RM-0050", number=50, identity=who)
    give(client, to=lead_attorney, by=custodian)
    return client


def sought(name: str, *, by: Staff, lawsuit: Lawsuit, factor_age: float = 0) -> list[Client]:
    asked = Sought(name=name, reason_code="match", purpose=PURPOSE)
    return name_search.search(asked, lawsuit=lawsuit, by=asker(by, factor_age=factor_age))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (NAME, True),
        ("maria jose oquillfeather", True),
        ("O’QUILLFEATHER, María-José", True),
        ("María-José Ida O'Quillfeather", True),
        ("Maria-Jose I. O'Quillfeather", True),
        ("Majo Vandersloot", True),
        ("O'Quillfeather Ida", False),
        ("María-José Quillfeath", False),
        ("María O'Quill", False),
        ("Somebody O'Quillfeather", False),
    ],
)
def test_a_whole_name_is_found_however_it_is_written_and_a_part_is_not(
    she: Client,
    lawsuit: Lawsuit,
    lead_attorney: Staff,
    name: str,
    found: bool,  # noqa: FBT001
) -> None:
    assert sought(name, by=lead_attorney, lawsuit=lawsuit) == ([she] if found else [])


@pytest.mark.parametrize("name", ["O'Quillfeather", "Majo", " ", "O' Quillfeather"])
def test_one_word_is_not_sought_at_all(she: Client, lawsuit: Lawsuit, lead_attorney: Staff, name: str) -> None:
    if len(name.split()) > 1:
        assert sought(name, by=lead_attorney, lawsuit=lawsuit) == []
        return
    with pytest.raises(Refused, match="first and last name"):
        sought(name, by=lead_attorney, lawsuit=lawsuit)
    assert not NameSearch.objects.exists()


@pytest.mark.parametrize(("reason", "purpose"), [("fun", PURPOSE), ("match", "short"), ("match", " " * 20)])
def test_without_a_reason_and_a_purpose_nothing_is_sought(
    she: Client, lawsuit: Lawsuit, lead_attorney: Staff, reason: str, purpose: str
) -> None:
    asked = Sought(name=NAME, reason_code=reason, purpose=purpose)
    with pytest.raises(Refused, match="Say why"):
        name_search.search(asked, lawsuit=lawsuit, by=asker(lead_attorney))
    assert not NameSearch.objects.exists()


def test_the_trail_has_a_digest_and_no_name(she: Client, lawsuit: Lawsuit, lead_attorney: Staff) -> None:
    for name in (NAME, NAME.upper(), "Somebody Else"):
        sought(name, by=lead_attorney, lawsuit=lawsuit)
    told = [one.detail for one in entries(Act.NAME_SOUGHT)]
    assert told[0]["mac"] == told[1]["mac"] != told[2]["mac"]
    assert len(entries(Act.NAME_SEARCH_ANSWERED)) == 3
    for entry in (*entries(Act.NAME_SOUGHT), *entries(Act.NAME_SEARCH_ANSWERED)):
        assert "quill" not in json.dumps(entry.detail).lower()


def test_the_digest_of_one_person_is_not_that_of_another_for_the_same_name(
    she: Client, lawsuit: Lawsuit, lead_attorney: Staff, auditor: Staff
) -> None:
    """Or whoever reads the trail would find her own digest beside what somebody else was answered."""
    assert sought(NAME, by=lead_attorney, lawsuit=lawsuit) == [she]
    assert sought(NAME, by=auditor, lawsuit=lawsuit) == []
    hers, theirs = (one.detail["mac"] for one in entries(Act.NAME_SOUGHT))
    assert hers != theirs


def test_another_lawsuits_people_are_not_found(she: Client, lead_attorney: Staff, custodian: Staff) -> None:
    other = factories.opened(slug="roe-v-rivermont", members=[lead_attorney, custodian])
    assert sought(NAME, by=lead_attorney, lawsuit=other) == []


def test_a_denial_keeps_her_back(she: Client, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> None:
    give(she, to=lead_attorney, by=custodian, effect=Effect.DENY)
    assert sought(NAME, by=lead_attorney, lawsuit=lawsuit) == []
    assert NameSearch.objects.get().kept_back == [she.pk]
    assert str(she.pk) not in json.dumps([one.detail for one in AuditEntry.objects.order_by("-seq")[:3]])


def test_the_factor_is_fresh(she: Client, lawsuit: Lawsuit, lead_attorney: Staff) -> None:
    with pytest.raises(NotAllowed):
        sought(NAME, by=lead_attorney, lawsuit=lawsuit, factor_age=301)


def test_the_eleventh_within_an_hour_is_refused(
    she: Client, lawsuit: Lawsuit, lead_attorney: Staff, daytime: time_machine.Traveller
) -> None:
    for _ in range(10):
        assert sought(NAME, by=lead_attorney, lawsuit=lawsuit) == [she]
    with pytest.raises(TooOften):
        sought(NAME, by=lead_attorney, lawsuit=lawsuit)
    assert alarms() == [AlarmKind.CAP]
    daytime.shift(timedelta(hours=1))
    assert sought(NAME, by=lead_attorney, lawsuit=lawsuit) == [she]


def test_what_cannot_be_recorded_is_not_sought(
    she: Client, lawsuit: Lawsuit, lead_attorney: Staff, superuser_sql: psycopg.Connection[Any]
) -> None:
    superuser_sql.execute("REVOKE INSERT ON casefile_auditentry FROM casefile_app")
    superuser_sql.commit()
    try:
        with pytest.raises(AuditUnavailable):
            sought(NAME, by=lead_attorney, lawsuit=lawsuit)
    finally:
        superuser_sql.execute("GRANT INSERT ON casefile_auditentry TO casefile_app")
        superuser_sql.commit()
    assert not NameSearch.objects.exists()


class TestThePage:
    @pytest.fixture(autouse=True)
    def mail_leaves(self, settings: Any) -> None:
        settings.EMAIL_HOST, settings.ADDRESS = "mail.example", "https://casefile.moltrask.example"

    def seek(self, browser: Browser, name: str, purpose: str = PURPOSE) -> Any:
        return browser.post(SEARCH, {"name": name, "reason_code": "match", "purpose": purpose})

    def test_tells_the_doe_number_to_who_may_know(
        self, she: Client, signed_in: Callable[[Staff], Browser], lead_attorney: Staff
    ) -> None:
        answer = self.seek(signed_in(lead_attorney), NAME)
        assert "Jane Doe 50" in answer.text
        assert "Quillfeather" not in answer.text
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert not BatchItem.objects.exists()

    @pytest.mark.parametrize("role", [Role.PARALEGAL, Role.ADMINISTRATOR, Role.ATTORNEY, Role.AUDITOR, Role.STAFF])
    def test_tells_everybody_else_the_same_and_the_custodian_in_any_case(
        self, she: Client, lawsuit: Lawsuit, signed_in: Callable[[Staff], Browser], role: Role, custodian: Staff
    ) -> None:
        somebody = factories.staff("Somebody Else", role=role)
        lawsuit.members.create(staff=somebody)
        browser = signed_in(somebody)
        there = self.seek(browser, NAME)
        letters = BatchItem.objects.count()
        nobody = self.seek(browser, "Bertil Nobody")
        assert (there.status_code, there.content) == (nobody.status_code, nobody.content)
        assert there.headers.items() == nobody.headers.items()
        assert "If this person is known here, the custodian has been told." in there.text
        assert (letters, BatchItem.objects.count()) == (1, 2)
        desk = signed_in(custodian).get("/doe-v-rivermont/reveals").text
        assert desk.count("Somebody Else") == 2
        assert desk.count("nobody of that name") == 1

    def test_only_custodians_see_who_was_sought(
        self, she: Client, signed_in: Callable[[Staff], Browser], paralegal: Staff, lead_attorney: Staff
    ) -> None:
        self.seek(signed_in(paralegal), NAME)
        assert "Names that were sought" not in signed_in(lead_attorney).get("/doe-v-rivermont/reveals").text

    def test_a_custodian_does_not_learn_from_her_own_search_of_a_namesake_who_is_denied_to_her(
        self, she: Client, lawsuit: Lawsuit, signed_in: Callable[[Staff], Browser], custodian: Staff
    ) -> None:
        other = factories.staff("Una Brandt", role=Role.CUSTODIAN)
        lawsuit.members.create(staff=other)
        who = Identity(last="O'Quillfeather", first="María-José")
        give(factories.enrolled(lawsuit, code="RM-0051", number=51, identity=who), to=other, by=custodian, effect=DENY)
        browser = signed_in(other)
        assert "Jane Doe 50" in self.seek(browser, NAME).text
        assert "Names that were sought" not in browser.get("/doe-v-rivermont/reveals").text
        assert [item.mail.to for item in BatchItem.objects.filter(batch__kind="mail")] == [custodian]
        assert "Una Brandt" in signed_in(custodian).get("/doe-v-rivermont/reveals").text

    def test_a_mistake_does_not_say_the_name_again(
        self, she: Client, signed_in: Callable[[Staff], Browser], lead_attorney: Staff
    ) -> None:
        browser = signed_in(lead_attorney)
        for name, purpose in ((NAME, "short"), ("Quillfeather", f"Is {NAME} our client?"), ("Quillfeather", PURPOSE)):
            answer = browser.post(SEARCH, {"name": name, "reason_code": "match", "purpose": purpose})
            assert answer.status_code == 422
            assert "Quillfeather" not in answer.text

    def test_a_purpose_does_not_tell_whether_somebody_is_known(
        self, she: Client, lawsuit: Lawsuit, signed_in: Callable[[Staff], Browser], custodian: Staff
    ) -> None:
        """It did once, to every role, in every lawsuit of the house and as often as one liked."""
        somebody = factories.staff("Somebody Else", role=Role.ADMINISTRATOR)
        lawsuit.members.create(staff=somebody)
        browser = signed_in(somebody)
        there, nobody = (self.seek(browser, "Bertil Nobody", f"Is {name} ours?") for name in (NAME, "Bert Eskil"))
        assert (there.status_code, there.content) == (200, nobody.content)
        assert entries(Act.NAME_KEPT_OUT) == []
        assert [one.purpose for one in NameSearch.objects.order_by("pk")] == [
            "(left out: it named somebody)",
            "Is Bert Eskil ours?",
        ]
        assert "Quillfeather" not in signed_in(custodian).get("/doe-v-rivermont/reveals").text
        assert "Quillfeather" not in self.seek(browser, "Bertil", f"Is {NAME} ours?").text
