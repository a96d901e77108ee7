"""What the page of openings shows to whom."""

from __future__ import annotations

import pytest

from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client, Effect, RevealPolicy
from plaintiffs.queries import reveals
from plaintiffs.services import reveal
from tests import factories
from tests.plaintiffs.opening import asked, asker, give, opened, people


@pytest.fixture
def client(lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> Client:
    (client,) = people(lawsuit, [10])
    give(client, to=lead_attorney, by=custodian)
    return client


def test_openings_of_a_client_are_not_shown_to_whom_she_is_denied(
    client: Client, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff, auditor: Staff
) -> None:
    opened(client, lead_attorney)
    RevealPolicy.objects.create(lawsuit=lawsuit, two_person=True)
    reveal.ask(asked(client, field="first"), by=asker(lead_attorney))
    give(client, to=auditor, by=custodian, effect=Effect.DENY)
    for reader, seen in ((custodian, 1), (auditor, 0)):
        desk = reveals.desk_of(lawsuit, reader=reader)
        assert (len(desk.waiting), len(desk.over)) == (seen, seen)
        assert reveals.open_matters(lawsuit, reader=reader) >= seen
    assert reveals.open_matters(lawsuit, reader=auditor) < reveals.open_matters(lawsuit, reader=custodian)


def test_openings_of_another_lawsuit_are_not_on_the_desk(client: Client, lead_attorney: Staff, outsider: Staff) -> None:
    opened(client, lead_attorney)
    elsewhere = factories.opened(slug="roe-v-harrow", members=[lead_attorney, outsider])
    assert reveals.desk_of(elsewhere, reader=lead_attorney).over == ()
