"""The first page of a lawsuit."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from casefile import clock
from casefile.access import Right, StaffRequest, may, staff_may
from filings.queries.today import today_of


@require_GET
@staff_may(Right.READ)
def shown(request: StaffRequest) -> HttpResponse:
    page = today_of(request.lawsuit, staff=request.user, today=clock.today())
    context = {
        "today": page.today,
        "lede": page.lede,
        "ribbon": page.ribbon,
        "groups": page.groups,
        "claims": page.claims,
        "clocks": page.clocks,
        "waiting": page.waiting,
        "may_enter": may(request.user, Right.ENTER),
    }
    return TemplateResponse(request, "filings/today/page.html", context)
