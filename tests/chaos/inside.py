"""`python -m tests.chaos.inside ACT`: done in the drill's house by its own services; answers in a line of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402

from casefile.models import Batch, Lawsuit, Role, Staff  # noqa: E402
from filings import tasks  # noqa: E402
from plaintiffs.models import Client, Plaintiff  # noqa: E402
from plaintiffs.services import intake  # noqa: E402
from tests.chaos import judge  # noqa: E402


@transaction.atomic
def prepare(letters: str) -> dict[str, Any]:
    """As many plaintiffs in the demonstration as letters are wanted."""
    lawsuit = Lawsuit.objects.get()
    missing = int(letters) - Plaintiff.objects.unscoped("test").in_suit().count()
    for client in Client.objects.unscoped("test").filter(designations=None).order_by("code")[: max(missing, 0)]:
        intake.join(client, style="JANE", actor=_attorney())
    return {"plaintiffs": Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).in_suit().count()}


def ask(letters: str) -> dict[str, Any]:
    """A batch of so many letters, asked for and rung for as the page does it."""
    lawsuit = Lawsuit.objects.get()
    batch = tasks.start_press("letter", lawsuit=lawsuit, plaintiffs=_first(letters), options={}, actor=_attorney())
    return {"batch": str(batch.pk)}


def keys(letters: str) -> dict[str, Any]:
    """The items' keys that a batch of so many letters will have, in order."""
    return {"keys": [str(one.pk) for one in _first(letters)]}


def examine(batch: str, letters: str, *poisons: str) -> dict[str, Any]:
    asked = keys(letters)["keys"]
    return asdict(judge.examine(Batch.objects.get(pk=batch), asked=asked, poisons=frozenset(poisons)))


def _first(letters: str) -> list[Plaintiff]:
    return list(
        Plaintiff.objects.unscoped("test").in_suit().select_related("client").order_by("number")[: int(letters)]
    )


def _attorney() -> Staff:
    return Staff.objects.filter(role=Role.ATTORNEY).order_by("pk")[0]


ACTS: dict[str, Callable[..., dict[str, Any]]] = {"prepare": prepare, "ask": ask, "keys": keys, "examine": examine}

if __name__ == "__main__":
    sys.stdout.write(f"{json.dumps(ACTS[sys.argv[1]](*sys.argv[2:]))}\n")
