"""Why can this person see this? The page, and what may be decided on it after the second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from casefile import reading, stepup
from casefile.access import Right, StaffRequest, staff_may
from casefile.acts import Act
from casefile.errors import Refused
from casefile.reading import reads
from plaintiffs.forms.need_to_know import DecisionForm, EndForm, ForSomebody, form_for, forms_for
from plaintiffs.models import Client, NeedToKnow
from plaintiffs.queries.access_page import access_page, members_of
from plaintiffs.queries.need_to_know import may_decide
from plaintiffs.services import need_to_know


@require_GET
@staff_may(Right.WHY)
@reads(Act.CLIENT_READ)
def shown(request: StaffRequest, client_id: UUID) -> HttpResponse:
    client = _client(request, client_id)
    reading.shows(request, client)
    return _page(request, client)


@require_POST
@stepup.required
@staff_may(Right.WHY)
def give(request: StaffRequest, client_id: UUID) -> HttpResponse:
    def act(client: Client, form: Any) -> str:
        need_to_know.give(client, to=form.chosen, actor=request.user, **form.told)
        return _("Given. %(name)s may learn this client's identity.") % {"name": form.chosen.name}

    return _decide(request, _client(request, client_id), name="give", act=act)


@require_POST
@stepup.required
@staff_may(Right.WHY)
def deny(request: StaffRequest, client_id: UUID) -> HttpResponse:
    def act(client: Client, form: Any) -> str:
        need_to_know.deny(client, whom=form.chosen, actor=request.user, **form.told)
        return _("Denied. For %(name)s this client is not there any more.") % {"name": form.chosen.name}

    return _decide(request, _client(request, client_id), name="deny", act=act)


@require_POST
@stepup.required
@staff_may(Right.WHY)
def entrust(request: StaffRequest, client_id: UUID) -> HttpResponse:
    def act(client: Client, form: Any) -> str:
        need_to_know.entrust(client, to=form.chosen, actor=request.user)
        return _("%(name)s answers for this client from now on.") % {"name": form.chosen.name}

    return _decide(request, _client(request, client_id), name="entrust", act=act)


@require_POST
@stepup.required
@staff_may(Right.WHY)
def end(request: StaffRequest, client_id: UUID, row_id: UUID) -> HttpResponse:
    client = _client(request, client_id)
    rows = NeedToKnow.objects.filter(client=client).select_related("client", "staff")
    row = get_object_or_404(rows, pk=row_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Say why it ends: go back, and choose one of the list."))
    need_to_know.end(row, reason=form.told, actor=request.user)
    messages.success(request, _("Ended. What stood before keeps it."))
    return _back(request, client)


def _decide(
    request: StaffRequest, client: Client, *, name: str, act: Callable[[Client, ForSomebody], str]
) -> HttpResponse:
    form = form_for(name, members=members_of(request.lawsuit), actor=request.user, data=request.POST)
    if not form.is_valid():
        form.forget()
        return _page(request, client, refused={name: form}, status=422)
    try:
        told = act(client, form)
    except Refused as refusal:
        form.add_error("until" if isinstance(form, DecisionForm) else "staff", str(refusal))
        return _page(request, client, refused={name: form}, status=422)
    messages.success(request, told)
    return _back(request, client)


def _back(request: StaffRequest, client: Client) -> HttpResponse:
    """To the page; or to the roster, when she has just denied the client to herself."""
    if Client.objects.visible_to(request.user).filter(pk=client.pk).exists():
        return redirect("plaintiffs:access", lawsuit=request.lawsuit.slug, client_id=client.pk)
    return redirect("filings:plaintiffs", lawsuit=request.lawsuit.slug)


def _client(request: StaffRequest, client_id: UUID) -> Client:
    hers = Client.objects.visible_to(request.user).filter(lawsuit=request.lawsuit).select_related("owner")
    return get_object_or_404(hers, pk=client_id)


def _page(
    request: StaffRequest, client: Client, *, refused: dict[str, ForSomebody] | None = None, status: int = 200
) -> HttpResponse:
    decides = may_decide(request.user, client)
    members = members_of(request.lawsuit) if decides else []
    context = {
        "page": access_page(client, lawsuit=request.lawsuit, staff=request.user),
        "client_id": client.pk,
        "decides": decides,
        "forms": forms_for(members, actor=request.user) | (refused or {}) if decides else None,
        "ends": EndForm() if decides else None,
    }
    return TemplateResponse(request, "plaintiffs/need_to_know/page.html", context, status=status)
