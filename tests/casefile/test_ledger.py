"""Work that was asked for is done once, whoever dies on the way."""

from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from casefile import clock, ledger
from casefile.errors import Stale
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
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


def test_the_sweeper_works_by_itself_where_no_broker_is(
    batch: Batch, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BROKER_RINGS = False
    settings.LEDGER_DOORS = {"press": "tests_doors.finish_item"}
    monkeypatch.setattr(
        ledger, "import_string", lambda path: lambda number: ledger.finish(leased(BatchItem.objects.get(pk=number)))
    )
    assert ledger.sweep() == 3
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert ledger.sweep() == 0


def test_an_item_that_kills_five_workers_is_parked_and_the_others_go_on(
    batch: Batch, item: BatchItem, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BROKER_RINGS = False

    def work(number: int) -> None:
        held = leased(BatchItem.objects.get(pk=number))
        if held.key == "a":
            lapse(item)  # the worker dies without a word
        else:
            ledger.finish(held)

    monkeypatch.setattr(ledger, "import_string", lambda path: work)
    for _ in range(6):
        ledger.sweep()
    item.refresh_from_db()
    batch.refresh_from_db()
    assert item.state == ItemState.PARKED
    assert batch.items.filter(state=ItemState.DONE).count() == 2
    assert batch.state == BatchState.DONE


def test_the_sweeper_works_by_itself_while_the_broker_does_not_answer(
    batch: Batch, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BROKER_RINGS = True
    monkeypatch.setattr(ledger, "_ring", lambda kind, numbers: False)
    finish = lambda number: ledger.finish(leased(BatchItem.objects.get(pk=number)))  # noqa: E731
    monkeypatch.setattr(ledger, "import_string", lambda path: finish)
    assert ledger.sweep() == 3
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE


def test_the_web_knows_the_house_s_own_broker() -> None:
    assert press_item.app.main == "casefile"
