"""The ear for canaries: what every answer, log record, mail and audit entry of a test says."""

from __future__ import annotations

import html
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.core import mail

from casefile.models import AuditEntry

PLANTED = ("full_name", "surname", "serial_no", "home_address", "phone", "e_mail", "spouse", "claim_no")


def planted_strings(people: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """What cannot stand in a page by chance: one of the surnames is an ordinary word of a court."""
    return tuple({person[key] for person in people for key in PLANTED if len(person[key]) > 5 or key == "serial_no"})


class Watch:
    """Listens from the start of a test; `heard` tells where a planted string was said, and which."""

    def __init__(self, strings: Sequence[str], *, audited: bool) -> None:
        self._planted = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in strings), re.IGNORECASE)
        self._audited = audited
        self._answers: list[str] = []
        self._last_entry = _last_entry() if audited else 0

    def listening(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        """The client's way of asking, with every answer kept."""

        def heard(browser: object, **request: Any) -> Any:
            answer = ask(browser, **request)
            self._answers.append(_said(answer))
            return answer

        return heard

    def heard(self, records: Iterable[logging.LogRecord]) -> list[tuple[str, str]]:
        told = [("answer", said) for said in self._answers]
        told += [("log", _logged(record)) for record in records]
        told += [("mail", f"{letter.subject} {letter.body}") for letter in getattr(mail, "outbox", [])]
        told += [("audit", said) for said in self._entries()]
        return [(where, found[0]) for where, said in told for found in self._planted.finditer(said)]

    def _entries(self) -> Iterator[str]:
        if self._audited:
            for entry in AuditEntry.objects.filter(seq__gt=self._last_entry):
                yield f"{entry.subject} {json.dumps(entry.detail, ensure_ascii=False)}"


def _last_entry() -> int:
    return AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def _said(answer: Any) -> str:
    """Headers and body. A stream is drained for the ear and given back whole."""
    if answer.streaming:
        content = b"".join(answer.streaming_content)
        answer.streaming_content = [content]
    else:
        content = answer.content
    return html.unescape(f"{answer.headers} {content.decode(errors='ignore')}")


def _logged(record: logging.LogRecord) -> str:
    return f"{record.getMessage()} {record.exc_text or ''} {record.exc_info or ''}"
