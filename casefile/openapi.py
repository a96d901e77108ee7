"""The API described in OpenAPI 3.1, from what each address says of itself. Loaded when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from casefile.problems import MEDIA_TYPE, WORDS, ProblemSerializer
from casefile.rest import Operation

EVERYWHERE = (400, 401, 403, 404, 503)
OF_A_BODY = (413, 415, 422)
OF_AN_ACT = (409, 429)
FORBIDDEN = "The role of the person, or the scope of the token, does not include this."
PATH: dict[str, tuple[dict[str, Any], str]] = {
    "lawsuit": ({"type": "string", "pattern": "^[a-z][a-z0-9-]{1,59}$"}, "The slug of the lawsuit."),
    "number": ({"type": "integer", "minimum": 1, "maximum": 99_999}, "A Doe number."),
}
REFUSAL_HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "Seconds to wait."}}


@cache
def document() -> dict[str, Any]:
    """The whole description; the same for everybody."""
    generator: Any = SchemaGenerator
    found: dict[str, Any] = generator().get_schema(request=None, public=True)
    return found


def tell_objects_whole(result: dict[str, Any], **told: Any) -> dict[str, Any]:
    """Nothing more is taken than what stands here, and nothing more is given."""
    for shape in result["components"]["schemas"].values():
        if shape.get("type") == "object":
            shape["additionalProperties"] = False
        for field in shape.get("properties", {}).values():
            field.pop("x-spec-enum-id", None)
    return result


class Described(AutoSchema):
    """Reads an address's `operations`."""

    @property
    def _operation(self) -> Operation:
        address: Any = self.view
        found: Operation = address.operations[self.method]
        return found

    def is_excluded(self) -> bool:
        return self.method not in getattr(self.view, "operations", {})

    def get_operation_id(self) -> str:
        return self._operation.id

    def get_summary(self) -> str:
        return self._operation.summary

    def get_description(self) -> str:  # type: ignore[override]
        return f"Scope of the token: `{self._operation.scope.value}`."

    def get_tags(self) -> list[str]:
        """By the noun: the last word of the address that is no variable and no act."""
        words = [word for word in self.path.split("/") if word and not word.startswith("{")][2:]
        return [words[1] if len(words) > 1 else words[0]]

    def get_auth(self) -> list[dict[str, list[str]]]:
        return [{"token": [self._operation.scope.value]}]

    def get_request_serializer(self) -> Any:
        return self._operation.takes

    def get_override_parameters(self) -> list[Any]:
        return [*self._addressed(), *self._asked(), *self._answered()]

    def get_response_serializers(self) -> Any:
        operation = self._operation
        gives = operation.gives or OpenApiResponse(OpenApiTypes.BINARY, description="The file.")
        refused = {
            (status, MEDIA_TYPE): OpenApiResponse(ProblemSerializer, description=_words(status))
            for status in sorted(self._refusals())
        }
        return {(operation.status, operation.media_type): gives, **refused}

    def _refusals(self) -> set[int]:
        operation = self._operation
        acts = (*OF_AN_ACT, *(OF_A_BODY if operation.takes else ())) if self.method == "POST" else ()
        return {*EVERYWHERE, *acts, *operation.refuses}

    def _addressed(self) -> Iterator[OpenApiParameter]:
        for name, (shape, words) in PATH.items():
            if f"{{{name}}}" in self.path:
                yield OpenApiParameter(name, shape, OpenApiParameter.PATH, required=True, description=words)

    def _asked(self) -> Iterator[Any]:
        if self._operation.asks:
            yield self._operation.asks
        if self._operation.key:
            yield OpenApiParameter(
                "Idempotency-Key",
                OpenApiTypes.UUID,
                OpenApiParameter.HEADER,
                required=True,
                description="A UUID of your own for this request: sent again, it is answered again and done once.",
            )

    def _answered(self) -> Iterator[OpenApiParameter]:
        for name, words in self._operation.headers.items():
            yield _header(name, words, status=self._operation.status)
        for status, headers in REFUSAL_HEADERS.items():
            if status in self._refusals():
                for name, words in headers.items():
                    yield _header(name, words, status=status)


def _header(name: str, words: str, *, status: int) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=True, description=words, response=[status])


def _words(status: int) -> str:
    return FORBIDDEN if status == 403 else str(WORDS[status])
