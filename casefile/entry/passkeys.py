"""Passkeys: the browser's answers, verified. The device must have asked who is there, by finger, face or PIN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from casefile.errors import Refused
from casefile.models import Staff

WRONG = (ValidationError, ValueError, TypeError, KeyError, AttributeError)  # an answer may hold anything at all


def ask_for_new(staff: Staff) -> dict[str, Any]:
    """What the browser is asked for; the challenge stays in the session on the server."""
    options: dict[str, Any] = auth.begin_registration(staff, passwordless=True)
    return options


def read_new(answer: Any) -> Mapping[str, Any]:
    """The credential of a device that answered our challenge and verified its user; raises Refused."""
    try:
        auth.parse_registration_response(answer)
        verified = auth.complete_registration(answer).is_user_verified()
    except WRONG as wrong:
        raise Refused(_("The passkey was not made. Try again, or use an authenticator app.")) from wrong
    if not verified:
        raise Refused(_("This device did not ask who you are. Set a PIN, finger or face on it, then try again."))
    found: Mapping[str, Any] = answer
    return found


def ask_for_known(staff: Staff) -> dict[str, Any]:
    options: dict[str, Any] = auth.begin_authentication(staff)
    return options


def read_known(answer: Any, *, staff: Staff) -> Authenticator:
    """The passkey of this person that answered our challenge; raises Refused."""
    try:
        auth.parse_authentication_response(answer)
        found: Authenticator = auth.complete_authentication(staff, answer)
    except WRONG as wrong:
        raise Refused(_("The passkey was not accepted. Try again, or use your authenticator app.")) from wrong
    found.record_usage()
    return found


def owner_of(answer: Any) -> Staff:
    """Whom a passkey says it belongs to, not yet proven; raises Refused when that is nobody."""
    try:
        found: Staff = auth.extract_user_from_response(answer)
    except WRONG as wrong:
        raise Refused(_("This passkey is not known here.")) from wrong
    return found
