"""One command from an empty folder to the open door, and nothing left running after it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from casefile import processes
from casefile.home import ROOT

OPEN = "Ctrl-C stops it."  # the last line
LINK = re.compile(r"http://localhost:\d+(/welcome/\S+)")


@pytest.fixture
def house() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="cf-"))
    place.chmod(0o711)
    yield place / "house"
    for number in processes.working_in(place / "house" / "pg" / "data"):
        os.kill(number, signal.SIGKILL)
    shutil.rmtree(place)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


def environ(house: Path) -> dict[str, str]:
    """A newcomer's: nothing but a path, and a HOME that is not there."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("CASEFILE_PG_", "PATH"))}
    return {**kept, "HOME": "", "CASEFILE_HOME": str(house)}


def manage(*arguments: str, house: Path) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(argv, env=environ(house), cwd="/", capture_output=True, text=True, timeout=120, check=False)


def deaf() -> None:
    """As a shell without job control begins what it runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def started(house: Path, *, port: int) -> Iterator[str]:
    """The house served; what it said until the door was open. At the end Ctrl-C, which must end it well."""
    said = house.parent / "said"
    argv = [sys.executable, str(ROOT / "manage.py"), "up", "--port", str(port)]
    with (
        said.open("w") as output,
        subprocess.Popen(argv, env=environ(house), cwd="/", stdout=output, stderr=output, preexec_fn=deaf) as up,
    ):
        until = time.monotonic() + 120
        while OPEN not in said.read_text() and up.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        try:
            yield said.read_text()
        finally:
            up.send_signal(signal.SIGINT)
            assert up.wait(timeout=60) == 0, said.read_text()


def answer(path: str, *, port: int, cookie: str = "") -> tuple[int, str]:
    """The status, and the session's cookie if one was set."""
    line = http.client.HTTPConnection("localhost", port, timeout=30)
    line.request("GET", path, headers={"Cookie": cookie})
    found = line.getresponse()
    line.close()
    cookies = [value.partition(";")[0] for name, value in found.getheaders() if name.lower() == "set-cookie"]
    return found.status, next((value for value in cookies if value.startswith("sessionid=")), "")


def test_one_command_opens_the_door_once_and_leaves_nothing_running(house: Path, port: int) -> None:
    with started(house, port=port) as said:
        assert f"open at http://localhost:{port} after" in said, said
        assert answer("/login", port=port)[0] == 200
        link = LINK.search(said)
        assert link, said
        status, cookie = answer(link.group(1), port=port)
        assert (status, cookie[:10]) == (302, "sessionid=")
        assert answer("/", port=port, cookie=cookie)[0] == 302  # on into the only lawsuit
        assert answer(link.group(1), port=port)[0] == 404
        beside = manage("up", house=house)
        assert (beside.returncode, beside.stdout) == (2, "")
        assert beside.stderr.startswith(f"casefile: It runs already, at http://localhost:{port}.")
        assert len(beside.stderr.splitlines()) == 1
    assert processes.working_in(house / "pg" / "data") == []
    with socket.socket() as nobody:
        assert nobody.connect_ex(("127.0.0.1", port)) != 0
    assert (house / "keys" / "keys.json").stat().st_mode & 0o777 == 0o400


def test_a_command_alone_finds_the_houses_own_database_and_stops_it_again(house: Path) -> None:
    done = manage(
        "shell", "-c", "from casefile.models import Lawsuit; print('lawsuits:', Lawsuit.objects.count())", house=house
    )
    assert "lawsuits: 0" in done.stdout, done.stderr
    assert (house / "keys" / "keys.json").stat().st_mode & 0o777 == 0o400
    assert processes.working_in(house / "pg" / "data") == []


def test_help_starts_nothing(house: Path) -> None:
    assert "--plan" in manage("migrate", "--help", house=house).stdout
    assert not (house / "pg").exists()


def test_a_house_that_is_no_folder_is_refused_in_a_line(house: Path) -> None:
    house.write_text("in the way")
    done = manage("check", house=house)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert str(house) in done.stderr
