"""What is typed on the way in: a code of the app or a recovery code; a passkey's answer comes in a hidden field."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, LoginWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefile import audit
from casefile.acts import Act
from casefile.entry import factors, passkeys
from casefile.errors import Refused
from casefile.models import Staff


def code_field(label: Any, *, hint: Any = "") -> forms.CharField:
    typed = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"})
    return forms.CharField(label=label, help_text=hint, max_length=40, widget=typed)


class CodeAtSignIn(AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in: the app's code, or one of the recovery codes."""

    code = code_field(
        gettext_lazy("Code"),
        hint=gettext_lazy("Six digits from your authenticator app, or one of your recovery codes of eight."),
    )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        counted = count_a_try(self.user)
        factor = factors.accept_app_code(self.user, code) or factors.accept_recovery_code(self.user, code)
        if factor is None:
            audit.record(self.user, Act.SIGN_IN_FAILED, self.user, at="second factor")
            raise ValidationError(_("This code is wrong, or was used already. Wait for the next one and type that."))
        counted.rollback()
        factor.user = self.user
        self.authenticator = factor
        return code


class PasskeyAtSignIn(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The second step of signing in, by a passkey instead of a code."""

    def clean_credential(self) -> Authenticator:
        counted = count_a_try(self.user)
        factor = read_passkey(self.cleaned_data["credential"], staff=self.user)
        counted.rollback()
        return factor


class PasskeyAlone(LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of address, password and code."""

    def clean_credential(self) -> Authenticator:
        answer = self.cleaned_data["credential"]
        try:
            staff = passkeys.owner_of(answer)
        except Refused as refusal:
            audit.record(audit.SYSTEM, Act.SIGN_IN_FAILED, at="passkey")
            raise ValidationError(str(refusal)) from refusal
        return read_passkey(answer, staff=staff)


class AppForm(forms.Form):
    """The first code of an app that was just set up."""

    code = code_field(gettext_lazy("Code"), hint=gettext_lazy("The six digits that the app shows now."))


class ConfirmForm(forms.Form):
    """A code of the app, to confirm who sits here."""

    code = code_field(gettext_lazy("Code"), hint=gettext_lazy("Six digits. A recovery code does not count here."))


class PasskeyForm(forms.Form):
    """A passkey's answer; `name` is what its owner calls a new one."""

    name = forms.CharField(
        label=gettext_lazy("Name of this passkey"),
        help_text=gettext_lazy("So that you know it again, such as: my laptop."),
        max_length=60,
        required=False,
    )
    credential = forms.JSONField(widget=forms.HiddenInput)


def count_a_try(staff: Staff) -> RateLimitUsage:
    """Counted over all web processes, for this person and this address; raises ValidationError when it is too many.

    A right code gives back its own try and no other: it is not to wipe out the wrong ones before it.
    """
    counted = ratelimit.consume(
        context.request, app="allauth.account", action="login_failed", key=f"second factor {staff.pk}"
    )
    if not counted:
        raise ValidationError(_("Too many wrong codes. Wait five minutes, then try again."))
    return counted


def read_passkey(answer: Any, *, staff: Staff) -> Authenticator:
    try:
        return passkeys.read_known(answer, staff=staff)
    except Refused as refusal:
        audit.record(staff, Act.SIGN_IN_FAILED, staff, at="passkey")
        raise ValidationError(str(refusal)) from refusal
