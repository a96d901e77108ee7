"""Opening a lawsuit whose plaintiffs may not be named: the caption, and the order they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Refused
from casefile.lawsuits import clerk, free_slug, open_lawsuit
from casefile.models import Lawsuit, PseudonymStatus, Staff
from plaintiffs.models import PseudonymOrder


@transaction.atomic
def open_described(told: Mapping[str, Any], *, slug: str | None) -> Lawsuit:
    """The lawsuit of a description. Nobody may enter it until `enrol_staff` says who; commands act as its clerk."""
    name = slug or free_slug(str(told.get("short_title", "")))
    lawsuit = open_lawsuit(told, slug=name, actor=clerk(), members=[])
    plaintiffs = told.get("plaintiffs", {})
    granted = plaintiffs.get("order_permitting_fictitious_names")
    if granted:
        record_order(lawsuit, status=PseudonymStatus.GRANTED, order_on=_day(granted), actor=clerk())
    return lawsuit


@transaction.atomic
def record_order(
    lawsuit: Lawsuit,
    *,
    status: PseudonymStatus,
    actor: Staff,
    order_on: date | None = None,
    hearing_on: date | None = None,
) -> PseudonymOrder:
    """The motion to proceed under fictitious names, as it stands."""
    order = PseudonymOrder.objects.create(
        lawsuit=lawsuit, status=status, order_on=order_on, hearing_on=hearing_on, recorded_at=clock.now()
    )
    audit.record(actor, Act.PSEUDONYM_ORDER_RECORDED, order, status=status)
    return order


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refused("“order_permitting_fictitious_names” must be a day written as 2026-01-31.") from wrong
