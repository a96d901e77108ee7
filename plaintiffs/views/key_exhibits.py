"""The sealed key for the court: asking, deciding, and the one answer of the house that is a file of true names."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from casefile import stepup
from casefile.access import Right, StaffRequest, staff_may
from casefile.entry import sign_ins
from casefile.errors import Refused
from plaintiffs.forms.guarded import forget_what_was_refused
from plaintiffs.forms.key_exhibits import KeyCopyForm, KeyDecisionForm, KeyForm
from plaintiffs.forms.reveals import OwnPage
from plaintiffs.queries import key_exhibits
from plaintiffs.services import key_copies, key_exhibit
from plaintiffs.services.reveal import Asker


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def ask(request: StaffRequest) -> HttpResponse:
    form = KeyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _again(request, form)
    try:
        key_exhibit.ask(form.wanted, lawsuit=request.lawsuit, by=_asker(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _again(request, form)
    messages.success(request, _("Asked for. The other attorneys and the custodians are told."))
    return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def decide(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """The second person's yes or no: the button says which."""
    found = key_exhibits.copy_to_decide(exhibit_id, lawsuit=request.lawsuit, reader=request.user)
    if found is None:
        raise Http404
    form = KeyDecisionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _again(request, form, template="key_decide", one=found)
    act = key_exhibit.approve if "approve" in request.POST else key_exhibit.deny
    act(exhibit_id, lawsuit=request.lawsuit, words=form.cleaned_data["words"], by=_asker(request))
    messages.success(request, _("Decided, and whoever asked is told."))
    return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)


@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def copy(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """The page with the button; posted, the file itself."""
    if request.method == "POST":
        return _file(key_copies.fetch(exhibit_id, lawsuit=request.lawsuit, by=_asker(request)))
    found = key_exhibits.copy_to_fetch(exhibit_id, lawsuit=request.lawsuit, reader=request.user)
    if found is None:
        raise Http404
    return TemplateResponse(request, "plaintiffs/reveals/key_copy.html", {"form": KeyCopyForm(), "one": found})


def _file(fetched: key_copies.Fetched) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{fetched.name}"', "Referrer-Policy": "no-referrer"}
    response = HttpResponse(fetched.content, content_type="application/pdf", headers=headers)
    patch_cache_control(response, no_store=True, private=True)
    return response


def _asker(request: StaffRequest) -> Asker:
    shown = stepup.shown_at(request)
    return Asker(request.user, ip=sign_ins.address_of(request), factor_at=shown, device=sign_ins.device_of(request))


def _again(request: StaffRequest, form: OwnPage, *, template: str = "form", **more: object) -> HttpResponse:
    """The page of a form; after a mistake without the words that were refused."""
    if form.is_bound:
        forget_what_was_refused(form, form_of="sealed key", about=request.lawsuit, actor=request.user)
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, f"plaintiffs/reveals/{template}.html", {"form": form, **more}, status=status)
