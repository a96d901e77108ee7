"""Work that was asked for is done once, whoever dies on the way."""

import errno
import time
from contextlib import suppress
from datetime import timedelta
from threading import Thread

import pytest
from django.db import OperationalError, connections, transaction
from kombu.exceptions import OperationalError as NoAnswer
from pytest_django.fixtures import Settings

from casefile import clock, ledger
from casefile.acts import Act
from casefile.errors import NotReady, Stale
from casefile.models import AuditEntry, Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
from filings.tasks import press_item
from tests import factories


@pytest.fixture
def batch(db: None, lawsuit: Lawsuit, lead_attorney: Staff) -> Batch:
    return ledger.open_batch(lawsuit, kind="press", title="Letters", keys=["a", "b", "c"], asked_by=lead_attorney)


@pytest.fixture
def item(batch: Batch) -> BatchItem:
    return batch.items.get(key="a")


def leased(item: BatchItem) -> ledger.Lease:
    held = ledger.lease(item.pk)
    assert held is not None
    return held


def lapse(item: BatchItem) -> None:
    BatchItem.objects.filter(pk=item.pk).update(leased_until=clock.now() - timedelta(seconds=1))


def test_a_number_that_a_batch_bears_opens_no_second_one(batch: Batch, lead_attorney: Staff) -> None:
    again = ledger.open_batch(
        batch.lawsuit, kind="press", title="Letters", keys=["d"], asked_by=lead_attorney, asking=batch.pk
    )
    assert (again, again.items.count()) == (batch, 3)


def test_a_number_of_another_lawsuits_batch_is_stale(batch: Batch, lead_attorney: Staff) -> None:
    other = factories.opened(slug="doe-v-elsewhere", members=[lead_attorney])
    with pytest.raises(Stale):
        ledger.open_batch(other, kind="press", title="L", keys=["d"], asked_by=lead_attorney, asking=batch.pk)


def test_an_item_is_leased_by_one_worker_at_a_time(item: BatchItem) -> None:
    leased(item)
    assert ledger.lease(item.pk) is None
    lapse(item)
    assert leased(item).attempt == 2


def test_of_two_workers_that_reach_for_an_item_at_once_the_later_one_gets_none(item: BatchItem) -> None:
    later: list[ledger.Lease | None] = []

    def reach() -> None:
        later.append(ledger.lease(item.pk))
        connections.close_all()

    worker = Thread(target=reach)
    with transaction.atomic():
        leased(item)
        worker.start()
        await_somebody_waiting_for_a_row()
    worker.join()
    assert later == [None]


def await_somebody_waiting_for_a_row() -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with connections["audit"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.01)
    pytest.fail("nobody waits")


def test_a_finished_item_is_never_leased_again(item: BatchItem) -> None:
    ledger.finish(leased(item), document="x")
    assert ledger.lease(item.pk) is None
    item.refresh_from_db()
    assert (item.state, item.outcome, item.progress) == (ItemState.DONE, {"document": "x"}, 100)


def test_a_worker_that_comes_too_late_finds_no_place_for_its_result(item: BatchItem) -> None:
    slow = leased(item)
    lapse(item)
    quick = leased(item)
    with pytest.raises(Stale), transaction.atomic():
        ledger.finish(slow, document="slow")
    ledger.finish(quick, document="quick")
    item.refresh_from_db()
    assert item.outcome == {"document": "quick"}


def test_a_worker_that_comes_too_late_is_stopped_before_it_puts_anything_away(item: BatchItem) -> None:
    slow, put = leased(item), []
    lapse(item)
    quick = leased(item)
    with pytest.raises(Stale), ledger.finishing(slow, document="slow"):
        put.append("slow")
    with ledger.finishing(quick, document="quick"):
        put.append("quick")
    item.refresh_from_db()
    assert (put, item.outcome) == (["quick"], {"document": "quick"})


def test_what_cannot_be_put_away_is_not_done(item: BatchItem, batch: Batch) -> None:
    held = leased(item)
    with pytest.raises(OSError), ledger.finishing(held, document="x"):
        raise OSError(errno.ENOSPC, "full")
    item.refresh_from_db()
    assert (item.state, item.outcome) == (ItemState.LEASED, {})


def test_a_batch_is_done_when_its_last_item_is(batch: Batch) -> None:
    for item in batch.items.all():
        batch.refresh_from_db()
        assert batch.is_open
        ledger.finish(leased(item))
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert batch.ended_at is not None


def test_a_refused_item_can_be_asked_for_again_and_a_done_one_cannot(batch: Batch, lead_attorney: Staff) -> None:
    first, second, third = batch.items.all()
    ledger.finish(leased(first))
    ledger.refuse(leased(second), text="a fact is missing")
    ledger.refuse(leased(third), text="a fact is missing")
    assert ledger.retry(batch, actor=lead_attorney) == 2
    assert sorted(batch.items.values_list("state", flat=True)) == ["asked", "asked", "done"]
    batch.refresh_from_db()
    assert batch.is_open


def test_a_cancelled_batch_takes_no_result_and_cannot_be_cancelled_twice(
    batch: Batch, item: BatchItem, lead_attorney: Staff
) -> None:
    held = leased(item)
    ledger.cancel(batch, actor=lead_attorney)
    with pytest.raises(Stale):
        ledger.finish(held)
    with pytest.raises(Stale):
        ledger.cancel(batch, actor=lead_attorney)
    assert all(ledger.lease(other.pk) is None for other in batch.items.all())


def failed(item: BatchItem, error: BaseException) -> BatchItem:
    """The item after one worker took it and met this error."""
    with suppress(type(error)), ledger.work(item.pk):
        raise error
    item.refresh_from_db()
    return item


def rested(item: BatchItem) -> None:
    BatchItem.objects.filter(pk=item.pk).update(not_before=None)


def test_what_failed_rests_before_it_is_tried_again_and_says_why(item: BatchItem) -> None:
    failed(item, ValueError("Quillfeather"))
    assert (item.state, item.tries) == (ItemState.ASKED, 1)
    assert item.outcome == {"text": "The program failed (ValueError); its log says where."}
    assert ledger.lease(item.pk) is None
    rested(item)
    assert leased(item).attempt == 2


def test_each_rest_is_twice_the_one_before(item: BatchItem) -> None:
    rests = []
    for _ in range(3):
        began = clock.now()
        failed(item, ValueError())
        assert item.not_before is not None
        rests.append(round((item.not_before - began).total_seconds()))
        rested(item)
    assert rests == [2, 4, 8]


def test_an_item_that_fails_five_times_is_parked_with_its_reason_and_the_batch_goes_on(batch: Batch) -> None:
    item, *others = batch.items.all()
    for other in others:
        ledger.finish(leased(other))
    told = AuditEntry.objects.filter(act=Act.ITEM_PARKED, subject=f"batch item {item.pk}")
    before = told.count()  # the trail outlives the tests, and the numbers of items begin anew
    for _ in range(5):
        failed(item, ValueError())
        rested(item)
    item.refresh_from_db()
    batch.refresh_from_db()
    assert item.state == ItemState.PARKED
    assert item.outcome["text"].startswith("Tried five times. The last time: The program failed (ValueError)")
    assert batch.state == BatchState.DONE
    assert told.count() == before + 1


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("the server closed the connection"),
        OSError(errno.ENOSPC, "No space left on device"),
        NotReady("Papers cannot be pressed here: Pango is not installed."),
        SystemExit(143),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_what_the_house_lacks_is_never_the_item_s_fault(item: BatchItem, trouble: BaseException) -> None:
    for _ in range(7):
        failed(item, trouble)
        rested(item)
    assert (item.state, item.tries) == (ItemState.ASKED, 0)
    assert "Quillfeather" not in item.outcome["text"]
    ledger.finish(leased(item))


def test_where_the_house_lacks_something_for_long_it_rests_longer_and_somebody_is_told(
    item: BatchItem, settings: Settings
) -> None:
    settings.LEDGER_ALARMS = ["tests.casefile.doors.hear"]
    for attempt, rest in ((2, 10), (15, 50), (49, 300)):
        BatchItem.objects.filter(pk=item.pk).update(attempt=attempt - 1, not_before=None)
        began = clock.now()
        failed(item, NotReady("No key."))
        assert item.not_before is not None
        assert round((item.not_before - began).total_seconds()) == rest
        assert not Batch.objects.exclude(alarmed_at=None).exists()
    rested(item)
    failed(item, NotReady("No key."))
    assert Batch.objects.exclude(alarmed_at=None).exists()


def test_a_query_that_takes_too_long_is_the_item_s_own_fault(item: BatchItem) -> None:
    with suppress(OperationalError), ledger.work(item.pk), connections["default"].cursor() as cursor:
        cursor.execute("SET statement_timeout = '10ms'; SELECT pg_sleep(1)")
    connections["default"].close()
    item.refresh_from_db()
    assert (item.state, item.tries) == (ItemState.ASKED, 1)


def test_a_worker_whose_item_was_cancelled_meanwhile_makes_no_noise(
    batch: Batch, item: BatchItem, lead_attorney: Staff
) -> None:
    with ledger.work(item.pk) as held:
        assert held is not None
        ledger.cancel(batch, actor=lead_attorney)
        ledger.finish(held)
    item.refresh_from_db()
    assert item.state == ItemState.CANCELLED


def test_a_stale_row_of_the_work_itself_is_told_and_tried_again(item: BatchItem) -> None:
    with pytest.raises(Stale), ledger.work(item.pk):
        raise Stale("claim", 1)
    item.refresh_from_db()
    assert (item.state, item.tries) == (ItemState.ASKED, 1)


def test_a_worker_from_before_a_retry_still_finds_no_place(batch: Batch, item: BatchItem, lead_attorney: Staff) -> None:
    slow = leased(item)
    ledger.cancel(batch, actor=lead_attorney)
    ledger.retry(batch, actor=lead_attorney)
    quick = leased(item)
    with pytest.raises(Stale):
        ledger.finish(slow)
    ledger.finish(quick)


def test_a_pulse_prolongs_what_is_held_and_nothing_that_passed_on(item: BatchItem) -> None:
    slow = leased(item)
    lapse(item)
    ledger.prolong([slow])
    assert ledger.lease(item.pk) is None
    lapse(item)
    leased(item)
    lapse(item)
    ledger.prolong([slow])
    assert leased(item).attempt == 3


@pytest.mark.parametrize(("trouble", "counted"), [(None, 3), (NoAnswer(), 0)])
def test_only_a_ring_that_was_heard_counts(
    batch: Batch, settings: Settings, monkeypatch: pytest.MonkeyPatch, trouble: NoAnswer | None, counted: int
) -> None:
    def apply_async(_arguments: tuple[int], *, retry: bool) -> None:
        if trouble:
            raise trouble

    settings.BROKER_RINGS = True
    monkeypatch.setattr(press_item, "apply_async", apply_async)
    ledger.ring_batch(batch)
    assert batch.items.exclude(rung_at=None).count() == counted


def test_the_web_knows_the_house_s_own_broker() -> None:
    assert press_item.app.main == "casefile"


def parked(item: BatchItem) -> BatchItem:
    for _ in range(5):
        failed(item, ValueError())
        rested(item)
    assert item.state == ItemState.PARKED
    return item


def test_one_parked_item_is_asked_for_again_and_the_others_stay(batch: Batch, lead_attorney: Staff) -> None:
    first, second, third = batch.items.all()
    for item in (first, second):
        parked(item)
    ledger.finish(leased(third))
    assert [ledger.retry_item(first, actor=lead_attorney) for _click in range(2)] == [True, False]
    assert list(batch.items.values_list("state", "tries")) == [("asked", 0), ("parked", 5), ("done", 1)]
    batch.refresh_from_db()
    assert batch.is_open
    assert AuditEntry.objects.latest("seq").act == Act.BATCH_RETRIED
    assert leased(first).attempt == 6


def test_to_try_what_is_parked_again_brings_back_nothing_that_somebody_stopped(
    batch: Batch, lead_attorney: Staff
) -> None:
    parked(batch.items.all()[0])
    ledger.cancel(batch, actor=lead_attorney)
    assert ledger.retry_parked(batch, actor=lead_attorney) == 1
    assert sorted(batch.items.values_list("state", flat=True)) == ["asked", "cancelled", "cancelled"]


def test_a_worker_that_lost_its_lease_may_not_begin_what_cannot_be_taken_back(item: BatchItem) -> None:
    slow = leased(item)
    lapse(item)
    leased(item)
    with pytest.raises(Stale):
        ledger.begin_for_good(slow)


def test_what_was_begun_for_good_keeps_its_mark_when_the_worker_is_told_to_stop(item: BatchItem) -> None:
    with suppress(SystemExit), ledger.work(item.pk) as held:
        assert held
        ledger.begin_for_good(held)
        raise SystemExit(143)
    item.refresh_from_db()
    assert item.outcome == {ledger.SENDING: 1, "text": "The program was told to stop."}
