"""The embedded PostgreSQL: what it lets each role do, what its log keeps, and what it survives."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from casefile import processes
from casefile.embedded import Cluster, ThrowAway
from casefile.home import CannotStart

JOIN = """
import sys, time
from pathlib import Path
from casefile.embedded import ThrowAway
cluster = ThrowAway(Path(sys.argv[1]))
with cluster.joined():
    print((cluster.postmaster.data / "postmaster.pid").read_text().split()[0], flush=True)
    time.sleep(float(sys.argv[2]))
"""


class Lasting(ThrowAway):
    """As quick to make as the tests' own, and kept like the one that people use."""

    settings = Cluster.settings
    _mend = Cluster._mend


@pytest.fixture
def place() -> Iterator[Path]:
    """A short folder that an unprivileged account may pass through, which pytest's own are not."""
    place = Path(tempfile.mkdtemp(prefix="cf-"))
    place.chmod(0o711)
    yield place
    for number in processes.working_in(place / "pg" / "data"):
        os.kill(number, signal.SIGKILL)
    shutil.rmtree(place)


@pytest.fixture
def cluster(place: Path) -> Lasting:
    return Lasting(place / "pg")


def join(place: Path, *, seconds: float) -> subprocess.Popen[str]:
    argv = [sys.executable, "-c", JOIN, str(place / "pg"), str(seconds)]
    return subprocess.Popen(argv, stdout=subprocess.PIPE, text=True)


def postmaster(cluster: Cluster) -> int:
    return int((cluster.postmaster.data / "postmaster.pid").read_text().split()[0])


def test_the_application_cannot_make_a_table_and_the_migrator_can(cluster: Lasting) -> None:
    with cluster.joined():
        addresses = cluster.addresses()
        with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE claims (number integer)")
            owner.execute("CREATE EXTENSION btree_gist")
        for variable in ("DATABASE_URL", "DATABASE_VAULT_URL"):
            with psycopg.connect(addresses[variable]) as other, pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.execute("CREATE TABLE more (number integer)")


def test_no_role_of_the_house_is_a_superuser_and_only_the_backup_passes_row_security(cluster: Lasting) -> None:
    with cluster.joined(), psycopg.connect(cluster.addresses()["DATABASE_SUPER_URL"]) as root:
        found = root.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname LIKE 'casefile%' ORDER BY 1"
        ).fetchall()
    assert found == [
        ("casefile_app", False, False),
        ("casefile_audit_ro", False, False),
        ("casefile_backup", False, True),
        ("casefile_migrator", False, False),
        ("casefile_vault", False, False),
    ]


def test_a_statement_of_the_application_ends_after_fifteen_seconds(cluster: Lasting) -> None:
    with cluster.joined():
        with psycopg.connect(cluster.addresses()["DATABASE_URL"]) as app:
            limits = app.execute(
                "SELECT current_setting('statement_timeout'), current_setting('idle_in_transaction_session_timeout')"
            ).fetchone()
        assert limits == ("15s", "30s")
        with psycopg.connect(cluster.addresses()["DATABASE_OWNER_URL"]) as owner:
            assert owner.execute("SELECT current_setting('statement_timeout')").fetchone() == ("0",)


def test_a_failed_statement_leaves_its_error_in_the_log_and_not_its_values(cluster: Lasting) -> None:
    with cluster.joined(), psycopg.connect(cluster.addresses()["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE people (name text UNIQUE)")
        owner.execute("INSERT INTO people VALUES (%s)", ["Zyxwort Quindlemar"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            owner.execute("INSERT INTO people VALUES (%s)", ["Zyxwort Quindlemar"])
    log = cluster.postmaster.log.read_text()
    assert "people_name_key" in log
    assert "Quindlemar" not in log


def test_the_log_holds_neither_a_password_nor_its_hash(place: Path) -> None:
    cluster = Cluster(place / "pg")  # the people's own, which logs how tables are made
    with cluster.joined():
        addresses = cluster.addresses()
        with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE seen (number integer)")
    log = cluster.postmaster.log.read_text() + cluster.postmaster.control_log.read_text()
    assert "CREATE TABLE seen" in log
    assert "SCRAM-SHA-256" not in log
    assert not any(address.partition(":")[2].split(":")[1].split("@")[0] in log for address in addresses.values())


def test_accents_and_capitals_fold_as_in_the_law_offices_lists(cluster: Lasting) -> None:
    with cluster.joined(), psycopg.connect(cluster.addresses()["DATABASE_URL"]) as app:
        assert app.execute("SELECT lower('ÉÑ')").fetchone() == ("éñ",)


def test_four_starts_at_once_get_one_server_and_the_last_to_leave_stops_it(place: Path, cluster: Lasting) -> None:
    users = [join(place, seconds=1) for _ in range(4)]
    numbers = {user.communicate(timeout=60)[0].strip() for user in users}
    assert len(numbers) == 1
    assert [user.returncode for user in users] == [0, 0, 0, 0]
    assert not cluster.running()


def test_a_command_that_leaves_does_not_stop_the_server_under_another(place: Path, cluster: Lasting) -> None:
    with cluster.joined():
        join(place, seconds=0).communicate(timeout=60)
        assert cluster.running()
    assert not cluster.running()


def test_a_server_whose_user_was_killed_is_stopped_by_the_next(place: Path, cluster: Lasting) -> None:
    with join(place, seconds=60) as user:
        assert user.stdout
        number = int(user.stdout.readline())
        user.kill()
    assert cluster.running()
    with cluster.joined():
        assert postmaster(cluster) == number
    assert not cluster.running()


def test_a_killed_server_is_started_again_with_what_was_committed(cluster: Lasting) -> None:
    with cluster.joined():
        with psycopg.connect(cluster.addresses()["DATABASE_OWNER_URL"]) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 17 AS number")
        os.kill(postmaster(cluster), signal.SIGKILL)
        assert cluster.keep_up()
        with psycopg.connect(cluster.addresses()["DATABASE_OWNER_URL"]) as owner:
            assert owner.execute("SELECT number FROM kept").fetchone() == (17,)
        assert not cluster.keep_up()


def test_a_number_that_now_is_another_programs_does_not_keep_the_server_from_starting(cluster: Lasting) -> None:
    with cluster.joined():
        pass
    other = subprocess.Popen(["sleep", "60"])
    left = cluster.postmaster.data / "postmaster.pid"
    left.write_text(f"{other.pid}\n{left.parent}\n1\n5432\n{cluster.sock}\n\n  1  1\nready   \n")
    shutil.chown(left, cluster.postmaster.account.uid)
    with cluster.joined():
        assert postmaster(cluster) != other.pid
    other.kill()
    other.wait()


def test_lost_passwords_are_given_out_again_while_it_runs_and_while_it_does_not(cluster: Lasting) -> None:
    with cluster.joined():
        before = cluster.addresses()
        (cluster.folder / "passwords.json").unlink()
        with cluster.joined():
            psycopg.connect(cluster.addresses()["DATABASE_URL"]).close()
    (cluster.folder / "passwords.json").unlink()
    with cluster.joined():
        assert cluster.addresses() != before
        psycopg.connect(cluster.addresses()["DATABASE_VAULT_URL"]).close()


def test_what_a_cut_off_start_left_is_cleared(cluster: Lasting) -> None:
    half = cluster.folder / "data.new.1"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with cluster.joined():
        assert not half.exists()


def test_a_cluster_that_lost_a_part_is_refused_in_a_line_and_left_as_it_is(cluster: Lasting) -> None:
    with cluster.joined():
        pass
    (cluster.postmaster.data / "global" / "pg_control").unlink()
    with pytest.raises(CannotStart, match=r"not a whole database: global/pg_control is missing"), cluster.joined():
        pass
    assert (cluster.postmaster.data / "PG_VERSION").is_file()


def test_a_cluster_of_another_version_is_refused_by_both_numbers(cluster: Lasting) -> None:
    with cluster.joined():
        pass
    (cluster.postmaster.data / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(CannotStart, match=r"made by PostgreSQL 9, and the programs found here are of \d+"),
        cluster.joined(),
    ):
        pass


def test_a_folder_too_deep_for_a_socket_gets_a_short_one_elsewhere(place: Path) -> None:
    deep = place / ("a" * 90)
    deep.mkdir(mode=0o711)
    cluster = ThrowAway(deep / "pg")
    with cluster.joined():
        psycopg.connect(cluster.addresses()["DATABASE_URL"]).close()
        assert cluster.sock.stat().st_mode & 0o777 == 0o700
    assert len(str(cluster.sock)) < 60
    shutil.rmtree(cluster.sock)


def test_a_tests_cluster_that_was_cut_off_is_made_anew(place: Path) -> None:
    cluster = ThrowAway(place / "pg")
    with cluster.joined():
        cluster.create_database("leftover")
        for number in processes.working_in(cluster.postmaster.data):
            with contextlib.suppress(ProcessLookupError):  # its children end with the first one
                os.kill(number, signal.SIGKILL)
        cluster.keep_up()
        with psycopg.connect(cluster.addresses()["DATABASE_SUPER_URL"]) as root:
            names = {name for (name,) in root.execute("SELECT datname FROM pg_database")}
    assert "casefile" in names
    assert "leftover" not in names


def test_a_folder_named_without_programs_is_refused(monkeypatch: pytest.MonkeyPatch, cluster: Lasting) -> None:
    monkeypatch.setenv("CASEFILE_PG_BIN", "/nowhere/bin")
    with pytest.raises(CannotStart, match="CASEFILE_PG_BIN names /nowhere/bin"), cluster.joined():
        pass
