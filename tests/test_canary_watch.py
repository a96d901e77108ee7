"""The ear itself: it hears a planted name wherever one is said, and nothing else."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from tests.canary_watch import Watch, planted_strings


@pytest.fixture
def watch(canaries: list[dict[str, Any]]) -> Watch:
    return Watch(planted_strings(canaries), audited=False)


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("<p>O&#x27;Snorribyrne</p>"),
        HttpResponse("fine", headers={"Location": "/plaintiffs?q=Thrumblewicket"}),
        StreamingHttpResponse([b"Marrow", b"gibbet"]),
    ],
)
def test_a_name_in_an_answer_is_heard(watch: Watch, answer: HttpResponse | StreamingHttpResponse) -> None:
    assert watch.listening(lambda browser: answer)(None) is answer
    assert [where for where, _name in watch.heard([])] == ["answer"]


def test_a_name_in_a_log_is_heard(watch: Watch) -> None:
    record = logging.makeLogRecord({"msg": "entered %s", "args": ("Qiezhuang",)})
    assert watch.heard([record]) == [("log", "Qiezhuang")]


def test_the_word_of_a_court_is_no_name(watch: Watch) -> None:
    watch.listening(lambda browser: HttpResponse("Superior Court, RM-8008, JANE DOE 808"))(None)
    assert watch.heard([]) == []
