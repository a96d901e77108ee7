"""The lawsuits that a person works on."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casefile.access import Right, require
from casefile.models import Lawsuit, Scope
from casefile.paging import Keyset
from casefile.rest import Address, Operation, PageAsked, paged

BY_SLUG = Keyset("lawsuits", ("slug",))


class LawsuitSerializer(serializers.Serializer[Any]):
    """A lawsuit. `slug` stands for it in every address."""

    slug = serializers.SlugField()
    short_title = serializers.CharField()
    court = serializers.CharField(source="court.name")
    county = serializers.CharField(source="court.county")
    case_number = serializers.CharField(help_text="Empty until the court has given one.")
    department = serializers.CharField()
    filed_on = serializers.DateField(allow_null=True)
    trial_on = serializers.DateField(allow_null=True)
    is_demonstration = serializers.BooleanField()


class Lawsuits(Address):
    operations = {
        "GET": Operation(
            "listLawsuits", "The lawsuits you work on", Scope.READ, gives=paged(LawsuitSerializer), asks=PageAsked
        )
    }

    def get(self, request: Request) -> Response:
        require(self.staff, Right.READ)
        mine = Lawsuit.objects.visible_to(self.staff).select_related("court")
        return self.page(mine, by=BY_SLUG, render=list, asked=self.asked())


class OneLawsuit(Address):
    operations = {"GET": Operation("getLawsuit", "One lawsuit", Scope.READ, gives=LawsuitSerializer)}

    def get(self, request: Request, lawsuit: str) -> Response:
        self.asked()
        return self.shown(self.lawsuit())
