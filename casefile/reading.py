"""Reads of sensitive pages: each leaves an entry in the trail before a byte of the page leaves (security.md, 7).

    @staff_may(Right.READ)
    @reads(Act.CLAIM_READ)
    def claim(request, claim_id):
        ...
        reading.shows(request, found)

What the page shows is said by the view, once it has decided that this person may see it. Nothing is written for a page
that refuses or leads elsewhere. Where the entry cannot be written the page is not shown either (AuditUnavailable, 503).

A page with its pictures, a reload, a HEAD, a prefetch, a part that asks by itself: the same person reading the same
thing in the same sign-in (or by the same token) is one entry in five minutes, and the trail itself says whether there
is one. Two requests at the very same moment may both find none and leave two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from casefile import audit, clock
from casefile.access import StaffRequest
from casefile.acts import Act
from casefile.models import AuditEntry, Staff

P = ParamSpec("P")
WITHIN = timedelta(minutes=5)
PAGES = (200, 206, 422)  # what is told with these is a page of the thing; a form that was refused too


def reads(
    act: Act,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A view of something sensitive. It must say what it shows: LookupError when it shows a page and has not."""

    def door(view: Callable[Concatenate[StaffRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if response.status_code in PAGES:
                note(request.user, act, _shown(request), via=_sign_in(request))
            return response

        page.reads = act  # type: ignore[attr-defined]
        return page

    return door


def shows(request: HttpRequest, subject: Model | str) -> None:
    request.shows = subject  # type: ignore[attr-defined]


def note(actor: Staff, act: Act, subject: Model | str, *, via: Mapping[str, str]) -> None:
    """Record the read, unless it was recorded within five minutes. `via` is the sign-in or the token it came by."""
    lately = AuditEntry.objects.filter(
        subject=audit.subject_of(subject), act=act.value, actor=str(actor.pk), at__gt=clock.now() - WITHIN
    )
    if not lately.filter(detail__contains=dict(via)).exists():
        audit.record_first(actor, act, subject, **via)


def _shown(request: HttpRequest) -> Model | str:
    subject: Any = getattr(request, "shows", None)
    if subject is None:
        raise LookupError(f"{request.resolver_match} is a page of something, and does not say of what")
    found: Model | str = subject
    return found


def _sign_in(request: HttpRequest) -> dict[str, str]:
    sign_in = getattr(request, "sign_in", None)
    return {"sign_in": str(sign_in.pk)} if sign_in else {}
