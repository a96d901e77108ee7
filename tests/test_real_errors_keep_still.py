"""Wherever the house breaks with a name in its hands: in the locked room, the trail, an import, a press (T05).

The errors are real ones of `test_errors_keep_still`, each raised at each point; the request carries the name as well.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from casefile.models import Lawsuit, Staff
from plaintiffs.services import sheets
from tests import factories
from tests.signing_in import let_in
from tests.test_errors_keep_still import CHOKES, NAME, still, written_down

KINDS = ("a unique value", "a cast to a number", "a foreign key")
PURPOSE = f"Verification for {NAME}, set two"
SHEET = f"Client code,Last name,First name,Presented on\nMT-1,{NAME},Anna,4/3/2026\n".encode()
SUIT, HERS = "/doe-v-rivermont/", "/doe-v-rivermont/clients/{client}/"
DECISION = {"words": PURPOSE, "approve": "1"}
SOUGHT = {"name": NAME, "reason_code": "match", "purpose": PURPOSE}
OPENING = {"asking": str(uuid4()), "field": "last", "reason_code": "contact", "purpose": PURPOSE}
ASKING = {"asking": str(uuid4())}
LOADED = {"commit": "1", "column-0": "code", **ASKING}
ENTERED = {
    **{"last": NAME, "first": "Anna", "code": "MT-9", "doe": "JANE", "duty": "current", "covert_role": "undercover"},
    **{"born_on": "1980-01-01", "released_on": "2026-01-01", "harms": "therapy", "serial_no": "70001"},
}
POLICY = {"an_hour": "4", "a_day": "20", "people_a_day": "9", "quiet_from": "20:00", "quiet_until": "06:00"}


@dataclass(frozen=True, slots=True)
class Point:
    """What breaks, as module:function, and the question of whom that comes there."""

    breaks: str
    who: str
    path: str
    said: Mapping[str, Any] = field(default_factory=dict)
    looks: bool = False  # a GET


def room(breaks: str, who: str, path: str, **said: Any) -> Point:
    return Point(f"plaintiffs.services.{breaks}", who, path, said)


POINTS = (
    room("reach:require", "custodian", f"{HERS}reveal", **OPENING),
    room("turns:take", "custodian", f"{HERS}reveal", **OPENING),
    room("turns:openings_of", "custodian", f"{HERS}reveal", **OPENING),
    room("reveal_alarms:strange", "custodian", f"{HERS}reveal", **OPENING),
    Point("casefile.audit:record_first", "custodian", f"{HERS}reveal", OPENING),
    Point("plaintiffs.vault.doors:open_one", "custodian", f"{HERS}reveal", OPENING),
    Point("plaintiffs.leakguard.guard:check_text", "custodian", f"{HERS}reveal", OPENING),
    room("reveal:open_granted", "custodian", f"{HERS}reveal/{{unknown}}"),
    room("broken_glass:ask", "lead_attorney", f"{SUIT}reveals/glass", words=PURPOSE),
    room("broken_glass:join", "lead_attorney", f"{SUIT}reveals/glass/{{unknown}}"),
    room("reveal_policy:change", "custodian", f"{SUIT}reveals/policy", **POLICY),
    room("reveal_alarms:see", "custodian", f"{SUIT}reveals/alarms/1/seen"),
    Point("plaintiffs.queries.reveals:request_to_decide", "custodian", f"{SUIT}reveals/{{unknown}}", DECISION),
    Point("plaintiffs.queries.reveals:desk_of", "custodian", f"{SUIT}reveals", looks=True),
    Point("plaintiffs.views.reveal:places_of", "custodian", f"{HERS}reveal", looks=True),
    Point("plaintiffs.queries.reveals:requests_of", "custodian", f"{HERS}reveals", looks=True),
    Point("plaintiffs.views.need_to_know:access_page", "custodian", f"{HERS}access", looks=True),
    Point("filings.queries.trail:state_of_the_trail", "auditor", f"{SUIT}audit", looks=True),
    room("name_search:_mac", "paralegal", f"{SUIT}reveals/search", **SOUGHT),
    room("name_search:_matches", "paralegal", f"{SUIT}reveals/search", **SOUGHT),
    room("name_search:_answered", "paralegal", f"{SUIT}reveals/search", **SOUGHT),
    Point("plaintiffs.vault.doors:identities", "paralegal", f"{SUIT}reveals/search", SOUGHT),
    room(
        "need_to_know:give", "custodian", f"{HERS}access/give", **{"give-staff": "{paralegal}", "give-reason": "work"}
    ),
    room(
        "need_to_know:deny", "custodian", f"{HERS}access/deny", **{"deny-staff": "{paralegal}", "deny-reason": "wish"}
    ),
    room("need_to_know:entrust", "custodian", f"{HERS}access/entrust", **{"entrust-staff": "{lead_attorney}"}),
    Point("filings.queries.trail:cut", "auditor", f"{SUIT}audit", looks=True),
    Point("filings.services.trail:_gathered", "auditor", f"{SUIT}audit/export", {"form": "csv"}),
    Point("casefile.trail_file:packed", "auditor", f"{SUIT}audit/export", {"form": "jsonl"}),
    Point("plaintiffs.leakguard.guard:release", "auditor", f"{SUIT}audit/export", {"form": "csv"}),
    Point("casefile.verifying:look_over", "auditor", f"{SUIT}audit/verify"),
    Point("filings.queries.trail:house_scope", "auditor", "/audit", looks=True),
    Point("filings.importers.register:read", "paralegal", f"{SUIT}import", {"sheet": SHEET}),
    room("sheets:receive", "paralegal", f"{SUIT}import", sheet=SHEET),
    Point("plaintiffs.vault.doors:seal_sheet", "paralegal", f"{SUIT}import", {"sheet": SHEET}),
    Point("plaintiffs.vault.doors:open_sheet", "paralegal", f"{SUIT}import/{{sheet}}", looks=True),
    Point("plaintiffs.services.sheets:content_of", "paralegal", f"{SUIT}import/{{sheet}}/columns", looks=True),
    Point("filings.tasks:start_import", "paralegal", f"{SUIT}import/{{sheet}}", LOADED),
    room("sheets:discard", "paralegal", f"{SUIT}import/{{sheet}}", discard="1"),
    room("intake:resembles", "paralegal", f"{SUIT}intake", **ENTERED),
    room("intake:engage_all", "paralegal", f"{SUIT}intake", **ENTERED),
    Point("plaintiffs.vault.doors:seal_people", "paralegal", f"{SUIT}intake", ENTERED),
    Point("filings.tasks:start_press", "paralegal", f"{SUIT}filings", {"text": "letter", "whom": "all", **ASKING}),
)


@pytest.fixture
def places(lawsuit: Lawsuit, lead_attorney: Staff, paralegal: Staff) -> dict[str, object]:
    """What stands in an address or a form for somebody or something that is there."""
    client = factories.enrolled(lawsuit, code="RM-1", number=1, events=factories.rejected(days_ago=60))
    sheet = sheets.receive(SHEET, name=f"{NAME}.csv", lawsuit=lawsuit, actor=paralegal)
    people = {"lead_attorney": lead_attorney.pk, "paralegal": paralegal.pk}
    return {"client": client.pk, "sheet": sheet.pk, "unknown": uuid4(), **people}


@pytest.fixture
def browsers(lead_attorney: Staff, paralegal: Staff, custodian: Staff, auditor: Staff) -> dict[str, Browser]:
    people = {"lead_attorney": lead_attorney, "paralegal": paralegal, "custodian": custodian, "auditor": auditor}
    return {who: let_in(staff, Browser(raise_request_exception=False)) for who, staff in people.items()}


def asked(point: Point, browser: Browser, *, places: Mapping[str, object]) -> Any:
    path = f"{point.path.format(**places)}?note={quote(NAME)}"
    return (
        browser.get(path)
        if point.looks
        else browser.post(path, {name: said(one, places) for name, one in point.said.items()})
    )


def said(value: object, places: Mapping[str, object]) -> object:
    if isinstance(value, bytes):
        return SimpleUploadedFile(f"{NAME}.csv", value)
    return str(value).format(**places)


@contextmanager
def broken(point: Point, kind: str) -> Iterator[None]:
    module, _, name = point.breaks.partition(":")

    def choke(*_told: object, **_more: object) -> None:
        CHOKES[kind]()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(importlib.import_module(module), name, choke)
        yield


@pytest.mark.parametrize("kind", KINDS)
def test_no_answer_log_or_mail_says_what_broke_wherever_it_breaks(
    kind: str, places: dict[str, object], browsers: dict[str, Browser], settings: Settings
) -> None:
    settings.ADMINS = [("Somebody", "somebody@firm.example")]
    wrong = []
    for point in POINTS:
        with written_down() as log, broken(point, kind):
            answer = asked(point, browsers[point.who], places=places)
        heard = f"{answer.headers} {answer.cookies} {answer.content.decode()} {log.getvalue()}"
        if answer.status_code != 500 or not still(heard) or " at " not in log.getvalue():
            wrong.append((point.breaks, point.path, answer.status_code))
    assert wrong == []
    assert mail.outbox == []


def test_there_are_forty_points() -> None:
    assert len({(one.breaks, one.path) for one in POINTS}) >= 40
