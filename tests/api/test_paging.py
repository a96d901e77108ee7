"""Lists come in pieces by key: each row once, whatever is enrolled meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client as Browser

from casefile.models import Lawsuit, Staff
from filings.models import GovernmentClaim
from filings.services import batches
from plaintiffs.models import Plaintiff
from tests import factories
from tests.api.conftest import SUIT, Program


@pytest.fixture
def reader(lawsuit: Lawsuit, staff_member: Staff, program: Program) -> Browser:
    for number in range(10, 17):
        factories.enrolled(lawsuit, code=f"RM-{number}", number=number, events=factories.presented(days_ago=number))
    return program(staff_member)


def page(reader: Browser, address: str) -> Any:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.content
    return answer.json()


def whole(reader: Browser, address: str) -> list[Any]:
    """Every piece, one after the other."""
    found, following = [], address
    while following:
        piece = page(reader, following)
        found += piece["items"]
        following = piece["next"]
    return found


def test_the_pieces_are_the_list(reader: Browser) -> None:
    numbers = [one["number"] for one in whole(reader, f"{SUIT}/plaintiffs?limit=3")]
    assert numbers == list(range(10, 17))
    claims = [one["id"] for one in whole(reader, f"{SUIT}/claims?limit=2")]
    assert sorted(claims) == sorted(
        str(pk) for pk in GovernmentClaim.objects.unscoped("test").values_list("pk", flat=True)
    )


def test_who_comes_in_meanwhile_neither_repeats_a_row_nor_hides_one(reader: Browser, lawsuit: Lawsuit) -> None:
    first = page(reader, f"{SUIT}/plaintiffs?limit=3")
    for number in (1, 2, 14_000):
        factories.enrolled(lawsuit, code=f"RM-{number}", number=number)
    rest = whole(reader, first["next"])
    assert [one["number"] for one in first["items"] + rest] == [*range(10, 17), 14_000]


def test_the_newest_first_stays_so_while_newer_ones_come(
    reader: Browser, lawsuit: Lawsuit, staff_member: Staff
) -> None:
    does = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit))
    told: dict[str, Any] = {"lawsuit": lawsuit, "plaintiffs": does, "options": {}, "actor": staff_member}
    old = [str(batches.open_batch("letter", **told).pk) for _ in range(3)]
    first = page(reader, f"{SUIT}/batches?limit=1&kind=press")
    batches.open_batch("letter", **told)
    assert [one["id"] for one in first["items"] + whole(reader, first["next"])] == old[::-1]


def test_the_next_address_keeps_the_filter_and_holds_no_code(reader: Browser) -> None:
    following = page(reader, f"{SUIT}/claims?limit=1&plaintiff=10")["next"]
    assert following is None
    following = page(reader, f"{SUIT}/batches?limit=1")["next"] or page(reader, f"{SUIT}/claims?limit=1")["next"]
    assert "limit=1" in following
    assert "RM-" not in following


def test_a_cursor_is_good_for_the_list_that_gave_it(reader: Browser, staff_member: Staff) -> None:
    factories.opened(slug="doe-v-other", members=[staff_member])
    cursor = page(reader, f"{SUIT}/claims?limit=1")["next"].partition("after=")[2]
    assert reader.get(f"{SUIT}/claims?after={cursor}").status_code == 200
    assert reader.get(f"{SUIT}/plaintiffs?after={cursor}").status_code == 400
    assert reader.get(f"{SUIT.replace('rivermont', 'other')}/claims?after={cursor}").status_code == 400
    assert reader.get(f"{SUIT}/claims?after={cursor[:-1]}").status_code == 400
