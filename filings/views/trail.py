"""Pages of the audit trail, of a lawsuit and of the house: reading it, verifying it, taking it away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import ValidationError

from casefile import paging, reading, stepup, verifying
from casefile.access import Right, StaffRequest, house_may, staff_may
from casefile.acts import Act
from casefile.reading import reads
from filings.forms.trail import ExportForm, TrailFilters
from filings.queries import trail as queries
from filings.queries.trail import Scope
from filings.services import trail

MOST_READ_HERE = 300_000  # entries; more take longer than somebody waits for a page


@require_GET
@staff_may(Right.AUDIT)
@reads(Act.TRAIL_READ)
def shown(request: StaffRequest) -> HttpResponse:
    reading.shows(request, request.lawsuit)
    return _page(request, queries.scope_of(request.lawsuit, reader=request.user))


@require_GET
@house_may(Right.OVERSEE)
@reads(Act.TRAIL_READ)
def of_the_house(request: StaffRequest) -> HttpResponse:
    reading.shows(request, "the house")
    return _page(request, queries.house_scope(request.user))


@staff_may(Right.AUDIT)
@require_POST
@stepup.required
def verify(request: StaffRequest) -> HttpResponse:
    return _verify(request, back=redirect("filings:trail", request.lawsuit.slug))


@house_may(Right.OVERSEE)
@require_POST
@stepup.required
def verify_the_house(request: StaffRequest) -> HttpResponse:
    return _verify(request, back=redirect("house:trail"))


@staff_may(Right.AUDIT)
@require_POST
@stepup.required
def export(request: StaffRequest) -> HttpResponse:
    return _export(request, queries.scope_of(request.lawsuit, reader=request.user))


@house_may(Right.OVERSEE)
@require_POST
@stepup.required
def export_the_house(request: StaffRequest) -> HttpResponse:
    return _export(request, queries.house_scope(request.user))


def _page(request: StaffRequest, scope: Scope, *, form: ExportForm | None = None) -> TemplateResponse:
    filters = TrailFilters.asked_by(request, people=queries.people_of(scope))
    context = _list(request, scope, filters) | {
        "filters": filters,
        "form": form or ExportForm(auto_id="file_%s"),
        "most": trail.MOST,
        "state": queries.state_of_the_trail(MOST_READ_HERE),
        "here": queries.addresses(scope),
    }
    return filters.answered(TemplateResponse(request, "filings/trail/page.html", context))


def _list(request: StaffRequest, scope: Scope, filters: TrailFilters) -> dict[str, Any]:
    sought, after = filters.sought, request.GET.get("after", paging.START)
    if sought is None:
        return {"rows": [], "after": ""}
    try:
        cut = queries.cut(scope, sought, after=after)
    except ValidationError as wrong:
        raise Http404 from wrong
    return {"rows": queries.rows_of(cut.rows, scope=scope), "after": cut.after}


def _verify(request: StaffRequest, *, back: HttpResponse) -> HttpResponse:
    found = verifying.look_over(verifying.anchors_of())
    verifying.record(found, actor=request.user)
    told = {"n": found.reading.count, "wrong": found.wrong}
    if found.wrong:
        messages.error(request, _("%(n)s entries were read, and %(wrong)s things are wrong. Tell counsel now.") % told)
    else:
        messages.success(request, _("%(n)s entries were read: all is as it was written.") % told)
    return back


def _export(request: StaffRequest, scope: Scope) -> HttpResponse:
    form = ExportForm(request.POST, auto_id="file_%s")
    if not form.is_valid():
        form.forget()
        response = _page(request, scope, form=form)
        response.status_code = 422
        return response
    name, content = trail.export(scope, **form.cleaned_data, actor=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
