"""The plaintiffs on a sealed key, the second person, and a copy that waits or is made."""

from __future__ import annotations

import pytest

from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Client, KeyExhibit, Plaintiff
from tests import factories
from tests.plaintiffs.services.reveal.sealed_key.acts import approve, ask


@pytest.fixture
def does(lawsuit: Lawsuit, clients: list[Client]) -> list[Plaintiff]:
    return list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).order_by("number"))


@pytest.fixture
def second(lawsuit: Lawsuit) -> Staff:
    """Another custodian."""
    somebody = factories.staff("Ruth Amadi", role=Role.CUSTODIAN)
    lawsuit.members.create(staff=somebody)
    return somebody


@pytest.fixture
def waiting(lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff) -> KeyExhibit:
    return ask(lawsuit, lead_attorney)


@pytest.fixture
def made(waiting: KeyExhibit, custodian: Staff) -> KeyExhibit:
    return approve(waiting, custodian)
