"""What a worker of a batch gives to the door that papers leave by."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from casefile import clock
from casefile.models import ItemState, Lawsuit, Staff
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


@pytest.fixture
def does(lawsuit: Lawsuit) -> list[Plaintiff]:
    for number in (1, 2):
        factories.enrolled(lawsuit, code=f"RM-{number}", number=number, identity=Identity(last=f"Quillfeather{number}"))
    return list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).order_by("number"))


def dismiss(plaintiff: Plaintiff) -> None:
    Plaintiff.objects.unscoped("test").filter(pk=plaintiff.pk).update(dismissed_on=clock.today())


def take_out(plaintiff: Plaintiff) -> None:
    Plaintiff.objects.unscoped("test").filter(pk=plaintiff.pk).delete()


@pytest.mark.parametrize("go", [dismiss, take_out])
@pytest.mark.parametrize("code", ["complaint", "letter"])
def test_a_paper_with_somebody_who_has_gone_in_its_caption_is_asked_for_anew(
    lawsuit: Lawsuit,
    staff_member: Staff,
    does: list[Plaintiff],
    door: list[tuple[list[str], str]],
    code: str,
    go: Callable[[Plaintiff], None],
) -> None:
    batch = batches.open_batch(code, lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    go(does[0])
    for item in batch.items.all():
        batches.press_item(item.pk)
    assert door == []
    told = {(item.state, item.outcome["text"]) for item in batch.items.all()}
    assert told == {(ItemState.REFUSED, "Somebody of its caption is no longer in the lawsuit. Ask for it anew.")}


def test_each_letter_sees_the_plaintiffs_as_they_are_by_then(
    lawsuit: Lawsuit, staff_member: Staff, does: list[Plaintiff], door: list[tuple[list[str], str]]
) -> None:
    batch = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    first, second = batch.items.order_by("position").values_list("pk", flat=True)
    batches.press_item(first)
    Plaintiff.objects.unscoped("test").filter(pk=does[0].pk).update(style="JOHN")
    Client.objects.unscoped("test").filter(pk=does[1].client_id).update(code="RM-77")
    batches.press_item(second)
    assert door == [(["JANE DOE 1", "JANE DOE 2"], "RM-1"), (["JOHN DOE 1", "JANE DOE 2"], "RM-77")]
