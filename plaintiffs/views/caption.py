"""The caption and the story, as every paper tells them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casefile.access import Right, StaffRequest, staff_may
from plaintiffs.forms.caption import CaptionForm
from plaintiffs.services import caption


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.ENTER)
def page(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request, CaptionForm(initial=caption.told(request.lawsuit)))
    form = CaptionForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    changed = caption.change(request.lawsuit, before=form.before, after=form.after, actor=request.user)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("plaintiffs:caption", lawsuit=request.lawsuit.slug)


def _page(request: StaffRequest, form: CaptionForm, *, status: int = 200) -> HttpResponse:
    return TemplateResponse(request, "plaintiffs/caption/page.html", {"form": form}, status=status)
