"""One thing wrong at a time, and nothing starts: the setting is named, and no value is told (security.md T58)."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from pytest_django.fixtures import Settings

from casefile import celery, env, household, keyring, keys, threshold
from casefile.errors import GuardUnavailable
from casefile.home import ROOT, CannotStart
from tests.processes import ADDRESSES, address

HIDDEN = "hunter2"  # stands in every wrong value, and in no answer
Spoil = Callable[[Any, Path], None]


@pytest.fixture
def house(db: None, settings: Settings, tmp_path: Path) -> Path:
    """A house in which everything is right: keys in a closed file, a place for papers, three roles."""
    trail = keyring.as_text(keys.ring())  # under which the audit trail of these tests is written
    settings.KEY_FILE, settings.MEDIA = tmp_path / "keys.json", tmp_path / "media"
    keys.write_once(settings.KEY_FILE, trail)
    settings.MEDIA.mkdir()
    settings.SECRET_KEY = base64.b64encode(os.urandom(48)).decode()
    tmp_path.chmod(0o755)
    return tmp_path


def refused() -> str:
    with pytest.raises(CannotStart) as refusal:
        threshold.cross()
    assert HIDDEN not in str(refusal.value)
    return str(refusal.value)


def key_file_with(content: str) -> Spoil:
    def spoil(settings: Any, house: Path) -> None:
        settings.KEY_FILE = house / "other.json"
        settings.KEY_FILE.write_text(content)
        settings.KEY_FILE.chmod(0o400)

    return spoil


def setting(name: str, value: object) -> Spoil:
    return lambda settings, _house: setattr(settings, name, value)


def cut(ring: keyring.KeyRing, **changed: object) -> str:
    return json.dumps(json.loads(keyring.as_text(ring)) | changed)


SHORT = base64.b64encode(b"k" * 31).decode()
SPOILT: dict[str, tuple[Spoil, str]] = {
    "no key file": (setting("KEY_FILE", Path(f"/nowhere/{HIDDEN}.json")), "CASEFILE_KEY_FILE: There is no key file"),
    "a key file of nothing": (key_file_with(""), "CASEFILE_KEY_FILE: The key file cannot be read"),
    "a key file of something else": (key_file_with(HIDDEN), "CASEFILE_KEY_FILE: The key file cannot be read"),
    "a key that is too short": (key_file_with(cut(keyring.new(), wrapping={"1": SHORT})), "CASEFILE_KEY_FILE"),
    "a root that is too short": (key_file_with(cut(keyring.new(), root=SHORT)), "CASEFILE_KEY_FILE"),
    "no root of the audit's keys": (key_file_with(cut(keyring.new(), root="")), "CASEFILE_KEY_FILE"),
    "a current key that is not there": (key_file_with(cut(keyring.new(), current=7)), "CASEFILE_KEY_FILE"),
    "keys in the environment that are none": (setting("KEYS", HIDDEN), "CASEFILE_KEYS"),
    "a key file for everybody": (
        lambda settings, _: settings.KEY_FILE.chmod(0o444),
        "CASEFILE_KEY_FILE can be read by others",
    ),
    "a key file for the group": (
        lambda settings, _: settings.KEY_FILE.chmod(0o440),
        "CASEFILE_KEY_FILE can be read by others",
    ),
    "DEBUG": (setting("DEBUG", True), "DEBUG is on"),  # noqa: FBT003
    "a short signing key": (setting("SECRET_KEY", HIDDEN), "SECRET_KEY"),
    "a plain signing key": (setting("SECRET_KEY", "hunt" * 20), "SECRET_KEY"),
    "any host": (setting("ALLOWED_HOSTS", ["firm.example", "*"]), "CASEFILE_HOSTS"),
    "any host below everything": (setting("ALLOWED_HOSTS", ["."]), "CASEFILE_HOSTS"),
    "no host": (setting("ALLOWED_HOSTS", [""]), "CASEFILE_HOSTS"),
    "no place for papers": (setting("MEDIA", Path(f"/nowhere/{HIDDEN}")), "CASEFILE_MEDIA"),
    "a file in place of the papers": (setting("MEDIA", Path(__file__)), "CASEFILE_MEDIA"),
}


class TestAHouse:
    def test_in_which_all_is_right_opens(self, house: Path) -> None:
        threshold.cross()

    @pytest.mark.parametrize("name", SPOILT)
    def test_in_which_one_thing_is_wrong_does_not(self, house: Path, settings: Settings, name: str) -> None:
        spoil, told = SPOILT[name]
        spoil(settings, house)
        answer = refused()
        assert told in answer
        assert len(answer.splitlines()) == 2, "one thing is wrong, and one is told"

    def test_of_other_keys_than_its_trail_does_not(
        self, house: Path, settings: Settings, lead_attorney: object, lawsuit: object
    ) -> None:
        key_file_with(keyring.as_text(keyring.new()))(settings, house)
        assert "CASEFILE_KEY_FILE, or CASEFILE_KEYS: these are the keys of another house." in refused()

    def test_tells_everything_that_is_wrong_at_once(self, house: Path, settings: Settings) -> None:
        settings.DEBUG, settings.ALLOWED_HOSTS = True, ["*"]
        assert len(refused().splitlines()) == 3

    def test_whose_papers_cannot_be_written_does_not(
        self, house: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Root may write anywhere, so the system's own answer is taken."""
        monkeypatch.setattr("casefile.checks.os.access", lambda path, _mode: path != settings.MEDIA)
        assert "CASEFILE_MEDIA" in refused()


class TestTheGuard:
    @pytest.fixture
    def closed(self, settings: Settings) -> None:
        settings.GUARD_PROOF = "tests.casefile.test_threshold.blind"

    def test_that_finds_what_was_planted_lets_a_worker_start(self) -> None:
        threshold.prove_guard()

    @pytest.mark.usefixtures("closed")
    def test_that_does_not_keeps_the_worker_and_a_sweeper_that_presses_from_starting(
        self, house: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("casefile.locked_memory.close", lambda: None)
        settings.BROKER_RINGS = False
        with pytest.raises(SystemExit):
            celery.cross_the_threshold()
        assert "The leak guard is closed: It finds nothing." in capsys.readouterr().err
        with pytest.raises(CannotStart, match="The leak guard is closed"):
            call_command("sweeper")


def blind(_kind: str) -> None:
    raise GuardUnavailable("It finds nothing.")


PASSWORD = "a word that hunter2 would not guess"
TOO_MANY = {  # what a role of the server may do -> what is told
    "SUPERUSER": "has administrator rights in PostgreSQL",
    "BYPASSRLS": "has administrator rights in PostgreSQL",
    "CREATEROLE": "has administrator rights in PostgreSQL",
    "CREATEDB": "has administrator rights in PostgreSQL",
}
GRANTED = {  # what is given to a role in this database -> what is told
    "UPDATE (act) ON casefile_auditentry TO casefile_app": "DATABASE_URL may rewrite the audit log",
    "DELETE ON casefile_auditentry TO casefile_app": "DATABASE_URL may rewrite the audit log",
    "TRUNCATE ON casefile_auditentry TO casefile_app": "DATABASE_URL may rewrite the audit log",
    "UPDATE (act) ON casefile_auditentry TO casefile_vault": "DATABASE_VAULT_URL may rewrite the audit log",
    "DELETE ON casefile_auditentry TO casefile_vault": "DATABASE_VAULT_URL may rewrite the audit log",
    "SELECT (ciphertext) ON plaintiffs_sealedfield TO casefile_app": "DATABASE_URL may read sealed fields",
}


@contextmanager
def connected(alias: str, **otherwise: str) -> Iterator[None]:
    """The connection of this name as another role, or elsewhere."""
    kept = {name: connections[alias].settings_dict[name] for name in otherwise}
    connections[alias].close()
    connections[alias].settings_dict.update(otherwise)
    try:
        yield
    finally:
        connections[alias].close()
        connections[alias].settings_dict.update(kept)


@pytest.fixture
def stranger(house: Path, worker: str, superuser_sql: psycopg.Connection[Any]) -> Iterator[Callable[[str], str]]:
    """Makes a role with these rights on the server; its name. The house's own roles are everybody's here."""
    name = sql.Identifier(f"stranger_{worker}")

    def make(rights: str) -> str:
        superuser_sql.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} {}").format(name, sql.Literal(PASSWORD), sql.SQL(rights))
        )
        superuser_sql.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(superuser_sql.info.dbname), name)
        )
        superuser_sql.execute(sql.SQL("GRANT casefile_vault, casefile_app TO {}").format(name))
        superuser_sql.commit()
        return f"stranger_{worker}"

    yield make
    superuser_sql.rollback()
    superuser_sql.execute(sql.SQL("DROP OWNED BY {}; DROP ROLE {}").format(name, name))
    superuser_sql.commit()


class TestARole:
    @pytest.mark.parametrize("alias", ["default", "vault"])
    @pytest.mark.parametrize("rights", TOO_MANY)
    def test_that_may_too_much_on_the_server_is_refused(
        self, stranger: Callable[[str], str], alias: str, rights: str
    ) -> None:
        with connected(alias, USER=stranger(rights), PASSWORD=PASSWORD):
            assert f"The role of {ADDRESSES[alias]} {TOO_MANY[rights]}." in refused()

    @pytest.mark.parametrize("alias", ["default", "vault"])
    def test_that_owns_the_tables_is_refused(self, house: Path, alias: str) -> None:
        owner = connections["owner"].settings_dict
        with connected(alias, USER=owner["USER"], PASSWORD=owner["PASSWORD"]):
            assert f"The role of {ADDRESSES[alias]} owns tables." in refused()

    @pytest.mark.parametrize("granted", GRANTED)
    def test_that_may_too_much_on_a_table_is_refused(
        self, house: Path, superuser_sql: psycopg.Connection[Any], granted: str
    ) -> None:
        superuser_sql.execute(f"GRANT {granted}".encode())
        superuser_sql.commit()
        try:
            assert f"The role of {GRANTED[granted]}." in refused()
        finally:
            superuser_sql.execute(f"REVOKE {granted.replace(' TO ', ' FROM ')}".encode())
            superuser_sql.commit()
        threshold.cross()

    def test_of_the_pages_in_the_place_of_the_vaults_is_refused(self, house: Path, settings: Settings) -> None:
        app = connections["default"].settings_dict
        with connected("vault", USER=app["USER"], PASSWORD=app["PASSWORD"]):
            answer = refused()
        assert "DATABASE_VAULT_URL names the role of DATABASE_URL." in answer
        assert "The role of DATABASE_VAULT_URL may not read sealed fields." in answer

    @pytest.mark.parametrize(
        "wrong", [{"PASSWORD": HIDDEN}, {"USER": f"{HIDDEN}_role"}, {"NAME": f"{HIDDEN}_database"}]
    )
    @pytest.mark.parametrize("alias", ["default", "vault"])
    def test_that_is_not_let_in_is_refused(self, house: Path, alias: str, wrong: dict[str, str]) -> None:
        with connected(alias, **wrong):
            assert f"{ADDRESSES[alias]}: the database does not let this role in." in refused()

    def test_of_a_database_that_does_not_answer_is_waited_for(
        self, house: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        """A web that is started again while PostgreSQL is must not give up."""
        with connected("default", HOST=str(tmp_path)):
            threshold.cross()
        assert "DATABASE_URL: the database does not answer yet" in caplog.text


WRITTEN: dict[str, tuple[Callable[[], object], str]] = {  # variable and value -> who reads it, and what is told
    f"CASEFILE_LOOPBACK={HIDDEN}": (lambda: env.flag("CASEFILE_LOOPBACK"), "CASEFILE_LOOPBACK must be 0 or 1"),
    f"CASEFILE_HANDS={HIDDEN}": (lambda: env.number("CASEFILE_HANDS", 2), "CASEFILE_HANDS must be a whole number"),
    f"DATABASE_URL={HIDDEN}": (lambda: env.database("DATABASE_URL", unset=""), "DATABASE_URL must be a postgresql"),
    f"DATABASE_URL=mysql://{HIDDEN}@h/x": (lambda: env.database("DATABASE_URL", unset=""), "DATABASE_URL must be"),
    f"DATABASE_URL=postgresql://a:{HIDDEN}@h": (lambda: env.database("DATABASE_URL", unset=""), "DATABASE_URL must be"),
    f"DATABASE_URL=postgresql://a:b{HIDDEN}/c@h/x": (
        lambda: env.database("DATABASE_URL", unset=""),
        "DATABASE_URL is no",
    ),
    f"DATABASE_VAULT_URL=postgresql://a:{HIDDEN}[@h/x": (
        lambda: env.database("DATABASE_VAULT_URL", unset=""),
        "DATABASE_VAULT_URL is no",
    ),
    f"REDIS_URL={HIDDEN}": (lambda: env.broker("REDIS_URL"), "REDIS_URL must be a redis://"),
    f"REDIS_URL=amqp://a:{HIDDEN}@h": (lambda: env.broker("REDIS_URL"), "REDIS_URL must be a redis://"),
    f"REDIS_URL=redis://a:{HIDDEN}@": (lambda: env.broker("REDIS_URL"), "REDIS_URL must be a redis://"),
    f"REDIS_URL=redis://a@h:{HIDDEN}": (lambda: env.broker("REDIS_URL"), "REDIS_URL is no address"),
    f"EMAIL_URL=http://a:{HIDDEN}@h": (lambda: env.mail_server("EMAIL_URL"), "EMAIL_URL must be a smtp"),
    f"EMAIL_URL=smtp://a@h:{HIDDEN}": (lambda: env.mail_server("EMAIL_URL"), "EMAIL_URL is no address"),
    f"CASEFILE_ANCHOR_SYSLOG={HIDDEN}": (
        lambda: env.log_place("CASEFILE_ANCHOR_SYSLOG"),
        "CASEFILE_ANCHOR_SYSLOG must",
    ),
    f"CASEFILE_KEYFILE={HIDDEN}": (
        env.refuse_unknown,
        "CASEFILE_KEYFILE is no variable of casefile. Is CASEFILE_KEY_FILE meant",
    ),
    f"CASEFILE_HOST={HIDDEN}": (env.refuse_unknown, "Is CASEFILE_HOSTS meant"),
    f"CASEFILE_XYZZY={HIDDEN}": (env.refuse_unknown, "CASEFILE_XYZZY is no variable of casefile. docs/running.md"),
}


class TestAVariable:
    @pytest.mark.parametrize("written", WRITTEN)
    def test_that_makes_no_sense_is_refused(self, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
        name, _, value = written.partition("=")
        monkeypatch.setenv(name, value)
        read, told = WRITTEN[written]
        with pytest.raises(ImproperlyConfigured) as refusal:
            read()
        assert told in str(refusal.value)
        shown = "".join(traceback.format_exception(refusal.value))
        assert HIDDEN not in shown

    def test_of_every_reader_is_known(self) -> None:
        code = [path for floor in ("casefile", "plaintiffs", "filings") for path in (ROOT / floor).rglob("*.py")]
        told = [*code, ROOT / "docs" / "running.md", ROOT / "docker-compose.yml", ROOT / "Makefile"]
        named = {name for path in told for name in re.findall(r"\bCASEFILE_[A-Z_]*[A-Z]\b", path.read_text())}
        assert named - env.known() == set()
        assert len(named) > 20

    def test_with_the_keys_is_taken_out_of_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CASEFILE_KEYS", HIDDEN)
        assert env.taken("CASEFILE_KEYS") == HIDDEN
        assert "CASEFILE_KEYS" not in os.environ


def environ(house: Path, **wrong: str) -> dict[str, str]:
    """What a firm's programs are told, one thing of it wrong."""
    told = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("CASEFILE_", "DATABASE_"))},
        **{variable: address(alias) for alias, variable in ADDRESSES.items()},
        "CASEFILE_HOME": str(house),
        "CASEFILE_KEY_FILE": str(house / "keys.json"),
        "CASEFILE_MEDIA": str(house / "media"),
        "CASEFILE_HOSTS": "casefile.firm.example",
        "CASEFILE_BEHIND_PROXY": "1",
        "SECRET_KEY": base64.b64encode(os.urandom(48)).decode(),
        "DJANGO_SETTINGS_MODULE": "casefile.settings",
    }
    return told | wrong


PROGRAMS = {
    "the web": ["-m", *household.web([]).argv[2:], "--bind", "127.0.0.1:0"],
    "the worker": ["-m", *household.worker().argv[2:], "--pool", "solo"],
    "the sweeper": [str(ROOT / "manage.py"), "sweeper"],
}


def started(argv: Sequence[str], told: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *argv], env=told, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


class TestAProgram:
    @pytest.mark.parametrize("program", PROGRAMS)
    @pytest.mark.parametrize(
        ("variable", "value"),
        [
            ("CASEFILE_KEY_FILE", f"/nowhere/{HIDDEN}.json"),
            ("CASEFILE_HOSTS", "*"),
            ("REDIS_URL", f"amqp://a:{HIDDEN}@h"),
            ("CASEFILE_KEYFILE", HIDDEN),
        ],
    )
    def test_does_not_start_and_names_the_variable(self, house: Path, program: str, variable: str, value: str) -> None:
        done = started(PROGRAMS[program], environ(house, **{variable: value}))
        assert done.returncode != 0
        assert variable in done.stderr
        assert HIDDEN not in done.stdout + done.stderr

    def test_of_a_firm_is_checked_without_a_warning(self, house: Path) -> None:
        argv = [
            str(ROOT / "manage.py"),
            "check",
            "--deploy",
            "--database",
            "default",
            "--database",
            "vault",
            "--fail-level",
            "WARNING",
        ]
        told = environ(
            house, EMAIL_URL="smtp://casefile@mail.firm.example:587", CASEFILE_ADDRESS="https://casefile.firm.example"
        )
        done = started(argv, told)
        assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr

    def test_of_a_firm_that_is_served_over_plain_http_is_not(self, house: Path) -> None:
        argv = [str(ROOT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"]
        assert started(argv, environ(house, CASEFILE_LOOPBACK="1")).returncode == 1
