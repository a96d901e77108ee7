"""What a mail of the house may say: a kind of notice, and a link. Nobody's words get in, so nobody's name gets out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.utils.translation import gettext as _

from casefile.errors import NotAllowed
from casefile.models import NoticeKind

PATH = re.compile(r"/[a-z0-9-]+(/[a-z0-9-]+)*")


class Notice(EmailMessage):
    """A mail whose every word is written here. It takes a code, an address within the house, and who gets it."""

    def __init__(self, kind: NoticeKind, *, path: str, to: str) -> None:
        if not PATH.fullmatch(path):
            raise ValueError("a notice leads to a page of the house and says nothing more")
        super().__init__(subject=f"casefile: {kind.label}", body=_body(kind, path=path), to=[to])


class NoticesOnly(smtp.EmailBackend):
    """The only way out for mail: whatever is not a notice is refused, with everything it was to go out with."""

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        if not all(type(one) is Notice for one in email_messages):
            raise NotAllowed("Only notices of the house leave by mail.")
        return super().send_messages(email_messages)


def _body(kind: NoticeKind, *, path: str) -> str:
    said = {
        NoticeKind.WORK_STOPPED: _("Background work has stopped, and somebody must look at it."),
        NoticeKind.ATTENTION: _("Something needs your attention. Sign in to see what it is."),
    }[kind]
    return "\n\n".join([said, f"{settings.ADDRESS}{path}", _("You get this because you work on the lawsuit.")]) + "\n"
