"""Without a broker, and while one does not answer, the sweeper's own hands do the work; none of them can kill it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings as settings_of_the_house
from django.db import connections
from django.urls import NoReverseMatch
from django.utils.module_loading import import_string
from pytest_django.fixtures import Settings

from casefile import clock, ledger, sweeper, trouble
from casefile.errors import VaultSealed
from casefile.hands import Hands, work_until_none_is_due
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff


@pytest.fixture
def batch(lawsuit: Lawsuit, lead_attorney: Staff) -> Batch:
    return ledger.open_batch(lawsuit, kind="press", title="Letters", keys=["a", "b", "c"], asked_by=lead_attorney)


@pytest.fixture
def hands(settings: Settings) -> Iterator[Hands]:
    settings.BROKER_RINGS = False
    settings.LEDGER_DOORS = {"press": "tests.casefile.doors.finish"}
    settings.WARM = []
    some = Hands(most=2)
    yield some
    some.stop(until=0.0)


def lapse() -> None:
    BatchItem.objects.filter(state=ItemState.LEASED).update(leased_until=clock.now() - timedelta(seconds=1))


def swept_until(hands: Hands, *, ended: Callable[[], bool], rounds: int = 400) -> None:
    """Rounds as the sweeper makes them, every lease ending at once, until so; fails when it never is."""
    for _ in range(rounds):
        sweeper.sweep(hands)
        if not hands.at_work:
            lapse()
        if ended():
            return
        time.sleep(0.02)
    pytest.fail(f"not ended: {list(BatchItem.objects.values_list('key', 'state', 'tries'))}")


def done(batch: Batch) -> bool:
    batch.refresh_from_db()
    return batch.state == BatchState.DONE


def test_without_a_broker_its_hands_do_all_of_it(batch: Batch, hands: Hands) -> None:
    swept_until(hands, ended=lambda: done(batch))
    assert set(batch.items.values_list("state", "tries")) == {(ItemState.DONE, 1)}


def test_while_the_broker_does_not_answer_its_hands_do_it(
    batch: Batch, hands: Hands, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BROKER_RINGS = True
    monkeypatch.setattr(ledger, "ring", lambda kind, numbers: False)
    swept_until(hands, ended=lambda: done(batch))


def test_where_the_broker_answers_it_rings_once_and_keeps_its_hands_off(
    batch: Batch, hands: Hands, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BROKER_RINGS = True
    rung: list[int] = []

    def ring(_kind: str, numbers: list[int]) -> bool:
        rung.extend(numbers)
        BatchItem.objects.filter(pk__in=numbers).update(rung_at=clock.now())
        return True

    monkeypatch.setattr(ledger, "ring", ring)
    assert (sweeper.sweep(hands), sweeper.sweep(hands)) == (3, 0)
    assert (len(rung), hands.at_work) == (3, set())
    BatchItem.objects.update(rung_at=clock.now() - ledger.RING_AGAIN)
    assert sweeper.sweep(hands) == 3


def test_what_was_rung_for_before_the_database_began_anew_is_rung_for_at_once(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "RING_AGAIN", timedelta(days=9))
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()")
        (began,) = cursor.fetchone()
    before, after, never = batch.items.order_by("pk")
    BatchItem.objects.filter(pk=before.pk).update(rung_at=began - timedelta(seconds=1))
    BatchItem.objects.filter(pk=after.pk).update(rung_at=began + timedelta(seconds=1))
    assert {number for _kind, number in sweeper.waiting_items()} == {before.pk, never.pk}


def test_what_died_with_its_worker_is_rung_for_at_once_however_lately_it_was_rung(
    batch: Batch, hands: Hands, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BROKER_RINGS = True
    rung: list[int] = []

    def ring(_kind: str, numbers: list[int]) -> bool:
        rung.extend(numbers)
        return True

    monkeypatch.setattr(ledger, "ring", ring)
    BatchItem.objects.update(rung_at=clock.now())
    dead = batch.items.all()[0]
    assert ledger.lease(dead.pk)
    lapse()
    assert (sweeper.sweep(hands), rung) == (1, [dead.pk])


@pytest.mark.parametrize(
    ("poison", "why"),
    [("kill", "ended without a word"), ("fail", "The program failed (ZeroDivisionError)")],
)
def test_a_poisoned_item_is_parked_after_five_tries_and_the_others_are_done(
    batch: Batch, hands: Hands, settings: Settings, poison: str, why: str
) -> None:
    settings.LEDGER_DOORS = {"press": f"tests.casefile.doors.{poison}_at_a"}
    BatchItem.objects.filter(key="a").update(tries=3)  # two more are enough to see it

    def rested_and_done() -> bool:
        BatchItem.objects.update(not_before=None)
        return done(batch)

    swept_until(hands, ended=rested_and_done)
    item = batch.items.get(key="a")
    assert (item.state, item.tries) == (ItemState.PARKED, ledger.MOST_TRIES)
    assert why in item.outcome["text"]
    assert batch.items.filter(state=ItemState.DONE).count() == 2


def test_a_hand_that_is_told_to_stop_gives_back_what_it_holds(batch: Batch, hands: Hands, settings: Settings) -> None:
    settings.LEDGER_DOORS = {"press": "tests.casefile.doors.dawdle"}
    hands.most = 1
    sweeper.sweep(hands)
    until = time.monotonic() + 10
    while not BatchItem.objects.filter(progress=1).exists() and time.monotonic() < until:
        time.sleep(0.02)
    hands.stop(until=time.monotonic() + 10)
    assert hands.at_work == set()
    assert batch.items.filter(state=ItemState.ASKED, tries=0).count() == 3


def test_an_item_that_never_ends_is_ended_by_the_kernel(batch: Batch, hands: Hands, settings: Settings) -> None:
    settings.LEDGER_DOORS = {"press": "tests.casefile.doors.dawdle"}
    settings.CELERY_TASK_TIME_LIMIT = 1
    connections.close_all()
    hands.most = 1
    hands.put_to_work()
    (number,) = hands.at_work
    _, status = os.waitpid(number, 0)
    hands.at_work.clear()
    assert os.WTERMSIG(status) == signal.SIGALRM


def test_what_nobody_waits_for_comes_after_all_else(batch: Batch, hands: Hands, settings: Settings) -> None:
    rescan = ledger.open_batch(batch.lawsuit, kind="rescan", title="r", keys=["d"], asked_by=batch.asked_by)
    rescan.items.update(asked_at=clock.now() - timedelta(hours=1))
    settings.LEDGER_DOORS |= {"rescan": settings.LEDGER_DOORS["press"]}
    work_until_none_is_due()
    assert list(BatchItem.objects.order_by("ended_at").values_list("key", flat=True)) == ["a", "b", "c", "d"]


def test_one_item_that_cannot_be_parked_keeps_no_other_from_its_turn(
    batch: Batch, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sealed(*_told: object, **_more: object) -> bool:
        raise VaultSealed("No key.")

    dead = batch.items.get(key="a")
    assert ledger.lease(dead.pk)
    BatchItem.objects.filter(pk=dead.pk).update(tries=ledger.MOST_TRIES)
    lapse()
    monkeypatch.setattr(ledger, "park", sealed)
    swept_until(hands, ended=lambda: batch.items.filter(state=ItemState.DONE).count() == 2)


def test_the_oldest_is_taken_first_and_each_once(batch: Batch, hands: Hands) -> None:
    work_until_none_is_due()
    ended = batch.items.order_by("ended_at").values_list("key", "attempt")
    assert list(ended) == [("a", 1), ("b", 1), ("c", 1)]


def test_a_batch_whose_last_worker_could_not_close_it_is_closed(batch: Batch, hands: Hands) -> None:
    batch.items.update(state=ItemState.DONE)
    sweeper.sweep(hands)
    assert done(batch)


def test_a_batch_that_another_sweeper_wound_up_meanwhile_stops_nobody(batch: Batch) -> None:
    number = batch.pk
    batch.items.all().delete()
    batch.delete()
    ledger.close_if_finished(number)


@pytest.mark.parametrize("error", [Batch.DoesNotExist(), NoReverseMatch(), VaultSealed("closed"), ValueError()])
def test_what_fails_for_one_piece_of_work_does_not_end_the_round(db: None, error: Exception) -> None:
    with trouble.survived("a piece of work"):
        raise error


def test_every_kind_of_work_has_its_task_and_its_door() -> None:
    from_settings = [settings_of_the_house.LEDGER_WORK, settings_of_the_house.LEDGER_DOORS]
    assert set(from_settings[0]) == set(from_settings[1]) == {"press", "import", "zip", "rescan", "mail"}
    for path in (path for paths in from_settings for path in paths.values()):
        assert callable(import_string(path))
