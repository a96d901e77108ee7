"""Asking for papers: which, for whom, with which options, and under which key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from casefile.problems import Invalid
from filings.press.texts import PaperText
from filings.services import templates
from plaintiffs.models import Plaintiff

ALL = "all"
MOST = 5_000


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "const": ALL},
            {
                "type": "array",
                "items": {"type": "integer", "minimum": 1, "maximum": 99_999},
                "minItems": 1,
                "maxItems": MOST,
            },
        ]
    }
)
class WhomField(serializers.Field[Any, Any, Any, Any]):
    """Doe numbers, or everybody in the suit."""

    default_error_messages = {"invalid": _("This has to be “all”, or a list of Doe numbers.")}

    def to_internal_value(self, data: Any) -> Any:
        listed = isinstance(data, list) and 0 < len(data) <= MOST
        if data == ALL or (listed and all(type(one) is int and 0 < one <= 99_999 for one in data)):
            return data
        self.fail("invalid")


class PressSerializer(serializers.Serializer[Any]):
    """Which paper, for whom, with which of its options on."""

    paper = serializers.SlugField(max_length=40, help_text="A code, as papers lists them.")
    plaintiffs = WhomField()
    options = serializers.ListField(child=serializers.SlugField(max_length=40), default=list, max_length=40)


def key_of(request: Request) -> UUID:
    try:
        return UUID(request.headers.get("Idempotency-Key", ""))
    except ValueError as wrong:
        told = _("Draw a UUID for this request, and send it again with the same one if no answer comes.")
        raise serializers.ValidationError({"Idempotency-Key": [told]}) from wrong


def fingerprint_of(asked: Mapping[str, Any]) -> str:
    """The same for requests that ask for the same, in whatever order."""
    whom = asked["plaintiffs"]
    told = [asked["paper"], whom if whom == ALL else sorted(set(whom)), sorted(set(asked["options"]))]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def text_of(code: str) -> PaperText:
    text = next((one for one in templates.shipped() if one.code == code), None)
    if text is None:
        raise Invalid({"paper": [_("There is no such paper here.")]})
    return text


def chosen(plaintiffs: Sequence[Plaintiff], whom: Any) -> list[Plaintiff]:
    if whom == ALL:
        return list(plaintiffs)
    known = {one.number: one for one in plaintiffs}
    _refuse_unknown("plaintiffs", whom, known=known, words=_("Nobody in the suit bears this number."))
    return [known[number] for number in sorted(set(whom))]


def options_of(text: PaperText, asked: Sequence[str]) -> dict[str, bool]:
    known = text.options or {}
    _refuse_unknown("options", asked, known=known, words=_("This paper has no such option."))
    return {code: code in asked for code in known}


def _refuse_unknown(field: str, asked: Sequence[Any], *, known: Container[Any], words: str) -> None:
    unknown = {str(place): [words] for place, one in enumerate(asked) if one not in known}
    if unknown:
        raise Invalid({field: unknown})
