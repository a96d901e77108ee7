"""Opening one sealed field: the one page of the house that shows a name, to one person, for a minute."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from casefile import stepup
from casefile.access import StaffRequest
from casefile.entry import sign_ins
from casefile.errors import CasefileError, Missing
from plaintiffs.forms.guarded import forget_what_was_refused
from plaintiffs.forms.reveals import RevealForm
from plaintiffs.models import Client
from plaintiffs.queries import reveals
from plaintiffs.queries.sealed import places_of, words_of
from plaintiffs.services import reach, reveal
from plaintiffs.services.reveal import SHOWN_FOR, Answer, Asker
from plaintiffs.services.reveal_policy import policy_of

SECONDS = int(SHOWN_FOR.total_seconds())


def _within_reach(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """For who may learn who the client is; anybody else gets the 404 of a client that is none. Then a fresh factor."""

    @login_required
    @wraps(view)
    def page(request: StaffRequest, lawsuit: str, client_id: UUID, **more: Any) -> HttpResponse:
        ip = sign_ins.address_of(request)
        try:
            client = reach.sought(request.user, slug=lawsuit, client_id=client_id, ip=ip)
            request.lawsuit = client.lawsuit
            return view(request, client, **more) if stepup.fresh(request) else stepup.to_confirmation(request)
        except Missing:
            raise Http404 from None

    return page


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_within_reach
def page(request: StaffRequest, client: Client) -> HttpResponse:
    if request.method != "POST":
        claim = request.GET.get("claim", "")
        places = places_of(client, staff=request.user, claim=UUID(claim) if _is_uuid(claim) else None)
        first = next((place.key for place in places if claim and str(place.subject) == claim), None)
        return _form(request, client, RevealForm(places=places, initial={"field": first}))
    form = RevealForm(request.POST, places=places_of(client, staff=request.user))
    if not form.is_valid():
        return _not_taken(request, client, form)
    return _answer(request, client, lambda: reveal.ask(form.asked(client), by=_asker(request)))


@sensitive_post_parameters()
@require_POST
@_within_reach
def granted(request: StaffRequest, client: Client, request_id: UUID) -> HttpResponse:
    """Open what a custodian approved."""
    return _answer(request, client, lambda: reveal.open_granted(client, request_id, by=_asker(request)))


def _asker(request: StaffRequest) -> Asker:
    return Asker(
        staff=request.user,
        ip=sign_ins.address_of(request),
        factor_at=stepup.shown_at(request),
        device=sign_ins.device_of(request),
    )


def _form(request: StaffRequest, client: Client, form: RevealForm, *, status: int = 200) -> HttpResponse:
    policy = policy_of(client.lawsuit)
    context = {
        "form": form,
        "who": reveals.who(client, lawsuit=client.lawsuit),
        "granted": reveals.granted(client, to=request.user),
        "allowance": reveals.allowance_of(request.user, an_hour=policy.an_hour, a_day=policy.a_day),
        "two_person": policy.two_person,
        "client_id": client.pk,
    }
    part = "plaintiffs/reveal/_form.html" if request.htmx else "plaintiffs/reveal/page.html"
    return TemplateResponse(request, part, context, status=status)


def _not_taken(request: StaffRequest, client: Client, form: RevealForm) -> HttpResponse:
    forget_what_was_refused(form, form_of="reveal", about=client, actor=request.user)
    return _form(request, client, form, status=422)


@sensitive_variables()
def _answer(request: StaffRequest, client: Client, ask: Callable[[], Answer]) -> HttpResponse:
    """The field, or that a custodian looks first. By htmx it comes into the page, else as one of its own."""
    try:
        answer = ask()
    except Missing:
        raise
    except CasefileError as refusal:
        if not request.htmx:
            raise
        return _dressed(
            render(request, "plaintiffs/reveal/_refused.html", _told(client, error=refusal), status=refusal.status)
        )
    if answer.value is None:
        return _page(request, "waiting", _told(client))
    field = words_of(answer.request.field)
    response = _page(request, "opened", _told(client, field=field, value=answer.value.reveal(), seconds=SECONDS))
    if not request.htmx:  # without script nothing else would take it off the screen
        response["Refresh"] = f"{SECONDS}; url={reverse('plaintiffs:reveal', args=[client.lawsuit.slug, client.pk])}"
    return response


def _page(request: StaffRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return _dressed(render(request, f"plaintiffs/reveal/{'_' if request.htmx else ''}{name}.html", context))


def _dressed(response: HttpResponse) -> HttpResponse:
    """No form stands in these pages: with no referrer a browser would send it with the origin "null"."""
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _told(client: Client, **more: Any) -> dict[str, Any]:
    return {
        "who": reveals.who(client, lawsuit=client.lawsuit),
        "client_id": client.pk,
        "lawsuit": client.lawsuit,
        **more,
    }


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
