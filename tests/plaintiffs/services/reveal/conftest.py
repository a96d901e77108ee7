"""A lawsuit in the daytime, with people of whom each was given to the lead attorney."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client, RevealPolicy
from tests.plaintiffs import opening
from tests.plaintiffs.opening import DAYTIME, give, people


@pytest.fixture(autouse=True)
def trail_of_this_test(db: None) -> None:
    """The trail is never emptied: `entries` tells what this test wrote."""
    opening.begin()


@pytest.fixture(autouse=True)
def daytime() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DAYTIME, tick=True) as moment:
        yield moment


@pytest.fixture
def clients(lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> list[Client]:
    """Every third Doe from 10 on, given to the lead attorney."""
    found = people(lawsuit, range(10, 10 + 3 * 12, 3))
    for client in found:
        give(client, to=lead_attorney, by=custodian)
    return found


@pytest.fixture
def client(clients: list[Client]) -> Client:
    return clients[0]


@pytest.fixture
def two_person(lawsuit: Lawsuit) -> RevealPolicy:
    return RevealPolicy.objects.create(lawsuit=lawsuit, two_person=True)
