"""Seeking somebody by her full name: it is typed, compared and forgotten. The answer is a Doe number or a sentence."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from casefile import stepup
from casefile.access import Right, StaffRequest, staff_may
from casefile.entry import sign_ins
from casefile.errors import Refused
from plaintiffs.forms.guarded import forget_what_was_refused
from plaintiffs.forms.reveals import NameForm
from plaintiffs.models import Client
from plaintiffs.queries import reveals
from plaintiffs.services import name_search
from plaintiffs.services.reveal import Asker


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.READ)
@stepup.required
def page(request: StaffRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _again(request, form)
    try:
        found = name_search.search(form.sought, lawsuit=request.lawsuit, by=_asker(request))
    except Refused as refusal:
        form.add_error("name", str(refusal))
        return _again(request, form)
    return _answer(request, found)


def _asker(request: StaffRequest) -> Asker:
    shown = stepup.shown_at(request)
    return Asker(request.user, ip=sign_ins.address_of(request), factor_at=shown, device=sign_ins.device_of(request))


def _again(request: StaffRequest, form: NameForm) -> HttpResponse:
    """The form, without the name that was typed."""
    status = 422 if form.is_bound else 200
    if form.is_bound:
        forget_what_was_refused(form, form_of="name search", about=request.lawsuit, actor=request.user)
    return TemplateResponse(request, "plaintiffs/reveals/search.html", {"form": form}, status=status)


def _answer(request: StaffRequest, found: list[Client]) -> HttpResponse:
    """On a page without a form, so that it may send no referrer."""
    context: dict[str, Any] = {
        "found": [reveals.who(client, lawsuit=request.lawsuit) for client in found],
        "same_for_all": name_search.SAME_FOR_ALL,
        "lawsuit": request.lawsuit,
    }
    response = render(request, "plaintiffs/reveals/answer.html", context)
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "no-referrer"
    return response
