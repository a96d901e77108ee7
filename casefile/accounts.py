"""How allauth keeps the door here: accounts by invitation, each sign-in in the audit trail, secrets under a key."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from casefile import audit, cipher, keys, stepup, tokens
from casefile.acts import Act
from casefile.entry import sign_ins
from casefile.errors import VaultSealed
from casefile.models import EndedBy, Staff

SEALED_AS = ["second factor"]


class InviteOnly(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Staff) -> None:
        """A new session key, a sign-in that can be ended, and in it the factor that was shown on the way."""
        shown = _shown(request, user)
        audit.record_first(user, Act.SIGNED_IN, user, by=shown.type if shown else "password")
        super().login(request, user)
        sign_ins.begin(request.session, user, device=sign_ins.device_of(request))
        if shown:
            stepup.keep(request.session, shown)

    def logout(self, request: HttpRequest) -> None:
        sign_in = sign_ins.of(request)
        if sign_in and isinstance(request.user, Staff):
            sign_ins.end(sign_in, by=EndedBy.SIGN_OUT, actor=request.user)
        super().logout(request)

    @transaction.atomic
    def set_password(self, user: Staff, password: str) -> None:
        """Whoever knew the old one may have made tokens with it. Nothing else of her row is written as it was read."""
        user.set_password(password)
        user.save(update_fields=["password"])
        tokens.revoke_all(user, actor=user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The address typed is not kept: it may be anybody's, or a password in the wrong box."""
        audit.record(audit.SYSTEM, Act.SIGN_IN_FAILED)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages repeat names and addresses: none is shown."""


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth by itself stores the secrets of apps and recovery codes as they are."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(cipher.seal(_key(), text.encode(), parts=SEALED_AS)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Raises VaultSealed when it was sealed under another key, or is not what was sealed."""
        try:
            return cipher.open_sealed(_key(), base64.b64decode(encrypted_text), parts=SEALED_AS).decode()
        except ValueError as refusal:
            raise VaultSealed(
                "The secret of this second factor does not open. An administrator resets it."
            ) from refusal


def _key() -> bytes:
    return keys.ring().labelled("second-factor")


def _shown(request: HttpRequest, user: Staff) -> Authenticator | None:
    """The factor shown last in this attempt to sign in, if one was asked for."""
    shown = [one["id"] for one in get_authentication_records(request, user) if one["method"] == "mfa"]
    return Authenticator.objects.filter(pk=shown[-1], user=user).first() if shown else None
