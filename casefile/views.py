"""The pages before any lawsuit: the door, the demonstration's link, access tokens, and what went wrong."""

from __future__ import annotations

from importlib import import_module
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casefile import stepup
from casefile import tokens as token_acts
from casefile import welcome as welcome_link
from casefile.access import StaffRequest
from casefile.entry import sign_ins
from casefile.entry.doorkeeper import without_factor
from casefile.errors import Stale
from casefile.forms import TokenForm
from casefile.models import AccessToken, Lawsuit

API = "/api/"


@login_required
@require_GET
def door(request: StaffRequest) -> HttpResponse:
    """Straight into the only lawsuit; a choice where there are several."""
    lawsuits = list(Lawsuit.objects.visible_to(request.user).order_by("short_title"))
    if len(lawsuits) == 1:
        return redirect("filings:today", lawsuit=lawsuits[0].slug)
    return TemplateResponse(request, "casefile/lawsuits/page.html", {"lawsuits": lawsuits})


@without_factor
@require_GET
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    lead = welcome_link.use_link(token, request=request)
    login(request, lead, backend="allauth.account.auth_backends.AuthenticationBackend")
    sign_ins.begin(request.session, lead, device=sign_ins.device_of(request), by_link=True)
    return redirect("door")


@stepup.required
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: StaffRequest) -> HttpResponse:
    """The person's own access tokens. A new one's secret is in the answer to the post, and nowhere again."""
    if request.method != "POST":
        return _tokens(request, TokenForm())
    form = TokenForm(request.POST)
    sign_in = sign_ins.of(request)
    if sign_in and sign_in.by_link:
        form.add_error(None, _("You came in by the demonstration's link. Sign in to make a token."))
    if not form.is_valid():
        return _tokens(request, form, status=422)
    try:
        secret = token_acts.make(**form.asked, shown_at=stepup.shown_at(request), actor=request.user)
    except token_acts.ShownBefore:
        return stepup.to_confirmation(request)
    except Stale:
        messages.warning(
            request, _("This token was made and shown already. If it is lost, revoke it and make another.")
        )
        return redirect("tokens")
    return _tokens(request, TokenForm(), secret=secret)


@login_required
@require_POST
def revoke(request: StaffRequest, ref: UUID) -> HttpResponse:
    token_acts.revoke(ref, actor=request.user)
    messages.success(request, _("Revoked. It opens nothing any more."))
    return redirect("tokens")


def _tokens(request: StaffRequest, form: TokenForm, *, secret: str = "", status: int = 200) -> HttpResponse:
    mine = AccessToken.objects.of(request.user)
    context = {"tokens": mine, "form": form, "secret": secret, "asking": uuid4()}
    return TemplateResponse(request, "casefile/tokens/page.html", context, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    if request.path.startswith(API):
        return _problem(500)
    return render(request, "500.html", status=500)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith(API):
        return _problem(400)
    return defaults.bad_request(request, exception)


def _problem(status: int) -> HttpResponse:
    """The framework behind it is loaded by who needs it."""
    told: HttpResponse = import_module("casefile.problems").page(status)
    return told
