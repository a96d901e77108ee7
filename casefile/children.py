"""The programs that `up` keeps running: started with a log of their own, watched, and stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from casefile.home import ROOT, CannotStart

TOO_SOON = 10.0  # seconds: who ends earlier could not start
TRIES = 3
LOG_BYTES = 5_000_000
DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@dataclass(slots=True)
class Child:
    """One program. `farewell` is the signal that ends it, `grace` how long it may take to, in seconds.

    `mend` is called before it is started again after it could not start.
    """

    name: str
    argv: Sequence[str]
    log: Path
    environ: Mapping[str, str]
    grace: float = 15.0
    farewell: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    born: float = 0.0
    quick_deaths: int = field(default=0)
    mend: Callable[[], None] | None = None

    def start(self) -> None:
        _turn_over(self.log)
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 (programs we chose)
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=ROOT,
                env=dict(self.environ),
                start_new_session=True,  # Ctrl-C reaches us alone, and we stop them in order
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        self.born = time.monotonic()

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll() if self.process else None

    def tell(self, number: int) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def await_end(self, *, until: float) -> None:
        """Wait, then kill it with everything it started."""
        if not self.process:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def check(self, *, say: Callable[[str], None]) -> None:
        """Start it again when it has ended; raises CannotStart once it ends by itself as soon as it is started.

        One that was killed could start: somebody, or the kernel in want of memory, ended it.
        """
        code = self.ended()
        if code is None:
            return
        lived = time.monotonic() - self.born
        self.quick_deaths = self.quick_deaths + 1 if lived < TOO_SOON and code > 0 else 0
        if self.quick_deaths and self.mend:
            self.mend()
        if self.quick_deaths >= TRIES:
            raise CannotStart(f"{self.name} ends as soon as it is started (exit {code}); {self.log} says why.")
        say(f"{self.name} ended (exit {code}) and is started again; see {self.log}")
        self.start()


def stop(children: Sequence[Child]) -> None:
    """Tell all to end, then wait for each; a second Ctrl-C meanwhile ends them at once."""
    for child in children:
        child.tell(child.farewell)
    until = time.monotonic() + max((child.grace for child in children), default=0.0)
    for child in children:
        try:
            child.await_end(until=until)
        except KeyboardInterrupt:
            until = time.monotonic()
            child.await_end(until=until)


def _turn_over(log: Path) -> None:
    if log.is_file() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".1.log"))


def _die_with_parent() -> None:
    """Also when we are killed without a word: the kernel then tells the child to end."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)
