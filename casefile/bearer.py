"""Who comes in to the API: by a token in the header, with the scopes it was made for."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from casefile import audit, tokens
from casefile.models import AccessToken
from casefile.problems import ScopeMissing

BEARER = re.compile(rb"bearer +[0-9a-f]{64}", re.IGNORECASE)


class Bearer(TokenAuthentication):  # type: ignore[misc]
    """knox's tokens, from the header alone. No cookie opens the API, so no page of another site can use one."""

    def authenticate(self, request: Request) -> tuple[Any, AccessToken] | None:
        header = get_authorization_header(request)
        if header[:6].lower() == b"bearer" and not BEARER.fullmatch(header):
            raise AuthenticationFailed
        found: tuple[Any, AccessToken] | None = super().authenticate(request)
        if found:
            tokens.note_use(found[1])
        return found

    def validate_user(self, auth_token: AccessToken) -> tuple[Any, AccessToken]:
        """Of somebody who is no longer active it is not only refused: it must not open again when she is."""
        if not auth_token.user.is_active:
            tokens.revoke_all(auth_token.user, actor=audit.SYSTEM)
        found: tuple[Any, AccessToken] = super().validate_user(auth_token)
        return found

    def _cleanup_token(self, token: AccessToken) -> bool:
        """knox's own would delete the person's other tokens, unrecorded."""
        return tokens.ended(token)


class HoldsScope(BasePermission):
    """The token was made for this. What its person may do is asked for in the lawsuit."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.auth, AccessToken):
            return False
        operation = view.operations.get("POST" if request.method == "POST" else "GET")
        if operation and operation.scope not in request.auth.scopes:
            raise ScopeMissing(_("This token was not made for it. It needs the scope: %s.") % operation.scope.value)
        return True
