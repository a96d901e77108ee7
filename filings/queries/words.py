"""Every word that could come onto a paper: of the texts as they are now, and of the facts of a lawsuit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from casefile.models import Lawsuit
from filings.models import TemplateVersion
from filings.press.facts import names_of
from filings.queries.facts import paper_facts
from plaintiffs.models import Plaintiff


def of_texts() -> set[str]:
    """The texts that are pressed today; an older version is pressed by a batch alone that was asked for under it."""
    newest = TemplateVersion.objects.filter(code=OuterRef("code")).order_by("-number")
    now = TemplateVersion.objects.filter(number=Subquery(newest.values("number")[:1]))
    return set(now.values_list("text", flat=True))


def of_facts(lawsuit: Lawsuit, *, today: date) -> set[str]:
    """What the papers of a lawsuit may say of it and of everybody in it."""
    everybody = list(
        Plaintiff.objects.unscoped("what papers may be made of")
        .filter(lawsuit=lawsuit)
        .select_related("client")
        .order_by("number")
    )
    return set(_strings(paper_facts(lawsuit, plaintiffs=everybody, plaintiff=None, options={}, today=today)))


def _strings(told: Any) -> Iterator[str]:
    match told:
        case str():
            yield told
        case Mapping():
            for value in told.values():
                yield from _strings(value)
        case tuple() | list():
            for value in told:
                yield from _strings(value)
        case _ if is_dataclass(told):
            for name in names_of(told):
                yield from _strings(getattr(told, name))
