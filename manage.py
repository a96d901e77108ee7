#!/usr/bin/env python3
"""Enter casefile: bring .venv to what the lock says, step inside it, and run a command.

Standard library only until .venv stands, and nothing that Python 3.6 cannot read: an old Python is told so in a line.
"""

import contextlib
import errno
import hashlib
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PY = VENV / "bin" / "python"
STAMP = VENV / ".lock"  # what .venv holds: the lock's digest, and the Python it was built on
LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements-dev.txt"
OLDEST = (3, 11)
ROOM_MB = {LOCK: 700, DEV_LOCK: 1200}
VENV_MODULE = "apt-get update && apt-get install -y --no-install-recommends python3-venv"


class CannotEnter(Exception):
    """Said in one line; nothing has been started."""


def main() -> None:
    try:
        check_python()
        give_home()
        enter(DEV_LOCK if sys.argv[1:2] in (["test"], ["lint"], ["bench"], ["mutate"]) else LOCK)
    except CannotEnter as refusal:
        stop(str(refusal))
    except subprocess.CalledProcessError:
        stop(".venv could not be made; the lines above say why. Nothing was started.")
    except OSError as trouble:
        full = trouble.errno == errno.ENOSPC
        stop("the disk is full." if full else f"{trouble.strerror}: {trouble.filename or ROOT}")
    except KeyboardInterrupt:
        stop("interrupted while .venv was being built; the next start builds it again.")
    importlib.import_module("casefile.start").run(sys.argv)


def stop(line: str) -> None:
    sys.stderr.write(f"casefile: {line}\n")
    sys.exit(2)


def check_python() -> None:
    if sys.platform == "win32":
        raise CannotEnter("runs on Linux and macOS; on Windows, inside WSL.")
    if sys.version_info >= OLDEST:
        return
    names = [f"python3.{minor}" for minor in range(19, OLDEST[1] - 1, -1)]
    newer = next(filter(shutil.which, names), "")
    line = f"needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version_info[0]}.{sys.version_info[1]}."
    raise CannotEnter(f"{line} Type: {newer} manage.py {' '.join(sys.argv[1:])}" if newer else line)


def give_home() -> None:
    """Without HOME, pip, fontconfig and Chromium would write at the root of the file system."""
    if not os.environ.get("HOME"):
        home = Path(os.environ.get("CASEFILE_HOME") or ROOT / "var").absolute() / "home"
        home.mkdir(parents=True, exist_ok=True)
        os.environ.update(HOME=str(home), PIP_NO_CACHE_DIR="1", UV_NO_CACHE="1")


def enter(lock: Path) -> None:
    """Replace this process by one inside .venv. The development lock holds the other whole: either will do for it."""
    good = [DEV_LOCK] if lock == DEV_LOCK else [LOCK, DEV_LOCK]
    if held() not in map(stamp, good):
        with one_builder():
            if held() not in map(stamp, good):  # nobody built it while we waited
                build(lock)
    if Path(sys.prefix).resolve() != VENV.resolve():
        os.execv(str(PY), [str(PY), *sys.argv])  # noqa: S606 (ourselves, inside .venv)


def held() -> str:
    """The stamp of a .venv whose Python can still be run, else nothing."""
    return STAMP.read_text() if STAMP.exists() and os.access(str(PY), os.X_OK) else ""


def stamp(lock: Path) -> str:
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {os.path.realpath(str(PY))}"


@contextlib.contextmanager
def one_builder() -> "Iterator[None]":
    """Two starts at once build one .venv: the second waits here."""
    fcntl = importlib.import_module("fcntl")
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "build.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build(lock: Path) -> None:
    """Make .venv if there is none on a living Python, and install the lock into it by uv, else by pip."""
    check_room(lock)
    uv, have = working_uv(), held()
    if not uv and not importlib.util.find_spec("ensurepip"):
        install_venv_module()
    say = "the lock has changed: renewing .venv" if have else "building .venv from the lock"
    sys.stderr.write(f"casefile: {say} with {'uv' if uv else 'pip, about half a minute'} ...\n")
    environ = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0"}
    if have.partition(" ")[2] != os.path.realpath(str(PY)):
        make_venv(uv, environ)
    if not uv and subprocess.run([str(PY), "-c", "import pip"], stderr=subprocess.DEVNULL).returncode:
        # uv made this .venv, without pip, and is gone
        subprocess.run([str(PY), "-m", "ensurepip"], check=True, stdout=subprocess.DEVNULL, env=environ)
    pip = [uv, "pip", "install", "--python", str(PY)] if uv else [str(PY), "-m", "pip", "install"]
    # never `uv pip sync`: at every `up` it would take the development set away again
    asked = [*pip, "-q", "--require-hashes", "--only-binary", ":all:", "-r", str(lock)]
    done = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ)
    if done.returncode:  # else its warnings are of no concern to anybody here
        raise CannotEnter(f"the packages of the lock could not be installed:\n{done.stdout[-2000:].strip()}")
    STAMP.write_text(stamp(lock))


def check_room(lock: Path) -> None:
    free = shutil.disk_usage(str(ROOT)).free // 1_000_000
    if free < ROOM_MB[lock]:
        raise CannotEnter(f"the disk of {ROOT} has {free} MB free; .venv needs {ROOM_MB[lock]} MB.")


def make_venv(uv: str, environ: "dict[str, str]") -> None:
    by_uv = [uv, "venv", "-q", "--clear", "--python", sys.executable]
    by_venv = [sys.executable, "-m", "venv", "--clear"]
    subprocess.run([*(by_uv if uv else by_venv), str(VENV)], check=True, env=environ)


def working_uv() -> str:
    """The path of a uv that runs, else nothing; a version manager may leave a stub on PATH that does not."""
    uv = shutil.which("uv") or ""
    return uv if uv and subprocess.run([uv, "--version"], capture_output=True).returncode == 0 else ""


def install_venv_module() -> None:
    """Debian keeps a part of Python's own library in a package apart."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise CannotEnter(f"needs Python's venv module here. Type, as root: {VENV_MODULE}")
    if subprocess.run(VENV_MODULE, shell=True, capture_output=True).returncode:  # noqa: S602 (a constant)
        raise CannotEnter(f"needs Python's venv module, and apt could not install it. Type: {VENV_MODULE}")
    importlib.invalidate_caches()


if __name__ == "__main__":
    main()
