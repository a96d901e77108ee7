"""One PostgreSQL server and its data folder: made, started, stopped and mended through PostgreSQL's own programs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from casefile import processes, programs
from casefile.home import CannotStart, write_privately

SUPER = "postgres"
PATIENCE = 60.0  # seconds for a server that is still recovering, or not yet gone
OF_A_CLUSTER = ("PG_VERSION", "global/pg_control", "postgresql.conf")
COMPLAINT = re.compile(r"(?:FATAL|PANIC|error|could not[^:\n]*):\s*(.+)")
HELD_BY_THE_DEAD = ("still in use", "already exists")  # what PostgreSQL says of a killed server's memory and lock


class Postmaster:
    """The server over `folder/data`, run as `account`."""

    def __init__(self, folder: Path, *, account: programs.Account) -> None:
        self.account = account
        self.data = folder / "data"
        self.notes = folder / "log"  # the server's account writes here
        self.log = self.notes / "postgres.log"
        self.control_log = folder / "control.log"
        self._read: dict[Path, int] = {}
        self._died = False

    @cached_property
    def programs(self) -> Path:
        return programs.within_reach(programs.find(), of=self.account)

    @property
    def made(self) -> bool:
        return self.data.is_dir()

    def await_quiet(self, answers: Callable[[], bool]) -> bool:
        """Wait while an earlier server starts or stops, or a killed one's children linger; true when one answers."""
        until = time.monotonic() + PATIENCE
        while processes.working_in(self.data):
            if answers():
                return True
            if time.monotonic() > until:
                raise CannotStart(f"A PostgreSQL server in {self.data} neither answers nor ends; see {self.log}.")
            time.sleep(0.1)
        # its number may be another program's by now, or a zombie's, and PostgreSQL would believe itself running
        left = self.data / "postmaster.pid"
        self._died = left.exists()
        left.unlink(missing_ok=True)
        return False

    def mend(self) -> None:
        """Clear what a start that was cut short has left; refuse a folder that is no whole database."""
        for half in self.data.parent.glob("data.new.*"):
            shutil.rmtree(half)
        if self.made and not any(self.data.iterdir()):
            self.data.rmdir()
        lost = [name for name in OF_A_CLUSTER if self.made and not (self.data / name).is_file()]
        if lost:
            advice = "Put a backup back, or move the folder away."
            raise CannotStart(f"{self.data} is not a whole database: {lost[0]} is missing. {advice}")

    def make(self, *, password: str, options: Sequence[str]) -> None:
        """initdb under a passing name, then rename: a database is there as a whole or not at all."""
        new, secret = self.data.with_name(f"data.new.{os.getpid()}"), self.notes / "password"
        self.account.own(new, mode=0o700)
        local = ["--locale=C.UTF-8"]
        if programs.major(self.programs) >= 17:  # the wheel has no ICU; an older server knows no built-in provider
            local = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        who = ["-U", SUPER, f"--pwfile={secret}", "--auth=scram-sha-256"]
        write_privately(secret, text=password)
        os.chown(secret, self.account.uid, self.account.gid)
        try:
            failed = self._run("initdb", "-D", new, *who, "-E", "UTF8", *local, *options)
        finally:
            secret.unlink()
        if failed:
            raise CannotStart(f"The database could not be made: {self._last_words()}")
        new.rename(self.data)

    def is_sound(self) -> bool:
        """True when it was stopped in order, and by the programs that will start it."""
        made_by = (self.data / "PG_VERSION").read_text().strip() if (self.data / "PG_VERSION").is_file() else ""
        return made_by == str(programs.major(self.programs)) and not self._died

    def check_version(self) -> None:
        made_by, have = (self.data / "PG_VERSION").read_text().strip(), programs.major(self.programs)
        if made_by != str(have):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {made_by}, and the programs found here are of {have}. "
                f"Set CASEFILE_PG_BIN to those of {made_by}."
            )

    def launch(self, settings: Mapping[str, str]) -> None:
        """Start, again and again while a killed server's memory is still in use."""
        until = time.monotonic() + PATIENCE
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        while self._control("-t", str(int(PATIENCE)), "-l", self.log, "-o", options, "start"):
            words = self._last_words()
            if not any(sign in words for sign in HELD_BY_THE_DEAD) or time.monotonic() > until:
                raise CannotStart(f"PostgreSQL could not start: {words}")
            time.sleep(0.3)

    def stop(self) -> None:
        """Stop it, cutting open connections; one that is not running is left alone."""
        if self.made:
            self._control("-t", str(int(PATIENCE)), "-m", "fast", "stop")

    def set_password(self, password: str) -> None:
        """Give the superuser a new password without knowing the old one: the stopped server's files are ours."""
        statement = self.notes / "password"
        write_privately(statement, text=f"ALTER ROLE {SUPER} PASSWORD '{password}'\n")
        os.chown(statement, self.account.uid, self.account.gid)
        single = 'exec "$1" --single -j -c log_statement=none -D "$2" postgres < "$3"'
        try:
            self.account.run(
                ["/bin/sh", "-c", single, "sh", self.programs / "postgres", self.data, statement], log=self.control_log
            )
        finally:
            statement.unlink()

    def _control(self, *arguments: str | Path) -> int:
        return self._run("pg_ctl", "-D", self.data, "-w", "-s", *arguments)

    def _run(self, program: str, *arguments: str | Path) -> int:
        self._read = {path: path.stat().st_size for path in (self.log, self.control_log) if path.is_file()}
        return self.account.run([self.programs / program, *arguments], log=self.control_log)

    def _last_words(self) -> str:
        """The first complaint since the last program was run, the server's before the program's, as one line."""
        for path in (self.log, self.control_log):
            text = path.read_bytes()[self._read.get(path, 0) :].decode(errors="replace") if path.is_file() else ""
            found = COMPLAINT.search(text)
            if found:
                return found.group(1).strip()
        return f"see {self.control_log}"
