"""A sealed value discloses itself in no way of writing out that Python, Django, DRF, Celery or a log knows (T12)."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import pickle
import pprint
import queue
import reprlib
import string
import sys
import traceback
from collections.abc import Callable
from logging.handlers import QueueHandler
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from celery.utils.saferepr import saferepr
from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.template import Context, Engine
from django.views.debug import ExceptionReporter
from hypothesis import given, settings
from hypothesis import strategies as st
from kombu.serialization import dumps
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer

from casefile.logs import NoFrames
from plaintiffs.rules.identity import Identity, Unspeakable
from plaintiffs.vault.doors import Opened
from plaintiffs.vault.sealed import Sealed

MARK = "Q7Zw"
Way = Callable[[Any], Any]


def secret(text: str) -> str:
    return f"{MARK}{text}"


def sealed_in(text: str) -> list[object]:
    """The values that must keep still, with this text in them."""
    held = Sealed(secret(text))
    return [
        held,
        Opened(client_id=uuid4(), field="last", value=held),
        Identity(last=secret(text), aliases=(secret(text),)),
    ]


def templated(words: str) -> Way:
    return lambda one: Engine().from_string(words).render(Context({"one": one, "many": [one]}))


def logged(style: str, layout: str) -> Way:
    """A record with the value as its argument and as an extra of its own."""

    def write(one: Any) -> str:
        out = io.StringIO()
        handler = logging.StreamHandler(out)
        handler.setFormatter(logging.Formatter(layout, style=style))  # type: ignore[arg-type]
        record = logging.makeLogRecord({"msg": "found %s %r", "args": (one, one), "who": one})
        handler.handleError = lambda record: traceback.print_exc(file=out)  # type: ignore[method-assign]
        handler.emit(record)
        return out.getvalue()

    return write


def queued(one: Any) -> object:
    waiting: queue.Queue[logging.LogRecord] = queue.Queue()
    QueueHandler(waiting).enqueue(QueueHandler(waiting).prepare(logging.makeLogRecord({"msg": "%s", "args": (one,)})))
    return vars(waiting.get())


def with_locals(one: Any) -> str:
    """A traceback that shows what every frame held."""
    try:
        person, people = one, [one]
        raise ValueError(person, people)
    except ValueError as error:
        return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def reported(reporter: type[ExceptionReporter], how: str) -> Way:
    def report(one: Any) -> object:
        try:
            person, people = one, {"who": one}
            raise ValueError(person, people)
        except ValueError:
            return getattr(reporter(None, *sys.exc_info()), f"get_traceback_{how}")()

    return report


def sent(one: Any) -> object:
    """As the argument of a task, into a broker of nothing but memory."""
    app = Celery("nowhere", broker="memory://", set_as_current=False)
    app.conf.task_serializer = "json"
    return app.send_task("no.task", args=[one], kwargs={"one": one})


class Shown(serializers.Serializer[Any]):
    one = serializers.CharField()


WAYS: dict[str, Way] = {
    "str": str,
    "repr": repr,
    "ascii": ascii,
    "in a list": lambda one: str([one]),
    "in a dict": lambda one: repr({one: one}) if isinstance(one, Sealed | Identity) else repr({1: one}),
    "percent s": "%s".__mod__,
    "percent r": "%r".__mod__,
    "format": lambda one: format(one, ""),
    "format with a width": lambda one: format(one, ">80"),
    "str.format": lambda one: "{} {!r} {!s}".format(one, one, one),  # noqa: UP032
    "an f-string": lambda one: f"{one}",
    "an f-string of its repr": lambda one: f"{one!r}",
    "string.Template": lambda one: string.Template("$one").substitute(one=one),
    "join": lambda one: "".join([one]),
    "plus": lambda one: "name: " + one,
    "bytes": bytes,
    "iterating": list,
    "an item": lambda one: one[0],
    "length and order": lambda one: (len(one), sorted([one, one])),
    "json": json.dumps,
    "json with Django's encoder": lambda one: json.dumps({"one": one}, cls=DjangoJSONEncoder),
    "json with str for what it does not know": lambda one: json.dumps(one, default=str),
    "json with vars for what it does not know": lambda one: json.dumps(one, default=vars),
    "a signed cookie": lambda one: signing.dumps({"one": one}),
    "copy": lambda one: repr(copy.copy(one)),
    "deepcopy": lambda one: repr(copy.deepcopy(one)),
    "vars": vars,
    "__dict__": lambda one: one.__dict__,
    "its state": lambda one: one.__getstate__(),
    "its reduction": lambda one: repr(object.__reduce_ex__(one, 2)),
    "asdict": dataclasses.asdict,
    "astuple": dataclasses.astuple,
    "pprint": pprint.pformat,
    "reprlib": reprlib.repr,
    "celery's repr": saferepr,
    "a log line": logged("%", "%(message)s %(who)s %(who)r"),
    "a log line in braces": logged("{", "{message} {who}"),
    "a log line in dollars": logged("$", "$message $who"),
    "a log that is queued": queued,
    "a template": templated("{{ one }} {{ many }} {{ one|safe }} {{ one|stringformat:'r' }} {{ many|join:',' }}"),
    "a template that opens": templated("{{ one.reveal }}{% for each in many %}{{ each.reveal }}{% endfor %}"),
    "a template that asks for fields": templated("{{ one.last }}{{ one.aliases }}{{ one.value.reveal }}"),
    "a template as script": templated("{{ one|json_script:'x' }}"),
    "DRF's JSON": lambda one: JSONRenderer().render({"one": one}),
    "a DRF serializer": lambda one: JSONRenderer().render(Shown({"one": one}).data),
    "kombu's JSON": lambda one: dumps({"one": one}, serializer="json"),
    "kombu's YAML": lambda one: dumps({"one": one}, serializer="yaml"),
    "a task": sent,
    "a traceback with its variables": with_locals,
    "Django's report as text": reported(ExceptionReporter, "text"),
    "Django's report as HTML": reported(ExceptionReporter, "html"),
    "our report as text": reported(NoFrames, "text"),
    "our report as HTML": reported(NoFrames, "html"),
    **{f"pickle {version}": lambda one, version=version: pickle.dumps(one, version) for version in range(6)},  # type: ignore[misc]
}


def told(way: Way, one: object) -> str:
    """Everything that comes out of a way of writing: its answer, or the error it ended in, with all that led to it."""
    try:
        answer = way(one)
    except Exception as refusal:  # noqa: BLE001 (whatever it is, it must keep still as well)
        return "".join(traceback.format_exception(refusal))
    return answer.decode("latin-1") if isinstance(answer, bytes) else repr(answer) + str(answer)


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_writing_out_discloses_it(way: str) -> None:
    @settings(max_examples=20, deadline=None, database=None)
    @given(st.text(max_size=40))
    def holds(text: str) -> None:
        for one in sealed_in(text):
            assert MARK not in told(WAYS[way], one)

    holds()


def test_the_ways_do_write_out_what_is_not_sealed() -> None:
    """The judge is not deaf: of a plain text nearly every way tells."""
    loud = {name for name, way in WAYS.items() if MARK in told(way, secret("plain"))}
    assert loud >= {"str", "json", "pickle 4", "a log line", "a template", "DRF's JSON", "kombu's JSON", "copy"}
    assert loud >= {"a traceback with its variables", "Django's report as HTML", "a log that is queued"}
    assert "our report as HTML" not in loud


def test_only_its_reader_opens_it() -> None:
    assert Sealed("Quillfeather").reveal() == "Quillfeather"
    with pytest.raises(Unspeakable):
        templated("{{ one.last }}")(Identity(last="Quillfeather"))


def test_it_knows_its_like_and_answers_no_guess() -> None:
    one, same, other = Sealed("Quillfeather"), Sealed("Quillfeather"), Sealed("Birchwood")
    assert (one == same, one == other, len({one, same})) == (True, False, 1)
    assert one != "Quillfeather"
    assert hash(one) != hash("Quillfeather")
