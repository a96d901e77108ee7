"""The description of the API, for programs and for people, and the answer below it where nothing is."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from casefile import problems
from casefile import reference as queries
from casefile.access import StaffRequest
from casefile.bearer import Bearer


class SignedIn(BaseAuthentication):
    """A person in a browser; for reading the description, and nothing else."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        user = request._request.user
        return (user, None) if user.is_authenticated else None


class Schema(APIView):
    """OpenAPI 3.1 in JSON."""

    schema = None
    authentication_classes = [Bearer, SignedIn]
    permission_classes = [IsAuthenticated]

    def get(self, request: Request) -> Response:
        return Response(_document())


@login_required
@require_safe
def reference(request: StaffRequest) -> HttpResponse:
    """The description as a page."""
    context = {"reference": queries.read(_document()), "problems": problems.kinds()}
    return TemplateResponse(request, "casefile/reference/page.html", context)


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    return problems.page(404)


def _document() -> dict[str, Any]:
    """The generator takes a tenth of a second to load, and most processes never need it."""
    found: dict[str, Any] = import_module("casefile.openapi").document()
    return found
