"""The services of docker-compose.yml as plain processes of this machine: the same commands, told the same.

What a container engine would do is done here: folders and addresses of containers are put in terms of this machine, and
each service gets its own secrets and no others. All of it lies in one folder and listens on loopback alone.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from casefile import children, composed, programs, secret_files
from casefile.children import Child
from casefile.composed import Service
from casefile.home import ROOT, CannotStart
from casefile.postmaster import SUPER, Postmaster

PATIENCE = 90.0  # seconds until a service is healthy, or has ended when it runs once
PORTS = {"db": "5432", "redis": "6379", "web": "8000", "proxy": "8443", "redirect": "8080"}
FAREWELLS = {"db": signal.SIGINT}  # as its image says: SIGTERM would wait for everybody who is connected
NAME = "localhost"
SYSTEM = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
THEIRS = re.compile(
    r"(?<![\w/.-])(?P<folder>/run/secrets|/var/casefile|/etc/casefile|/data|/tmp)(?![\w-])"
    r"|\b(?P<host>db|redis|web)(?=:\d)|(?P<all>\b0\.0\.0\.0\b)"
    rf"|\b(?P<port>{'|'.join(PORTS.values())})\b"
)


@dataclass(slots=True)
class House:
    """The folder that stands for all containers, a port for each of theirs, and what runs."""

    place: Path
    ports: Mapping[str, int] = field(default_factory=lambda: {port: _free_port() for port in PORTS.values()})
    running: dict[str, Child] = field(default_factory=dict)

    def port(self, service: str) -> int:
        return self.ports[PORTS[service]]

    def log(self, service: str) -> Path:
        return self.place / "log" / f"{service}.log"

    def start(self, service: Service) -> Child:
        """Start it as its container would; one that runs once is waited for. Raises CannotStart when it fails."""
        child = Child(service.name, self._argv(service), self.log(service.name), self.environ(service), grace=60.0)
        child.farewell = FAREWELLS.get(service.name, child.farewell)
        child.start()
        self.running[service.name] = child
        until = time.monotonic() + PATIENCE
        while not (child.ended() == 0 if service.once else self.healthy(service)):
            if child.ended() not in (None, 0) or time.monotonic() > until:
                raise CannotStart(f"{service.name} could not start; {child.log} says why.")
            time.sleep(0.1)
        return child

    def lasting(self) -> list[Child]:
        """What should run until it is told to stop."""
        return [child for child in self.running.values() if child.ended() is None]

    def stop(self, *names: str) -> None:
        children.stop([self.running.pop(name) for name in names])

    def healthy(self, service: Service) -> bool:
        """What its health check says."""
        return self.run(service, [self.here(word, service=service.name) for word in service.check]).returncode == 0

    def run(self, service: Service, argv: Sequence[str], *, said: str = "") -> subprocess.CompletedProcess[str]:
        """A command beside the service, with all that the service is told."""
        environ = self.environ(service)
        program = _program(service, argv[0], path=environ["PATH"])
        return subprocess.run(  # noqa: S603 (commands of ours)
            [program, *argv[1:]], cwd=ROOT, env=environ, input=said, capture_output=True, text=True, check=False
        )

    def environ(self, service: Service) -> dict[str, str]:
        """Nothing of ours but where the programs are."""
        told = {**(composed.image_environment() if service.ours else {}), **service.environment}
        found = {name: self.here(value, service=service.name) for name, value in told.items()}
        return {**found, "PATH": os.pathsep.join([str(Path(sys.prefix) / "bin"), str(stock_postgres()), *SYSTEM])}

    def here(self, text: str, *, service: str) -> str:
        """What a container is told, in terms of this machine."""
        folders = {
            "/run/secrets": self.place / service / "secrets",
            "/var/casefile": self.place / "house",
            "/etc/casefile": self.place / "deploy",
            "/data": self.place / "broker",
            "/tmp": self.place / service / "tmp",  # noqa: S108 (a container's)
        }

        def ours(theirs: re.Match[str]) -> str:
            if theirs["folder"]:
                return str(folders[theirs["folder"]])
            return str(self.ports[theirs["port"]]) if theirs["port"] else "127.0.0.1"

        return THEIRS.sub(ours, text)

    def _argv(self, service: Service) -> list[str]:
        argv = [self.here(word, service=service.name) for word in service.command]
        program = _program(service, argv[0], path=self.environ(service)["PATH"])
        if service.name != "db":
            return [program, *argv[1:]]
        data = self.place / "database"
        return [*_as_account(), program, *argv[1:], "-D", str(data / "data"), "-k", str(data / "log")]


def serve(house: House, *, say: Callable[[str], None]) -> dict[str, Service]:
    """Every service started in order, by name; without the proxy where this machine has no nginx."""
    services = composed.read({"CASEFILE_HOSTS": NAME})
    for service in services:
        _give_secrets(house, service)
        if service.name == "web":
            _collect_static(house, service)
        if service.name == "proxy" and not shutil.which(service.command[0], path=os.pathsep.join(SYSTEM)):
            say("proxy     skipped: nginx is not on this machine")
            continue
        began = time.monotonic()
        house.start(service)
        say(f"{service.name:<10}{time.monotonic() - began:5.1f} s")
    return {service.name: service for service in services}


@contextmanager
def opened() -> Iterator[House]:
    """A folder with secrets, an empty database and what image and volumes would bring. At the end all of it goes."""
    place = Path(tempfile.mkdtemp(prefix="cf-"))  # short, and open to the database's account
    place.chmod(0o711)
    house = House(place)
    try:
        _furnish(house)
        yield house
    finally:
        depended_on = [name for name in house.running if name in ("db", "redis")]
        house.stop(*[name for name in house.running if name not in depended_on])
        house.stop(*depended_on)
        shutil.rmtree(place)


def stock_postgres() -> Path:
    """The programs of the PostgreSQL installed here, as distributions bring it; else those of the lock."""
    stock = [path for path in programs.installed() if (path / "pg_ctl").is_file()]
    return stock[0] if stock else programs.find()


def _furnish(house: House) -> None:
    secret_files.make(house.place / "secrets")
    secret_files.make_certificate(house.place / "secrets", name=NAME)
    for folder in ("log", "house", "broker", "deploy"):
        (house.place / folder).mkdir(mode=0o700)
    for folder in ("keys", "log", "media", "run"):
        (house.place / "house" / folder).mkdir(mode=0o700)
    config = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (house.place / "deploy" / "nginx.conf").write_text(house.here(config, service="proxy"), encoding="utf-8")
    _make_database(house)


def _collect_static(house: House, service: Service) -> None:
    """What the image does while it is built."""
    done = house.run(service, ["python", "manage.py", "collectstatic", "--noinput"])
    if done.returncode:
        raise CannotStart(f"The static files could not be collected: {done.stderr.strip()[-500:]}")


def _make_database(house: House) -> None:
    """What the image of PostgreSQL does at its first start."""
    account = programs.account()
    postmaster = Postmaster(house.place / "database", account=account)
    postmaster.programs = programs.within_reach(stock_postgres(), of=account)
    for folder in (house.place / "database", postmaster.notes):
        account.own(folder, mode=0o700)
    password = (house.place / "secrets" / SUPER).read_text(encoding="ascii")
    postmaster.make(password=password, options=["--data-checksums"])


def _give_secrets(house: House, service: Service) -> None:
    """A copy of each secret that it is to have, where its container would find it."""
    passed = 0o711 if service.name == "proxy" else 0o700  # the workers of nginx give up the account they start with
    for folder, mode in (("", passed), ("tmp", passed), ("secrets", 0o700)):
        (house.place / service.name / folder).mkdir(mode=mode)
    for name in service.secrets:
        shutil.copy(house.place / "secrets" / name, house.place / service.name / "secrets" / name)


def _program(service: Service, name: str, *, path: str) -> str:
    found = shutil.which(name, path=path)
    if not found:
        raise CannotStart(f"{service.name} needs {name}, which is not on this machine.")
    return found


def _as_account() -> list[str]:
    """PostgreSQL refuses to run as root; its image has an account for it, and so has this machine."""
    if os.geteuid() != 0:
        return []
    account = programs.account()
    who = [f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups"]
    return ["setpriv", *who, "--pdeathsig=INT"]  # what the kernel was told before is forgotten with the account


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
        return port
