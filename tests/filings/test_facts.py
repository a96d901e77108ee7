"""What a paper may say of a client is what the file says of her, and nothing that it does not."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from casefile.models import CauseOfAction, Defendant, Enactment, Lawsuit, Staff
from filings.law.claim_events import Event, EventKind
from filings.models import GovernmentClaim
from filings.press import texts
from filings.press.facts import Captioned, LawsuitFacts, PlaintiffFacts
from filings.queries import facts
from filings.queries.claims import claims_of
from plaintiffs.models import Client, Plaintiff
from plaintiffs.rules.identity import Identity
from tests.factories import enrolled

TODAY = date(2026, 11, 24)
SILENT = (Event(EventKind.ACCRUED, date(2026, 1, 5)), Event(EventKind.PRESENTED, date(2026, 2, 2)))


@pytest.fixture
def doe(db: None, lawsuit: Lawsuit) -> Plaintiff:
    enrolled(lawsuit, code="MT-1", number=1, identity=Identity(last="Quorndale"), events=SILENT)
    return Plaintiff.objects.unscoped("test").select_related("client").get()


def told(lawsuit: Lawsuit, doe: Plaintiff) -> PlaintiffFacts:
    found = facts.paper_facts(lawsuit, plaintiffs=[doe], plaintiff=None, options={}, today=TODAY)
    (first,) = found.plaintiffs
    assert isinstance(first, PlaintiffFacts)
    return first


@pytest.mark.parametrize(
    ("role", "assignment", "formerly"),
    [
        ("undercover", "undercover", False),
        ("UC - long term", "undercover", False),
        ("formerly undercover", "undercover", True),
        ("buy officer", "undercover", False),
        ("plain clothes surveillance", "surveillance", False),
        ("wire room", "surveillance", False),
        ("cover officer", "support", False),
        ("confidential source handler", "support", False),
        ("patrol", "", False),
        ("not undercover", "", False),
        ("n/k", "", False),
    ],
)
def test_she_swears_only_to_a_role_in_words_that_are_known(
    lawsuit: Lawsuit, doe: Plaintiff, role: str, assignment: str, *, formerly: bool
) -> None:
    Client.objects.unscoped("test").update(covert_role=role)
    doe.client.refresh_from_db()
    found = told(lawsuit, doe)
    assert (found.assignment, found.formerly) == (assignment, formerly)


def test_an_answer_on_a_day_nobody_knows_is_never_pleaded_or_counted_as_silence(
    lawsuit: Lawsuit, doe: Plaintiff, auditor: Staff
) -> None:
    assert told(lawsuit, doe).claims[0].outcome == "deemed rejected"
    assert claims_of(lawsuit, staff=auditor, today=TODAY)[0].sue_by is not None
    GovernmentClaim.objects.unscoped("test").update(undated=["rejected"])
    (row,) = claims_of(lawsuit, staff=auditor, today=TODAY)
    assert told(lawsuit, doe).claims[0].outcome == ""
    assert row.sue_by is None
    assert "find the envelope today" in " ".join(flag.text for flag in row.flags)


def test_a_paper_that_speaks_for_one_reads_nothing_of_the_others_but_their_labels(
    lawsuit: Lawsuit, doe: Plaintiff, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def queries_for(first: Plaintiff) -> int:
        plaintiffs = list(Plaintiff.objects.unscoped("test").all())
        with django_assert_max_num_queries(13):
            found = facts.paper_facts(lawsuit, plaintiffs=plaintiffs, plaintiff=first, options={}, today=TODAY)
        assert [one.label for one in found.plaintiffs] == [one.label for one in plaintiffs]
        assert [type(one) for one in found.plaintiffs] == [PlaintiffFacts] + [Captioned] * (len(plaintiffs) - 1)
        assert found.plaintiff == found.plaintiffs[0]
        return len(plaintiffs)

    assert queries_for(doe) == 1
    for number in range(2, 8):
        enrolled(lawsuit, code=f"MT-{number}", number=number, identity=Identity(last="Quorndale"), events=SILENT)
    assert queries_for(doe) == 7


def test_what_is_the_same_for_every_letter_is_read_again_once_a_row_of_it_has_changed(
    lawsuit: Lawsuit, doe: Plaintiff
) -> None:
    def seen() -> LawsuitFacts:
        return facts.paper_facts(lawsuit, plaintiffs=[doe], plaintiff=doe, options={}, today=TODAY).lawsuit

    cause = CauseOfAction.objects.create(lawsuit=lawsuit, ordinal=99, title="Negligence")
    enactment = Enactment.objects.create(cite="Gov. Code, § 999.1")
    assert seen().causes[-1].statutes == ()
    cause.statutes.add(enactment)
    assert seen().causes[-1].statutes == ("Gov. Code, § 999.1",)
    Enactment.objects.filter(pk=enactment.pk).update(cite="Gov. Code, § 999.2")
    assert seen().causes[-1].statutes == ("Gov. Code, § 999.2",)
    party = Defendant.objects.create(lawsuit=lawsuit, name="CITY OF ELSEWHERE", position=9)
    assert seen().defendants[-1].name == "CITY OF ELSEWHERE"
    party.delete()
    assert "CITY OF ELSEWHERE" not in [one.name for one in seen().defendants]


def test_what_was_seen_within_a_transaction_is_gone_when_it_is_rolled_back(lawsuit: Lawsuit, doe: Plaintiff) -> None:
    def names() -> list[str]:
        found = facts.paper_facts(lawsuit, plaintiffs=[doe], plaintiff=doe, options={}, today=TODAY)
        return [one.name for one in found.lawsuit.defendants]

    before = names()
    with transaction.atomic():
        Defendant.objects.create(lawsuit=lawsuit, name="CITY OF ELSEWHERE", position=9)
        assert names() == [*before, "CITY OF ELSEWHERE"]
        transaction.set_rollback(True)
    assert names() == before


def test_a_text_that_speaks_for_one_may_need_no_fact_of_the_others() -> None:
    head = 'code = "x"\ntitle = "x"\nfooter = "x"\nshell = "letter"\naudience = "entity"\n'
    needs = 'needs = ["plaintiffs.claims"]\n'
    assert texts.read(f'+++\n{head}cardinality = "per_lawsuit"\n{needs}+++\nwords').needs == ("plaintiffs.claims",)
    with pytest.raises(texts.TextRefused, match="nothing of the others"):
        texts.read(f'+++\n{head}cardinality = "per_plaintiff"\n{needs}+++\nwords')
