"""The description of the API: valid, without a warning, whole, and readable by the people and programs of the firm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from casefile import openapi
from casefile.models import Lawsuit, Staff
from casefile.rest import Address
from tests.api.conftest import Program

SignIn = Callable[[Staff], Browser]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    openapi.document.cache_clear()
    return openapi.document()


def test_it_is_openapi_3_1_without_error_or_warning(document: dict[str, Any]) -> None:
    validate: Any = validate_schema
    validate(document)
    assert document["openapi"] == "3.1.0"
    assert not GENERATOR_STATS


def test_every_method_of_every_address_is_in_it(document: dict[str, Any]) -> None:
    described = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    there = {one.id for address in _addresses(get_resolver().url_patterns) for one in address.operations.values()}
    assert described == there
    assert len(there) == 16


def test_an_address_answers_to_what_it_describes_and_nothing_else() -> None:
    for address in _addresses(get_resolver().url_patterns):
        answers = {method.upper() for method in ("get", "post", "put", "patch", "delete") if hasattr(address, method)}
        assert answers == set(address.operations), address


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            refused = {status: one for status, one in operation["responses"].items() if status >= "400"}
            assert {"401", "403", "404", "503"} <= refused.keys()
            for told in refused.values():
                shape = {"$ref": "#/components/schemas/Problem"}
                assert told["content"] == {"application/problem+json": {"schema": shape}}


def test_it_is_served_to_who_signed_in_and_to_a_token_and_to_nobody_else(
    lawsuit: Lawsuit, staff_member: Staff, signed_in: SignIn, program: Program, document: dict[str, Any]
) -> None:
    for reader in (signed_in(staff_member), program(staff_member)):
        assert reader.get("/api/v1/schema").json() == document
    assert Browser().get("/api/v1/schema").status_code == 401
    assert signed_in(staff_member).post("/api/v1/schema").status_code in (403, 405)


def test_the_reference_shows_every_address_and_asks_nobody_else(
    lawsuit: Lawsuit, staff_member: Staff, signed_in: SignIn, document: dict[str, Any]
) -> None:
    page = signed_in(staff_member).get("/api/v1/reference").content.decode()
    for path, methods in document["paths"].items():
        assert path in page
        assert all(operation["summary"] in page for operation in methods.values())
    for code in ("invalid", "stale", "scope_missing", "key_used_before", "leak_refused", "not_found"):
        assert f'id="{code}"' in page
    assert "https://" not in page
    assert Browser().get("/api/v1/reference").headers["Location"].startswith("/login")


def _addresses(patterns: list[Any]) -> Iterator[type[Address]]:
    for pattern in patterns:
        match pattern:
            case URLResolver():
                yield from _addresses(pattern.url_patterns)
            case URLPattern():
                address = getattr(pattern.callback, "cls", None)
                if address is not None and issubclass(address, Address):
                    yield address
