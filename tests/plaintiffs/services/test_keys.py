"""The keys of the vault from the first day to the last: initiated, looked over, verified, retired, shared, shredded."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import time_machine
from django.core.management import call_command

from casefile import clock, keyring, keys
from casefile.acts import Act
from casefile.errors import VaultSealed
from casefile.home import account_name
from casefile.keyring import KeyRing
from casefile.models import AuditEntry, Lawsuit, Staff
from plaintiffs.models import Canary, Client, DataKey, Plaintiff, SealedField
from plaintiffs.services import intake
from plaintiffs.services import keys as vault_keys
from plaintiffs.vault import canary, data_keys, doors
from tests.plaintiffs.vaulted import enrolled, identity, run

TODAY, YESTERDAY = clock.today().isoformat(), (clock.today() - timedelta(days=1)).isoformat()
TOMORROW = (clock.today() + timedelta(days=1)).isoformat()

HERS = "SELECT client_id FROM plaintiffs_sealedfield WHERE id = %s"
ANOTHER_S = "SELECT ciphertext FROM plaintiffs_sealedfield WHERE field = 'last' ORDER BY id DESC LIMIT 1"


@pytest.fixture(autouse=True)
def own_keys(db: None, settings: Any, tmp_path: Path) -> Path:
    """The house's keys in a file that this test may change; the root, and so the trail's MAC, stays."""
    path = tmp_path / "keys" / "keys.json"
    keys.write_new(keys.ring(), path=path)
    settings.KEY_FILE = path
    return path


@pytest.fixture
def people(lawsuit: Lawsuit, paralegal: Staff) -> list[Client]:
    return enrolled(lawsuit, actor=paralegal, numbers=range(3))


@pytest.fixture
def initiated(people: list[Client]) -> None:
    run("vault_init")


def last_entry() -> AuditEntry:
    return AuditEntry.objects.order_by("-seq")[0]


class TestWhoTypedIt:
    def test_a_command_records_the_account_of_the_machine_whatever_the_environment_says(
        self, people: list[Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LOGNAME", "somebody-else")
        run("vault_init")
        for command in ("vault_status", "vault_verify", "vault_new_kek", "vault_rewrap", "vault_rotate"):
            run(command)
            told = last_entry().detail
            assert (told["account"], told["uid"]) == (account_name(os.getuid()), os.getuid()), command

    def test_what_the_house_does_by_itself_names_none(self, people: list[Client], lead_attorney: Staff) -> None:
        vault_keys.initiate(actor=lead_attorney)
        assert "account" not in last_entry().detail


class TestInitiating:
    def test_puts_the_canary_in_once(self, people: list[Client]) -> None:
        assert run("vault_init") == (0, {"current": 1})
        assert (canary.sings(), last_entry().act) == (True, Act.VAULT_INITIATED)
        code, told = run("vault_init")
        assert (code, told["error"]) == (2, "refused")
        assert Canary.objects.count() == 1

    def test_makes_the_first_keys_where_there_are_none_and_nothing_is_sealed(
        self, own_keys: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        root = keys.ring().root
        monkeypatch.setattr(keyring, "new", lambda: KeyRing(current=1, wrapping={1: b"k" * 32}, root=root))
        own_keys.unlink()
        assert run("vault_init")[0] == 0
        assert own_keys.stat().st_mode & 0o777 == 0o400
        assert last_entry().detail["keys_made"] is True

    def test_makes_none_where_the_right_ones_were_lost(self, people: list[Client], own_keys: Path) -> None:
        own_keys.unlink()
        code, told = run("vault_init")
        assert (code, "Put the key file back" in told["text"]) == (2, True)
        assert not own_keys.exists()

    def test_takes_no_strange_keys_for_its_own(self, people: list[Client], own_keys: Path) -> None:
        replace(own_keys, lambda ring: KeyRing(current=1, wrapping={1: b"k" * 32}, root=ring.root))
        code, told = run("vault_init")
        assert (code, told["text"].startswith("3 data keys do not open")) == (2, True)
        assert not vault_keys.keep_canary()
        assert not Canary.objects.exists()

    def test_happens_by_itself_when_the_tables_are_new(self, own_keys: Path) -> None:
        assert vault_keys.keep_canary()
        assert vault_keys.keep_canary()
        assert canary.sings()

    def test_does_not_stop_a_house_whose_keys_are_missing(self, own_keys: Path) -> None:
        own_keys.unlink()
        assert not vault_keys.keep_canary()


def replace(path: Path, change: Callable[[KeyRing], KeyRing]) -> None:
    changed = change(keys.ring())
    path.unlink()
    keys.write_new(changed, path=path)


class TestLookingOver:
    def test_tells_counts_by_version_and_that_nothing_is_to_be_done(self, initiated: None) -> None:
        code, told = run("vault_status")
        assert (code, told["stale"], told["canary"], told["shares"]) == (0, [], "opens", "none")
        assert told["wrapped"] == {"datakey": {"1": 3}, "waitingsheet": {}, "keycopy": {}, "canary": {"1": 1}}
        assert told["data_keys"] == {"1": 3}
        assert last_entry().act == Act.VAULT_LOOKED_OVER

    def test_says_what_is_to_be_done_and_when_it_is_done(self, initiated: None) -> None:
        run("vault_new_kek")
        code, told = run("vault_status")
        assert (code, told["held"]) == (1, [1, 2])
        assert told["stale"] == ["4 data keys lie under an older key-encryption key: run vault_rewrap."]
        run("vault_rewrap")
        assert run("vault_status")[0] == 0

    def test_misses_the_canary_a_key_that_is_gone_and_a_closed_key_file(
        self, people: list[Client], own_keys: Path
    ) -> None:
        assert "Run vault_init." in run("vault_status")[1]["stale"][0]
        run("vault_init")
        replace(own_keys, lambda ring: keyring.without(keyring.with_new_version(ring), version=1))
        own_keys.chmod(0o440)
        code, told = run("vault_status")
        assert (code, told["canary"]) == (1, "does not open")
        said = " ".join(told["stale"])
        assert all(word in said for word in ("key-encryption key 1, which is not here", "chmod 400", "vault_rewrap"))

    def test_without_keys_is_refused(self, initiated: None, own_keys: Path) -> None:
        own_keys.unlink()
        assert run("vault_status")[1]["error"] == "vault_sealed"

    def test_tells_people_the_same_in_lines(self, initiated: None, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            call_command("vault_status")
        assert "datakey: 3 under key-encryption key 1\n" in capsys.readouterr().out


class TestVerifying:
    def test_opens_everything_and_shows_nothing(self, initiated: None, people: list[Client]) -> None:
        code, told = run("vault_verify")
        assert (code, told["fields"], told["shut"], told["canary"]) == (0, 12, [], "opens")
        assert "Quill" not in json.dumps(told)

    @pytest.mark.parametrize(
        ("statement", "why"),
        [
            ("UPDATE plaintiffs_sealedfield SET ciphertext = 'x' WHERE id = %s", "altered"),
            ("UPDATE plaintiffs_sealedfield SET field = 'middle' WHERE id = %s", "altered"),
            ("UPDATE plaintiffs_sealedfield SET ciphertext = (ANOTHER_S) WHERE id = %s", "altered"),
            ("UPDATE plaintiffs_datakey SET wrapped = 'x' WHERE client_id = (HERS)", "wrong key"),
            ("DELETE FROM plaintiffs_datakey WHERE client_id = (HERS)", "no key"),
        ],
    )
    def test_names_by_id_what_does_not_open(
        self, initiated: None, superuser_sql: psycopg.Connection[Any], statement: str, why: str
    ) -> None:
        field, client = (
            SealedField.objects.using("vault").filter(field="last").order_by("pk").values_list("pk", "client_id")[0]
        )
        statement = statement.replace("ANOTHER_S", ANOTHER_S).replace("HERS", HERS)
        superuser_sql.execute(statement.encode(), [field])
        superuser_sql.commit()
        code, told = run("vault_verify")
        shut = {(one["id"], one["client_id"], one["why"]) for one in told["shut"]}
        assert code == 1
        assert (str(field), str(client), why) in shut
        assert len(shut) == (1 if why == "altered" else 4)


def test_a_new_key_encryption_key_is_on_record_before_it_is_there(initiated: None) -> None:
    run("vault_new_kek")
    last = last_entry()
    assert (last.act, last.detail["version"], last.detail["elsewhere"]) == (Act.KEK_ADDED, 2, False)


class TestRetiring:
    """Security test T30."""

    def test_is_refused_while_a_data_key_lies_under_it(self, initiated: None) -> None:
        run("vault_new_kek")
        code, told = run("vault_retire", "--kek", "1", "--no-backups")
        assert (code, told["text"].startswith("4 data keys are wrapped under it")) == (2, True)
        assert 1 in keys.ring().versions

    def test_is_done_when_none_does_and_then_it_opens_nothing(self, initiated: None, lawsuit: Lawsuit) -> None:
        held = DataKey.objects.using("vault").all()[0]
        run("vault_new_kek")
        run("vault_rewrap")
        assert run("vault_retire", "--kek", "1", "--no-backups") == (0, {"retired": 1})
        assert keys.ring().versions == {2}
        assert len(doors.identities(lawsuit)) == 3
        with pytest.raises(VaultSealed):
            data_keys.unwrapped(held)

    @pytest.mark.parametrize(("day", "code"), [(YESTERDAY, 2), (TODAY, 2), (TOMORROW, 0)])
    def test_is_refused_while_a_kept_backup_may_need_it(self, initiated: None, day: str, code: int) -> None:
        run("vault_new_kek")
        run("vault_rewrap")
        ended, told = run("vault_retire", "--kek", "1", "--oldest-backup", day)
        assert ended == code
        assert ("could not be opened" in told.get("text", "")) is (code == 2)
        assert (1 in keys.ring().versions) is (code == 2)

    @pytest.mark.parametrize(("backup", "code"), [(1, 2), (2, 2), (3, 0)])
    def test_counts_from_the_day_that_a_rotation_took_the_last_key_out(
        self,
        initiated: None,
        superuser_sql: psycopg.Connection[Any],
        monkeypatch: pytest.MonkeyPatch,
        backup: int,
        code: int,
    ) -> None:
        """A rewrap passed over a key that somebody held; two days later it was renewed."""
        monkeypatch.setattr(vault_keys, "PAUSE", 0)
        run("vault_new_kek")
        superuser_sql.execute("SELECT 1 FROM plaintiffs_datakey LIMIT 1 FOR UPDATE")
        assert run("vault_rewrap")[1]["behind"] == 1
        superuser_sql.rollback()
        with time_machine.travel(clock.now() + timedelta(days=2)):
            assert run("vault_rotate")[0] == 0
        day = (clock.today() + timedelta(days=backup)).isoformat()
        assert run("vault_retire", "--kek", "1", "--oldest-backup", day)[0] == code

    def test_of_the_key_in_use_or_of_one_that_is_not_here_is_refused(self, initiated: None) -> None:
        assert "the one in use" in run("vault_retire", "--kek", "1", "--no-backups")[1]["text"]
        assert "no key-encryption key 7" in run("vault_retire", "--kek", "7", "--no-backups")[1]["text"]

    def test_of_a_key_whose_end_the_trail_does_not_tell_is_refused_while_backups_are_kept(
        self, initiated: None, own_keys: Path
    ) -> None:
        replace(own_keys, lambda ring: KeyRing(1, {**ring.wrapping, 90: b"k" * 32}, ring.root))
        assert "does not tell" in run("vault_retire", "--kek", "90", "--oldest-backup", TOMORROW)[1]["text"]


class TestKeysThatCasefileCannotChange:
    def test_are_written_to_a_new_file_and_work_when_it_is_put_in_place(
        self, initiated: None, own_keys: Path, tmp_path: Path, lawsuit: Lawsuit
    ) -> None:
        held = own_keys.read_text()
        new = tmp_path / "new.json"
        assert run("vault_new_kek", "--to", str(new))[0] == 0
        assert own_keys.read_text() == held
        assert keys.ring().versions == {1}
        assert new.stat().st_mode & 0o777 == 0o400
        new.replace(own_keys)
        assert run("vault_rewrap")[1]["version"] == 2
        assert len(doors.identities(lawsuit)) == 3

    def test_are_not_written_over(self, initiated: None, own_keys: Path) -> None:
        held = own_keys.read_text()
        assert run("vault_new_kek", "--to", str(own_keys))[0] == 2
        assert own_keys.read_text() == held

    def test_cannot_be_written_where_there_is_no_folder(self, initiated: None, own_keys: Path) -> None:
        code, told = run("vault_new_kek", "--to", str(own_keys / "new.json"))
        assert (code, told["error"]) == (2, "cannot_write")
        assert keys.ring().versions == {1}


class TestShares:
    """Security test T45."""

    def test_two_of_three_bring_lost_keys_back_and_one_does_not(
        self, initiated: None, own_keys: Path, tmp_path: Path, lawsuit: Lawsuit
    ) -> None:
        code, told = run("vault_shares", "--split", "2of3", "--into", str(tmp_path / "shares"))
        files = told["written"]
        assert (code, len(files)) == (0, 3)
        assert {Path(file).stat().st_mode & 0o777 for file in files} == {0o400}
        held = own_keys.read_text()
        own_keys.unlink()
        code, told = run("vault_shares", "--join", files[2], "--to", str(own_keys))
        assert (code, "2 different shares are needed" in told["text"]) == (2, True)
        assert not own_keys.exists()
        assert run("vault_shares", "--join", files[2], files[0], "--to", str(own_keys))[0] == 0
        assert own_keys.read_text() == held
        assert canary.sings()
        assert len(doors.identities(lawsuit)) == 3
        assert last_entry().act == Act.KEY_JOINED

    def test_of_other_keys_than_the_vault_s_are_refused(self, initiated: None, tmp_path: Path) -> None:
        files = run("vault_shares", "--split", "2of2", "--into", str(tmp_path))[1]["written"]
        assert run("vault_status")[1]["shares"] == "2of2"
        run("vault_new_kek")
        run("vault_rewrap")
        code, told = run("vault_shares", "--join", *files, "--to", str(tmp_path / "joined.json"))
        assert (code, "of other keys" in told["text"]) == (2, True)
        assert not (tmp_path / "joined.json").exists()
        assert any("shares are of older keys" in line for line in run("vault_status")[1]["stale"])

    @pytest.mark.parametrize(
        "arguments",
        [("--split", "2of3"), ("--split", "three", "--into", "x"), ("--split", "4of3", "--into", "x"), ("--join", "x")],
    )
    def test_asked_for_in_a_way_that_makes_no_sense_are_refused(
        self, initiated: None, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert run("vault_shares", *arguments)[0] == 2
        assert not (tmp_path / "x").exists()

    def test_say_nothing_in_what_is_printed_or_recorded(self, initiated: None, tmp_path: Path) -> None:
        told = run("vault_shares", "--split", "2of3", "--into", str(tmp_path))[1]
        shares = [Path(file).read_text().strip() for file in told["written"]]
        said = json.dumps(told) + json.dumps(last_entry().detail)
        assert not any(share.split("-")[5] in said for share in shares)


class TestShredding:
    def shred(self, client: Client, *, attorney: Staff) -> tuple[int, dict[str, Any]]:
        return run("vault_shred", client.code, "--no-hold-says", attorney.email)

    def test_shuts_her_fields_and_nobody_else_s_and_says_what_backups_hold(
        self, initiated: None, people: list[Client], lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        version = doors.version()
        assert self.shred(people[0], attorney=lead_attorney) == (0, {"fields": 4, "in_backups_under": [1]})
        assert set(doors.identities(lawsuit).values()) == {identity(1), identity(2)}
        assert doors.version() != version  # the guard's net is stale
        entry = last_entry()
        assert (entry.act, entry.detail["no_hold_says"]) == (Act.PERSON_SHREDDED, str(lead_attorney.pk))
        assert str(people[0].pk) in entry.subject
        code, told = run("vault_verify")
        assert (code, told["destroyed"], told["fields"]) == (0, 1, 8)

    def test_twice_is_refused(self, initiated: None, people: list[Client], lead_attorney: Staff) -> None:
        self.shred(people[0], attorney=lead_attorney)
        assert "destroyed before" in self.shred(people[0], attorney=lead_attorney)[1]["text"]

    def test_takes_an_attorney_of_the_lawsuit_who_looked_for_a_hold(
        self, initiated: None, people: list[Client], paralegal: Staff, outsider: Staff
    ) -> None:
        for somebody in (paralegal, outsider):
            assert "legal hold" in self.shred(people[0], attorney=somebody)[1]["text"]
        code, told = run("vault_shred", people[0].code, "--no-hold-says", "nobody@moltrask.example")
        assert (code, told["error"]) == (2, "missing")
        assert DataKey.objects.using("vault").filter(client=people[0]).exists()

    def test_of_a_plaintiff_for_whom_a_paper_speaks_is_refused_until_she_is_dismissed(
        self, initiated: None, people: list[Client], lead_attorney: Staff
    ) -> None:
        intake.join(people[0], style="JANE", actor=lead_attorney)
        Plaintiff.objects.unscoped("test").update(used_at=clock.now())
        assert "paper speaks" in self.shred(people[0], attorney=lead_attorney)[1]["text"]
        Plaintiff.objects.unscoped("test").update(dismissed_on=clock.today())
        assert self.shred(people[0], attorney=lead_attorney)[0] == 0

    def test_reaches_an_old_backup_only_with_the_old_key(
        self, initiated: None, people: list[Client], lead_attorney: Staff, own_keys: Path
    ) -> None:
        """What docs/security.md says of backups, step by step."""
        backed_up = DataKey.objects.using("vault").get(client=people[0])
        self.shred(people[0], attorney=lead_attorney)
        assert data_keys.unwrapped(backed_up)
        for command in (["vault_new_kek"], ["vault_rewrap"], ["vault_retire", "--kek", "1", "--no-backups"]):
            assert run(*command)[0] == 0
        with pytest.raises(VaultSealed):
            data_keys.unwrapped(backed_up)


def test_no_command_prints_a_value_or_a_key(
    initiated: None, own_keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = [["vault_status"], ["vault_new_kek"], ["vault_rewrap"], ["vault_rotate"], ["vault_verify"]]
    for command in [*commands, ["vault_retire", "--kek", "1", "--no-backups"]]:
        with pytest.raises(SystemExit) as ended:
            call_command(*command)
        assert not ended.value.code
    said = "".join(capsys.readouterr())
    held = json.loads(own_keys.read_text())
    assert not any(key in said for key in [*held["wrapping"].values(), held["root"]])
    assert "Quill" not in said
