"""A gunicorn on the test's own database and keys whose workers are killed while they open a name."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from casefile.home import ROOT
from casefile.household import OURS
from tests import processes

TOKEN = "t" * 32  # of the forms, in cookie and form alike


@dataclass(slots=True)
class Web:
    """`master` starts another worker for each that was killed. `browser` is a signed-in one."""

    master: subprocess.Popen[bytes]
    port: int
    sign: Path
    browser: Any

    def dies_at(self, moment: str) -> None:
        self.sign.write_text(moment, encoding="ascii")

    def killed_after(self, seconds: float) -> threading.Timer:
        """From outside, whatever the worker is at."""
        killer = threading.Timer(seconds, self._kill)
        killer.start()
        return killer

    def _kill(self) -> None:
        master = self.master.pid
        for child in Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii").split():
            os.kill(int(child), signal.SIGKILL)

    def await_worker(self) -> None:
        until = time.monotonic() + 60
        while b"200 OK" not in self.heard("GET", "/healthz"):
            assert self.master.poll() is None and time.monotonic() < until, "no worker came up"
            time.sleep(0.05)

    def heard(self, method: str, path: str, form: Mapping[str, str] | None = None) -> bytes:
        """Every byte that came over the line until it ended, however it did."""
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **(form or {})})
        cookies = {name: morsel.value for name, morsel in self.browser.cookies.items()} | {"csrftoken": TOKEN}
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        heard = b""
        with suppress(ConnectionError), socket.create_connection(("127.0.0.1", self.port), timeout=30) as line:
            line.sendall(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
            while part := line.recv(65536):
                heard += part
        return heard


@contextmanager
def served(folder: Path, *, browser: Any) -> Iterator[Web]:
    """One worker at a time, of the kind that `up` starts."""
    port, sign = _free_port(), folder / "sign"
    settings.MEDIA.mkdir(exist_ok=True)
    environ = {**processes.environ(), "MORTAL_SIGN": str(sign), "CASEFILE_MEDIA": str(settings.MEDIA)}
    kind = ("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--no-control-socket")
    argv = [sys.executable, "-m", "gunicorn", "tests.plaintiffs.mortal_wsgi:application", *kind, *OURS]
    with (folder / "web.log").open("wb") as log:
        master = subprocess.Popen([*argv, "--bind", f"127.0.0.1:{port}"], env=environ, cwd=ROOT, stdout=log, stderr=log)
    web = Web(master, port, sign, browser)
    try:
        web.await_worker()
        yield web
    finally:
        master.terminate()
        master.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
