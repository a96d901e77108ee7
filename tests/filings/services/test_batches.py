"""What a worker of a batch gives to the door that papers leave by."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from casefile.models import Lawsuit, Staff
from filings.services import batches
from plaintiffs.models import Client, Plaintiff
from plaintiffs.rules.identity import Identity
from tests import factories


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> list[tuple[list[str], str]]:
    """The labels of the caption and the firm's code of the one it speaks for, of each paper that came to the door."""
    came: list[tuple[list[str], str]] = []

    def issue(_version: object, *, plaintiffs: Any, plaintiff: Any, **_rest: object) -> None:
        came.append(([one.label for one in plaintiffs], plaintiff.client.code if plaintiff else ""))

    monkeypatch.setattr(batches, "issue", SimpleNamespace(issue=issue))
    return came


def test_each_letter_sees_the_plaintiffs_as_they_are_by_then(
    lawsuit: Lawsuit, staff_member: Staff, door: list[tuple[list[str], str]]
) -> None:
    for number in (1, 2):
        factories.enrolled(lawsuit, code=f"RM-{number}", number=number, identity=Identity(last=f"Quillfeather{number}"))
    does = list(Plaintiff.objects.filter(lawsuit=lawsuit).order_by("number"))
    batch = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    first, second = batch.items.order_by("position").values_list("pk", flat=True)
    batches.press_item(first)
    Plaintiff.objects.filter(pk=does[0].pk).update(style="JOHN")
    Client.objects.filter(pk=does[1].client_id).update(code="RM-77")
    batches.press_item(second)
    assert door == [(["JANE DOE 1", "JANE DOE 2"], "RM-1"), (["JOHN DOE 1", "JANE DOE 2"], "RM-77")]
