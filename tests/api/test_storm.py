"""The API's own description, taken at its word thousands of times: nothing breaks, nothing differs, nobody is named."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from casefile import ledger
from casefile.models import Batch, Lawsuit, Staff
from casefile.rest import PressRate
from casefile.sweeping import controls
from casefile.sweeping.planted import Planted, read_strings
from filings.models import Document, GovernmentClaim
from filings.services import batches
from plaintiffs.models import Plaintiff
from tests.api import storm
from tests.api.conftest import token_of
from tests.api.storm import Ear, Known, Storm

CANARIES = Path(__file__).parent.parent / "data" / "canaries.json"
Blow = Callable[..., Storm]


@pytest.fixture(scope="module")
def planted() -> tuple[Planted, ...]:
    return read_strings(CANARIES.read_bytes())


@pytest.fixture
def known(canaries_enrolled: Lawsuit, lead_attorney: Staff) -> Known:
    """What is there: the planted people and their claims, letters of two of them, ten that wait, one cancelled."""
    does = list(Plaintiff.objects.unscoped("test").filter(lawsuit=canaries_enrolled))
    asked: dict[str, Any] = {"lawsuit": canaries_enrolled, "options": {}, "actor": lead_attorney}
    batch = batches.open_batch("letter", plaintiffs=does, **asked)
    for item in batch.items.all()[:2]:
        batches.press_item(item.pk)
    ledger.cancel(batches.open_batch("letter", plaintiffs=does[:1], **asked), actor=lead_attorney)
    assert Document.objects.unscoped("test").count() == 2
    return {
        "slug": [canaries_enrolled.slug],
        "number": [one.number for one in does],
        "claim": _ids(GovernmentClaim),
        "document": _ids(Document),
        "batch": _ids(Batch),
        "paper": ["letter", "declaration", "complaint"],
    }


def _ids(model: Any) -> list[str]:
    rows = model.objects if model is Batch else model.objects.unscoped("test")
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


@pytest.fixture
def blow(known: Known, planted: tuple[Planted, ...], monkeypatch: pytest.MonkeyPatch) -> Iterator[Blow]:
    """A storm in somebody's name. The brake on acts is off: it would answer for everything behind it."""
    monkeypatch.setattr(PressRate, "rate", None)
    ear = Ear(get_wsgi_application(), strings=planted)
    yield lambda staff, *, examples: storm.blow(ear, token=token_of(staff), known=known, examples=examples)
    ear.go_home()


def says(*words: bytes) -> storm.Wsgi:
    """An application that answers this, whatever it is asked."""

    def app(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [("X-Said", words[0].decode("latin-1"))])
        return storm.Answer(words[1:])

    return app


class TestTheEar:
    @pytest.mark.parametrize("way", ["header", "body", "escaped", "base64", "deflated"])
    def test_hears_a_planted_name_however_it_is_said(self, planted: tuple[Planted, ...], way: str) -> None:
        name = next(one.text for one in planted if not one.text.isascii())
        plain = name.encode()
        said = {
            "header": (b"name=" + base64.b64encode(plain),),
            "body": (b"", plain),
            "escaped": (b"", json.dumps({"name": name}).encode()),
            "base64": (b"", base64.b64encode(b"It is " + plain)),
            "deflated": (b"", zlib.compress(plain * 3)),
        }[way]
        ear = Ear(says(*said), strings=planted)
        ear({}, lambda *told: None)
        ear.go_home()
        assert ear.heard

    def test_is_silent_where_nothing_is_said(self, planted: tuple[Planted, ...]) -> None:
        ear = Ear(says(b"JANE DOE 17", b'{"label": "JANE DOE 17"}'), strings=planted)
        ear({}, lambda *told: None)
        ear.go_home()
        assert ear.heard == []


def test_a_short_storm_passes_in_every_run(blow: Blow, lead_attorney: Staff) -> None:
    came = blow(lead_attorney, examples=2)
    assert came.cases >= 500, came
    assert came.ear.statuses[200] > 100, came
    assert (came.failures, came.ear.heard) == ([], [])


@pytest.mark.drill
@pytest.mark.parametrize("role", ["lead_attorney", "auditor", "outsider"])
def test_schemathesis_finds_no_error_no_other_shape_and_no_name(
    blow: Blow, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], role: str
) -> None:
    """One to whom everything is answered, one whom acts are refused, one before whom the wall stands."""
    controls.prove()
    came = blow(request.getfixturevalue(role), examples=80)
    with capsys.disabled():
        print(f"\n{role}: {came}; {len(came.failures)} failures, {len(came.ear.heard)} names heard")  # noqa: T201
    assert came.cases >= 1_700
    assert (came.failures, came.ear.heard) == ([], [])
