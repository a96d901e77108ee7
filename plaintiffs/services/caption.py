"""What the lawsuit's papers say of itself: case number, judge, the story of the release, and the order on names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Stale
from casefile.models import Lawsuit, PseudonymStatus, Staff
from plaintiffs.models import PseudonymOrder

CAPTION = (
    "case_number",
    "judge",
    "department",
    "filed_on",
    "trial_on",
    "records_requested_on",
    "records_requester",
    "photographs_published_at",
    "officers_published",
    "released_from",
    "released_until",
)


def told(lawsuit: Lawsuit) -> dict[str, Any]:
    """The caption's facts as they stand, with the latest order on names."""
    order = lawsuit.pseudonym_orders.last()
    facts: dict[str, Any] = {name: getattr(lawsuit, name) for name in CAPTION}
    facts["order_status"] = order.status if order else PseudonymStatus.NONE
    facts["order_on"] = order.order_on if order else None
    facts["hearing_on"] = order.hearing_on if order else None
    return facts


@transaction.atomic
def change(lawsuit: Lawsuit, *, before: Mapping[str, Any], after: Mapping[str, Any], actor: Staff) -> list[str]:
    """Set what differs from `before`, which is what the page showed; raises Stale when it stands otherwise by now."""
    locked = Lawsuit.objects.select_for_update().get(pk=lawsuit.pk)
    now = told(locked)
    changed = [name for name in after if after[name] != before.get(name)]
    if any(now[name] != before.get(name) for name in changed):
        raise Stale("caption", lawsuit.pk)
    columns = [name for name in changed if name in CAPTION]
    for name in columns:
        setattr(locked, name, after[name])
    if columns:
        locked.save(update_fields=columns)
    if {"order_status", "order_on", "hearing_on"} & set(changed):
        _order(locked, after)
    if changed:
        audit.record(actor, Act.CAPTION_CHANGED, locked, fields=sorted(changed))
    return changed


def _order(lawsuit: Lawsuit, after: Mapping[str, Any]) -> None:
    """A new row for each step of the motion: the earlier ones tell under which regime a paper was filed."""
    PseudonymOrder.objects.create(
        lawsuit=lawsuit,
        status=after["order_status"],
        order_on=after["order_on"],
        hearing_on=after["hearing_on"],
        recorded_at=clock.now(),
    )
