"""Entering a client on one page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from casefile.access import Right, StaffRequest, staff_may
from casefile.errors import Refused
from plaintiffs.forms.clients import EnterForm
from plaintiffs.services import intake


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.ENTER)
def enter(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, EnterForm())
    form = EnterForm(request.POST)
    if not form.is_valid():
        form.forget()
        return _page(request, form, status=422)
    try:
        entered = intake.enter(form.enrolment, lawsuit=request.lawsuit, actor=request.user)
    except Refused as refusal:
        form.add_error("code", str(refusal))
        form.forget()
        return _page(request, form, status=422)
    messages.success(request, _("The client is enrolled, and her identity is sealed."))
    if entered.referred:
        messages.warning(request, _("The custodian will look at a possible match."))
    return redirect("filings:client", lawsuit=request.lawsuit.slug, client_id=entered.client.pk)


def _page(request: StaffRequest, form: EnterForm, *, status: int = 200) -> HttpResponse:
    return TemplateResponse(request, "plaintiffs/clients/enter.html", {"form": form}, status=status)
