"""The embedded PostgreSQL: made on first use, joined by every command, stopped by whoever leaves it last."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psycopg

from casefile import programs, roles, sockets
from casefile.home import CannotStart, alone, check_room, taken, write_privately
from casefile.home import folder as home_folder
from casefile.postmaster import SUPER, Postmaster

DATABASE = "casefile"


class Cluster:
    """A PostgreSQL of this house alone: no TCP port, a socket in a closed folder, passwords nobody has to know."""

    variables: ClassVar[Mapping[str, str]] = {
        "DATABASE_URL": roles.APP,
        "DATABASE_OWNER_URL": roles.MIGRATOR,
        "DATABASE_VAULT_URL": roles.VAULT,
    }
    initdb: ClassVar[tuple[str, ...]] = ("--data-checksums",)
    settings: ClassVar[Mapping[str, str]] = {
        "listen_addresses": "",
        "port": "5432",  # names the socket; nothing listens there
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # no statement and no value of one in the log: a failed insert would quote what it held
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_duration_statement": "-1",
        "log_statement": "ddl",
    }

    def __init__(self, folder: Path) -> None:
        """`folder` is where the cluster should be; for root it may be put where an unprivileged account can go."""
        account = programs.account()
        self.folder = _within_reach(folder.absolute(), of=account)
        self.sock = sockets.folder(self.folder / "sock")
        self.postmaster = Postmaster(self.folder, account=account)

    def addresses(self) -> dict[str, str]:
        """What belongs in the environment: each role's address by its variable. Good before the first start, too."""
        self._prepare()
        return {variable: self.address(role) for variable, role in self.variables.items()}

    def address(self, role: str, *, database: str = DATABASE) -> str:
        return f"postgresql://{role}:{self._passwords()[role]}@/{database}?host={quote(str(self.sock))}&port=5432"

    @contextmanager
    def joined(self) -> Iterator[None]:
        """A running cluster for as long as this lasts. The last to leave stops it, also when others were killed."""
        self._prepare()
        with (self.folder / "users.lock").open("a") as users:
            with alone(self.folder / "start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self.start()
            try:
                yield
            finally:
                with alone(self.folder / "start.lock"):
                    if not taken(users):
                        self.stop()

    def keep_up(self) -> bool:
        """Start the server again if it was killed under those who use it; true when it was."""
        if self.running():
            return False
        with alone(self.folder / "start.lock"):
            self.start()
        return True

    def running(self) -> bool:
        """True when the server answers and takes our password."""
        return self._knock() == ""

    def start(self) -> None:
        """Start the server, made if need be, with all roles and the database; one that runs is left alone."""
        self._prepare()
        if self.running():
            return
        check_room(self.folder)
        if not self.postmaster.await_quiet(self._answers):
            self._mend()
            if not self.postmaster.made:
                self.postmaster.make(password=self._passwords()[SUPER], options=self.initdb)
            self.postmaster.check_version()
            self._launch()
        if not self.running():
            self.postmaster.stop()
            self.postmaster.set_password(self._passwords()[SUPER])
            self._launch()
        roles.make_roles(self._super, passwords=self._passwords())
        self.create_database(DATABASE)

    def stop(self) -> None:
        self.postmaster.stop()

    def create_database(self, name: str) -> None:
        """A database that the migrator owns and the other roles may enter."""
        roles.create_database(self._super, name=name)

    def drop_database(self, name: str) -> None:
        roles.drop_database(self._super, name=name)

    @property
    def _super(self) -> str:
        return self.address(SUPER, database="postgres")

    def _launch(self) -> None:
        sockets.close_to_others(self.sock, uid=self.postmaster.account.uid)
        self.postmaster.launch({**self.settings, "unix_socket_directories": str(self.sock)})

    def _mend(self) -> None:
        self.postmaster.mend()

    def _answers(self) -> bool:
        return self._knock() in ("", "wrong password")

    def _knock(self) -> str:
        """Empty when the server let us in; `wrong password` when it is up and our passwords were lost."""
        if not (self.sock / ".s.PGSQL.5432").is_socket():
            return "nobody there"
        try:
            psycopg.connect(self._super, connect_timeout=5).close()
        except psycopg.OperationalError as refusal:
            return "wrong password" if "password authentication failed" in str(refusal) else "nobody there"
        return ""

    def _prepare(self) -> None:
        """The folders and the passwords."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        if not self.postmaster.notes.is_dir():
            self.postmaster.account.own(self.postmaster.notes, mode=0o700)
        with alone(self.folder / "passwords.lock"):
            if not (self.folder / "passwords.json").is_file():
                new = {role: secrets.token_urlsafe(24) for role in (SUPER, *roles.ROLES)}
                write_privately(self.folder / "passwords.json", text=json.dumps(new))

    def _passwords(self) -> dict[str, str]:
        path = self.folder / "passwords.json"
        try:
            held: dict[str, str] = json.loads(path.read_text(encoding="ascii"))
        except ValueError as broken:
            raise CannotStart(f"{path} is damaged. Delete it: the next start gives out new passwords.") from broken
        return held


class ThrowAway(Cluster):
    """A cluster for tests: quick, and not made to outlive a power cut. One that was cut off is made anew."""

    variables = {**Cluster.variables, "DATABASE_SUPER_URL": SUPER}
    initdb = ("--no-sync",)
    settings: ClassVar[Mapping[str, str]] = {
        **Cluster.settings,
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "log_statement": "none",
    }

    def address(self, role: str, *, database: str = DATABASE) -> str:
        return super().address(role, database="postgres" if role == SUPER else database)

    def stop(self) -> None:
        """Leave nothing beyond the checkout that was tested."""
        super().stop()
        if self.folder.is_relative_to(programs.BEYOND_HOMES):
            shutil.rmtree(self.postmaster.data)

    def _mend(self) -> None:
        if self.postmaster.made and not self.postmaster.is_sound():
            shutil.rmtree(self.postmaster.data)
        super()._mend()


@cache
def of_this_house() -> Cluster | None:
    """The cluster in the house's folder; None when DATABASE_URL named a server at the first call."""
    return None if os.environ.get("DATABASE_URL") else Cluster(home_folder() / "pg")


def _within_reach(folder: Path, *, of: programs.Account) -> Path:
    """The folder itself; or, behind a link, one beyond all homes when the server's account cannot pass to it."""
    if folder.is_symlink():
        return folder.resolve()
    nearest = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    if os.geteuid() != 0 or of.may("-x", nearest):
        return folder
    if (folder / "data").is_dir():
        raise CannotStart(
            f"{of.name}, who runs PostgreSQL, cannot reach {folder}. Open the folders above it: chmod o+x"
        )
    elsewhere = programs.BEYOND_HOMES / f"cluster-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]}"
    elsewhere.mkdir(parents=True, exist_ok=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.is_dir():
        folder.rmdir()
    folder.symlink_to(elsewhere)  # so that it is found, and moves along with the house
    return elsewhere
