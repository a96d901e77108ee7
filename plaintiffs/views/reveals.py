"""Who opened whom, what waits for a custodian, alarms, broken glass and the lawsuit's own limits. Never a name."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casefile import reading, stepup
from casefile.access import Right, StaffRequest, staff_may
from casefile.acts import Act
from casefile.models import Role
from casefile.reading import reads
from plaintiffs.forms.guarded import forget_what_was_refused
from plaintiffs.forms.reveals import DecisionForm, GlassForm, JoinForm, OwnPage, PolicyForm
from plaintiffs.models import Client
from plaintiffs.queries import key_exhibits, reveals
from plaintiffs.services import broken_glass, reveal_alarms, reveal_policy, second_person


@require_GET
@staff_may(Right.OPENINGS)
def desk(request: StaffRequest) -> HttpResponse:
    context = {
        "desk": reveals.desk_of(request.lawsuit, reader=request.user),
        "copies": key_exhibits.copies_of(request.lawsuit, reader=request.user),
        "asks_for_key": key_exhibits.may_ask(request.user),
        "policy": reveal_policy.policy_of(request.lawsuit),
        "sets_policy": request.user.role in reveal_policy.SETS,
        "breaks_glass": request.user.role == Role.ATTORNEY,
    }
    return TemplateResponse(request, "plaintiffs/reveals/page.html", context)


@require_GET
@staff_may(Right.OPENINGS)
@reads(Act.CLIENT_READ)
def of_client(request: StaffRequest, client_id: UUID) -> HttpResponse:
    hers = Client.objects.visible_to(request.user).filter(lawsuit=request.lawsuit)
    client = get_object_or_404(hers.select_related("lawsuit"), pk=client_id)
    reading.shows(request, client)
    context = {
        "who": reveals.who(client, lawsuit=request.lawsuit),
        "requests": reveals.requests_of(client, reader=request.user),
        "copies": key_exhibits.copies_with(client, lawsuit=request.lawsuit, reader=request.user),
    }
    return TemplateResponse(request, "plaintiffs/reveals/client.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def decide(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """A custodian's yes or no: the button says which."""
    found = reveals.request_to_decide(request_id, lawsuit=request.lawsuit, reader=request.user)
    if found is None:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _again(request, form, form_of="decision", template="decide", one=found)
    act = second_person.approve if "approve" in request.POST else second_person.deny
    act(request_id, lawsuit=request.lawsuit, words=form.cleaned_data["words"], actor=request.user)
    messages.success(request, _("Decided, and whoever asked is told."))
    return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)


@require_POST
@staff_may(Right.OPENINGS)
def seen(request: StaffRequest, alarm_id: int) -> HttpResponse:
    done = reveal_alarms.see(alarm_id, lawsuit=request.lawsuit, actor=request.user)
    messages.success(request, _("Marked as seen.") if done else _("It was seen to already."))
    return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def glass(request: StaffRequest) -> HttpResponse:
    broken_glass.require_attorney(request.user, request.lawsuit)
    form = GlassForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _again(request, form, form_of="glass")
    broken_glass.ask(request.lawsuit, words=form.cleaned_data["words"], actor=request.user)
    messages.success(request, _("The other attorneys are told. It counts when one of them agrees."))
    return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def join(request: StaffRequest, glass_id: UUID) -> HttpResponse:
    if request.method == "POST":
        broken_glass.join(glass_id, lawsuit=request.lawsuit, actor=request.user)
        messages.warning(request, _("The glass is broken for an hour. Every attorney is told."))
        return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)
    found = reveals.glass_to_join(glass_id, lawsuit=request.lawsuit, reader=request.user)
    if found is None:
        raise Http404
    return TemplateResponse(request, "plaintiffs/reveals/join.html", {"form": JoinForm(), "one": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_may(Right.OPENINGS)
@stepup.required
def policy(request: StaffRequest) -> HttpResponse:
    shown = PolicyForm.showing(reveal_policy.policy_of(request.lawsuit))
    form = PolicyForm(request.POST) if request.method == "POST" else shown
    if not form.is_valid():
        if form.is_bound:
            form.forget()
        return TemplateResponse(request, "plaintiffs/reveals/form.html", {"form": form}, status=_status(form.is_bound))
    changed = reveal_policy.change(request.lawsuit, after=form.cleaned_data, actor=request.user)
    messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect("plaintiffs:reveals", lawsuit=request.lawsuit.slug)


def _again(request: StaffRequest, form: OwnPage, *, form_of: str, template: str = "form", **more: Any) -> HttpResponse:
    """The page of a form; after a mistake without the words that were refused."""
    if form.is_bound:
        forget_what_was_refused(form, form_of=form_of, about=request.lawsuit, actor=request.user)
    context = {"form": form, **more}
    return TemplateResponse(request, f"plaintiffs/reveals/{template}.html", context, status=_status(form.is_bound))


def _status(bound: bool) -> int:  # noqa: FBT001
    return 422 if bound else 200
