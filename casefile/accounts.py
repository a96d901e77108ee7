"""How allauth keeps the door here: accounts by invitation, each sign-in in the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from casefile import audit
from casefile.acts import Act
from casefile.models import Staff


class InviteOnly(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Staff) -> None:
        audit.record_first(user, Act.SIGNED_IN, user)
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Staff):
            audit.record(request.user, Act.SIGNED_OUT, request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """The address typed is not kept: it may be anybody's, or a password in the wrong box."""
        audit.record(audit.SYSTEM, Act.SIGN_IN_FAILED)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's own messages repeat names and addresses: none is shown."""
