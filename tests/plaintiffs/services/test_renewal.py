"""Keys are renewed under the hands of those who work: nobody waits long, nothing is lost, and a kill harms nothing."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connections, transaction

from casefile import keyring, keys
from casefile.acts import Act
from casefile.errors import VaultSealed
from casefile.models import AuditEntry, Lawsuit, Staff
from plaintiffs.models import Client, DataKey, SealedField
from plaintiffs.services import intake, sheets
from plaintiffs.services import keys as vault_keys
from plaintiffs.vault import data_keys, doors, renewal
from tests.plaintiffs.vaulted import Writers, enrolled, identity, run, started


@pytest.fixture(autouse=True)
def own_keys(db: None, settings: Any, tmp_path: Path) -> Path:
    """The house's keys in a file that this test may change; the root, and so the trail's MAC, stays."""
    path = tmp_path / "keys.json"
    keys.write_new(keys.ring(), path=path)
    settings.KEY_FILE = path
    return path


@pytest.fixture
def people(lawsuit: Lawsuit, paralegal: Staff) -> list[Client]:
    return enrolled(lawsuit, actor=paralegal, numbers=range(7))


def versions() -> set[int]:
    return set(DataKey.objects.using("vault").values_list("version", flat=True)) | set(
        SealedField.objects.using("vault").values_list("key_version", flat=True)
    )


def ciphertexts() -> set[bytes]:
    return {bytes(held) for held in SealedField.objects.using("vault").values_list("ciphertext", flat=True)}


class TestRenewing:
    def test_gives_everybody_a_new_key_and_leaves_nothing_under_the_old(
        self, people: list[Client], lawsuit: Lawsuit
    ) -> None:
        before, version = ciphertexts(), doors.version()
        wrapped = {bytes(held) for held in DataKey.objects.using("vault").values_list("wrapped", flat=True)}
        code, told = run("vault_rotate")
        assert (code, told["keys"], told["version"], told["behind"]) == (0, 7, 2, 0)
        assert told["fields"] == 28
        assert versions() == {2}
        assert not before & ciphertexts()
        assert not wrapped & {bytes(held) for held in DataKey.objects.using("vault").values_list("wrapped", flat=True)}
        assert set(doors.identities(lawsuit).values()) == {identity(number) for number in range(7)}
        assert doors.version() == version  # what was sealed says the same, so no net of the guard is stale

    def test_goes_on_where_it_was_cut_off_and_then_begins_anew(
        self, people: list[Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(renewal, "STEP", 3)
        with transaction.atomic(using="vault"):
            assert renewal.renew_step(2, after=None).keys == 3
        assert run("vault_rotate")[1]["keys"] == 4
        assert versions() == {2}
        assert run("vault_rotate", "--to", "2")[1]["keys"] == 0
        assert run("vault_rotate")[1]["keys"] == 7
        assert versions() == {3}

    def test_is_recorded_step_by_step(self, people: list[Client], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(renewal, "STEP", 3)
        run("vault_rotate")
        told = AuditEntry.objects.filter(act=Act.KEYS_RENEWED).order_by("-seq").values_list("detail", flat=True)[:3]
        assert [one["keys"] for one in told] == [1, 3, 3]
        assert {one["version"] for one in told} == {2}

    def test_of_an_empty_vault_is_no_trouble(self, lawsuit: Lawsuit) -> None:
        assert run("vault_rotate")[0] == 0

    def test_passes_over_whom_somebody_works_on_and_says_so(
        self, people: list[Client], superuser_sql: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(vault_keys, "PAUSE", 0)
        held = SealedField.objects.using("vault").filter(client=people[3]).values_list("pk", flat=True)[0]
        superuser_sql.execute("SELECT 1 FROM plaintiffs_sealedfield WHERE id = %s FOR UPDATE", [held])
        code, told = run("vault_rotate")
        assert (code, told["keys"], told["behind"]) == (1, 6, 1)
        superuser_sql.rollback()
        assert run("vault_rotate")[1] == {**told, "keys": 1, "fields": 4, "behind": 0}

    def test_names_what_does_not_open_and_renews_the_others(
        self, people: list[Client], superuser_sql: psycopg.Connection[Any]
    ) -> None:
        superuser_sql.execute(
            "UPDATE plaintiffs_sealedfield SET ciphertext = 'x' WHERE field = 'last' AND client_id = %s",
            [people[0].pk],
        )
        superuser_sql.commit()
        code, told = run("vault_rotate")
        assert (code, told["keys"]) == (1, 6)
        assert [(one["client_id"], one["why"]) for one in told["shut"]] == [(str(people[0].pk), "altered")]

    def test_gives_somebody_enrolled_meanwhile_a_renewed_key(
        self, people: list[Client], lawsuit: Lawsuit, paralegal: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(renewal, "STEP", 3)
        with transaction.atomic(using="vault"):
            renewal.renew_step(2, after=None)
        (late,) = enrolled(lawsuit, actor=paralegal, numbers=[50])
        assert set(late.data_keys.using("vault").values_list("version", flat=True)) == {2}


class TestASealingThatMeetsARenewal:
    def test_is_refused_with_the_old_key_and_done_with_the_new(
        self, people: list[Client], lawsuit: Lawsuit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between reading a key and sealing with it a renewal commits: without the refusal the value were lost."""
        read, reads = data_keys.held_by, []

        def read_and_be_overtaken(client_id: Any) -> data_keys.Held | None:
            reads.append(read(client_id))
            if len(reads) == 1:
                run("vault_rotate")
            return reads[-1]

        monkeypatch.setattr(data_keys, "held_by", read_and_be_overtaken)
        secrets = intake.claim_secrets(people[0].pk, city_claim_no="C99-00001", remarks="")
        with transaction.atomic():
            intake.seal_claim(people[0], secrets)
        assert [one.version for one in reads if one] == [1, 2]
        assert doors.city_claim_numbers(lawsuit) == {people[0].pk: {"C99-00001"}}

    def test_holds_her_key_until_it_is_committed(self, people: list[Client], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(vault_keys, "PAUSE", 0)
        with transaction.atomic():
            intake.seal_claim(people[0], intake.claim_secrets(people[0].pk, city_claim_no="C99-00001", remarks=""))
            assert run("vault_rotate")[1]["behind"] == 1
        assert run("vault_rotate")[1]["behind"] == 0

    def test_of_somebody_without_a_key_is_refused(self, people: list[Client]) -> None:
        DataKey.objects.using("vault").filter(client=people[0]).delete()
        with pytest.raises(VaultSealed, match="no key any more"):
            intake.seal_claim(people[0], intake.claim_secrets(people[0].pk, city_claim_no="C99-1", remarks=""))


class TestRewrapping:
    def test_brings_everything_under_the_key_in_use_and_touches_no_identity(
        self, people: list[Client], lawsuit: Lawsuit, paralegal: Staff
    ) -> None:
        waiting = sheets.receive(b"Claimant", name="register.csv", lawsuit=lawsuit, actor=paralegal)
        run("vault_init")
        before = ciphertexts()
        assert run("vault_new_kek")[1]["current"] == 2
        code, told = run("vault_rewrap")
        assert (code, told["keys"], told["behind"]) == (0, 9, 0)
        assert ciphertexts() == before
        assert len(doors.identities(lawsuit)) == 7
        assert sheets.content_of(waiting.pk, lawsuit=lawsuit)[1] == b"Claimant"
        assert run("vault_rewrap")[1]["keys"] == 0

    def test_names_a_key_that_is_under_another_and_rewraps_the_others(
        self, people: list[Client], superuser_sql: psycopg.Connection[Any]
    ) -> None:
        superuser_sql.execute("UPDATE plaintiffs_datakey SET wrapped = 'x' WHERE client_id = %s", [people[0].pk])
        superuser_sql.commit()
        run("vault_new_kek")
        code, told = run("vault_rewrap")
        assert (code, told["keys"], told["shut"][0]["why"]) == (1, 6, "wrong key")

    def test_knows_every_table_with_a_wrapped_key(self) -> None:
        holding = {model for model in apps.get_models() if any(f.name == "kek_version" for f in model._meta.fields)}
        assert holding == set(renewal.WRAPPED)


def killed_again_and_again(times: int, *, step: int) -> None:
    """Start a renewal and kill it in the middle, so many times; each time at another place."""
    dice = random.Random(times)  # noqa: S311 (where to kill, not what to seal)
    for _kill in range(times):
        child = started("vault_rotate", "--to", "2", "--json", step=step)
        before, until = _renewed(), time.monotonic() + 30
        while _renewed() <= before and child.poll() is None and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(dice.random() * 0.05)
        child.kill()
        child.communicate()
        assert child.returncode == -signal.SIGKILL, "it had ended before it was killed"


def _renewed() -> int:
    with connections["vault"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM plaintiffs_datakey WHERE version = 2")
        return int(cursor.fetchone()[0])


def survives(kills: int, *, people: list[Client], lawsuit: Lawsuit, actor: Staff, step: int) -> Writers:
    with Writers(lawsuit, people, actor=actor, numbers=range(1000, 9000)) as writers:
        killed_again_and_again(kills, step=step)
    assert writers.trouble == []
    assert run("vault_rotate", "--to", "2")[0] == 0
    assert versions() == {2}
    read = doors.identities(lawsuit)
    codes = dict(Client.objects.unscoped("test").values_list("pk", "code"))
    assert {codes[client]: one.last for client, one in read.items()} == writers.told
    numbers = doors.city_claim_numbers(lawsuit)
    assert {codes[client]: len(held) for client, held in numbers.items()} == writers.numbers
    run("vault_init")
    assert run("vault_verify")[0] == 0
    return writers


def test_renewing_under_load_and_killed_three_times_loses_nothing(lawsuit: Lawsuit, paralegal: Staff) -> None:
    """Security test T29, its short form."""
    people = enrolled(lawsuit, actor=paralegal, numbers=range(40))
    writers = survives(3, people=people, lawsuit=lawsuit, actor=paralegal, step=2)
    assert writers.readings
    assert writers.numbers
    assert len(writers.told) > 40


@pytest.mark.drill
def test_renewing_under_load_and_killed_twenty_times_loses_nothing(lawsuit: Lawsuit, paralegal: Staff) -> None:
    """Security test T29."""
    people = enrolled(lawsuit, actor=paralegal, numbers=range(450))
    survives(20, people=people, lawsuit=lawsuit, actor=paralegal, step=2)


@pytest.mark.drill
def test_a_rewrap_under_load_reads_all_the_while(lawsuit: Lawsuit, paralegal: Staff, own_keys: Path) -> None:
    people = enrolled(lawsuit, actor=paralegal, numbers=range(450))
    with Writers(lawsuit, people, actor=paralegal, numbers=range(1000, 9000)) as writers:
        for _time in range(5):
            keys.change_key_file(keyring.with_new_version)
            assert run("vault_rewrap")[0] == 0
    assert writers.trouble == []
    assert set(DataKey.objects.using("vault").values_list("kek_version", flat=True)) == {6}
