"""Whatever is in another lawsuit, or denied to somebody, answers like what is nowhere: security.md T19 and T22."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from casefile.models import Lawsuit, Staff
from filings.queries.rail import Rail, rail
from plaintiffs.models import Client, EndReason, NeedToKnow, Plaintiff
from plaintiffs.services import need_to_know
from tests.walls.conftest import HERE, THERE, Things, deny
from tests.walls.routes import Route, lists, of_one_thing, routes

OF_NO_LAWSUIT = {  # what is a person's own, with the file that tries another person's
    "/welcome/<str:token>": "tests/casefile/test_lawsuits.py",
    "/tokens/<uuid:ref>/revoke": "tests/api/test_tokens.py",
    "/account/factors/<int:number>/remove": "tests/casefile/entry/test_factors.py",
    "/account/sign-ins/<uuid:sign_in>/end": "tests/casefile/entry/test_sign_ins.py",
}
OF_NO_CLIENT = {"sheet_id", "alarm_id", "glass_id"}  # about nobody yet, or about whoever asked
SHUT_TO_HER = {  # no package is made of a single paper; she was given nobody, and is no custodian
    "/<slug:lawsuit>/batches/<uuid:batch_id>/zip",
    "/<slug:lawsuit>/batches/<uuid:batch_id>/package",
    "/<slug:lawsuit>/clients/<uuid:client_id>/reveal",
    "/<slug:lawsuit>/reveals/<uuid:request_id>",
    "/<slug:lawsuit>/reveals/key/<uuid:exhibit_id>",
    "/<slug:lawsuit>/reveals/key/<uuid:exhibit_id>/copy",
}
METHODS = ("GET", "POST")
OTHERS = ("PUT", "PATCH", "DELETE")
SHUT = {403, 404, 405}
CHANGING = re.compile(
    rb'nonce="[^"]*"|value="[A-Za-z0-9]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}|"trace[^,]*,|/(plaintiffs|items)/[0-9]+|'
    + THERE.encode()
    + rb"|"
    + HERE.encode()
)
Visit = Callable[..., Any]


def answer(visit: Visit, person: Staff, method: str, address: str) -> tuple[int, bytes]:
    response = visit(person, method, address)
    return response.status_code, CHANGING.sub(b"", response.content)


def differing(visit: Visit, person: Staff, things: Things, unknown: Things, *, skip: frozenset[str]) -> list[str]:
    """The addresses of these things that do not answer just as those of what is nowhere."""
    found = []
    for route in of_one_thing():
        if skip.intersection(route.holes):
            continue
        for method in METHODS:
            asked, nowhere = (answer(visit, person, method, route.filled(one)) for one in (things, unknown))
            if asked != nowhere or asked[0] not in SHUT:
                found.append(f"{method} {route.pattern}: {asked[0]}, not {nowhere[0]}")
    return found


class TestTheAddresses:
    def test_each_names_things_that_these_tests_know(self, unknown: Things) -> None:
        strange = [route for route in of_one_thing() if not unknown.keys() >= set(route.holes)]
        assert not strange, f"say in conftest.py what these stand for: {strange}"

    def test_those_of_no_lawsuit_are_tried_elsewhere(self) -> None:
        assert {route.pattern for route in routes() if route.holes and "lawsuit" not in route.holes} == set(
            OF_NO_LAWSUIT
        )

    def test_answer_to_whom_they_are_open(self, lead_attorney: Staff, hers: Things, visit: Visit) -> None:
        shut = {
            route.pattern
            for route in of_one_thing()
            if visit(lead_attorney, "GET", route.filled(hers)).status_code not in (200, 302, 405, 422)
        }
        assert shut == SHUT_TO_HER

    def test_know_no_other_way_to_change_things(self, lead_attorney: Staff, hers: Things, visit: Visit) -> None:
        taken = {
            (method, route.pattern, status)
            for route in of_one_thing()
            for method in OTHERS
            if (status := visit(lead_attorney, method, route.filled(hers)).status_code) != 405
        }
        assert not taken


class TestWhatIsNotHers:
    def test_in_another_lawsuit_is_nowhere(
        self, lawsuit: Lawsuit, person: Staff, elsewhere: Things, unknown: Things, visit: Visit
    ) -> None:
        assert differing(visit, person, {**elsewhere, "lawsuit": HERE}, unknown, skip=frozenset()) == []
        for route in of_one_thing():
            assert visit(person, "GET", route.filled(elsewhere)).status_code in (404, 405), route.pattern

    def test_the_other_lawsuit_itself_is_nowhere(self, person: Staff, elsewhere: Things, visit: Visit) -> None:
        for route in lists():
            assert visit(person, "GET", route.filled(elsewhere)).status_code == 404, route.pattern

    def test_who_is_denied_to_her_is_nowhere(
        self, person: Staff, denied: Things, unknown: Things, visit: Visit
    ) -> None:
        assert differing(visit, person, denied, unknown, skip=frozenset(OF_NO_CLIENT)) == []


class TestLists:
    def test_say_nothing_of_who_is_denied(
        self, person: Staff, hers: Things, denied: Things, people: list[Plaintiff], visit: Visit
    ) -> None:
        traces = traces_of(people[1], denied)
        told = {route.pattern: told_by(visit, person, route) for route in lists()}
        assert not [(pattern, trace) for pattern, text in told.items() for trace in traces if trace in text]
        assert {trace for trace in traces_of(people[0], hers) if any(trace in text for text in told.values())} > {
            people[0].client.code,
            str(hers["claim_id"]),
        }

    def test_count_her_nowhere(
        self, lead_attorney: Staff, people: list[Plaintiff], hers: Things, second_custodian: Staff, visit: Visit
    ) -> None:
        suit = people[0].lawsuit
        assert rail(suit, staff=lead_attorney) == Rail(papers=1, plaintiffs=3, claims=3, batches="", openings=3)
        deny(people[1], lead_attorney, by=second_custodian)
        assert rail(suit, staff=lead_attorney) == Rail(papers=1, plaintiffs=2, claims=2, batches="", openings=3)
        deny(people[0], lead_attorney, by=second_custodian)
        assert rail(suit, staff=lead_attorney) == Rail(papers=0, plaintiffs=1, claims=1, batches="", openings=1)
        assert visit(lead_attorney, "GET", f"/{HERE}/").context["claims"].total == 1

    @pytest.mark.parametrize("asked", ["q=2", "q=RM-2", "q=Doe+2"])
    def test_find_her_nowhere(
        self, lead_attorney: Staff, people: list[Plaintiff], second_custodian: Staff, visit: Visit, asked: str
    ) -> None:
        pages = [f"/{HERE}/{page}?{asked}" for page in ("plaintiffs", "claims")]
        assert all("RM-2" in visit(lead_attorney, "GET", page).content.decode() for page in pages)
        deny(people[1], lead_attorney, by=second_custodian)
        told = [visit(lead_attorney, "GET", page).content.decode() for page in pages]
        assert not [text for text in told if str(people[1].client_id) in text or "/plaintiffs/002" in text]


class TestTheNextRequest:
    def test_after_a_denial_is_answered_like_one_of_nowhere(
        self, paralegal: Staff, people: list[Plaintiff], second_custodian: Staff, visit: Visit
    ) -> None:
        page = f"/{HERE}/plaintiffs/002"
        assert visit(paralegal, "GET", page).status_code == 200
        row = deny(people[1], paralegal, by=second_custodian)
        assert visit(paralegal, "GET", page).status_code == 404
        need_to_know.end(row, reason=EndReason.CLEARED, actor=second_custodian)
        assert visit(paralegal, "GET", page).status_code == 200

    def test_after_she_is_taken_off_the_lawsuit_as_well(
        self, lawsuit: Lawsuit, paralegal: Staff, people: list[Plaintiff], visit: Visit
    ) -> None:
        addresses = [f"/{HERE}/plaintiffs/002", f"/api/v1/lawsuits/{HERE}/plaintiffs/2"]
        assert [visit(paralegal, "GET", one).status_code for one in addresses] == [200, 200]
        lawsuit.members.filter(staff=paralegal).delete()
        assert [visit(paralegal, "GET", one).status_code for one in addresses] == [404, 404]


def traces_of(plaintiff: Plaintiff, things: Things) -> set[str]:
    client: Client = plaintiff.client
    numbers = {str(things[name]) for name in ("client_id", "claim_id", "document_id", "batch_id")}
    rows = {str(pk) for pk in NeedToKnow.objects.filter(client=client).values_list("pk", flat=True)}
    return {client.code, plaintiff.label, f"/plaintiffs/{plaintiff.number:03d}", *numbers, *rows}


def told_by(visit: Visit, person: Staff, route: Route) -> str:
    return str(visit(person, "GET", route.filled({"lawsuit": HERE})).content.decode())
