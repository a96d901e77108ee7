"""A worker is warm before it forks: its children press at once, and are ended by their memory, never by a count."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from typing import Any

import pytest
from celery.signals import worker_init
from django.conf import settings
from django.db import DatabaseError, connections
from pytest_django.fixtures import Settings

from casefile import celery, warmth
from casefile.errors import NotReady

IN_A_CHILD = """
import json, os, sys
import django
django.setup()
from casefile import warmth
from filings.press import pdf, warm

def pressed():
    words = "<div class='body'><p>words <b>and</b> <i>words</i></p></div>"
    html = f"<html><head><title>x</title></head><body>{words}</body></html>"
    return [pdf.print_pdf(html, css=css)[0].hex() for css in ("pleading.css", "letter.css")]

warmth.warm()
reading, writing = os.pipe()
if not os.fork():
    seen = []
    def listen(event, told):
        if event == "import" or event == "open" and str(told[0]).startswith(("/", "static")):
            seen.append(f"{event} {told[0]}")
    sys.addaudithook(listen)
    found = pressed()
    told = {"seen": seen, "loaded": "weasyprint" in sys.modules, "length": len(found[0])}
    os.write(writing, json.dumps(told).encode())
    os.write(writing, b"\\n" + json.dumps(found).encode())
    os._exit(0)
os.close(writing)
with os.fdopen(reading) as answer:
    child, papers = answer.read().split("\\n")
os.wait()
print(json.dumps({**json.loads(child), "same": json.loads(papers) == pressed()}))
"""


@pytest.fixture(scope="module")
def child() -> dict[str, Any]:
    """What a child tells that was forked from a warm parent."""
    argv = [sys.executable, "-c", IN_A_CHILD]
    done = subprocess.run(argv, cwd=settings.ROOT, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def test_a_child_of_a_warm_parent_reads_no_font_no_style_sheet_and_no_module_again(child: dict[str, Any]) -> None:
    assert child["loaded"]
    read = [one for one in child["seen"] if one.endswith((".ttf", ".css", ".html", ".py", ".pyc"))]
    assert read == []
    assert not [one for one in child["seen"] if one.startswith("import ") and "weasyprint" in one]


def test_parent_and_child_press_the_same_bytes(child: dict[str, Any]) -> None:
    assert child["length"] > 1000
    assert child["same"]


def test_what_is_warmed_is_named_by_settings_and_no_connection_is_left_open(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = []
    monkeypatch.setattr(warmth, "import_string", lambda path: lambda: called.append(path))
    connections["default"].ensure_connection()
    warmth.warm()
    assert called == settings.WARM == ["filings.press.warm.warm", "plaintiffs.leakguard.nets.warm"]
    assert all(connections[alias].connection is None for alias in connections)


@pytest.mark.parametrize("trouble", [NotReady("Pango is not installed."), DatabaseError()])
def test_a_machine_on_which_something_is_missing_starts_its_worker_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, trouble: Exception
) -> None:
    def refuse() -> None:
        raise trouble

    monkeypatch.setattr(warmth, "import_string", lambda path: refuse)
    with caplog.at_level(logging.WARNING):
        warmth.warm()
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "filings.press.warm.warm starts cold",
        "plaintiffs.leakguard.nets.warm starts cold",
    ]


def test_the_worker_is_warm_before_its_pool_forks(monkeypatch: pytest.MonkeyPatch) -> None:
    warmed = []
    monkeypatch.setattr(celery, "warm", lambda: warmed.append("warm"))
    celery.app.loader.import_default_modules()
    celery.warm_before_the_pool_forks()
    assert warmed == ["warm"]
    assert celery.warm_before_the_pool_forks in [receiver() for _, receiver in worker_init.receivers]


def test_a_child_is_ended_by_its_memory_and_never_by_a_number_of_tasks() -> None:
    """A count would throw away a warm child that is sound, and keep one that grows between two counts."""
    told = celery.app.conf
    assert told.worker_max_memory_per_child == settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD == 600 * 1024
    assert told.worker_max_tasks_per_child is None
    assert told.task_soft_time_limit < told.task_time_limit
