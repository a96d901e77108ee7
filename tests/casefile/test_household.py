"""What `up` keeps running: one house at a time, a free port, children that come back and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casefile import children, home, household, machine, sockets
from casefile.broker import Broker
from casefile.children import Child
from casefile.home import CannotStart


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEFILE_HOME", str(tmp_path))
    (tmp_path / "log").mkdir()
    return tmp_path


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        yield taken


def child(house: Path, code: str, *, grace: float = 5.0) -> Child:
    return Child("the clerk", [sys.executable, "-c", code], house / "log" / "clerk.log", os.environ, grace=grace)


def await_line(log: Path, word: str) -> None:
    until = time.monotonic() + 20
    while word not in (log.read_text() if log.exists() else ""):
        assert time.monotonic() < until, f"{word} was never written"
        time.sleep(0.02)


def test_a_second_house_in_the_same_folder_is_told_where_the_first_is(house: Path) -> None:
    with household.only_one("http://localhost:8000"):
        told = pytest.raises(CannotStart, match=rf"at http://localhost:8000\. .* kill {os.getpid()}$")
        with told, household.only_one("http://localhost:8001"):
            pass
    with household.only_one("http://localhost:8001"):
        assert (house / "up.lock").read_text() == f"{os.getpid()} http://localhost:8001"


def test_a_taken_port_is_refused_with_another_to_try(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    with pytest.raises(CannotStart, match=f"Port {port} is taken by another program.*CASEFILE_PORT={port + 1}"):
        household.free_addresses(port)
    listener.close()
    assert f"127.0.0.1:{port}" in household.free_addresses(port)


def test_a_nearly_full_disk_is_said_in_megabytes(house: Path) -> None:
    home.check_room(house, needed_mb=0)
    with pytest.raises(CannotStart, match=r"has \d+ MB free; casefile needs 1000000000 MB"):
        home.check_room(house, needed_mb=10**9)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_the_folder_of_another_account_is_left_alone(house: Path) -> None:
    home.open_house()
    os.chown(house, 65534, 65534)
    with pytest.raises(CannotStart, match="belongs to nobody. Start casefile as nobody"):
        home.open_house()


def test_missing_pango_is_one_line_to_type_for_whoever_may_not_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "may_install", lambda: False)
    monkeypatch.setattr(machine, "PANGO", {"libnobody.so.0": "libnobody.dylib"})
    with pytest.raises(CannotStart, match=r"\(libnobody.so.0\).*apt-get install -y --no-install-recommends libpango"):
        machine.bring_pango()
    monkeypatch.setattr(machine, "PANGO", {})
    assert machine.bring_pango() is False


def test_a_child_that_ends_is_started_again_and_said(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "TOO_SOON", 0.0)
    clerk, said = child(house, "print('at work', flush=True); import time; time.sleep(60)"), list[str]()
    clerk.start()
    await_line(clerk.log, "at work")
    clerk.check(say=said.append)
    assert said == []
    assert clerk.process
    clerk.process.kill()
    clerk.process.wait()
    clerk.check(say=said.append)
    assert said == [f"the clerk ended (exit -9) and is started again; see {clerk.log}"]
    assert clerk.ended() is None
    children.stop([clerk])


def test_a_child_that_never_stays_stops_the_house(house: Path) -> None:
    clerk = child(house, "raise SystemExit(3)")
    clerk.start()
    with pytest.raises(CannotStart, match=r"the clerk ends as soon as it is started \(exit 3\)"):
        for _ in range(children.TRIES):
            assert clerk.process
            clerk.process.wait()
            clerk.check(say=lambda line: None)


def test_a_child_that_is_killed_again_and_again_stops_no_house(house: Path) -> None:
    clerk = child(house, "import time; time.sleep(60)")
    clerk.start()
    for _ in range(children.TRIES + 1):
        assert clerk.process
        clerk.process.kill()
        clerk.process.wait()
        clerk.check(say=lambda line: None)
    assert clerk.ended() is None
    children.stop([clerk])


def test_a_child_that_could_not_start_is_mended_before_it_is_tried_again(house: Path) -> None:
    sound = house / "sound"
    clerk = child(house, f"import pathlib, time; pathlib.Path({str(sound)!r}).stat(); time.sleep(60)")
    clerk.mend = sound.touch
    clerk.start()
    assert clerk.process
    clerk.process.wait()
    clerk.check(say=lambda line: None)
    with pytest.raises(subprocess.TimeoutExpired):
        clerk.process.wait(0.5)
    children.stop([clerk])


def test_a_child_that_will_not_end_is_killed_with_everything_it_started(house: Path) -> None:
    code = "import signal, subprocess, sys; signal.signal(15, signal.SIG_IGN); p = subprocess.Popen(['sleep', '97']); "
    clerk = child(house, code + "print(p.pid, 'deaf', flush=True); p.wait()", grace=0.2)
    clerk.start()
    await_line(clerk.log, "deaf")
    children.stop([clerk])
    assert clerk.ended() == -signal.SIGKILL
    started = Path("/proc") / clerk.log.read_text().split()[0]
    until = time.monotonic() + 5
    while started.exists() and "Z" not in (started / "stat").read_text().split()[2] and time.monotonic() < until:
        time.sleep(0.02)
    assert not started.exists() or "Z" in (started / "stat").read_text().split()[2]


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux tells a child of its parent's end")
def test_a_child_ends_when_the_house_is_killed_without_a_word(house: Path) -> None:
    code = (
        "import sys, os, time; from pathlib import Path; from casefile.children import Child;"
        "c = Child('c', ['sleep', '97'], Path(sys.argv[1]), os.environ); c.start();"
        "print(c.process.pid, flush=True); time.sleep(97)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(house / "c.log")], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        number = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 10
    while Path(f"/proc/{number}/cmdline").exists() and Path(f"/proc/{number}/cmdline").read_bytes():
        assert time.monotonic() < until, "the child lives on"
        time.sleep(0.05)


def test_the_broker_answers_on_a_socket_in_a_closed_folder_and_may_lose_everything(house: Path) -> None:
    own = Broker(house / "redis")
    if not own.command():
        pytest.skip("no Redis on this machine")
    doorbell = household.broker(own)
    assert not own.running()
    doorbell.start()
    assert household.await_broker(own, doorbell)
    assert own.socket.parent.stat().st_mode & 0o777 == 0o700
    children.stop([doorbell])
    assert not own.running()
    own.forget()
    assert not list(own.folder.glob("append*"))


def test_a_broker_of_the_firms_own_is_left_alone(monkeypatch: pytest.MonkeyPatch, house: Path) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    own = Broker.of_this_house()
    assert own
    assert own.folder == house / "redis"
    monkeypatch.setenv("REDIS_URL", "redis://redis.firm.example/0")
    assert Broker.of_this_house() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_socket_folder_that_somebody_laid_there_before_us_is_refused(tmp_path: Path) -> None:
    mine, theirs, link = tmp_path / "mine", tmp_path / "theirs", tmp_path / "link"
    sockets.close_to_others(mine, uid=os.geteuid())
    assert mine.stat().st_mode & 0o777 == 0o700
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    link.symlink_to(mine)
    for laid in (theirs, link):
        with pytest.raises(CannotStart, match="belongs to somebody else"):
            sockets.close_to_others(laid, uid=os.geteuid())


def test_a_broker_that_ends_at_once_is_not_waited_for(house: Path) -> None:
    doorbell = child(house, "raise SystemExit(1)")
    doorbell.start()
    began = time.monotonic()
    assert not household.await_broker(Broker(house / "redis"), doorbell)
    assert time.monotonic() - began < 5
