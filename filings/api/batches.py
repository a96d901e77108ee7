"""Background work: what was asked, how far it is, and asking for papers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casefile.access import Right
from casefile.models import Batch, BatchState, ItemState, Lawsuit, Scope, Staff
from casefile.paging import Keyset
from casefile.rest import Address, Operation, PageAsked, Shape, paged
from filings import tasks
from filings.api import asking
from filings.api.documents import FindingSerializer
from filings.queries import papers
from filings.queries.batches import ASKED_FOR, asked_before
from filings.queries.denied import batches_shown
from filings.queries.progress import item_progress, items_with_findings, progress_of
from filings.services import batches

NEWEST_FIRST = Keyset("batches", ("-asked_at", "-pk"))
IN_ORDER = Keyset("items", ("position", "pk"))
KEYS = UUID("b7f0a1ce-3a57-5f0e-9d0c-6f2f3e0f4f11")  # under which clients' keys become numbers of batches
Shown = serializers.Serializer[Any]


CountsSerializer: Shape = type(
    "CountsSerializer",
    (serializers.Serializer,),
    {"__doc__": "Items by state.", **{state: serializers.IntegerField() for state in ItemState.values}},
)


class BatchSerializer(Shown):
    """A batch. It is `done` when nothing of it waits any more; what was refused is among its items."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ASKED_FOR)
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=BatchState.choices)
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    total = serializers.IntegerField()
    items = CountsSerializer()


class ItemSerializer(Shown):
    """One item. `text` says why it was refused or parked, `findings` where; `document` is what came of it."""

    position = serializers.IntegerField()
    plaintiff = serializers.IntegerField(
        allow_null=True, help_text="A Doe number; null for a paper that speaks for all."
    )
    label = serializers.CharField()  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=ItemState.choices)
    ended_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()
    findings = FindingSerializer(many=True)
    document = serializers.UUIDField(allow_null=True)
    held_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when the document is held back: press it anew; null: it is not."
    )


class AskedSerializer(Shown):
    """What was asked. The same for the same Idempotency-Key, however far the work is by then."""

    id = serializers.UUIDField(source="pk")
    title = serializers.CharField()
    asked_at = serializers.DateTimeField()


class BatchesAsked(PageAsked):
    kind = serializers.ChoiceField(required=False, choices=ASKED_FOR)


class Batches(Address):
    operations = {
        "GET": Operation(
            "listBatches", "The batches, the newest first", Scope.READ, gives=paged(BatchSerializer), asks=BatchesAsked
        ),
        "POST": Operation(
            "press",
            "Press this paper for these plaintiffs",
            Scope.PRESS,
            gives=AskedSerializer,
            takes=asking.PressSerializer,
            status=202,
            key=True,
            headers={"Location": "Where the batch is."},
        ),
    }

    def get(self, request: Request, lawsuit: str) -> Response:
        suit = self.lawsuit()
        asked = self.asked()
        rows = batches_of(suit, staff=self.staff)
        if kind := asked.get("kind"):
            rows = rows.filter(kind=kind)
        render = partial(progress_of, lawsuit=suit, staff=self.staff)
        return self.page(rows, by=NEWEST_FIRST, render=render, asked=asked)

    def post(self, request: Request, lawsuit: str) -> Response:
        suit = self.lawsuit(Right.PRESS)
        number = uuid5(KEYS, f"{suit.pk} {self.staff.pk} {asking.key_of(request)}")
        asked = self.told()
        fingerprint = asking.fingerprint_of(asked)
        batch = asked_before(number, lawsuit=suit) or self._start(suit, asked, number, fingerprint)
        batches.require_same(batch, fingerprint=fingerprint)
        response = self.shown(batch)
        response["Location"] = f"{request.path}/{batch.pk}"
        return response

    def _start(self, lawsuit: Lawsuit, asked: Mapping[str, Any], number: UUID, fingerprint: str) -> Batch:
        text = asking.text_of(asked["paper"])
        return tasks.start_press(
            text.code,
            lawsuit=lawsuit,
            plaintiffs=asking.chosen(papers.plaintiffs_of(lawsuit, staff=self.staff), asked["plaintiffs"]),
            options=asking.options_of(text, asked["options"]),
            actor=self.staff,
            asking=number,
            fingerprint=fingerprint,
        )


class OneBatch(Address):
    operations = {"GET": Operation("getBatch", "How far a batch is", Scope.READ, gives=BatchSerializer)}

    def get(self, request: Request, lawsuit: str, batch_id: UUID) -> Response:
        suit = self.lawsuit()
        found = get_object_or_404(batches_of(suit, staff=self.staff), pk=batch_id)
        self.asked()
        return self.shown(progress_of([found], lawsuit=suit, staff=self.staff)[0])


class Items(Address):
    operations = {
        "GET": Operation("listItems", "What became of each", Scope.READ, gives=paged(ItemSerializer), asks=PageAsked)
    }

    def get(self, request: Request, lawsuit: str, batch_id: UUID) -> Response:
        suit = self.lawsuit()
        found = get_object_or_404(batches_of(suit, staff=self.staff), pk=batch_id)
        render = partial(item_progress, lawsuit=suit, staff=self.staff)
        return self.page(items_with_findings(found, staff=self.staff), by=IN_ORDER, render=render, asked=self.asked())


def batches_of(lawsuit: Lawsuit, *, staff: Staff) -> QuerySet[Batch]:
    """What somebody asked for, as far as she may see it; the house's own work is for who mends it."""
    return batches_shown(lawsuit, staff=staff).filter(kind__in=ASKED_FOR).select_related("asked_by")
