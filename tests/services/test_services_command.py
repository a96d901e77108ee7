"""`manage.py services`, from its first line to the last process that it ends."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from casefile.home import ROOT

OPEN = "Ctrl-C stops it."

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not on this machine"),
]


def commands_naming(place: str) -> list[str]:
    """The command lines of this machine's processes in which the folder stands."""
    lines = map(command_line, Path("/proc").glob("[0-9]*"))
    return [line for line in lines if place in line]


def command_line(process: Path) -> str:
    """Nothing for one that has just ended."""
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted in /proc")
def test_ctrl_c_leaves_no_process_and_no_folder(tmp_path: Path) -> None:
    said = tmp_path / "said"
    argv = [sys.executable, str(ROOT / "manage.py"), "services"]
    with said.open("w") as output, subprocess.Popen(argv, stdout=output, stderr=output) as started:
        until = time.monotonic() + 240
        while OPEN not in said.read_text() and started.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        found = re.search(r"in (\S+); web on", said.read_text())
        assert found, said.read_text()
        assert commands_naming(found.group(1))
        started.send_signal(signal.SIGINT)
        assert started.wait(timeout=120) == 0, said.read_text()
    assert commands_naming(found.group(1)) == []
    assert not Path(found.group(1)).exists()
