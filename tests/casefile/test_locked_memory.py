"""Memory that holds keys: no dump of it, no look into it, in every program and whatever it forks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from celery.signals import worker_init
from django.core.management import call_command

from casefile import celery, locked_memory, threshold, webserver
from casefile.home import ROOT, CannotStart

IN_A_CHILD = """
import ctypes, os, resource, signal, sys
from casefile import locked_memory
locked_memory.close()
if not os.fork():
    print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
    os.kill(os.getpid(), signal.SIGSEGV)
print("core dumped:", os.WCOREDUMP(os.wait()[1]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's other half is Linux's own")
def test_what_is_forked_afterwards_leaves_no_dump_and_lets_nobody_look() -> None:
    done = subprocess.run([sys.executable, "-c", IN_A_CHILD], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["(0, 0) 0", "core dumped: False"]


@pytest.mark.parametrize(
    "start",
    [lambda: webserver.on_starting(None), celery.cross_the_threshold, lambda: call_command("sweeper")],
    ids=["the web", "the worker", "the sweeper"],
)
def test_every_program_closes_its_memory_before_it_looks_at_the_keys(
    start: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []

    def cross() -> None:
        done.append("threshold")
        raise CannotStart("not started.")

    monkeypatch.setattr(locked_memory, "close", lambda: done.append("memory"))
    monkeypatch.setattr(threshold, "cross", cross)
    with pytest.raises((SystemExit, CannotStart)) as ended:
        start()
    assert done == ["memory", "threshold"]
    assert ended.type is CannotStart or capsys.readouterr().err == "casefile: not started.\n"


def test_a_worker_crosses_before_it_is_warm() -> None:
    celery.app.loader.import_default_modules()
    connected = [receiver() for _, receiver in worker_init.receivers]
    assert connected.index(celery.cross_the_threshold) < connected.index(celery.warm_before_the_pool_forks)
