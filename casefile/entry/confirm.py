"""Signing in by the second factor, and the page that asks for it again before an act that needs it fresh."""

from __future__ import annotations

from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casefile import audit, stepup
from casefile.access import StaffRequest
from casefile.acts import Act
from casefile.entry import factors, passkeys
from casefile.entry.doorkeeper import without_factor
from casefile.entry.forms import ConfirmForm, PasskeyForm, count_a_try
from casefile.errors import Refused
from casefile.stepup import Method


class SecondStep(AuthenticateView):  # type: ignore[misc]
    """After the password: the code, or a passkey."""

    template_name = "account/second_step.html"

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        held = {one.method for one in factors.held_by(self.stage.login.user)}
        return context | {"has_passkey": Method.PASSKEY in held, "options": context["js_data"]["request_options"]}


class PasskeyAlone(LoginWebAuthnView):  # type: ignore[misc]
    """A passkey instead of address and password: the device has asked who is there."""

    def form_invalid(self, form: Any) -> HttpResponse:
        return redirect(f"{reverse('account_login')}?passkey=refused")

    def form_valid(self, form: Any) -> HttpResponse:
        factor = form.cleaned_data["credential"]
        login = Login(user=factor.user, redirect_url=get_next_redirect_url(self.request))
        answer: HttpResponse = flows.perform_passwordless_login(self.request, factor, login)
        return answer


@without_factor
@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: StaffRequest) -> HttpResponse:
    """Step-up: passkey first, else the app's code. Then back to where one was."""
    back = stepup.way_back(request, request.GET.get("next", ""))
    held = {one.method for one in factors.held_by(request.user)}
    if not held & stepup.STRONG:
        return redirect("enrol")
    refusal = ""
    if request.method == "POST":
        try:
            stepup.passed(request, _factor_shown(request))
        except Refused as refused:
            refusal = str(refused)
        else:
            return redirect(back)
    return _ask(request, held=held, back=back, refusal=refusal)


def _factor_shown(request: StaffRequest) -> Authenticator:
    """The factor that this post shows; raises Refused. Either way it is in the trail."""
    method, show = (Method.PASSKEY, _by_passkey) if "credential" in request.POST else (Method.APP, _by_app)
    try:
        counted = count_a_try(request.user)
        factor = show(request)
    except (Refused, ValidationError) as refusal:
        audit.record(request.user, Act.STEP_UP_FAILED, request.user, method=method)
        raise Refused(getattr(refusal, "message", str(refusal))) from refusal
    counted.rollback()
    audit.record(request.user, Act.STEP_UP_PASSED, request.user, method=method)
    return factor


def _by_passkey(request: StaffRequest) -> Authenticator:
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        raise Refused(_("The passkey was not accepted. Try again, or use your authenticator app."))
    return passkeys.read_known(form.cleaned_data["credential"], staff=request.user)


def _by_app(request: StaffRequest) -> Authenticator:
    form = ConfirmForm(request.POST)
    typed = "".join(form.cleaned_data["code"].split()) if form.is_valid() else ""
    factor = factors.accept_app_code(request.user, typed)
    if factor is None and len(typed) > 6:
        raise Refused(_("A recovery code signs you in, but does not count here. Type the six digits of your app."))
    if factor is None:
        raise Refused(_("This code is wrong, or was used already. Wait for the next one and type that."))
    return factor


def _ask(request: StaffRequest, *, held: set[Method], back: str, refusal: str) -> HttpResponse:
    context = {
        "form": ConfirmForm(),
        "refusal": refusal,
        "back": back,
        "undone": "undone" in request.GET,
        "has_app": Method.APP in held,
        "options": passkeys.ask_for_known(request.user) if Method.PASSKEY in held else None,
    }
    return TemplateResponse(request, "account/confirm.html", context, status=422 if refusal else 200)
