"""The plaintiffs of a lawsuit, each under a Doe number."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casefile.acts import Act
from casefile.models import Lawsuit, Scope, Staff
from casefile.paging import Keyset
from casefile.rest import Address, Operation, PageAsked, paged
from plaintiffs.models import Plaintiff
from plaintiffs.models.client import Stage
from plaintiffs.queries.designations import designations

BY_NUMBER = Keyset("plaintiffs", ("number",))


class PlaintiffSerializer(serializers.Serializer[Any]):
    """A plaintiff. Her name lies in the vault, and no address of the API opens it."""

    number = serializers.IntegerField(min_value=1)
    label = serializers.CharField(help_text="As papers have it: JANE DOE 17.")  # type: ignore[assignment]
    client_code = serializers.CharField(help_text="The firm's own code.")
    stage = serializers.ChoiceField(choices=Stage.choices)
    joined_on = serializers.DateField(allow_null=True)
    dismissed_on = serializers.DateField(allow_null=True)
    used = serializers.BooleanField(help_text="An approved paper bears the number: nobody else ever will.")


class Plaintiffs(Address):
    operations = {
        "GET": Operation(
            "listPlaintiffs", "The plaintiffs in the suit", Scope.READ, gives=paged(PlaintiffSerializer), asks=PageAsked
        )
    }

    def get(self, request: Request, lawsuit: str) -> Response:
        rows = _plaintiffs(self.lawsuit(), staff=self.staff).in_suit()
        return self.page(rows, by=BY_NUMBER, render=designations, asked=self.asked())


class OnePlaintiff(Address):
    reads = Act.CLIENT_READ
    operations = {
        "GET": Operation("getPlaintiff", "One plaintiff, also a dismissed one", Scope.READ, gives=PlaintiffSerializer)
    }

    def get(self, request: Request, lawsuit: str, number: int) -> Response:
        found = get_object_or_404(_plaintiffs(self.lawsuit(), staff=self.staff), number=number)
        self.asked()
        self.note(found.client)
        return self.shown(designations([found])[0])


def _plaintiffs(lawsuit: Lawsuit, *, staff: Staff) -> Any:
    return Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit).select_related("client")
