"""A storm of requests made from the API's own description, and the ear for planted names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from django.db import connections
from hypothesis import strategies
from schemathesis import openapi
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from casefile import openapi as description
from casefile.sweeping.lookout import Lookout
from casefile.sweeping.planted import Planted
from casefile.sweeping.search import look_into

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Known = Mapping[str, list[Any]]
SEND = WSGITransport.send
OF_A_NETWORK = ("max_redirects", "verify", "cert", "proxies")
PLACES = {
    "path.lawsuit": "slug",
    "path.number": "number",
    "query.plaintiff": "number",
    "path.claim_id": "claim",
    "path.document_id": "document",
    "path.batch_id": "batch",
    "query.batch": "batch",
    "body.paper": "paper",
}
PRESSED = {"positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"]}}


class Answer(list[bytes]):
    """A whole answer as an application gives it."""

    def close(self) -> None:
        self.clear()


class Ear:
    """Stands before the application and hears every answer, however it is packed; what cannot be read counts.

    All requests run in one thread, however many the storm has, for each thread would open the database anew.
    """

    def __init__(self, app: Wsgi, *, strings: tuple[Planted, ...]) -> None:
        self.statuses: Counter[int] = Counter()
        self.heard: list[str] = []
        self._app = app
        self._strings, self._lookout = strings, Lookout(strings)
        self._thread = ThreadPoolExecutor(max_workers=1)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        return self._thread.submit(self._hear, environ, start_response).result()

    def go_home(self) -> None:
        self._thread.submit(connections.close_all).result()
        self._thread.shutdown()

    def _hear(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        head: list[Any] = []
        answer = self._app(environ, lambda *told: head.append(told))
        with closing(answer):  # type: ignore[type-var]
            body = b"".join(answer)
        status, headers = head[-1][:2]
        self.statuses[int(status[:3])] += 1
        said = "\n".join(f"{name}: {value}" for name, value in headers if name != "Content-Length")
        for content in (said.encode(), body):
            found, unread = look_into(content, self._lookout, self._strings)
            self.heard += [f"{place}: {told}" for place, told in (*found, *unread)]
        start_response(*head[-1])
        return [body]


@dataclass
class Storm:
    """What became of it."""

    ear: Ear
    cases: int = 0
    failures: list[str] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        answers = ", ".join(f"{status}: {number}" for status, number in sorted(self.ear.statuses.items()))
        return f"{self.cases} cases, {self.ear.statuses.total()} answers ({answers}), {self.checks.total()} checks"


def blow(ear: Ear, *, token: str, known: Known, examples: int) -> Storm:
    """Every phase: examples, boundaries, random data good and bad, and chains of requests. All checks are on."""
    openapi.format("cursor", strategies.just("start"))  # one that every list takes
    config = SchemathesisConfig.from_dict(_settings(token, known=known, examples=examples))
    schema = openapi.from_dict(_with_examples(known), config=config)
    schema.app = ear
    storm = Storm(ear)
    with patch.object(WSGITransport, "send", _send):
        for event in from_schema(schema).execute():
            _count(event, storm=storm)
    return storm


def _send(transport: WSGITransport, case: Any, **told: Any) -> Any:
    """The probes without a token pass on what only a network understands."""
    return SEND(transport, case, **{name: value for name, value in told.items() if name not in OF_A_NETWORK})


def _with_examples(known: Known) -> dict[str, Any]:
    """The description, with what is there as its examples: else boundaries would be tried on nothing."""
    document = deepcopy(description.document())
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                place = f"{parameter['in']}.{parameter['name']}"
                if place in PLACES:
                    parameter["example"] = known[PLACES[place]][0]
    document["components"]["schemas"]["Press"]["properties"]["paper"]["example"] = known["paper"][0]
    return document


def _count(event: Any, *, storm: Storm) -> None:
    match event:
        case events.ScenarioFinished() | events.FuzzScenarioFinished():
            storm.cases += len(event.recorder.cases)
            for case_id, checks in event.recorder.checks.items():
                storm.checks.update(check.name for check in checks)
                storm.failures += _failed(event, case_id=case_id, checks=checks)
        case events.NonFatalError() | events.FatalError():
            storm.failures.append(repr(getattr(event, "value", None) or event))


def _failed(event: Any, *, case_id: str, checks: Iterable[Any]) -> Iterator[str]:
    for check in checks:
        if check.failure_info is not None:
            case = event.recorder.cases[case_id].value
            failure = check.failure_info.failure
            yield f"{check.name} {case.method} {case.formatted_path} {case.query} {case.body!r}: {failure.message}"


def _settings(token: str, *, known: Known, examples: int) -> dict[str, Any]:
    """Nine times of ten a value that exists, or nearly every case would end at the wall."""
    return {
        "seed": 20_231,
        "headers": {"Authorization": f"Bearer {token}"},
        "dictionaries": {name: {"values": values} for name, values in known.items()},
        "parameters": {place: {"dictionary": name, "probability": 0.9} for place, name in PLACES.items()},
        "generation": {"max-examples": examples},
        "operations": [{"include-operation-id": ["press", "listClaims"], "checks": PRESSED}],
    }
