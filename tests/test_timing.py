"""How long an answer takes tells a stranger nothing: known against unknown, in turn, in one run (security.md T63)."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from casefile.models import Lawsuit, Staff
from filings.models import GovernmentClaim
from tests import factories

pytestmark = pytest.mark.drill

SAMPLES = int(os.environ.get("TIMING_SAMPLES", "2000"))
APART = 0.05  # of the shorter median
Ask = Callable[[], Any]
SignIn = Callable[[Staff], Browser]


def medians(known: Ask, unknown: Ask, *, status: int) -> tuple[float, float]:
    """Seconds of either answer, asked in turn, each first as often as the other."""
    took: dict[Ask, list[float]] = {known: [], unknown: []}
    for number in range(SAMPLES + 20):
        for ask in (known, unknown) if number % 2 else (unknown, known):
            began = time.perf_counter()
            assert ask().status_code == status
            took[ask].append(time.perf_counter() - began)
    return statistics.median(took[known][20:]), statistics.median(took[unknown][20:])


def hold(what: str, known: Ask, unknown: Ask, *, status: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Print the ratio, and hold it."""
    first, second = medians(known, unknown, status=status)
    ratio = max(first, second) / min(first, second)
    with capsys.disabled():
        told = f"known {first * 1000:.2f} ms, unknown {second * 1000:.2f} ms, apart {ratio - 1:.1%}"
        print(f"\n{what}, {SAMPLES} each: {told}")  # noqa: T201 (a drill tells its figures)
    assert ratio - 1 <= APART


def test_a_sign_in_takes_as_long_for_an_address_nobody_has(
    lead_attorney: Staff, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # whoever measures is held up after five tries
    lead_attorney.set_password("the tide table of 1911")
    lead_attorney.save()

    def ask(address: str) -> Ask:
        browser = Browser()
        return lambda: browser.post("/login", {"login": address, "password": "not the tide table"})

    known, unknown = ask(lead_attorney.email), ask("nobody.at.all@moltrask.example")
    hold("A wrong password", known, unknown, status=200, capsys=capsys)


class TestSomethingBehindAWall:
    @pytest.fixture
    def hidden(self, outsider: Staff) -> GovernmentClaim:
        """A claim of another lawsuit, of which the lead attorney is no member."""
        other = factories.opened(slug="doe-v-elsewhere", members=[outsider])
        client = factories.enrolled(other, code="EL-1", number=1, events=factories.rejected(days_ago=60))
        return factories.claim_of(client)

    @pytest.fixture
    def ask(self, lawsuit: Lawsuit, lead_attorney: Staff, signed_in: SignIn) -> Callable[[str], Ask]:
        browser = signed_in(lead_attorney)
        return lambda path: lambda: browser.get(path)

    def test_takes_as_long_here_as_what_is_not_there(
        self, hidden: GovernmentClaim, ask: Callable[[str], Ask], capsys: pytest.CaptureFixture[str]
    ) -> None:
        here = "/doe-v-rivermont/claims"
        known, unknown = ask(f"{here}/{hidden.pk}"), ask(f"{here}/{uuid4()}")
        hold("A claim of another lawsuit", known, unknown, status=404, capsys=capsys)

    def test_takes_as_long_at_its_own_address_as_what_is_not_there(
        self, hidden: GovernmentClaim, ask: Callable[[str], Ask], capsys: pytest.CaptureFixture[str]
    ) -> None:
        known, unknown = ask(f"/doe-v-elsewhere/claims/{hidden.pk}"), ask(f"/doe-v-nowherese/claims/{uuid4()}")
        hold("A lawsuit behind a wall", known, unknown, status=404, capsys=capsys)
