"""Programs with tokens, and a lawsuit with something to read in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from casefile import clock, tokens
from casefile.models import Batch, Lawsuit, Scope, Staff
from filings.models import Document
from filings.services import batches
from plaintiffs.models import Plaintiff
from tests import factories
from tests.filings import issued

SUIT = "/api/v1/lawsuits/doe-v-rivermont"
GAPS = [("JANE DOE 2", "The day the claim was presented is not known.", "/doe-v-rivermont/plaintiffs/002")]
Program = Callable[..., Browser]


def token_of(
    staff: Staff, *, scopes: Sequence[Scope] = tuple(Scope), days: int = 7, shown_at: datetime | None = None
) -> str:
    """The second factor was shown this moment, unless it is said when."""
    asked: dict[str, Any] = {"scopes": scopes, "days": days, "asking": uuid4()}
    return tokens.make("nightly-export", **asked, shown_at=shown_at or clock.now(), actor=staff)


def press(program: Browser, *, key: object = None, **body: Any) -> Any:
    """Ask for papers; a fresh key unless one is given."""
    told = {"paper": "declaration", "plaintiffs": "all", **body}
    headers = {"Idempotency-Key": str(key or uuid4())}
    return program.post(f"{SUIT}/batches", told, content_type="application/json", headers=headers)


@pytest.fixture
def program() -> Program:
    """What a person's program asks with; every scope unless it is told which."""

    def start(staff: Staff, **token: Any) -> Browser:
        return Browser(headers={"Authorization": f"Bearer {token_of(staff, **token)}"})

    return start


@pytest.fixture
def does(lawsuit: Lawsuit) -> list[Plaintiff]:
    """Three plaintiffs; the first two have a claim."""
    return factories.three(lawsuit, events=(factories.rejected(days_ago=100), factories.presented(days_ago=10), None))


@pytest.fixture
def batch(lawsuit: Lawsuit, does: list[Plaintiff], staff_member: Staff) -> Batch:
    """Three declarations: the first is done, the second refused, the third waits."""
    asked = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    first, second, _ = asked.items.all()
    issued.finish(first, plaintiffs=does[:1])
    issued.refuse(second, gaps=GAPS)
    return asked


@pytest.fixture
def document(batch: Batch) -> Document:
    return Document.objects.unscoped("test").get(item__batch=batch)
