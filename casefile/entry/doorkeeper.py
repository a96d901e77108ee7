"""At every request: is this sign-in over, and has its owner a second factor?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from casefile import audit, stepup
from casefile.entry import factors, sign_ins
from casefile.models import EndedBy, SignIn

Answer = Callable[[HttpRequest], HttpResponse]
WHY_ENDED = "why_ended"
SAFE = ("GET", "HEAD")
STOP_ASKING = 286  # of htmx: a page asks no more by itself


class Doorkeeper:
    """Stands innermost, so that whatever it answers is dressed and kept from caches like any other page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            ended = _end_what_is_over(request)
        except OperationalError:
            return render(request, "503.html", {"error": None}, status=503)
        if ended and request.method not in SAFE and not _is_htmx(request) and not _is_about_signing_in(request):
            return render(request, "account/ended.html", {"why": ended}, status=401)
        return _for_htmx(request, self.answer(request))

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        sign_in: SignIn | None = getattr(request, "sign_in", None)
        if sign_in is None:
            return None
        if not getattr(view, "by_itself", False):
            sign_ins.notice(sign_in)
        if sign_in.by_link or stepup.proof(request) or getattr(view, "without_factor", False):
            return None
        return _to_second_factor(request)


def without_factor(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view for who has signed in and has no second factor yet."""
    view.without_factor = True  # type: ignore[attr-defined]
    return view


def _end_what_is_over(request: HttpRequest) -> str:
    """Why this browser's sign-in is over, or nothing. After it nobody is signed in here."""
    if not request.user.is_authenticated:
        return ""
    sign_in = sign_ins.of(request)
    why = sign_ins.over(sign_in, request=request) if sign_in else EndedBy.ELSEWHERE
    if not why:
        request.sign_in = sign_in  # type: ignore[attr-defined]
        return ""
    if sign_in:
        sign_ins.end(sign_in, by=why, actor=audit.SYSTEM)
    logout(request)
    request.session[WHY_ENDED] = str(why)
    return why


def _to_second_factor(request: HttpRequest) -> HttpResponse:
    """To enrolment; to confirmation when a factor was enrolled in the meantime, on another device."""
    if request.method not in SAFE or _is_htmx(request) or request.path.startswith("/api/"):
        return render(request, "account/factor_first.html", status=403)
    known = factors.can_confirm(stepup.owner_of(request))
    return redirect("confirm" if known else "enrol")


def _for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page to sign in on is not to be put into a piece of another page."""
    if _is_htmx(request) and response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return HttpResponse(status=STOP_ASKING, headers={"HX-Reswap": "none", "HX-Trigger": "signed-out"})
    return response


def _is_htmx(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False))


def _is_about_signing_in(request: HttpRequest) -> bool:
    return request.path in (reverse("account_login"), reverse("account_logout"), reverse("mfa_login_webauthn"))
