"""The papers that can be pressed."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casefile.models import Scope
from casefile.rest import Address, Operation, paged
from filings.models import Audience
from filings.queries import papers
from filings.services import templates


class PaperSerializer(serializers.Serializer[Any]):
    """A text. `each`: it is pressed once for every plaintiff; else it speaks for all. `options` are its switches."""

    code = serializers.CharField()
    title = serializers.CharField()
    about = serializers.CharField()
    each = serializers.BooleanField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    options = serializers.DictField(child=serializers.CharField(), help_text="Code and words of each.")


class Papers(Address):
    operations = {
        "GET": Operation("listPapers", "The papers that can be pressed", Scope.READ, gives=paged(PaperSerializer))
    }

    def get(self, request: Request, lawsuit: str) -> Response:
        self.lawsuit()
        self.asked()
        return self.shown({"items": papers.offers(templates.shipped()), "next": None})
