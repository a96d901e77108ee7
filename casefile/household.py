"""What is served from this machine: the doorbell, the web, the worker and the sweeper, and when each is ready."""

from __future__ import annotations

import errno
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from django.conf import settings

from casefile.broker import Broker
from casefile.children import Child
from casefile.home import ROOT, CannotStart, folder, taken

LOOPBACKS = {"127.0.0.1": socket.AF_INET, "::1": socket.AF_INET6}
NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}
SIGN_IN = "/login"
OURS = ("--logger-class", "casefile.weblog.WebLog", "--config", "python:casefile.webserver")
PATIENCE = 60.0  # seconds until the web must have answered


@contextmanager
def only_one(address: str) -> Iterator[None]:
    """Refuse a second `up` in the same house. The lock file says who has it."""
    with (folder() / "up.lock").open("a+", encoding="utf-8") as file:
        if taken(file):
            file.seek(0)
            number, _, where = file.read().partition(" ")
            raise CannotStart(f"It runs already, at {where}. Stop it with Ctrl-C where it runs, or type: kill {number}")
        file.truncate(0)
        file.write(f"{os.getpid()} {address}")
        file.flush()
        yield


def free_addresses(port: int) -> list[str]:
    """Where to listen: both loopback addresses, for a browser may take either for localhost. Refuses a taken port."""
    free = []
    for host, family in LOOPBACKS.items():
        trouble = _trouble_at(host, port=port, family=family)
        if not trouble:
            free.append(f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}")
        elif trouble in (errno.EACCES, errno.EPERM):
            raise CannotStart(f"Port {port} is for root alone. Choose another: make run CASEFILE_PORT=8000")
        elif trouble not in NO_SUCH_ADDRESS:
            raise CannotStart(
                f"Port {port} is taken by another program. Choose another: make run CASEFILE_PORT={port + 1}"
            )
    return free


def broker(own: Broker) -> Child:
    """A file of its own that it cannot read is not worth a house: the work is written in the database."""
    return Child("the broker", own.command(), folder() / "log" / "broker.log", os.environ, mend=own.forget)


def web(addresses: Sequence[str]) -> Child:
    binds = [part for address in addresses for part in ("--bind", address)]
    argv = ["gunicorn", "casefile.wsgi:application", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    # the control socket would lie in HOME, which may be read-only or not ours
    return _python(
        "the web",
        [*argv, *binds, "--no-control-socket", "--graceful-timeout", "10", *OURS],
        log="web.log",
    )


def worker() -> Child:
    argv = ["celery", "-A", "casefile", "worker", "--concurrency", "2", "-l", "INFO", "-Q", "celery,unhurried"]
    return _python("the worker", [*argv, "-n", "casefile@%h", "--without-gossip", "--without-mingle"], log="worker.log")


def sweeper() -> Child:
    argv = [sys.executable, str(ROOT / "manage.py"), "sweeper"]
    return Child("the sweeper", argv, folder() / "log" / "sweeper.log", _environ())


def await_web(child: Child, *, port: int) -> None:
    """Wait until the sign-in page answers; raises CannotStart when the web ends before, or answers with an error."""
    until = time.monotonic() + PATIENCE
    while not 200 <= (status := answer(port)) < 500:
        if status or child.ended() is not None or time.monotonic() > until:
            what = f"answers with error {status}" if status else "could not start"
            raise CannotStart(f"The web {what}; {child.log} says why.")
        time.sleep(0.05)


def answer(port: int) -> int:
    """The status of the sign-in page; 0 while nobody is there."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request("GET", SIGN_IN, headers={"Host": f"localhost:{port}"})
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def await_broker(own: Broker, child: Child, *, seconds: float = 10.0) -> bool:
    """True once it answers; false when it ended, or took too long."""
    until = time.monotonic() + seconds
    while child.ended() is None and time.monotonic() < until:
        if own.running():
            return True
        time.sleep(0.02)
    return False


def watch(children: Sequence[Child], *, keep_up: Callable[[], bool], say: Callable[[str], None]) -> None:
    """Look after the children and the database until an exception ends it."""
    rounds = 0
    while True:
        time.sleep(1)
        rounds += 1
        for child in children:
            child.check(say=say)
        if rounds % 5 == 0 and keep_up():
            say("the database had ended and is started again")


def _python(name: str, module: Sequence[str], *, log: str) -> Child:
    return Child(name, [sys.executable, "-m", *module], folder() / "log" / log, _environ())


def _environ() -> dict[str, str]:
    """What the children see: not the password of the tables' owner, which serves to migrate alone."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_OWNER_")}
    if settings.KEYS:
        told["CASEFILE_KEYS"] = settings.KEYS  # they were taken out of the environment, and each takes them out again
    return {**told, "WHITENOISE_USE_FINDERS": "1", "PYTHONUNBUFFERED": "1"}


def _trouble_at(host: str, *, port: int, family: socket.AddressFamily) -> int:
    """0 when a server can listen there, else the error's number."""
    try:
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            trial.listen(1)
    except OSError as trouble:
        return trouble.errno or errno.EADDRINUSE
    return 0
