"""Two lawsuits with the same things in each, six people, and a client who is denied to all of them in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser

from casefile import clock, tokens
from casefile.models import BatchItem, ItemState, Lawsuit, Membership, Role, Scope, Staff
from filings.models import GovernmentClaim
from filings.services import batches
from plaintiffs.models import (
    AlarmKind,
    BrokenGlass,
    KeyExhibit,
    NeedToKnow,
    Plaintiff,
    Reason,
    RevealAlarm,
    RevealReason,
    RevealRequest,
    RevealState,
)
from plaintiffs.rules.identity import Identity
from plaintiffs.services import need_to_know, sheets
from tests import factories
from tests.filings import issued

HERE, THERE = "doe-v-rivermont", "doe-v-harborview"
WHO = ("lead_attorney", "paralegal", "staff_member", "custodian", "auditor", "administrator")
Things = dict[str, Any]


@pytest.fixture
def administrator(lawsuit: Lawsuit) -> Staff:
    return joined(lawsuit, factories.staff("Noor Vance", role=Role.ADMINISTRATOR))


@pytest.fixture
def second_custodian(lawsuit: Lawsuit) -> Staff:
    """Who decides about the first one."""
    return joined(lawsuit, factories.staff("Ruth Amadi", role=Role.CUSTODIAN))


def joined(lawsuit: Lawsuit, staff: Staff) -> Staff:
    Membership.objects.create(lawsuit=lawsuit, staff=staff)
    return staff


@pytest.fixture(params=WHO)
def person(request: pytest.FixtureRequest) -> Staff:
    """Each of the six roles."""
    found: Staff = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def people(lawsuit: Lawsuit) -> list[Plaintiff]:
    """Three plaintiffs, each with a claim."""
    return factories.three(lawsuit, events=[factories.rejected(days_ago=100)] * 3)


@pytest.fixture
def hers(lawsuit: Lawsuit, people: list[Plaintiff], paralegal: Staff, second_custodian: Staff) -> Things:
    """Everything about JANE DOE 1."""
    return things(people[0], asked_by=paralegal, decided_by=second_custodian, about=paralegal)


@pytest.fixture
def denied(
    person: Staff, people: list[Plaintiff], lead_attorney: Staff, paralegal: Staff, second_custodian: Staff
) -> Things:
    """Everything about JANE DOE 2, who is denied to the person by now."""
    asker = lead_attorney if person == paralegal else paralegal
    found = things(people[1], asked_by=asker, decided_by=second_custodian, about=asker)
    deny(people[1], person, by=second_custodian)
    return found


@pytest.fixture
def elsewhere(outsider: Staff) -> Things:
    """Everything about a plaintiff of another lawsuit, in which none of the six works."""
    suit = factories.opened(slug=THERE, members=[outsider])
    keeper = joined(suit, factories.staff("Una Prior", role=Role.CUSTODIAN))
    somebody = joined(suit, factories.staff("Sol Reyes", role=Role.PARALEGAL))
    client = factories.enrolled(
        suit, code="HV-77", number=77, identity=Identity(last="Brackwater"), events=factories.rejected(days_ago=90)
    )
    plaintiff = client.designations.unscoped("test").get()
    return things(plaintiff, asked_by=outsider, decided_by=keeper, about=somebody)


@pytest.fixture
def unknown() -> Things:
    """What is nowhere."""
    numbers = (
        "client_id",
        "claim_id",
        "document_id",
        "batch_id",
        "sheet_id",
        "row_id",
        "request_id",
        "glass_id",
        "exhibit_id",
    )
    return {name: uuid4() for name in numbers} | {
        "number": 998,
        "item_id": 2_000_000,
        "alarm_id": 2_000_000,
        "page": 1,
        "lawsuit": HERE,
    }


def things(plaintiff: Plaintiff, *, asked_by: Staff, decided_by: Staff, about: Staff) -> Things:
    """What can be named of a plaintiff: two letters, of which one was refused and stopped, a grant, a waiting sheet."""
    suit = plaintiff.lawsuit
    asked = [
        batches.open_batch("letter", lawsuit=suit, plaintiffs=[plaintiff], options={}, actor=asked_by) for _ in range(2)
    ]
    document = issued.finish(asked[0].items.get(), plaintiffs=[plaintiff])
    stopped = asked[1].items.get()
    issued.refuse(stopped, gaps=[(plaintiff.label, "The day is not known.", "/")])
    BatchItem.objects.filter(pk=stopped.pk).update(state=ItemState.PARKED)
    row = need_to_know.give(plaintiff.client, to=about, reason=Reason.WORK, actor=decided_by)
    sheet = sheets.receive(b"Claimant\nZyx", name="register.csv", lawsuit=suit, actor=asked_by)
    return openings(plaintiff, asked_by=about) | {
        "lawsuit": suit.slug,
        "client_id": plaintiff.client_id,
        "claim_id": GovernmentClaim.objects.unscoped("test").get(client=plaintiff.client).pk,
        "document_id": document.pk,
        "batch_id": asked[0].pk,
        "item_id": stopped.pk,
        "number": plaintiff.number,
        "row_id": row.pk,
        "sheet_id": sheet.pk,
        "page": 1,
    }


def openings(plaintiff: Plaintiff, *, asked_by: Staff) -> Things:
    """A request that waits for a custodian, an alarm, glass that somebody wants broken, a sealed key with her in it."""
    told: dict[str, Any] = {"lawsuit": plaintiff.lawsuit, "asked_by": asked_by, "asked_at": clock.now()}
    asked = RevealRequest.objects.create(
        client=plaintiff.client, field="last", asking=uuid4(), reason_code=RevealReason.values[0],
        purpose="to call her about the hearing", state=RevealState.ASKED, **told,
    )  # fmt: skip
    alarm = RevealAlarm.objects.create(
        lawsuit=plaintiff.lawsuit, staff=asked_by, kind=AlarmKind.DENIALS, at=clock.now()
    )
    glass = BrokenGlass.objects.create(words="nobody else is here", **told)
    copy = KeyExhibit.objects.create(
        copy_no=plaintiff.number, plaintiffs=[plaintiff.pk], whole=False, asking=uuid4(), reason_code="order",
        purpose="to lodge it with the court", **told,
    )  # fmt: skip
    return {"request_id": asked.pk, "alarm_id": alarm.pk, "glass_id": glass.pk, "exhibit_id": copy.pk}


def deny(plaintiff: Plaintiff, person: Staff, *, by: Staff) -> NeedToKnow:
    return need_to_know.deny(plaintiff.client, whom=person, reason=Reason.CONFLICT, actor=by)


def token_of(staff: Staff, *, scopes: Sequence[Scope] = tuple(Scope)) -> str:
    asked: dict[str, Any] = {"scopes": scopes, "days": 7, "asking": UUID(int=uuid4().int)}
    return tokens.make("nightly-export", **asked, shown_at=clock.now(), actor=staff)


@pytest.fixture
def visit(signed_in: Callable[[Staff], Browser]) -> Callable[..., Any]:
    """Ask for an address of the pages or of the API as this person, whose factor was shown this moment."""
    browsers: dict[object, tuple[Browser, Browser]] = {}

    def ask(staff: Staff, method: str, address: str) -> Any:
        if staff.pk not in browsers:
            program = Browser(headers={"Authorization": f"Bearer {token_of(staff)}"})
            browsers[staff.pk] = (signed_in(staff), program)
        browser = browsers[staff.pk][address.startswith("/api/")]
        if method in ("GET", "HEAD"):
            return browser.generic(method, address)
        return browser.generic(method, address, "{}", "application/json")

    return ask
