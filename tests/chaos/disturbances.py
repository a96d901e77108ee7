"""What is done to a house in the midst of its work: each a small function that says whom it hit.

Who is struck is drawn from the drill's own lot, so that a seed names a drill.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos import members
from tests.chaos.house import House

FROZEN = 30.0  # seconds
FULL = 10.0
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Struck:
    """Whom a blow hit, and how many letters were in work just before.

    `back` is after how many seconds the database answered, `onward` after how many the next letter had ended.
    """

    whom: str
    in_work: int = 0
    back: float | None = None
    onward: float | None = None


@dataclass(frozen=True, slots=True)
class At:
    """Where in the work a blow falls: the batch, and how many of its letters had ended."""

    batch: str
    ended: int


Blow = Callable[[House, random.Random, At], Struck]


def kill(house: House, lot: random.Random, at: At) -> Struck:
    """`kill -9` of one drawn by lot: a hand that works, or a head, alone or with all that it started."""
    with_bell = [_hand, _worker, _worker_alone, _sweeper, _web]
    chosen = with_bell if house.bell else [_hand_of_sweeper, _sweeper, _sweeper_alone, _web]
    return Struck(lot.choice(chosen)(house, lot))


def kill_broker(house: House, lot: random.Random, at: At) -> Struck:
    _head(house, "broker")
    return Struck("the broker")


def flush_broker(house: House, lot: random.Random, at: At) -> Struck:
    """Every ring that waits is forgotten."""
    members.await_member(house.head, "broker")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(10)
        line.connect(str(house.broker.socket))
        line.sendall(b"FLUSHALL\r\n")
        if not line.recv(16).startswith(b"+OK"):
            raise members.NobodyThere("the broker did not flush")
    return Struck("the broker's memory")


def freeze_broker(house: House, lot: random.Random, at: At) -> Struck:
    number = members.await_member(house.head, "broker")
    os.kill(number, signal.SIGSTOP)
    try:
        time.sleep(FROZEN)
    finally:
        os.kill(number, signal.SIGCONT)
    return Struck("the broker, for half a minute")


def stop_database(house: House, lot: random.Random, at: At) -> Struck:
    """Stop it at once, in the midst of whatever it writes; the house itself starts it again."""
    server = house.cluster.postmaster
    members.await_first(house.cluster.running, who="the database")
    began = time.monotonic()
    pg_ctl: list[str | Path] = [server.programs / "pg_ctl", "-D", server.data]
    if server.account.run([*pg_ctl, "-m", "immediate", "-w", "-s", "stop"], log=house.place / "struck.log"):
        raise members.NobodyThere("the database could not be stopped")
    house.hang_up()
    back = _until(lambda: house.sql("SELECT 1") is not None, since=began, house=house)
    onward = _until(lambda: _further(house, at), since=began, house=house)
    return Struck("the database", back=back, onward=onward)


def fill_disk(house: House, lot: random.Random, at: At) -> Struck:
    """Not a byte is left where papers go; after a while room is made again."""
    if house.media is None:
        raise members.NobodyThere("papers lie on a disk that is not ours to fill")
    filler = house.media / "filler"
    _fill(filler)
    time.sleep(FULL)
    filler.unlink()
    return Struck("the disk of the papers")


@contextmanager
def small_disk(folder: Path, *, size: str) -> Iterator[Path]:
    """A disk that can be filled: a tmpfs, where root can mount one; raises PermissionError elsewhere."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "casefile", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        raise PermissionError("only root can mount a small disk, and not on every machine")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def _hand(house: House, lot: random.Random) -> str:
    os.kill(lot.choice(members.await_hands(house.head, "worker")), signal.SIGKILL)
    return "a hand of the worker"


def _hand_of_sweeper(house: House, lot: random.Random) -> str:
    """Whoever works for the sweeper; the sweeper itself where it works alone."""
    hands = members.await_hands(house.head, "sweeper")
    if not hands:
        return _sweeper(house, lot)
    os.kill(lot.choice(hands), signal.SIGKILL)
    return "a hand of the sweeper"


def _worker(house: House, lot: random.Random) -> str:
    return _head(house, "worker")


def _sweeper(house: House, lot: random.Random) -> str:
    return _head(house, "sweeper")


def _worker_alone(house: House, lot: random.Random) -> str:
    return _head_alone(house, "worker")


def _sweeper_alone(house: House, lot: random.Random) -> str:
    return _head_alone(house, "sweeper")


def _web(house: House, lot: random.Random) -> str:
    return _head(house, "web")


def _head(house: House, role: str) -> str:
    members.kill_tree(members.await_member(house.head, role))
    return f"the {role} with its tree"


def _head_alone(house: House, role: str) -> str:
    """What it started is orphaned in the midst of its work."""
    os.kill(members.await_member(house.head, role), signal.SIGKILL)
    return f"the {role} alone"


def _further(house: House, at: At) -> bool:
    far = house.far(at.batch)
    return far is not None and (far.ended > at.ended or far.ended == far.items)


def _until(reached: Callable[[], bool], *, since: float, house: House) -> float | None:
    """Seconds since then; None when it was not reached in time, or the house gave up."""
    while not reached():
        if house.gave_up or time.monotonic() - since > PATIENCE:
            return None
        time.sleep(0.05)
    return time.monotonic() - since


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(65536))
        except OSError:
            return
