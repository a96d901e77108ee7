"""What the house tells whoever watches over it: each part by itself, quickly, and nothing that helps a stranger."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from celery import current_app
from celery.signals import worker_ready, worker_shutdown
from django.db import connections
from django.test import Client as Browser
from kombu import Connection
from pytest_django.fixtures import Settings

from casefile import alive, audit, clock, health, keys, presence
from casefile.acts import Act
from casefile.hands import Hands
from casefile.home import CannotStart
from casefile.management.commands import sweeper
from casefile.models import Presence, ProgramKind

PARTS = ["database", "broker", "worker", "press", "keys", "disk"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    health.recent.forget()


@pytest.fixture
def at_work(db: None, settings: Settings, tmp_path: Path) -> None:
    """A house whose worker and sweeper have just said that they are there."""
    settings.HOME = settings.MEDIA = tmp_path
    for kind in ProgramKind:
        presence.beat(kind)


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes every call and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield listener.getsockname()[1]


def found(part: str) -> tuple[bool, str]:
    return next((one.ok, one.word) for one in health.look().findings if one.part == part)


def ring_at(monkeypatch: pytest.MonkeyPatch, settings: Settings, address: str) -> None:
    settings.BROKER_RINGS = True
    monkeypatch.setattr(current_app, "connection_for_write", lambda **how: Connection(address, **how))


def test_alive_is_said_under_any_name_over_http_without_database_or_session(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["casefile.firm.example"]
    answer = Browser().get("/healthz", headers={"host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.content) == (200, b"alive")
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies
    assert Browser().get("/login", headers={"host": "casefile.firm.example"}).status_code == 301
    assert Browser().get("/login", headers={"host": "10.1.2.3:8000"}).status_code == 400
    assert Browser().post("/healthz").status_code == 405


def test_only_one_waits_for_a_look_and_the_others_get_what_was_found_last(monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = Event(), Event()
    whole = health.Health((), (), clock.now())

    def slow_look() -> health.Health:
        began.set()
        assert go_on.wait(30)
        return whole

    monkeypatch.setattr(health, "look", slow_look)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(health.recent.get)
        assert began.wait(30)
        meanwhile = Browser().get("/readyz")
        go_on.set()
        assert first.result(30) is whole
    assert meanwhile.status_code == 503
    assert {part["word"] for part in meanwhile.json()["parts"].values()} == {"being looked at"}
    began.clear()
    go_on.clear()
    health.recent.until = 0.0
    with ThreadPoolExecutor(1) as pool:
        pool.submit(health.recent.get)
        assert began.wait(30)
        assert health.recent.get() is whole
        go_on.set()


def test_an_address_with_a_line_end_is_led_to_https_like_any_other(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Browser().get("/readyz%0A").status_code == 301


@pytest.mark.usefixtures("at_work")
def test_a_house_at_work_is_ready_in_all_its_parts() -> None:
    answer = Browser().get("/readyz")
    told = json.loads(answer.content)
    assert (answer.status_code, told["ready"], list(told["parts"])) == (200, True, PARTS), told
    assert told["parts"]["broker"] == {"ok": True, "word": "none: the sweeper works"}
    assert not answer.cookies


@pytest.mark.usefixtures("at_work")
def test_one_part_that_fails_makes_503_and_the_others_still_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(place: Path) -> None:
        raise CannotStart(f"The disk that holds {place} has 1 MB free")

    monkeypatch.setattr(health, "check_room", full)
    answer = Browser().get("/readyz")
    told = json.loads(answer.content)
    assert (answer.status_code, told["ready"]) == (503, False)
    assert [part for part in PARTS if not told["parts"][part]["ok"]] == ["disk"]
    assert b"MB" not in answer.content


@pytest.mark.usefixtures("at_work")
def test_an_answer_serves_everybody_who_asks_in_the_same_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[health.Health] = []
    look = health.look

    def count() -> health.Health:
        looked.append(look())
        return looked[-1]

    monkeypatch.setattr(health, "look", count)
    assert [Browser().get("/readyz").status_code for _ in range(5)] == [200] * 5
    assert len(looked) == 1


@pytest.mark.usefixtures("at_work")
def test_a_broker_that_hangs_or_is_gone_is_told_in_time(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, silent: int
) -> None:
    ring_at(monkeypatch, settings, f"redis://127.0.0.1:{silent}/0")
    began = time.monotonic()
    assert found("broker") == (False, "does not answer")
    assert time.monotonic() - began < 4
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        ring_at(monkeypatch, settings, f"redis://127.0.0.1:{free.getsockname()[1]}/0")
    assert found("broker") == (False, "does not answer")
    ring_at(monkeypatch, settings, "memory://")
    assert found("broker") == (True, "answers")


@pytest.mark.usefixtures("at_work")
def test_a_database_that_hangs_is_told_in_time_and_takes_only_its_own_parts_along(
    monkeypatch: pytest.MonkeyPatch, silent: int
) -> None:
    address = connections["default"].settings_dict
    monkeypatch.setitem(address, "HOST", "127.0.0.1")
    monkeypatch.setitem(address, "PORT", str(silent))
    began = time.monotonic()
    told = health.look()
    assert time.monotonic() - began < 4
    assert {one.part for one in told.findings if not one.ok} == {"database", "worker", "press"}
    assert told.programs == ()


@pytest.mark.usefixtures("at_work")
def test_who_was_not_heard_of_lately_is_not_at_work(settings: Settings) -> None:
    assert found("worker") == (True, "at work")
    settings.BROKER_RINGS = True
    Presence.objects.filter(kind=ProgramKind.WORKER).update(seen_at=clock.now() - timedelta(minutes=2))
    assert found("worker") == (False, "no worker is here")
    settings.BROKER_RINGS = False
    assert found("worker")[0]
    Presence.objects.update(seen_at=clock.now() - timedelta(minutes=2))
    assert found("worker") == (False, "the sweeper is not here")
    assert [program.here for program in health.look().programs] == [False, False]


@pytest.mark.usefixtures("at_work")
def test_the_press_is_what_those_who_press_say_of_themselves(settings: Settings) -> None:
    Presence.objects.filter(kind=ProgramKind.SWEEPER).update(can_press=False)
    assert found("press") == (False, "Pango is missing")
    settings.BROKER_RINGS = True
    assert found("press") == (True, "ready")
    Presence.objects.filter(kind=ProgramKind.WORKER).delete()
    assert found("press") == (False, "nobody is here who presses")


@pytest.mark.usefixtures("at_work")
def test_keys_that_are_lost_or_of_another_house_are_told(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found("keys") == (True, "in place")
    settings.KEY_FILE = tmp_path / "keys.json"
    assert found("keys") == (False, "no key file that can be read")
    keys.make_key_file(settings.KEY_FILE)
    monkeypatch.setattr(audit, "head_fits", lambda: False)
    assert found("keys") == (False, "not the keys of this house")


def test_the_newest_audit_entry_fits_the_keys_it_was_written_under_and_no_others(
    at_work: None, lawsuit: Any, settings: Settings, tmp_path: Path
) -> None:
    audit.record(audit.SYSTEM, Act.BATCH_OPENED, lawsuit)
    assert audit.head_fits()
    settings.KEY_FILE = tmp_path / "another" / "keys.json"
    keys.make_key_file(settings.KEY_FILE)
    assert not audit.head_fits()


@pytest.mark.usefixtures("at_work")
def test_a_program_has_one_row_which_goes_when_it_ends_or_was_killed_long_ago() -> None:
    presence.beat(ProgramKind.WORKER)
    assert Presence.objects.filter(kind=ProgramKind.WORKER).count() == 1
    Presence.objects.create(
        kind=ProgramKind.WORKER, place="gone:1", seen_at=clock.now() - timedelta(hours=1), can_press=True
    )
    presence.beat(ProgramKind.SWEEPER)
    assert not Presence.objects.filter(place="gone:1").exists()
    presence.leave(ProgramKind.WORKER)
    assert list(Presence.objects.values_list("kind", flat=True)) == ["sweeper"]


def await_that(told: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not told():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.02)


def test_a_worker_reports_from_its_first_to_its_last_moment(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    worker_ready.send(sender=None)
    await_that(Presence.objects.exists)
    worker_shutdown.send(sender=None)
    assert not Presence.objects.exists()


def test_a_worker_whose_disk_takes_no_mark_says_so_in_the_log_and_tries_again(
    db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.HOME = tmp_path
    monkeypatch.setattr(presence, "BEAT", 0.02)
    (tmp_path / "run").write_text("no folder")
    worker_ready.send(sender=None)
    await_that(lambda: caplog.text.count("this program's word was not taken") > 1)
    assert not Presence.objects.exists()
    (tmp_path / "run").unlink()
    await_that(Presence.objects.exists)
    worker_shutdown.send(sender=None)
    assert not Presence.objects.exists()


def test_a_round_of_the_sweeper_says_that_it_is_there(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    sweeper.sweep(Hands(most=0))
    assert Presence.objects.get().kind == ProgramKind.SWEEPER


def test_a_container_is_alive_while_its_program_leaves_marks(
    at_work: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEFILE_HOME", str(tmp_path))
    assert alive.main(["sweeper"]) == 0
    monkeypatch.setattr(alive, "SILENCE", 0.0)
    assert alive.main(["sweeper"]) == 1
    (tmp_path / "run" / "sweeper").unlink()
    assert alive.main(["sweeper"]) == 1


def test_a_web_that_hangs_or_is_gone_is_not_alive(silent: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert alive.main(["web", f"127.0.0.1:{silent}"]) == 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert alive.main(["web", f"127.0.0.1:{port}"]) == 1
