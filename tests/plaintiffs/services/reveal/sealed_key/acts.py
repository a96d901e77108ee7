"""Asking for a copy of the sealed key, deciding and fetching it, as a person does who has just shown her factor."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pypdfium2

from casefile.acts import Act
from casefile.models import Lawsuit, Staff
from plaintiffs.models import KeyCopy, KeyExhibit, KeyState
from plaintiffs.services import key_copies, key_exhibit
from plaintiffs.services.key_exhibit import Wanted
from tests.plaintiffs.opening import asker, entries

PURPOSE = "Lodged with the motion for leave, set for January"
WHY = "The court ordered it lodged."


def wanted(*numbers: int, reason: str = "order", **other: Any) -> Wanted:
    told: dict[str, Any] = {"purpose": PURPOSE, "hearing": "", "asking": uuid4()} | other
    return Wanted(frozenset(numbers), reason, **told)


def ask(lawsuit: Lawsuit, staff: Staff, *numbers: int, **other: Any) -> KeyExhibit:
    return key_exhibit.ask(wanted(*numbers, **other), lawsuit=lawsuit, by=asker(staff))


def approve(exhibit: KeyExhibit, staff: Staff, *, factor_age: float = 0) -> KeyExhibit:
    by = asker(staff, factor_age=factor_age)
    return key_exhibit.approve(exhibit.pk, lawsuit=exhibit.lawsuit, words=WHY, by=by)


def fetch(exhibit: KeyExhibit, staff: Staff, *, factor_age: float = 0) -> bytes:
    by = asker(staff, factor_age=factor_age)
    return key_copies.fetch(exhibit.pk, lawsuit=exhibit.lawsuit, by=by).content


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    told = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return told


def is_destroyed(exhibit: KeyExhibit) -> None:
    """No bytes and no key; the row with its number and digest."""
    assert not KeyCopy.objects.using("vault").filter(pk=exhibit.pk).exists()
    left = KeyExhibit.objects.get(pk=exhibit.pk)
    assert (left.state, left.copy_no, left.sha256) == (KeyState.DESTROYED, exhibit.copy_no, exhibit.sha256)
    assert len(entries(Act.SEALED_KEY_DESTROYED)) == 1
