"""Every refusal is a problem (RFC 9457) that says where, and never what was sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client as Browser

from casefile.errors import LeakRefused, MissingFacts, NotReady, Stale
from casefile.models import Batch, Lawsuit, Scope, Staff
from casefile.wire import LONGEST_BODY
from filings.models import Document
from filings.services import issue
from plaintiffs.leakguard.context import Weight
from plaintiffs.leakguard.guard import Finding
from plaintiffs.models import Plaintiff
from tests.api.conftest import SUIT, Program, press

PROBLEM = "application/problem+json"
NAME = "Quillfeather1"
Ask = Callable[[Browser], Any]


@pytest.fixture
def program_of_hers(lawsuit: Lawsuit, staff_member: Staff, program: Program) -> Browser:
    return program(staff_member)


def told(answer: Any, status: int) -> dict[str, Any]:
    """The problem in an answer of this status."""
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM), answer.content
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"] == f"/api/v1/reference#{problem['code']}"
    assert NAME not in answer.content.decode()
    return problem


def send(browser: Browser, body: bytes, *, content_type: str = "application/json") -> Any:
    headers = {"Idempotency-Key": str(uuid4())}
    return browser.post(f"{SUIT}/batches", body, content_type=content_type, headers=headers)


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "/api/",
            "/api/v1",
            "/api/v2/lawsuits",
            f"{SUIT}/",
            f"{SUIT}/clients",
            f"{SUIT}/claims/17",
            "/api/v1/%00",
            "/api/v1/%0A",
        ],
    )
    def test_where_nothing_is_the_answer_is_a_problem(self, address: str) -> None:
        for ask in (Browser().get, Browser().post):
            told(ask(address), 404)

    @pytest.mark.parametrize("number", ["0", "99999", "9" * 30, "9" * 5_000])
    def test_a_number_that_nobody_bears_is_unknown(self, program_of_hers: Browser, number: str) -> None:
        told(program_of_hers.get(f"{SUIT}/plaintiffs/{number}"), 404)

    def test_another_method_is_told_which_ones_there_are(self, program_of_hers: Browser) -> None:
        for method in ("put", "patch", "delete", "options"):
            answer = getattr(program_of_hers, method)(f"{SUIT}/batches")
            told(answer, 405)
            assert answer["Allow"] == "GET, HEAD, POST"

    def test_a_host_that_is_not_ours_is_a_problem_too(self) -> None:
        told(Browser().get(SUIT, headers={"Host": "elsewhere.example"}), 400)

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=201", "limit=x", "after=x", "after=%00", "plantiff=3", "kind=mail"]
    )
    def test_a_word_in_the_query_that_means_nothing_is_refused(self, program_of_hers: Browser, query: str) -> None:
        problem = told(program_of_hers.get(f"{SUIT}/batches?{query}"), 400)
        assert problem["errors"][0].get("parameter") == (query.split("=")[0] if query != "plantiff=3" else None)


class TestBodies:
    def test_broken_json_is_told_by_line_and_column(self, program_of_hers: Browser) -> None:
        body = f'{{\n "paper": "letter",\n "plaintiffs": {NAME}}}'.encode()
        assert "line 3, column 16" in told(send(program_of_hers, body), 400)["detail"]

    @pytest.mark.parametrize(
        "body",
        [b"\xff\xfe{}", b"[" * 200_000, b'{"paper": NaN}', b'{"plaintiffs": [' + b"9" * 5_000 + b"]}", b""],
        ids=["not UTF-8", "nested", "NaN", "a huge number", "nothing"],
    )
    def test_what_is_no_json_is_refused(self, program_of_hers: Browser, body: bytes) -> None:
        assert send(program_of_hers, body).status_code in (400, 422)

    @pytest.mark.parametrize(
        "kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "", "a" * 300]
    )
    def test_another_kind_of_body_is_refused(self, program_of_hers: Browser, kind: str) -> None:
        told(send(program_of_hers, b"x" * 20, content_type=kind), 415)

    def test_a_body_that_is_too_large_is_refused(self, program_of_hers: Browser) -> None:
        told(send(program_of_hers, b" " * LONGEST_BODY + b"{}"), 413)

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({}, "#/paper"),
            ([], "#"),
            ({"paper": NAME, "plaintiffs": "all"}, "#/paper"),
            ({"paper": "letter\x00", "plaintiffs": "all"}, "#/paper"),
            ({"paper": "\ud800", "plaintiffs": "all"}, "#/paper"),
            ({"paper": "letter", "plaintiffs": NAME}, "#/plaintiffs"),
            ({"paper": "letter", "plaintiffs": []}, "#/plaintiffs"),
            ({"paper": "letter", "plaintiffs": [1, True]}, "#/plaintiffs"),
            ({"paper": "letter", "plaintiffs": [1, "2"]}, "#/plaintiffs"),
            ({"paper": "letter", "plaintiffs": [1, 777]}, "#/plaintiffs/1"),
            ({"paper": "letter", "plaintiffs": [10**40]}, "#/plaintiffs"),
            ({"paper": "letter", "plaintiffs": "all", "options": NAME}, "#/options"),
            ({"paper": "letter", "plaintiffs": "all", "options": [NAME]}, "#/options/0"),
            ({"paper": "letter", "plaintiffs": "all", NAME: 1}, "#"),
        ],
    )
    def test_what_cannot_be_taken_is_told_by_its_place(
        self, program_of_hers: Browser, does: list[Plaintiff], body: Any, pointer: str
    ) -> None:
        problem = told(send(program_of_hers, json.dumps(body).encode()), 422)
        assert problem["errors"][0]["pointer"] == pointer
        assert not Batch.objects.exists()

    @pytest.mark.parametrize("key", ["", "17", NAME, "\x00", "0" * 4_000])
    def test_without_a_key_nothing_is_pressed(self, program_of_hers: Browser, does: list[Plaintiff], key: str) -> None:
        problem = told(press(program_of_hers, key=key or " "), 400)
        assert problem["errors"][0]["parameter"] == "Idempotency-Key"
        assert not Batch.objects.exists()

    def test_whatever_form_of_answer_is_preferred_it_is_json(self, program_of_hers: Browser) -> None:
        for accepted in ("text/html", "*/*;q=x", "application/json; version=9", ";;;", "\x00"):
            answer = program_of_hers.get(SUIT, headers={"Accept": accepted})
            assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


class TestTheHouse:
    @pytest.mark.parametrize(
        ("error", "status", "code"),
        [
            (Stale("batch", 1), 409, "stale"),
            (NotReady("The press is not there."), 503, "not_ready"),
            (OperationalError("no"), 503, "service_unavailable"),
            (MissingFacts(["a gap"]), 422, "missing_facts"),
        ],
    )
    def test_its_errors_keep_their_status_and_their_words(
        self,
        program_of_hers: Browser,
        document: Document,
        monkeypatch: pytest.MonkeyPatch,
        error: Exception,
        status: int,
        code: str,
    ) -> None:
        monkeypatch.setattr(issue, "open_document", _raising(error))
        assert told(program_of_hers.get(f"{SUIT}/documents/{document.pk}/content"), status)["code"] == code

    def test_a_leak_is_told_by_place_alone_and_no_byte_leaves(
        self, program_of_hers: Browser, document: Document, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found = Finding("text", 2, "full name", uuid4(), 1, 9, Weight.BLOCK)
        monkeypatch.setattr(issue, "open_document", _raising(LeakRefused([found])))
        problem = told(program_of_hers.get(f"{SUIT}/documents/{document.pk}/content"), 422)
        assert problem["findings"] == [{"channel": "text", "page": 2}]

    def test_what_nobody_foresaw_is_a_problem_without_a_word_of_it(
        self, lawsuit: Lawsuit, staff_member: Staff, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = program(staff_member)
        browser.raise_request_exception = False
        monkeypatch.setattr("casefile.api.lawsuits.require", _raising(ZeroDivisionError(NAME)))
        told(browser.get("/api/v1/lawsuits"), 500)

    def test_a_missing_right_and_a_missing_scope_are_two_refusals(
        self, does: list[Plaintiff], program: Program, auditor: Staff, staff_member: Staff
    ) -> None:
        assert told(press(program(auditor)), 403)["code"] == "not_allowed"
        assert told(press(program(staff_member, scopes=[Scope.READ])), 403)["code"] == "scope_missing"


def _raising(error: Exception) -> Callable[..., Any]:
    def fail(*args: Any, **told: Any) -> Any:
        raise error

    return fail
