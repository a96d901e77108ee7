"""Government claims: events, the state counted from them, and every clock with its authority."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casefile import clock
from casefile.acts import Act
from casefile.models import Lawsuit, Scope, Staff
from casefile.paging import Keyset
from casefile.rest import Address, Operation, PageAsked, paged
from filings.law.claim_events import ClaimState, EventKind, FlagCode, LimitOnSuit, Timeliness
from filings.law.rulebook import Actor, Kind
from filings.models import GovernmentClaim
from filings.queries.claims import ClaimRow, claim_pages, claim_rows

BY_ID = Keyset("claims", ("pk",))
Shown = serializers.Serializer[Any]


class FlagSerializer(Shown):
    """What a lawyer should look at."""

    code = serializers.ChoiceField(choices=list(FlagCode))
    text = serializers.CharField()


class ClaimSerializer(Shown):
    """A claim. `days_left` are calendar days to `sue_by`; `undated` happened on a day nobody has found out yet."""

    id = serializers.UUIDField()
    plaintiff = serializers.IntegerField(source="number", allow_null=True, help_text="Her Doe number.")
    client_code = serializers.CharField()
    state = serializers.ChoiceField(source="state_code", choices=list(ClaimState))
    timeliness = serializers.ChoiceField(source="timeliness_code", choices=list(Timeliness))
    limit_on_suit = serializers.ChoiceField(source="limit_code", choices=list(LimitOnSuit))
    presented_on = serializers.DateField(allow_null=True)
    notice_on = serializers.DateField(allow_null=True)
    deemed_rejected_on = serializers.DateField(allow_null=True)
    sue_by = serializers.DateField(allow_null=True)
    days_left = serializers.IntegerField(allow_null=True)
    court_days_left = serializers.IntegerField(allow_null=True)
    sued = serializers.BooleanField()
    undated = serializers.ListField(source="wanted", child=serializers.CharField())
    flags = FlagSerializer(many=True)


class StepSerializer(Shown):
    """One step of a count, in the order taken."""

    day = serializers.DateField()
    text = serializers.CharField()
    authority = serializers.CharField()


class CountedDaySerializer(Shown):
    """A day that a rule gives. `safe` is the day to act on; `alternatives` are other readings of the rule."""

    rule = serializers.CharField(source="rule_id")
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=list(Kind))
    authority = serializers.CharField()
    trigger = serializers.DateField()
    raw = serializers.DateField()
    due = serializers.DateField()
    safe = serializers.DateField()
    steps = StepSerializer(many=True)
    alternatives = serializers.DictField(child=serializers.DateField())


class ClockSerializer(Shown):
    """A day that the claim carries. It is open while its act is still to be done."""

    open = serializers.BooleanField()
    actor = serializers.ChoiceField(choices=list(Actor))
    counted = CountedDaySerializer(source="found")


class EventSerializer(Shown):
    """One dated fact. `warning`: whether the notice carried the words of Gov. Code § 913; null: nobody has looked."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=list(EventKind))
    words = serializers.CharField()
    on = serializers.DateField()
    method = serializers.CharField()
    mailed_on = serializers.DateField(allow_null=True)
    warning = serializers.BooleanField(allow_null=True)
    until = serializers.DateField(allow_null=True)


class ClaimDetailSerializer(Shown):
    """A claim with what happened to it and every day that follows. The City's own number of it stays sealed."""

    claim = ClaimSerializer(source="row")
    entity = serializers.CharField()
    sue_by = CountedDaySerializer(source="reading.sue_by", allow_null=True)
    clocks = ClockSerializer(source="reading.clocks", many=True)
    events = EventSerializer(many=True)


class ClaimsAsked(PageAsked):
    plaintiff = serializers.IntegerField(required=False, min_value=1, max_value=99_999, help_text="A Doe number.")


class Claims(Address):
    operations = {
        "GET": Operation("listClaims", "The claims", Scope.READ, gives=paged(ClaimSerializer), asks=ClaimsAsked)
    }

    def get(self, request: Request, lawsuit: str) -> Response:
        suit = self.lawsuit()
        asked = self.asked()
        rows = GovernmentClaim.objects.visible_to(self.staff).filter(client__lawsuit=suit)
        if number := asked.get("plaintiff"):
            rows = rows.filter(client__designations__lawsuit=suit, client__designations__number=number)
        return self.page(rows, by=BY_ID, render=partial(_rows, suit, self.staff), asked=asked)


class OneClaim(Address):
    reads = Act.CLAIM_READ
    operations = {
        "GET": Operation("getClaim", "A claim with its events and clocks", Scope.READ, gives=ClaimDetailSerializer)
    }

    def get(self, request: Request, lawsuit: str, claim_id: UUID) -> Response:
        suit = self.lawsuit()
        hers = GovernmentClaim.objects.visible_to(self.staff).filter(client__lawsuit=suit)
        found = get_object_or_404(hers.select_related("client"), pk=claim_id)
        self.asked()
        self.note(found)
        (page,) = claim_pages(suit, staff=self.staff, today=clock.today(), pk=found.pk)
        return self.shown(page)


def _rows(lawsuit: Lawsuit, staff: Staff, claims: list[GovernmentClaim]) -> list[ClaimRow]:
    return claim_rows(lawsuit, staff=staff, today=clock.today(), ids=[claim.pk for claim in claims])
