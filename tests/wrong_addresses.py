"""The addresses of the house, and beside them one for each thing that can go wrong in a view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from casefile.entry.doorkeeper import without_factor
from casefile.errors import Missing, NotAllowed, NotReady, Refused, Stale
from casefile.urls import handler400, handler500
from casefile.urls import urlpatterns as ours

__all__ = ["handler400", "handler500", "urlpatterns"]

TROUBLES: dict[str, tuple[Exception, int]] = {
    "suspicious": (SuspiciousOperation(), 400),
    "denied": (PermissionDenied(), 403),
    "not-allowed": (NotAllowed("The right is missing."), 403),
    "nowhere": (Http404(), 404),
    "missing": (Missing("There is none."), 404),
    "stale": (Stale("claim", 1), 409),
    "refused": (Refused("Not like that."), 422),
    "broken": (ZeroDivisionError(), 500),
    "no-database": (OperationalError(), 503),
    "not-ready": (NotReady("Not now."), 503),
}


def raising(trouble: Exception) -> Callable[..., Any]:
    @without_factor
    def view(request: HttpRequest) -> HttpResponse:
        raise trouble

    return view


class Choke:
    """What breaks in the view of the moment; put there by the test."""

    now: Callable[[], object] = staticmethod(lambda: None)


@without_factor
def choking(request: HttpRequest) -> HttpResponse:
    Choke.now()
    return HttpResponse("nothing broke")


@without_factor
def too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "429.html", status=429)


urlpatterns = [
    *(path(f"wrong/{name}", raising(trouble)) for name, (trouble, _) in TROUBLES.items()),
    path("wrong/too-often", too_often),
    path("wrong/choking", choking),
    path("api/v1/wrong/choking", choking),
    *ours,
]
