"""The claims, and one claim with what happened to it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import UUIDField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from casefile import clock, reading
from casefile.access import Right, StaffRequest, may, require, staff_may
from casefile.acts import Act
from casefile.errors import Refused
from casefile.reading import reads
from casefile.templatetags.parts import NEAR
from filings.forms.claims import EventForm
from filings.forms.filters import ClaimFilters
from filings.models import GovernmentClaim
from filings.queries.claims import ClaimRow, claim_pages, claims_of
from filings.queries.lists import Tab, in_order, page_of, views_of
from filings.queries.marks import marks_of
from filings.queries.standings import STANDINGS, standing_of
from filings.services import claims
from plaintiffs.services import reach


def _standing(code: str) -> Tab[ClaimRow]:
    return Tab(STANDINGS[code], keep=lambda row: standing_of(row) == code)


TABS: dict[str, Tab[ClaimRow]] = {
    "": Tab(gettext_lazy("All"), keep=lambda row: True),
    "due": Tab(
        gettext_lazy("Ends within 5 weeks"),
        keep=lambda row: not row.sued and row.days_left is not None and 0 <= row.days_left <= NEAR,
    ),
    **{code: _standing(code) for code in STANDINGS},
    "undated": Tab(gettext_lazy("Date missing"), keep=lambda row: bool(row.wanted) or row.timeliness_code == "missing"),
    "remarks": Tab(gettext_lazy("Remarks"), keep=lambda row: bool(row.flags) and not row.sued),
}
ORDERS = {"sue_by": "sue_by", "code": "client_code", "doe": "number", "presented": "presented_on"}


@require_GET
@staff_may(Right.READ)
def listed(request: StaffRequest) -> HttpResponse:
    rows = claims_of(request.lawsuit, staff=request.user, today=clock.today())
    filters = ClaimFilters.asked_by(request)
    view = filters.chosen(TABS)
    found = [
        row
        for row in rows
        if TABS[view].keep(row) and filters.finds(number=row.number, code=row.client_code) and filters.at_clock(row)
    ]
    context = {
        "lede": _lede(rows, clock=filters.clock),
        "views": views_of(rows, TABS, chosen=view),
        "filters": filters,
        "sort": "sue_by",
        "page": page_of(in_order(found, filters.order(ORDERS, usual="sue_by"), by=ORDERS), request.GET.get("page", "")),
        "may_import": may(request.user, Right.IMPORT),
    }
    return filters.answered(TemplateResponse(request, "filings/claims/page.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.READ)
@reads(Act.CLAIM_READ)
def claim(request: StaffRequest, claim_id: UUID) -> HttpResponse:
    """The claim's page; a post records an event, or strikes one."""
    hers = GovernmentClaim.objects.visible_to(request.user).filter(client__lawsuit=request.lawsuit)
    found = get_object_or_404(hers.select_related("client"), pk=claim_id)
    if request.method != "POST":
        return _page(request, found, form=EventForm())
    require(request.user, Right.ENTER)
    if "strike" in request.POST:
        return _strike(request, found)
    return _record(request, found)


def _record(request: StaffRequest, found: GovernmentClaim) -> HttpResponse:
    form = EventForm(request.POST)
    if not form.is_valid():
        form.forget()
        return _page(request, found, form=form, status=422)
    try:
        claims.record_event(found, form.event, actor=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form=form, status=422)
    messages.success(request, _("Recorded. The dates are counted anew."))
    return _back(request, found)


def _strike(request: StaffRequest, found: GovernmentClaim) -> HttpResponse:
    try:
        event_id: UUID = UUIDField().clean(request.POST["strike"])
    except ValidationError as wrong:
        raise Http404 from wrong
    claims.strike_event(found, event_id, actor=request.user)
    messages.success(request, _("Struck. The dates are counted anew."))
    return _back(request, found)


def _back(request: StaffRequest, found: GovernmentClaim) -> HttpResponse:
    return redirect("filings:claim", lawsuit=request.lawsuit.slug, claim_id=found.pk)


def _page(request: StaffRequest, found: GovernmentClaim, *, form: EventForm, status: int = 200) -> HttpResponse:
    reading.shows(request, found)
    today = clock.today()
    (page,) = claim_pages(request.lawsuit, staff=request.user, today=today, pk=found.pk)
    may_enter = may(request.user, Right.ENTER)
    context = {
        "claim": page,
        "marks": marks_of(page),
        "today": today,
        "form": form if may_enter else None,
        "may_enter": may_enter,
        "may_open": page.has_sealed_number and reach.may_open(request.user, found.client),
        "client_id": found.client_id,
    }
    return TemplateResponse(request, "filings/claims/claim.html", context, status=status)


def _lede(rows: list[ClaimRow], *, clock: str) -> str:
    if clock:
        return _("Only those of one clock. %(clock)s.") % {"clock": clock}
    clients = len({row.client_code for row in rows})
    counted = ngettext("%(n)s claim", "%(n)s claims", len(rows)) % {"n": len(rows)}
    of = ngettext("%(n)s client", "%(n)s clients", clients) % {"n": clients}
    return _("%(claims)s of %(clients)s. Where each stands is computed from what happened, never typed in.") % {
        "claims": counted,
        "clients": of,
    }
