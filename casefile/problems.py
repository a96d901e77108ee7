"""Every refusal of the API as a problem (RFC 9457): what it is, in words fit to be shown, and where. Never a value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import CharField, IntegerField, ListField, Serializer

from casefile.errors import CasefileError, LeakRefused, NotAllowed

MEDIA_TYPE = "application/problem+json"
REFERENCE = "/api/v1/reference"
Problem = dict[str, Any]


class ScopeMissing(NotAllowed):
    """The token was not made for this."""

    code = "scope_missing"


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"


class Invalid(exceptions.ValidationError):
    """A body that can be read and not taken."""

    status_code = 422


WORDS = {
    400: _("The request cannot be read."),
    401: _("Send an access token that is yours and has not ended: Authorization: Bearer ..."),
    403: _("The role of the person does not include this."),
    404: _("There is no such address, or it is behind a wall. The answer is the same for both."),
    405: _("This address does not answer to this method."),
    409: _("Somebody else moved it first. Look again, then decide."),
    413: _("The body is too large."),
    415: _("The body has to be JSON, sent as application/json."),
    422: _("Something in the body has to be put right first."),
    429: _("Too many requests. Wait, then ask again."),
    500: _("Something broke in here. It is in the log."),
    503: _("A part of the house is closed. Try again shortly."),
}
VALUE_WORDS = {  # instead of words that would repeat what was sent
    "invalid_choice": _("This is not one of the values that are possible here."),
    "not_a_list": _("This has to be a list."),
}


class PlaceSerializer(Serializer[Any]):
    """Something to put right: in the body (`pointer`) or in the address or the headers (`parameter`)."""

    pointer = CharField(required=False)
    parameter = CharField(required=False)
    detail = CharField()


class LeakSerializer(Serializer[Any]):
    """What a check found in a paper, and where. Never a word of it."""

    channel = CharField(required=False)
    page = IntegerField(allow_null=True, required=False)
    rule = CharField(required=False, help_text="Of a check of form.")


class ProblemSerializer(Serializer[Any]):
    """A refusal (RFC 9457). `code` is the last part of `type`."""

    type = CharField()
    title = CharField()
    status = IntegerField(min_value=400, max_value=599)
    detail = CharField()
    code = CharField()
    errors = ListField(child=PlaceSerializer(), required=False)  # type: ignore[assignment]
    findings = ListField(child=LeakSerializer(), required=False)


def answer(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The framework's door for what a view raises; None for what nobody foresaw."""
    told = _told(error)
    if told is None:
        return None
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    return Response(told, status=told["status"], headers=headers, content_type=MEDIA_TYPE)


def page(status: int) -> HttpResponse:
    """The same outside of the framework's views."""
    return HttpResponse(json.dumps(problem(status)), status=status, content_type=MEDIA_TYPE)


def problem(status: int, *, code: str = "", detail: str = "", **more: Any) -> Problem:
    title = HTTPStatus(status).phrase
    code = code or title.lower().replace(" ", "_")
    return {
        "type": f"{REFERENCE}#{code}",
        "title": title,
        "status": status,
        "detail": detail or str(WORDS[status]),
        "code": code,
        **more,
    }


def kinds() -> list[tuple[str, int, str]]:
    """Code, status and meaning of every problem: those of HTTP, and those of the house's own errors."""
    plain = [(problem(status)["code"], status, str(words)) for status, words in WORDS.items()]
    invalid = [("invalid", 422, _("What is sent cannot be taken; `errors` says where."))]
    house = [(one.code, one.status, _meaning(one)) for one in _family(CasefileError) if one.status != 404]
    return sorted({code: (code, status, str(words)) for code, status, words in plain + invalid + house}.values())


def _family(error: type[CasefileError]) -> Iterator[type[CasefileError]]:
    for one in error.__subclasses__():
        yield one
        yield from _family(one)


def _meaning(error: type[CasefileError]) -> str:
    return (error.__doc__ or "").partition("\n")[0] or str(WORDS.get(error.status, ""))


def _told(error: Exception) -> Problem | None:
    match error:
        case Http404():
            return problem(404)
        case PermissionDenied():
            return problem(403)
        case CasefileError():
            return _of_the_house(error)
        case exceptions.ValidationError():
            return problem(error.status_code, code="invalid", errors=list(_places(error.detail, body=_is_body(error))))
        case exceptions.APIException():
            return problem(error.status_code, detail=_own_words(error))
        case OperationalError() | InterfaceError():
            return problem(503)
        case SuspiciousOperation() | UnreadablePostError():
            return problem(400)
    return None


def _of_the_house(error: CasefileError) -> Problem:
    """Unknown and walled off are told in the same words, whatever was looked for."""
    if error.status == 404:
        return problem(404)
    more = {"findings": [_finding(one) for one in error.findings]} if isinstance(error, LeakRefused) else {}
    return problem(error.status, code=error.code, detail=str(error), **more)


def _finding(found: Any) -> dict[str, Any]:
    return {"channel": found.channel, "page": found.page}  # the rule would say which words there are a name


def _own_words(error: exceptions.APIException) -> str:
    """What a parser says of line and column; the framework's other sentences repeat what was sent."""
    return str(error.detail) if isinstance(error, exceptions.ParseError) else ""


def _is_body(error: exceptions.ValidationError) -> bool:
    return isinstance(error, Invalid)


def _places(detail: Any, *, body: bool, at: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _places(inner, body=body, at=at if key == "non_field_errors" else f"{at}/{key}")
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for place, inner in enumerate(detail):
            deeper = isinstance(inner, Mapping)
            yield from _places(inner, body=body, at=f"{at}/{place}" if deeper else at)
    else:
        where = {"pointer": f"#{at}"} if body else {"parameter": at.strip("/")} if at else {}
        yield {**where, "detail": str(VALUE_WORDS.get(detail.code, detail))}
