"""The page of the filings: choose a text, choose for whom, press it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from casefile.access import Right, StaffRequest, may, require, staff_may
from filings import tasks
from filings.forms.papers import PressForm
from filings.press.texts import PaperText
from filings.queries import documents, papers
from filings.services import templates

LONGEST_NUMBER = 5  # digits, as in the addresses


@require_http_methods(["GET", "POST"])
@staff_may(Right.READ)
def page(request: StaffRequest) -> HttpResponse:
    return _press(request) if request.method == "POST" else _offer(request)


def _offer(request: StaffRequest) -> HttpResponse:
    code = request.GET.get("text", "")
    return _page(request, _shipped(code) if code else None)


def _press(request: StaffRequest) -> HttpResponse:
    require(request.user, Right.PRESS)
    text = _shipped(request.POST.get("text", ""))
    form = PressForm(request.POST, text=text, plaintiffs=papers.plaintiffs_of(request.lawsuit, staff=request.user))
    if not form.is_valid():
        return _page(request, text, form=form)
    batch = tasks.start_press(
        text.code,
        lawsuit=request.lawsuit,
        plaintiffs=form.plaintiffs,
        options=form.options,
        actor=request.user,
        asking=form.cleaned_data["asking"],
    )
    return redirect("filings:batch", lawsuit=request.lawsuit.slug, batch_id=batch.pk)


def _page(request: StaffRequest, text: PaperText | None, *, form: PressForm | None = None) -> HttpResponse:
    """The page with the text's form below its card; what was chosen stays chosen."""
    given = request.POST if form else request.GET
    ticked = {int(one) for one in given.getlist("doe") if one.isdecimal() and len(one) <= LONGEST_NUMBER}
    code = text.code if text else ""
    context: dict[str, Any] = {
        "texts": papers.texts_of(request.lawsuit, texts=templates.shipped(), current=code, ticked=ticked),
        "chosen": papers.chosen(text, ticked=given.getlist("option")) if text else None,
        "does": papers.does(papers.plaintiffs_of(request.lawsuit, staff=request.user), ticked=ticked) if text else (),
        "whom": given.get("whom", "some" if ticked else "all"),
        "asking": uuid4(),
        "form": form,
        "documents": documents.documents_of(request.lawsuit, staff=request.user),
        "may_press": may(request.user, Right.PRESS),
    }
    return TemplateResponse(request, "filings/papers/page.html", context, status=422 if form else 200)


def _shipped(code: str) -> PaperText:
    """The text of a card; 404 for a code that casefile does not ship."""
    text = next((one for one in templates.shipped() if one.code == code), None)
    if text is None:
        raise Http404
    return text
