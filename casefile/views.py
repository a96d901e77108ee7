"""The pages before any lawsuit: the door, the demonstration's link, and the page for what went wrong."""

from __future__ import annotations

from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from casefile import welcome as welcome_link
from casefile.access import StaffRequest
from casefile.models import Lawsuit


@login_required
@require_GET
def door(request: StaffRequest) -> HttpResponse:
    """Straight into the only lawsuit; a choice where there are several."""
    lawsuits = list(Lawsuit.objects.visible_to(request.user).order_by("short_title"))
    if len(lawsuits) == 1:
        return redirect("filings:today", lawsuit=lawsuits[0].slug)
    return TemplateResponse(request, "casefile/lawsuits/page.html", {"lawsuits": lawsuits})


@require_GET
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    lead = welcome_link.use_link(token, request=request)
    login(request, lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("door")


def broken(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
