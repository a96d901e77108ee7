"""A trail with a few entries in it, and its readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client as Browser

from casefile import audit
from casefile.acts import Act
from casefile.models import Lawsuit, Role, Staff
from filings.queries import trail as queries
from filings.services import templates
from plaintiffs.models import Plaintiff, Reason
from plaintiffs.services import need_to_know
from tests import factories
from tests.filings import issued

HERE, HOUSE = "/doe-v-rivermont/audit", "/audit"
SignIn = Callable[[Staff], Browser]


@pytest.fixture
def administrator(lawsuit: Lawsuit) -> Staff:
    found = factories.staff("Noor Vance", role=Role.ADMINISTRATOR)
    lawsuit.members.create(staff=found)
    return found


@pytest.fixture
def browser(lawsuit: Lawsuit, auditor: Staff, signed_in: SignIn) -> Browser:
    return signed_in(auditor)


@pytest.fixture
def told(does: list[Plaintiff], lead_attorney: Staff) -> list[Plaintiff]:
    """A paper for the first Doe, an act of hers by a command, and one of the second."""
    version = templates.current("declaration", actor=lead_attorney)
    paper = issued.document(does[0].lawsuit, version=version, plaintiffs=does[:1], made_by=lead_attorney)
    audit.record(lead_attorney, Act.DOCUMENT_DOWNLOADED, paper, sha256="0" * 64)
    with audit.through(account="clerk-of-the-machine", uid=7):
        audit.record(lead_attorney, Act.CLIENT_READ, does[0].client)
    audit.record(lead_attorney, Act.CLIENT_READ, does[1].client)
    return does


@pytest.fixture
def kept_from_them(told: list[Plaintiff], auditor: Staff, lead_attorney: Staff, custodian: Staff) -> Plaintiff:
    """The first Doe, denied to the auditor and to an attorney."""
    for somebody in (auditor, lead_attorney):
        need_to_know.deny(told[0].client, whom=somebody, reason=Reason.CONFLICT, actor=custodian)
    return told[0]


def rows(browser: Browser, address: str = HERE, **asked: Any) -> list[queries.Row]:
    answer = browser.get(address, asked)
    assert answer.status_code == 200, answer.content.decode()
    found: list[queries.Row] = answer.context["rows"]
    return found


def acts(found: list[queries.Row]) -> list[str]:
    return [row.entry.act for row in found]
