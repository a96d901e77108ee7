"""The roster, and the page of one person: under her Doe number, or under the firm's code while she has none."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casefile import clock, reading
from casefile.access import Right, StaffRequest, may, require, staff_may
from casefile.acts import Act
from casefile.errors import Refused
from casefile.models import Lawsuit, PublicEntity
from casefile.reading import reads
from casefile.templatetags.parts import NEAR
from filings.forms.claims import NewClaimForm
from filings.forms.filters import Filters
from filings.queries.lists import Tab, in_order, page_of, views_of
from filings.queries.plaintiffs import RosterRow, person_page, roster
from filings.services import claims
from plaintiffs.models import Client
from plaintiffs.services import intake, reach

TABS: dict[str, Tab[RosterRow]] = {
    "": Tab(gettext_lazy("All"), keep=lambda row: True),
    "due": Tab(
        gettext_lazy("Ends within 5 weeks"),
        keep=lambda row: not row.sued and row.days_left is not None and 0 <= row.days_left <= NEAR,
    ),
    "past": Tab(
        gettext_lazy("Day past"), keep=lambda row: not row.sued and row.days_left is not None and row.days_left < 0
    ),
    "undated": Tab(gettext_lazy("No day to sue"), keep=lambda row: row.sue_by is None),
    "unfiled": Tab(gettext_lazy("In no paper yet"), keep=lambda row: not row.in_paper),
}
ORDERS = {"doe": "number", "sue_by": "sue_by", "code": "code", "presented": "presented_on"}


@require_GET
@staff_may(Right.READ)
def listed(request: StaffRequest) -> HttpResponse:
    rows = roster(request.lawsuit, staff=request.user, today=clock.today())
    filters = Filters.asked_by(request)
    view = filters.chosen(TABS)
    found = [row for row in rows if TABS[view].keep(row) and filters.finds(number=row.number, code=row.code)]
    context = {
        "lede": _lede(rows),
        "views": views_of(rows, TABS, chosen=view),
        "filters": filters,
        "sort": "doe",
        "page": page_of(in_order(found, filters.order(ORDERS, usual="doe"), by=ORDERS), request.GET.get("page", "")),
        "may_enter": may(request.user, Right.ENTER),
        "may_import": may(request.user, Right.IMPORT),
        "may_press": may(request.user, Right.PRESS),
    }
    return filters.answered(TemplateResponse(request, "filings/plaintiffs/page.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.READ)
@reads(Act.CLIENT_READ)
def plaintiff(request: StaffRequest, number: int) -> HttpResponse:
    client = get_object_or_404(_clients(request), designations__lawsuit=request.lawsuit, designations__number=number)
    return _shown_or_recorded(request, client)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.READ)
@reads(Act.CLIENT_READ)
def client(request: StaffRequest, client_id: UUID) -> HttpResponse:
    return _shown_or_recorded(request, get_object_or_404(_clients(request), pk=client_id))


@require_POST
@staff_may(Right.ENTER)
def join(request: StaffRequest, client_id: UUID) -> HttpResponse:
    """Give her the next free Doe number."""
    joined = intake.join(get_object_or_404(_clients(request), pk=client_id), style="JANE", actor=request.user)
    messages.success(request, _("She is %(label)s from now on.") % {"label": joined.label.title()})
    return redirect("filings:plaintiff", lawsuit=request.lawsuit.slug, number=joined.number)


def _clients(request: StaffRequest) -> QuerySet[Client]:
    return Client.objects.visible_to(request.user).filter(lawsuit=request.lawsuit).select_related("release")


def _shown_or_recorded(request: StaffRequest, client: Client) -> HttpResponse:
    """Her page; a post records a claim of hers."""
    if request.method != "POST":
        return _page(request, client, form=NewClaimForm())
    require(request.user, Right.ENTER)
    form = NewClaimForm(request.POST)
    if not form.is_valid():
        form.forget()
        return _page(request, client, form=form, status=422)
    try:
        recorded = claims.record_claim(
            client,
            entity=_entity(request.lawsuit),
            events=form.events,
            city_claim_no=form.cleaned_data["city_claim_no"],
            actor=request.user,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        form.forget()
        return _page(request, client, form=form, status=422)
    messages.success(request, _("The claim is recorded."))
    return redirect("filings:claim", lawsuit=request.lawsuit.slug, claim_id=recorded.pk)


def _entity(lawsuit: Lawsuit) -> PublicEntity:
    if lawsuit.claims_entity is None:
        raise Refused(_("The lawsuit does not say to which entity claims are presented."))
    return lawsuit.claims_entity


def _page(request: StaffRequest, client: Client, *, form: NewClaimForm, status: int = 200) -> HttpResponse:
    reading.shows(request, client)
    page = person_page(client, lawsuit=request.lawsuit, staff=request.user, today=clock.today())
    may_enter = may(request.user, Right.ENTER)
    context = {
        "plaintiff": page.plaintiff,
        "claims": page.claims,
        "sealed": page.sealed,
        "papers": page.papers,
        "client_id": client.pk,
        "form": form if may_enter and (form.is_bound or not page.claims) else None,
        "may_enter": may_enter,
        "may_press": may(request.user, Right.PRESS),
        "may_ask_why": may(request.user, Right.WHY),
        "may_open": reach.may_open(request.user, client),
        "oversees": may(request.user, Right.OPENINGS),
    }
    return TemplateResponse(request, "filings/plaintiffs/plaintiff.html", context, status=status)


def _lede(rows: list[RosterRow]) -> str:
    counted = ngettext("%(n)s plaintiff", "%(n)s plaintiffs", len(rows)) % {"n": len(rows)}
    due = sum(map(TABS["due"].keep, rows))
    if not due:
        return _("%(plaintiffs)s in the suit, each under a Doe number.") % {"plaintiffs": counted}
    return ngettext(
        "%(plaintiffs)s in the suit. The time to sue of %(n)s ends within five weeks.",
        "%(plaintiffs)s in the suit. The time to sue of %(n)s ends within five weeks.",
        due,
    ) % {"plaintiffs": counted, "n": due}
