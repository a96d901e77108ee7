"""The drills of tests/chaos: the judge sees what is planted for it, and a small drill goes well in either house."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from casefile import ledger
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
from filings.models import Document, TemplateVersion
from filings.services import batches, shelf
from plaintiffs.models import Plaintiff
from tests.chaos import disturbances, house, judge, members, report, scenarios
from tests.chaos.drill import Drill, Outcome
from tests.chaos.house import House
from tests.chaos.report import Told
from tests.chaos.scenarios import Size
from tests.factories import enrolled
from tests.filings import issued


@pytest.fixture
def batch(db: None, lawsuit: Lawsuit, lead_attorney: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Three letters, asked for and pressed, each under a name of its own, on a shelf of their own."""
    monkeypatch.setattr(settings, "MEDIA", tmp_path)
    for number in (1, 2, 3):
        enrolled(lawsuit, code=f"MT-{number}", number=number)
    does = list(Plaintiff.objects.unscoped("test").order_by("number"))
    asked = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does, options={}, actor=lead_attorney)
    for item, doe in zip(asked.items.order_by("position"), does, strict=True):
        press(item, doe=doe)
    return asked


def press(item: BatchItem, *, doe: Plaintiff) -> None:
    held = ledger.lease(item.pk)
    assert held
    batch, content = item.batch, issued.blank_paper(pages=2) + b"%%%d" % doe.number
    version = TemplateVersion.objects.get(pk=batch.detail["version"])
    paper = issued.document(
        batch.lawsuit, version=version, plaintiffs=[doe], made_by=batch.asked_by, item=item, content=content
    )
    Document.objects.unscoped("test").filter(pk=paper.pk).update(file_name=f"Doe-{doe.number:03d}_letter.pdf")
    ledger.finish(held, document=str(paper.pk))


def verdict_of(batch: Batch, *, poisons: frozenset[str] = frozenset()) -> judge.Verdict:
    """Of the three letters that were asked for."""
    asked = [str(one.pk) for one in Plaintiff.objects.unscoped("test").order_by("number")]
    return judge.examine(batch, asked=asked, poisons=poisons)


def faults(batch: Batch, *, poisons: frozenset[str] = frozenset()) -> list[str]:
    """Without those of the trail: these papers did not come through the door that records them."""
    found = verdict_of(Batch.objects.get(pk=batch.pk), poisons=poisons)
    return [one for one in found.faults if not one.startswith("trail: Doe-")]


def path_of(document: Document) -> Path:
    (path,) = Path(settings.MEDIA).rglob(f"{document.sha256}.pdf")
    return path


def lose(batch: Batch) -> None:
    item = batch.items.get(position=2)
    Document.objects.unscoped("test").filter(item=item).delete()
    BatchItem.objects.filter(pk=item.pk).update(state=ItemState.ASKED, ended_at=None)


def stay_leased(batch: Batch) -> None:
    ended = batch.items.get(position=2).ended_at
    batch.items.filter(position=2).update(state=ItemState.LEASED, leased_until=ended, ended_at=None)


def double(batch: Batch) -> None:
    Document.objects.unscoped("test").filter(item__position=2).update(file_name="Doe-001_letter.pdf")


def lose_file(batch: Batch) -> None:
    path_of(Document.objects.unscoped("test").get(item__position=2)).unlink()


def alter_file(batch: Batch) -> None:
    path = path_of(Document.objects.unscoped("test").get(item__position=2))
    path.write_bytes(path.read_bytes()[:-200])


def leave_half(batch: Batch) -> None:
    """The first bytes of a paper, under their own SHA-256, as if a writer had been believed too soon."""
    sha256 = shelf.put(b"%PDF-1.7 and no more")
    Document.objects.unscoped("test").filter(item__position=2).update(sha256=sha256, size=20)


def orphan(batch: Batch) -> None:
    shelf.put(b"a paper that nobody knows")


def forget_half(batch: Batch) -> None:
    half = Path(settings.MEDIA) / "papers" / "new" / "new.old"
    half.write_bytes(b"%PDF")
    os.utime(half, (0, 0))


def leave_open(batch: Batch) -> None:
    Batch.objects.filter(pk=batch.pk).update(state=BatchState.OPEN, ended_at=None)


def park_in_silence(batch: Batch) -> None:
    batch.items.filter(position=2).update(state=ItemState.PARKED, tries=ledger.MOST_TRIES, outcome={})


def never_write(batch: Batch) -> None:
    item = batch.items.get(position=2)
    path_of(item.document).unlink()
    Document.objects.unscoped("test").filter(item=item).delete()
    item.delete()


def share_a_file(batch: Batch) -> None:
    """The second letter is the first one once more; its own is gone."""
    first = Document.objects.unscoped("test").get(item__position=1)
    path_of(Document.objects.unscoped("test").get(item__position=2)).unlink()
    Document.objects.unscoped("test").filter(item__position=2).update(sha256=first.sha256, size=first.size)


def swap(batch: Batch) -> None:
    first, second = (Document.objects.unscoped("test").get(item__position=number) for number in (1, 2))
    second.plaintiffs.clear()
    second.plaintiffs.add(*first.plaintiffs.unscoped("test"))


PLANTS: dict[Callable[[Batch], None], set[str]] = {
    lose: {"lost", "open", "orphan"},
    stay_leased: {"lost", "open"},
    double: {"doubled"},
    lose_file: {"lost", "file"},
    alter_file: {"lost", "file"},
    never_write: {"lost"},
    share_a_file: {"lost"},
    swap: {"stranger"},
    leave_half: {"lost", "file", "orphan"},
    orphan: {"orphan"},
    forget_half: {"half"},
    leave_open: {"open"},
    park_in_silence: {"lost", "parked", "trail"},
}


class TestTheJudge:
    def test_has_nothing_to_say_of_a_batch_that_went_well(self, batch: Batch) -> None:
        verdict = verdict_of(batch)
        assert faults(batch) == []
        assert (verdict.items, verdict.done, verdict.attempts) == (3, 3, {1: 3})

    @pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
    def test_sees_what_is_wrong(self, batch: Batch, plant: Callable[[Batch], None]) -> None:
        plant(batch)
        assert {one.partition(":")[0] for one in faults(batch)} == PLANTS[plant]

    def test_counts_what_is_lost_and_what_is_doubled(self, batch: Batch) -> None:
        lose_file(batch)
        double(batch)
        verdict = verdict_of(batch)
        assert (verdict.lost, verdict.doubled) == (1, 1)

    def test_wants_a_paper_on_record_once(self, batch: Batch) -> None:
        assert verdict_of(batch).faults == [f"trail: Doe-00{n}_letter.pdf was issued 0 times" for n in (1, 2, 3)]

    def test_wants_a_poison_parked_and_nothing_else(self, batch: Batch) -> None:
        poison = batch.items.get(position=2)
        assert faults(batch, poisons=frozenset([poison.key])) == [
            "poison: item 2 is done after 1 attempts, and should be parked"
        ]


@pytest.fixture(scope="module")
def drilled() -> Iterator[House]:
    with house.built(bell=True, lease=5) as built:
        yield built


@pytest.mark.skipif(not members.PROC.is_dir(), reason="who is who in a house is read from /proc")
class TestASmallDrill:
    """Of `manage.py chaos` what every run of the tests can afford; with a broker a lost ring is awaited for longer."""

    @pytest.mark.parametrize(
        "bell",
        [pytest.param(True, marks=pytest.mark.drill, id="with a broker"), pytest.param(False, id="without one")],
    )
    def test_loses_nothing_doubles_nothing_and_needs_nobody(self, drilled: House, *, bell: bool) -> None:
        drilled.bell = bell
        outcome = Drill(drilled, scenarios.ALL["kills"], Size(letters=40, kills=1), seed=1).run()
        assert outcome.faults == []
        assert (outcome.verdict["done"], len(outcome.struck)) == (40, 1)


def lot(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 (a drill, not a secret)


class TestAPlan:
    @pytest.mark.parametrize("name", ["kills", "broker", "database", "disk"])
    def test_is_the_same_for_a_seed_and_another_for_another(self, name: str) -> None:
        one, again, other = (scenarios.ALL[name].plan(lot(seed), Size()) for seed in (1, 1, 2))
        assert one == again != other

    def test_strikes_while_there_is_work(self) -> None:
        plan = scenarios.ALL["kills"].plan(lot(3), Size(letters=300, kills=20))
        assert [moment for moment, _ in plan] == sorted(moment for moment, _ in plan)
        assert (len(plan), plan[0][0] >= 1, plan[-1][0] < 270) == (20, True, True)

    @pytest.mark.parametrize("seed", range(1, 6))
    def test_freezes_the_broker_last_and_while_most_of_the_work_is_left(self, seed: int) -> None:
        plan = scenarios.ALL["broker"].plan(lot(seed), Size(letters=300))
        assert plan[-1][1] is disturbances.freeze_broker
        assert (len({blow for _, blow in plan}), plan[-1][0] < 100) == (3, True)


class TestTheReport:
    def test_tells_figures_and_what_was_wrong(self) -> None:
        verdict = {"items": 3, "done": 2, "lost": 1, "doubled": 0, "parked": 0, "taken_again": 1, "seconds": 6.0}
        bad = Told(bell=True, name="kills", outcome=Outcome(7, verdict, faults=["lost: item 2"]), peace=3.0)
        assert bad.line() == (
            "with broker, kills, seed 7  FAILED  done 2, lost 1, doubled 0, parked 0; 6 s (2.00 times undisturbed);"
            " lost: item 2"
        )
        assert "| yes | kills | 7 | 3 | 0 | 2 | 1 | 0 | 0 | 1 | 6 | 2.00 |" in report.page(
            [bad], arguments=["--seeds", "7"], day=date(2026, 11, 24)
        )

    def test_says_aloud_what_was_skipped(self) -> None:
        skipped = Told(bell=False, name="disk", outcome=Outcome(1, skipped="no small disk here"), peace=None)
        assert skipped.line() == "no broker, disk, seed 1     SKIPPED: no small disk here"
        assert "| none | disk | 1 | skipped |" in report.page([skipped], arguments=[], day=date(2026, 11, 24))
