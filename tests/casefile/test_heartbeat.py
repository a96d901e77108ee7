"""What is in work stays leased however long it takes, and what died with its worker is soon free."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from casefile.heartbeat import Heart


@dataclass(frozen=True)
class Thing:
    item_id: int


def soon(so: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not so() and time.monotonic() < until:
        time.sleep(0.01)
    return so()


def test_it_beats_for_what_is_held_and_stops_when_it_is_let_go(settings: Settings) -> None:
    settings.LEDGER_LEASE_SECONDS = 0.08
    beats: list[list[Thing]] = []
    heart, before = Heart(beats.append), threading.enumerate()  # another heart of this process may rest in its thread
    with heart.beating(Thing(1)), heart.beating(Thing(2)):
        assert soon(lambda: [Thing(1), Thing(2)] in beats)
    heard = len(beats)
    assert soon(lambda: "heartbeat" not in [one.name for one in threading.enumerate() if one not in before])
    assert len(beats) <= heard + 1  # one may have been on its way
    with heart.beating(Thing(3)):
        assert soon(lambda: [Thing(3)] in beats)


def test_a_beat_that_the_database_does_not_hear_is_not_the_last(settings: Settings) -> None:
    settings.LEDGER_LEASE_SECONDS = 0.04
    heard: list[int] = []

    def prolong(held: list[Thing]) -> None:
        heard.append(len(held))
        if len(heard) == 1:
            raise OperationalError

    with Heart(prolong).beating(Thing(1)):
        assert soon(lambda: len(heard) > 2)


def test_after_a_moment_in_which_no_thread_could_be_had_it_beats_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.LEDGER_LEASE_SECONDS = 0.04
    beats: list[list[Thing]] = []
    heart = Heart(beats.append)
    with monkeypatch.context() as hard_times:
        hard_times.setattr(threading.Thread, "start", lambda _thread: (_ for _ in ()).throw(RuntimeError("no thread")))
        with pytest.raises(RuntimeError), heart.beating(Thing(1)):
            pytest.fail("nothing is worked without a pulse")
    with heart.beating(Thing(2)):
        assert soon(lambda: [Thing(2)] in beats)


def test_a_fork_begins_with_a_heart_of_its_own(settings: Settings) -> None:
    settings.LEDGER_LEASE_SECONDS = 0.04
    beats: list[list[Thing]] = []
    heart = Heart(beats.append)
    with heart.beating(Thing(1)):
        child = os.fork()
        if not child:
            beats.clear()
            with heart.beating(Thing(2)):
                os._exit(0 if soon(lambda: [Thing(2)] in beats) and [Thing(1), Thing(2)] not in beats else 1)
        assert os.waitpid(child, 0)[1] == 0
