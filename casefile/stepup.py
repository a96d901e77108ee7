"""Step-up: the second factor, shown again within five minutes, before an act that a stolen screen must not do.

    @stepup.required
    def page(request): ...

A page that is not fresh leads to the page of confirmation and back. Nothing that was posted is done on the way: what
comes back is the form, to be sent again. A recovery code signs in and does not count here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from casefile import clock
from casefile.models import Staff

WITHIN = timedelta(minutes=5)
KEPT_AS = "second_factor"


class Method(StrEnum):
    """As allauth names the kinds of factors."""

    PASSKEY = "webauthn"
    APP = "totp"
    RECOVERY_CODE = "recovery_codes"


STRONG = frozenset({Method.PASSKEY, Method.APP})


@dataclass(frozen=True, slots=True)
class Proof:
    """Which factor was shown in this session, and when."""

    method: Method
    at: datetime
    factor: int


def keep(session: SessionBase, factor: Authenticator) -> None:
    """Remember on the server that this factor was shown just now. It counts for its owner alone."""
    session[KEPT_AS] = {
        "staff": str(factor.user_id),
        "method": factor.type,
        "at": clock.now().isoformat(),
        "factor": factor.pk,
    }


def proof(request: HttpRequest) -> Proof | None:
    kept = request.session.get(KEPT_AS)
    if not kept or kept["staff"] != str(request.user.pk):
        return None
    return Proof(Method(kept["method"]), datetime.fromisoformat(kept["at"]), kept["factor"])


def fresh(request: HttpRequest, *, within: timedelta = WITHIN) -> bool:
    """True when a passkey or an app, still enrolled, was shown in this session no longer ago than that."""
    shown = proof(request)
    if shown is None or shown.method not in STRONG or not timedelta(0) <= clock.now() - shown.at <= within:
        return False
    return bool(Authenticator.objects.filter(pk=shown.factor, user=request.user.pk, type=shown.method).exists())


def shown_at(request: HttpRequest) -> datetime:
    """When the factor was shown that lets this request in; a view behind `required` has one."""
    shown = proof(request)
    if shown is None:
        raise PermissionDenied
    return shown.at


def required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @login_required
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if fresh(request) else to_confirmation(request)

    return page


def passed(request: HttpRequest, factor: Authenticator) -> None:
    """Under a new session key, so that a cookie taken before this moment opens nothing."""
    request.session.cycle_key()
    keep(request.session, factor)


def way_back(request: HttpRequest, address: str) -> str:
    """The address if it is one of this house, else the door; path and query alone.

    With one slash before it: a path that begins with two is another house's address when it stands by itself.
    """
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return reverse("door")
    found = urlsplit(address)
    return "/" + found.path.lstrip("/\\") + (f"?{found.query}" if found.query else "")


def to_confirmation(request: HttpRequest) -> HttpResponse:
    """A form's own page is where a post comes back to: what was posted is asked for again, not kept and replayed."""
    asked = request.method in ("GET", "HEAD") and not _is_htmx(request)
    back = request.get_full_path() if asked else way_back(request, request.META.get("HTTP_REFERER", ""))
    told = {"next": back} if asked else {"next": back, "undone": "1"}
    confirmation = f"{reverse('confirm')}?{urlencode(told)}"
    if _is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": confirmation})
    return redirect(confirmation)


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def owner_of(request: HttpRequest) -> Staff:
    """Who is signed in here; a view behind these doors has somebody."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user
