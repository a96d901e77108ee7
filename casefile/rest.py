"""The ground of the API: what an address says of itself, what it reads, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar, cast

import pghistory
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from casefile import access, audit, paging, reading
from casefile.access import Right
from casefile.acts import Act
from casefile.models import AccessToken, Lawsuit, Scope, Staff
from casefile.paging import Keyset
from casefile.problems import Invalid

Row = TypeVar("Row", bound=Model)
Shape = type[serializers.Serializer[Any]]


@dataclass(frozen=True, slots=True)
class Operation:
    """What one method of an address does: its scope, what it takes and gives, and what else it may answer."""

    id: str
    summary: str
    scope: Scope
    gives: Shape | None = None
    status: int = 200
    takes: Shape | None = None
    asks: Shape | None = None  # what may stand behind the question mark
    key: bool = False  # wants an Idempotency-Key
    media_type: str = "application/json"
    refuses: tuple[int, ...] = ()  # besides those that every address has
    headers: Mapping[str, str] = field(default_factory=dict)


class PressRate(UserRateThrottle):
    """Acts of one person in a minute, in all processes of the web together."""

    rate = "60/min"

    def allow_request(self, request: Request, view: APIView) -> bool:
        return request.method != "POST" or super().allow_request(request, view)


@extend_schema_field({"type": "string", "format": "cursor"})
class CursorField(serializers.CharField):
    """Where a piece begins; besides the word for the beginning, only the list itself can write one."""


class PageAsked(serializers.Serializer[Any]):
    """Which piece of a list."""

    limit = serializers.IntegerField(min_value=1, max_value=paging.MOST, default=paging.USUAL)
    after = CursorField(required=False, help_text="From the page before, or the word start.")


class Address(APIView):
    """One address of the API. `operations` says what each of its methods does."""

    operations: ClassVar[Mapping[str, Operation]] = {}
    reads: ClassVar[Act | None] = None  # what a GET is in the audit trail, where it shows something sensitive
    noted = False
    http_method_names = ["get", "head", "post"]
    throttle_classes = [PressRate]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with ExitStack() as self.while_it_lasts:
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Once somebody is let in, what is recorded and what the rows' history keeps names her token."""
        super().initial(request, *args, **kwargs)
        token = str(cast("AccessToken", request.auth).ref)
        pghistory.context(token=token)
        self.while_it_lasts.enter_context(audit.through(token=token))

    @property
    def staff(self) -> Staff:
        """The person whose token it is."""
        return cast("Staff", self.request.user)

    def lawsuit(self, right: Right = Right.READ) -> Lawsuit:
        entered = access.enter(self.staff, self.kwargs["lawsuit"], right)
        self.while_it_lasts.enter_context(audit.inside(entered.pk))
        return entered

    def note(self, found: Model) -> None:
        """Put on record that this is read, before anything of it is told."""
        if self.reads is None:
            raise LookupError(f"{type(self).__name__} does not say what its reads are called")
        token = str(cast("AccessToken", self.request.auth).ref)
        reading.note(self.staff, self.reads, found, via={"token": token})
        self.noted = True

    def asked(self) -> dict[str, Any]:
        """What stands behind the question mark, read; a word that the address does not know is refused."""
        shape = self.operations["GET"].asks or serializers.Serializer
        return _read(shape, self.request.query_params.dict(), error=ValidationError)

    def told(self) -> dict[str, Any]:
        """The body, read; a field that the address does not know is refused."""
        shape = self.operations["POST"].takes or serializers.Serializer
        return _read(shape, self.request.data, error=Invalid)

    def page(
        self, rows: QuerySet[Row], *, by: Keyset, render: Callable[[list[Row]], Sequence[Any]], asked: dict[str, Any]
    ) -> Response:
        """A piece of a list: cut by its key, made into facts by a query, shown in the shape of the operation."""
        limit, after = asked.pop("limit"), asked.pop("after", paging.START)
        cut = by.cut(rows, of=self.request.path, limit=limit, after=after)
        following = paging.address(self.request.path, after=cut.after, limit=limit, **asked)
        return self.shown({"items": render(cut.rows), "next": following})

    def shown(self, facts: Any) -> Response:
        if self.reads and not self.noted:
            raise LookupError(f"{type(self).__name__} shows something, and has not put it on record")
        operation = self.operations["POST" if self.request.method == "POST" else "GET"]
        shape = operation.gives or serializers.Serializer
        return Response(shape(facts).data, status=operation.status)


def paged(shape: Shape) -> Shape:
    """The shape of a piece of a list of these."""
    fields = {
        "items": shape(many=True),
        "next": serializers.CharField(allow_null=True, help_text="Where the next page is; null at the end."),
        "__doc__": "A piece of a list.",
    }
    return type(f"{shape.__name__.removesuffix('Serializer')}PageSerializer", (serializers.Serializer,), fields)


def _read(shape: Shape, sent: Any, *, error: type[ValidationError]) -> dict[str, Any]:
    asked = shape(data=sent)
    if isinstance(sent, Mapping) and set(sent) - set(asked.fields):
        raise error({"non_field_errors": [_("There is a word in it that this address does not know.")]})
    try:
        asked.is_valid(raise_exception=True)
    except ValidationError as wrong:
        raise error(wrong.detail) from wrong
    return dict(asked.validated_data)
