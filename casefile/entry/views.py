"""Pages of one's own way in: second factors, recovery codes, sign-ins and where they are open."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account import views as allauth_account
from allauth.mfa.utils import decrypt, encrypt
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from casefile import stepup
from casefile.access import StaffRequest
from casefile.entry import codes, factors, passkeys, qr, sign_ins
from casefile.entry.doorkeeper import without_factor
from casefile.entry.forms import AppForm, PasskeyForm
from casefile.errors import Missing, Refused
from casefile.models import EndedBy, SignIn

SEED = "seed_to_enrol"


@login_required
@require_GET
def shown(request: StaffRequest) -> HttpResponse:
    context = {
        "factors": factors.held_by(request.user),
        "sign_ins": sign_ins.open_of(request.user),
        "here": sign_ins.of(request),
        "has_password": request.user.has_usable_password(),
    }
    return TemplateResponse(request, "account/page.html", context)


@stepup.required
def password(request: StaffRequest) -> HttpResponseBase:
    if not request.user.has_usable_password():
        raise Missing(_("This account has no password. It is opened by a link or a passkey."))
    answer: HttpResponseBase = allauth_account.password_change(request)
    return answer


# --- enrolment ------------------------------------------------------------------------------------------------------


@without_factor
@login_required
@require_GET
def enrol(request: StaffRequest) -> HttpResponse:
    """Where the first sign-in leads: the choice of a second factor."""
    first = not factors.can_confirm(request.user)
    return TemplateResponse(request, "account/enrol.html", {"first": first}) if first else redirect("account")


@without_factor
@login_required
@require_http_methods(["GET", "POST"])
def enrol_app(request: StaffRequest) -> HttpResponseBase:
    return _first_or_fresh(request, _enrol_app)


@without_factor
@login_required
@require_http_methods(["GET", "POST"])
def enrol_passkey(request: StaffRequest) -> HttpResponseBase:
    return _first_or_fresh(request, _enrol_passkey)


@stepup.required
@require_POST
def new_codes(request: StaffRequest) -> HttpResponse:
    return _tell_codes(request, factors.make_recovery_codes(request.user))


@stepup.required
@require_POST
def remove(request: StaffRequest, number: int) -> HttpResponse:
    factors.remove(number, staff=request.user, here=sign_ins.of(request))
    messages.success(request, _("Removed. Your other sign-ins and your access tokens were ended with it."))
    return redirect("account")


# --- sign-ins -------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def end(request: StaffRequest, sign_in: UUID) -> HttpResponse:
    found = SignIn.objects.open().filter(pk=sign_in, staff=request.user).select_related("staff").first()
    if found is None:
        raise Missing(_("There is no such sign-in, or it is over."))
    sign_ins.cut_off(found, actor=request.user)
    messages.success(request, _("Ended. Whoever sits there has to sign in again. Your access tokens were revoked."))
    return redirect("account")


@login_required
@require_POST
def end_others(request: StaffRequest) -> HttpResponse:
    sign_ins.end_all(request.user, but=sign_ins.of(request), by=EndedBy.ELSEWHERE, actor=request.user)
    messages.success(request, _("Ended everywhere but here. Your access tokens were revoked."))
    return redirect("account")


@without_factor
@sign_ins.by_itself
@require_GET
def state(request: StaffRequest) -> JsonResponse:
    """Whether somebody is signed in here, who, and for how many seconds more. Asking keeps nobody signed in."""
    return _state(request)


@without_factor
@require_POST
def stay(request: StaffRequest) -> JsonResponse:
    """Somebody is typing or reading on: that counts as something done."""
    return _state(request)


@without_factor
@login_required
@require_GET
def back(request: StaffRequest) -> HttpResponse:
    """Signed in again in a second tab, while the first one keeps what was typed."""
    return TemplateResponse(request, "account/back.html")


def _state(request: StaffRequest) -> JsonResponse:
    sign_in = sign_ins.of(request) if request.user.is_authenticated else None
    if sign_in is None:
        return JsonResponse({"left": 0})
    told = {"left": sign_ins.seconds_left(sign_in), "whose": str(request.user.pk), "token": get_token(request)}
    return JsonResponse(told)


# --- enrolment, within ------------------------------------------------------------------------------------------------


def _first_or_fresh(request: StaffRequest, page: Any) -> HttpResponseBase:
    """The first factor rests on the password; each further one on a factor shown within five minutes."""
    further = factors.can_confirm(request.user)
    answer: HttpResponseBase = stepup.required(page)(request) if further else page(request)
    return answer


def _enrol_app(request: StaffRequest) -> HttpResponse:
    form = AppForm(request.POST or None)
    seed = _seed(request)
    if form.is_valid():
        try:
            enrolled = factors.enrol_app(request.user, seed=seed, code=form.cleaned_data["code"])
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[SEED]
            return _show_enrolled(request, enrolled)
    account = qr.draw(codes.address(seed, account=request.user.email, issuer=factors.ISSUER))
    context = {"form": form, "qr": account, "seed": " ".join(seed[at : at + 4] for at in range(0, len(seed), 4))}
    return TemplateResponse(request, "account/app.html", context, status=422 if form.errors else 200)


def _enrol_passkey(request: StaffRequest) -> HttpResponse:
    form = PasskeyForm(request.POST or None)
    if form.is_valid():
        name = form.cleaned_data["name"] or sign_ins.device_of(request)
        try:
            credential = passkeys.read_new(form.cleaned_data["credential"])
            enrolled = factors.enrol_passkey(request.user, name=name, credential=credential)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _show_enrolled(request, enrolled)
    context = {"form": form, "options": passkeys.ask_for_new(request.user)}
    return TemplateResponse(request, "account/passkey.html", context, status=422 if form.errors else 200)


def _show_enrolled(request: StaffRequest, enrolled: factors.Enrolled) -> HttpResponse:
    """Enrolling shows the factor: it counts from now on, under a new session key."""
    stepup.passed(request, enrolled.factor)
    if enrolled.codes:
        return _tell_codes(request, enrolled.codes)
    messages.success(request, _("Enrolled. From now on it signs you in."))
    return redirect("account")


def _tell_codes(request: StaffRequest, told: list[str]) -> HttpResponse:
    """Once, in the answer to the post that made them."""
    return TemplateResponse(request, "account/codes.html", {"codes": told})


def _seed(request: StaffRequest) -> str:
    """The seed on offer in this session; sealed there too, for a session is a row of the database."""
    if SEED not in request.session:
        request.session[SEED] = encrypt(codes.new_seed())
    seed: str = decrypt(request.session[SEED])
    return seed
