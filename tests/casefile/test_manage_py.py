"""manage.py before Django: when it builds .venv, with what, and what it says where it cannot."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections import namedtuple
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
Version = namedtuple("Version", "major minor micro")


class Machine:
    """A machine on which programs are only written down; `uv` says whether there is one."""

    def __init__(self, *, uv: int = 1, pip: int = 0) -> None:
        self.ran: list[list[str]] = []
        self.answers = {"--version": uv, "import pip": pip}
        self.entered: list[str] = []

    def run(self, argv: Sequence[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        self.ran.append(list(map(str, argv)))
        code = next((answer for word, answer in self.answers.items() if word in self.ran[-1]), 0)
        if "venv" in argv:
            python = Path(str(argv[-1])) / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.unlink(missing_ok=True)
            python.symlink_to(sys.executable)
        return subprocess.CompletedProcess(list(argv), code, "", "")

    def installs(self) -> list[str]:
        return [argv[-1].rpartition("/")[2] for argv in self.ran if "--require-hashes" in argv]


def door(place: Path) -> Any:
    """manage.py of a checkout in another place."""
    spec = importlib.util.spec_from_file_location("manage_under_test", ROOT / "manage.py")
    assert spec and spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    names = {"ROOT": place, "VENV": place / ".venv", "LOCK": place / "requirements.txt"}
    names |= {
        "PY": place / ".venv/bin/python",
        "STAMP": place / ".venv/.lock",
        "DEV_LOCK": place / "requirements-dev.txt",
    }
    vars(module).update(names | {"ROOM_MB": {names["LOCK"]: 1, names["DEV_LOCK"]: 1}})
    names["LOCK"].write_text("django==5.2\n")
    names["DEV_LOCK"].write_text("django==5.2\nruff==1\n")
    return module


@pytest.fixture
def manage(tmp_path: Path) -> Any:
    return door(tmp_path)


def enter(manage: Any, *, lock: str, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Enter, and give the locks that were installed for it."""
    before = len(machine.installs())
    monkeypatch.setattr(manage.subprocess, "run", machine.run)
    monkeypatch.setattr(manage.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(manage.os, "execv", lambda path, argv: machine.entered.append(path))
    manage.enter(getattr(manage, lock))
    return machine.installs()[before:]


def test_what_stands_is_not_built_again(manage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine()
    assert enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch) == ["requirements.txt"]
    assert enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch) == []
    assert machine.entered == [str(manage.PY)] * 2


def test_the_development_set_serves_a_run_and_not_the_other_way_round(
    manage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine()
    asked = ["LOCK", "DEV_LOCK", "LOCK", "DEV_LOCK"]
    installed = [enter(manage, lock=lock, machine=machine, monkeypatch=monkeypatch) for lock in asked]
    assert installed == [["requirements.txt"], ["requirements-dev.txt"], [], []]


def test_a_changed_lock_is_installed_into_the_same_venv(
    manage: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine()
    enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch)
    manage.LOCK.write_text("django==5.3\n")
    assert enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch) == ["requirements.txt"]
    assert sum("venv" in argv for argv in machine.ran) == 1
    assert "the lock has changed: renewing .venv" in capsys.readouterr().err


def test_a_venv_whose_python_is_gone_is_made_again(manage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine()
    enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch)
    manage.PY.unlink()
    manage.PY.symlink_to("/gone/bin/python3")
    assert enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch) == ["requirements.txt"]
    assert sum("venv" in argv for argv in machine.ran) == 2


def test_without_uv_pip_installs_and_is_brought_first_into_a_venv_that_uv_made(
    manage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(uv=1, pip=1)
    enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch)
    assert machine.ran[-2][1:] == ["-m", "ensurepip"]
    assert machine.ran[-1][1:4] == ["-m", "pip", "install"]


def test_every_install_asks_for_hashes_and_for_nothing_to_compile(manage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for machine in (Machine(uv=0), Machine(uv=1)):
        manage.STAMP.unlink(missing_ok=True)
        enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch)
        assert machine.ran[-1][-5:-2] == ["--require-hashes", "--only-binary", ":all:"]
        assert "sync" not in machine.ran[-1]


def test_a_full_disk_is_said_before_anything_is_built(manage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = Machine()
    manage.ROOM_MB[manage.LOCK] = 10**9
    with pytest.raises(manage.CannotEnter, match=r"has \d+ MB free; .venv needs 1000000000 MB"):
        enter(manage, lock="LOCK", machine=machine, monkeypatch=monkeypatch)
    assert machine.installs() == []


def test_an_old_python_is_named_and_a_newer_one_offered(manage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manage.sys, "version_info", Version(3, 9, 2))
    monkeypatch.setattr(manage.sys, "argv", ["manage.py", "up"])
    monkeypatch.setattr(manage.shutil, "which", lambda name: name == "python3.12")
    with pytest.raises(
        manage.CannotEnter, match=r"needs Python 3.11 or newer; this is 3.9. Type: python3.12 manage.py up"
    ):
        manage.check_python()
    monkeypatch.setattr(manage.shutil, "which", lambda name: None)
    with pytest.raises(manage.CannotEnter, match=r"this is 3.9\.$"):
        manage.check_python()


def test_an_empty_home_becomes_a_folder_of_ours(manage: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PIP_NO_CACHE_DIR", "UV_NO_CACHE"):
        monkeypatch.setenv(name, "0")
    monkeypatch.setenv("CASEFILE_HOME", str(tmp_path / "house"))
    monkeypatch.setenv("HOME", "/home/somebody")
    manage.give_home()
    assert os.environ["HOME"] == "/home/somebody"
    monkeypatch.setenv("HOME", "")
    manage.give_home()
    assert os.environ["HOME"] == str(tmp_path / "house" / "home")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_no_address_and_hashes_everything(name: str) -> None:
    text = (ROOT / name).read_text()
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert "://" not in text
    assert len(pinned) > 50
    assert all(line.endswith("\\") for line in pinned), "a package without a hash"


def test_the_development_lock_holds_the_other_whole() -> None:
    run, dev = ((ROOT / name).read_text().split("\n") for name in ("requirements.txt", "requirements-dev.txt"))
    assert {line for line in run if "==" in line} <= {line for line in dev if "==" in line}
