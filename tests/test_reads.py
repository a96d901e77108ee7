"""Who looked at whom is on record before she sees anything: one entry for a read, and no page that is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver

from casefile import audit, clock, reading
from casefile.acts import Act
from casefile.errors import AuditUnavailable
from casefile.models import AuditEntry, Lawsuit, Staff
from filings.models import Document
from filings.services import templates
from plaintiffs.models import Plaintiff
from plaintiffs.services import sheets
from tests import factories
from tests.api.conftest import token_of
from tests.filings import issued

SUIT, API = "/doe-v-rivermont/", "/api/v1/lawsuits/doe-v-rivermont/"
SignIn = Callable[[Staff], Browser]
SHEET = b"Client code,Last name,First name,Presented on\nMT-1,Featherly,Anna,4/3/2026\n"

BEFORE_ANYBODY = "before a lawsuit: nobody's facts but the reader's own"
ACT = "an act, which leaves its own entry, and no page"
LISTED = "Doe numbers, codes and days: what everybody of the lawsuit works by, and no fact of one person's life"
WORK = "how far the work is: designations, counts and reasons without a name"
EMPTY = "a form nobody has filled in"
OWN_ENTRY = "each download leaves an entry of its own"
STEPS = "who asked for which field and who decided: each step is an entry already"
OPENING = "a form; what it opens or finds leaves an entry first"
PUBLIC = "court, parties and counsel, as papers tell them to everybody"
NOT_SENSITIVE = {
    **dict.fromkeys(["", "login", "logout", "signup", "inactive", "welcome/<str:token>", "tokens"], BEFORE_ANYBODY),
    **dict.fromkeys(["login/confirm", "login/passkey", "confirm", "password"], BEFORE_ANYBODY),
    **dict.fromkeys(["account", "account/enrol", "account/enrol/app", "account/enrol/passkey"], BEFORE_ANYBODY),
    **dict.fromkeys(["session", "session/stay", "session/back"], BEFORE_ANYBODY),
    **dict.fromkeys(["tokens/<uuid:ref>/revoke", "account/codes", "account/factors/<int:number>/remove"], ACT),
    **dict.fromkeys(["account/sign-ins/<uuid:sign_in>/end", "account/sign-ins/end-others"], ACT),
    **dict.fromkeys(["api/v1/schema", "api/v1/reference", "api/v1/lawsuits", "api/^"], BEFORE_ANYBODY),
    "SUIT": LISTED,
    **dict.fromkeys(["SUIT/plaintiffs", "SUIT/claims", "SUIT/filings"], LISTED),
    **dict.fromkeys(["SUIT/batches", "SUIT/batches/<uuid:batch_id>", "SUIT/work", "SUIT/import"], WORK),
    **dict.fromkeys(["SUIT/batches/<uuid:batch_id>/progress", "SUIT/batches/<uuid:batch_id>/package"], WORK),
    **dict.fromkeys(["SUIT/batches/<uuid:batch_id>/zip", "SUIT/documents/<uuid:document_id>/file"], OWN_ENTRY),
    **dict.fromkeys([f"SUIT/batches/<uuid:batch_id>/{act}" for act in ("cancel", "retry", "undo")], ACT),
    **dict.fromkeys(["SUIT/work/items/<int:item_id>/retry", "SUIT/work/items/<int:item_id>/settle"], ACT),
    **dict.fromkeys(["SUIT/work/batches/<uuid:batch_id>/retry", "SUIT/clients/<uuid:client_id>/join"], ACT),
    **dict.fromkeys(["audit/verify", "audit/export", "SUIT/audit/verify", "SUIT/audit/export"], ACT),
    **dict.fromkeys([f"SUIT/clients/<uuid:client_id>/access/{act}" for act in ("give", "deny", "entrust")], ACT),
    "SUIT/clients/<uuid:client_id>/access/<uuid:row_id>/end": ACT,
    **dict.fromkeys(["SUIT/reveals", "SUIT/reveals/<uuid:request_id>"], STEPS),
    **dict.fromkeys([f"SUIT/clients/<uuid:client_id>/reveal{more}" for more in ("", "/<uuid:request_id>")], OPENING),
    **dict.fromkeys(["SUIT/reveals/search", "SUIT/reveals/key"], OPENING),
    "SUIT/reveals/key/<uuid:exhibit_id>": STEPS,
    "SUIT/reveals/key/<uuid:exhibit_id>/copy": OWN_ENTRY,
    **dict.fromkeys(["SUIT/reveals/policy", "SUIT/reveals/glass", "SUIT/reveals/glass/<uuid:glass_id>"], ACT),
    "SUIT/reveals/alarms/<int:alarm_id>/seen": ACT,
    "SUIT/intake": EMPTY,
    "SUIT/caption": PUBLIC,
    "API": PUBLIC,
    **dict.fromkeys(["API/plaintiffs", "API/claims", "API/documents"], LISTED),
    **dict.fromkeys(["API/papers", "API/batches", "API/batches/<uuid:batch_id>"], WORK),
    "API/batches/<uuid:batch_id>/items": WORK,
    "API/documents/<uuid:document_id>/content": OWN_ENTRY,
    **dict.fromkeys(["API/batches/<uuid:batch_id>/cancel", "API/batches/<uuid:batch_id>/retry"], ACT),
}


def routes(patterns: Any, *, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before=route)
        else:
            yield short(route), one


def short(route: str) -> str:
    for long, word in (("api/v1/lawsuits/<slug:lawsuit>", "API"), ("<slug:lawsuit>", "SUIT")):
        route = route.replace(long, word)
    return route.rstrip("/")


def what_reads_are_called(pattern: URLPattern) -> Act | None:
    view: Any = pattern.callback
    return getattr(view, "reads", None) or getattr(getattr(view, "view_class", None), "reads", None)


ROUTES = dict(routes(get_resolver().url_patterns))
SENSITIVE = {route: act for route, one in ROUTES.items() if (act := what_reads_are_called(one))}


def test_every_address_is_read_on_record_or_says_why_it_need_not_be() -> None:
    """A new address must be put on one side, and nothing stands on both."""
    assert set(ROUTES) - set(SENSITIVE) == set(NOT_SENSITIVE)


# --- the pages ------------------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(lawsuit: Lawsuit, lead_attorney: Staff) -> dict[str, str]:
    """Where each sensitive address leads."""
    doe = factories.three(lawsuit, events=(factories.rejected(days_ago=100), None, None))[0]
    paper = paper_of(doe, made_by=lead_attorney)
    sheet = sheets.receive(SHEET, name="register.csv", lawsuit=lawsuit, actor=lead_attorney)
    places: Mapping[str, object] = {
        "<doe:number>": "001",
        "<int:number>": 1,
        "<uuid:client_id>": doe.client_id,
        "<uuid:claim_id>": factories.claim_of(doe.client).pk,
        "<uuid:document_id>": paper.pk,
        "<int:page>": 1,
        "<uuid:sheet_id>": sheet.pk,
    }
    return {route: filled(route, places) for route in SENSITIVE}


def filled(route: str, places: Mapping[str, object]) -> str:
    for place, value in {"SUIT/": SUIT, "API/": API, **places}.items():
        route = route.replace(place, str(value))
    return route if route.startswith("/") else f"/{route}"


def paper_of(doe: Plaintiff, *, made_by: Staff) -> Document:
    version = templates.current("declaration", actor=made_by)
    return issued.document(doe.lawsuit, version=version, plaintiffs=[doe], made_by=made_by)


def asking(route: str, staff: Staff, signed_in: SignIn) -> Browser:
    """A program for the API, a browser for all else."""
    if route.startswith("API"):
        return Browser(headers={"Authorization": f"Bearer {token_of(staff)}"})
    return signed_in(staff)


def reads_of(act: Act) -> int:
    return AuditEntry.objects.filter(act=act).count()


@pytest.fixture
def reader(route: str, lead_attorney: Staff, auditor: Staff) -> Staff:
    """Who may read it: the house's trail is not an attorney's."""
    return auditor if route == "audit" else lead_attorney


@pytest.mark.parametrize("route", SENSITIVE)
class TestEachSensitivePage:
    def test_one_look_is_one_entry_and_five_minutes_later_another(
        self, addresses: dict[str, str], reader: Staff, signed_in: SignIn, route: str, monkeypatch: Any
    ) -> None:
        browser, head = asking(route, reader, signed_in), AuditEntry.objects.latest("seq").seq
        assert [browser.get(addresses[route]).status_code for _ in range(2)] == [200, 200]
        browser.head(addresses[route])  # some pages refuse it
        (entry,) = AuditEntry.objects.filter(seq__gt=head)
        assert entry.act == SENSITIVE[route]
        assert entry.actor == str(reader.pk)
        assert set(entry.detail) & {"sign_in", "token"}
        later = clock.now() + reading.WITHIN + timedelta(seconds=1)
        before = reads_of(SENSITIVE[route])
        monkeypatch.setattr(clock, "now", lambda: later)
        browser.get(addresses[route])
        assert reads_of(SENSITIVE[route]) == before + 1

    def test_another_sign_in_is_another_entry(
        self, addresses: dict[str, str], reader: Staff, signed_in: SignIn, route: str
    ) -> None:
        before = reads_of(SENSITIVE[route])
        for _ in range(2):
            asking(route, reader, signed_in).get(addresses[route])
        assert reads_of(SENSITIVE[route]) == before + 2

    def test_what_cannot_be_recorded_is_not_shown(
        self, addresses: dict[str, str], reader: Staff, signed_in: SignIn, route: str, monkeypatch: Any
    ) -> None:
        browser = asking(route, reader, signed_in)

        def refuse(*told: object, **detail: object) -> None:
            raise AuditUnavailable("This cannot be recorded at the moment, so it is not done.")

        monkeypatch.setattr(audit, "record_first", refuse)
        answer = browser.get(addresses[route])
        assert answer.status_code == 503
        assert "DOE" not in answer.content.decode(errors="replace")

    def test_who_is_refused_leaves_no_entry_of_a_read(
        self, addresses: dict[str, str], outsider: Staff, signed_in: SignIn, route: str
    ) -> None:
        before = reads_of(SENSITIVE[route])
        assert asking(route, outsider, signed_in).get(addresses[route]).status_code == 404
        assert reads_of(SENSITIVE[route]) == before
