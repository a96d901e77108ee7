"""The papers of a batch in one ZIP: made once in the background, the same bytes each time, held for a day."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from unittest.mock import Mock
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from casefile import clock, hands, ledger
from casefile.acts import Act
from casefile.errors import Refused
from casefile.models import AuditEntry, Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
from filings import tasks
from filings.models import Audience, Document
from filings.services import batches, packages, shelf
from plaintiffs.leakguard import guard
from plaintiffs.models import Plaintiff
from plaintiffs.rules.identity import Identity
from tests import factories
from tests.filings import issued

SignIn = Callable[[Staff], Browser]


@pytest.fixture
def batch(lawsuit: Lawsuit, does: list[Plaintiff], staff_member: Staff) -> Batch:
    """Three declarations: two are done, the third was refused."""
    asked = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    first, second, third = asked.items.all()
    issued.finish(first, plaintiffs=does[:1])
    issued.finish(second, plaintiffs=does[1:2])
    issued.refuse(third, gaps=[])
    return asked


@pytest.fixture
def browser(lawsuit: Lawsuit, auditor: Staff, signed_in: SignIn) -> Browser:
    """Whoever may read may have the papers in one file."""
    return signed_in(auditor)


def at(batch: Batch, part: str = "") -> str:
    return f"/doe-v-rivermont/batches/{batch.pk}{part}"


def made(batch: Batch, *, actor: Staff) -> BatchItem:
    tasks.start_package(batch, actor=actor)
    hands.work_until_none_is_due()
    item = packages.package_of(batch, staff=batch.asked_by)
    assert item and item.state == ItemState.DONE
    return item


def files() -> list[Path]:
    """Packages, and what was left half written."""
    return sorted([*shelf._packages().glob("*"), *shelf._desk().glob("*")])


@pytest.fixture(autouse=True)
def own_shelf(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA = tmp_path


class TestMaking:
    def test_it_holds_the_finished_papers_in_their_order(self, batch: Batch, paralegal: Staff) -> None:
        told = made(batch, actor=paralegal).outcome
        with zipfile.ZipFile(io.BytesIO(shelf.get_package(told["sha256"]))) as package:
            assert package.namelist() == [f"Doe-00{n}_declaration_2026-11-24.pdf" for n in (1, 2)]
        assert (told["documents"], told["size"]) == (2, files()[0].stat().st_size)
        assert AuditEntry.objects.latest("seq").act == Act.PACKAGE_MADE

    def test_the_same_papers_make_the_same_bytes(self, batch: Batch, paralegal: Staff) -> None:
        first = made(batch, actor=paralegal)
        files()[0].unlink()
        again = made(batch, actor=paralegal)
        assert first.pk != again.pk
        assert first.outcome["sha256"] == again.outcome["sha256"]

    def test_asked_twice_it_is_one_package_and_with_another_paper_another(
        self, batch: Batch, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        waiting = tasks.start_package(batch, actor=paralegal)
        assert tasks.start_package(batch, actor=paralegal) == waiting
        hands.work_until_none_is_due()
        assert tasks.start_package(batch, actor=paralegal) == waiting
        ledger.retry(batch, actor=paralegal)
        issued.finish(batch.items.get(position=3), plaintiffs=does[2:])
        assert tasks.start_package(batch, actor=paralegal) != waiting

    def test_asked_by_two_at_the_same_moment_it_is_one_package(self, batch: Batch, paralegal: Staff) -> None:
        together = Barrier(2)

        def ask(_who: int) -> UUID:
            together.wait()
            try:
                return tasks.start_package(batch, actor=paralegal).pk
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as two:
            assert len(set(two.map(ask, range(2)))) == 1

    def test_of_nothing_there_is_none(self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff) -> None:
        waits = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=paralegal)
        with pytest.raises(Refused, match="no finished document"):
            tasks.start_package(waits, actor=paralegal)

    def test_a_worker_that_died_over_it_leaves_it_to_the_next_and_it_is_made_once(
        self, batch: Batch, paralegal: Staff
    ) -> None:
        item = tasks.start_package(batch, actor=paralegal).items.get()
        assert ledger.lease(item.pk)
        BatchItem.objects.filter(pk=item.pk).update(leased_until=clock.now() - timedelta(seconds=1))
        for _worker in range(2):
            packages.make_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.attempt) == (ItemState.DONE, 2)
        assert AuditEntry.objects.filter(act=Act.PACKAGE_MADE, subject=f"casefile.batch {item.batch_id}").count() == 1
        assert len(files()) == 1

    def test_one_in_which_somebody_is_named_since_is_refused_and_leaves_no_file(
        self, batch: Batch, paralegal: Staff
    ) -> None:
        name_somebody(batch)
        tasks.start_package(batch, actor=paralegal)
        hands.work_until_none_is_due()
        item = packages.package_of(batch, staff=batch.asked_by)
        assert item and item.state == ItemState.REFUSED
        assert item.outcome["text"] == "An identity was found. Nothing has left."
        assert files() == []

    def test_it_is_held_to_the_audience_that_admits_the_fewest_names(self, batch: Batch, paralegal: Staff) -> None:
        paper = Document.objects.unscoped("test").filter(item__batch=batch)[0]
        Document.objects.unscoped("test").filter(pk=paper.pk).update(audience=Audience.ENTITY)
        assert made(batch, actor=paralegal).outcome["audience"] == Audience.PUBLIC

    def test_with_a_paper_held_back_it_is_not_made(self, batch: Batch, paralegal: Staff) -> None:
        hold_back_one(batch)
        tasks.start_package(batch, actor=paralegal)
        hands.work_until_none_is_due()
        item = packages.package_of(batch, staff=batch.asked_by)
        assert item and item.state == ItemState.REFUSED
        assert "Press it anew." in item.outcome["text"]
        assert files() == []

    def test_without_one_of_its_papers_it_is_refused_and_told_why(self, batch: Batch, paralegal: Staff) -> None:
        item = tasks.start_package(batch, actor=paralegal).items.get()
        paper = Document.objects.unscoped("test").all()[0]
        shelf._path(paper.sha256).unlink()
        packages.make_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.tries) == (ItemState.REFUSED, 1)
        assert "missing or was altered" in item.outcome["text"]
        assert files() == []


class TestFetching:
    def test_it_is_asked_for_by_a_button_and_appears_where_it_was_asked_for(
        self, browser: Browser, batch: Batch
    ) -> None:
        assert "Make a ZIP of all" in browser.get(at(batch)).content.decode()
        answer = browser.post(at(batch, "/zip"), follow=True)
        assert answer.redirect_chain == [(at(batch), 302)]
        part = browser.get(at(batch, "/package")).content.decode()
        assert "The package is being made" in part
        assert 'hx-trigger="every 2s"' in part
        hands.work_until_none_is_due()
        part = browser.get(at(batch, "/package")).content.decode()
        assert "The package is ready" in part
        assert "every 2s" not in part
        assert f'href="{at(batch, "/zip")}"' in part

    def test_it_is_fetched_under_its_name_and_on_record_first(
        self, browser: Browser, batch: Batch, auditor: Staff
    ) -> None:
        package = made(batch, actor=auditor)
        answer = browser.get(at(batch, "/zip"))
        assert answer.content == shelf.get_package(package.outcome["sha256"])
        assert answer["Content-Disposition"].startswith('attachment; filename="declaration_')
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.actor) == (Act.BATCH_DOWNLOADED, str(auditor.pk))

    def test_what_was_never_asked_for_or_is_not_made_is_not_there(self, browser: Browser, batch: Batch) -> None:
        assert browser.get(at(batch, "/zip")).status_code == 404
        browser.post(at(batch, "/zip"))
        assert browser.get(at(batch, "/zip")).status_code == 404

    def test_one_that_has_passed_another_vault_is_no_longer_kept_and_is_made_anew(
        self, browser: Browser, batch: Batch, auditor: Staff
    ) -> None:
        first = made(batch, actor=auditor)
        factories.enrolled(batch.lawsuit, code="RM-9", identity=Identity(last="Marrowgibbet", first="Ivo"))
        assert "no longer kept" in browser.get(at(batch, "/zip")).content.decode()
        assert "The package is no longer kept" in browser.get(at(batch)).content.decode()
        assert made(batch, actor=auditor).pk != first.pk
        assert browser.get(at(batch, "/zip")).status_code == 200

    def test_one_of_an_older_guard_is_no_longer_kept(
        self, browser: Browser, batch: Batch, auditor: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made(batch, actor=auditor)
        assert browser.get(at(batch, "/zip")).status_code == 200
        monkeypatch.setattr(guard, "GUARD_VERSION", "99")
        assert browser.get(at(batch, "/zip")).status_code == 404

    def test_once_somebody_in_it_was_entered_it_is_not_made_again(
        self, browser: Browser, batch: Batch, auditor: Staff
    ) -> None:
        name = name_somebody(batch, enrolled=False)
        made(batch, actor=auditor)
        assert browser.get(at(batch, "/zip")).status_code == 200
        factories.enrolled(batch.lawsuit, code="RM-9", identity=Identity(last=name, first="Odalys"))
        assert browser.get(at(batch, "/zip")).status_code == 404
        tasks.start_package(batch, actor=auditor)
        hands.work_until_none_is_due()
        assert "The package was not made" in browser.get(at(batch)).content.decode()
        assert browser.get(at(batch, "/zip")).status_code == 404

    def test_no_request_scans_it(
        self, browser: Browser, batch: Batch, auditor: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made(batch, actor=auditor)
        monkeypatch.setattr(guard, "release", Mock(side_effect=AssertionError("scanned in a request")))
        assert browser.get(at(batch, "/zip")).status_code == 200
        factories.enrolled(batch.lawsuit, code="RM-9", identity=Identity(last="Marrowgibbet", first="Ivo"))
        assert browser.get(at(batch, "/zip")).status_code == 404

    def test_it_stays_here_once_a_paper_in_it_is_held_back(
        self, browser: Browser, batch: Batch, auditor: Staff
    ) -> None:
        made(batch, actor=auditor)
        assert browser.get(at(batch, "/zip")).status_code == 200
        hold_back_one(batch)
        assert browser.get(at(batch, "/zip")).status_code == 422

    def test_a_day_later_it_is_gone_the_papers_are_not_and_it_is_asked_for_again(
        self, browser: Browser, batch: Batch, auditor: Staff
    ) -> None:
        made(batch, actor=auditor)
        assert shelf.drop_packages() == 0
        yesterday = (clock.now() - timedelta(days=1, minutes=1)).timestamp()
        os.utime(files()[0], (yesterday, yesterday))
        assert shelf.drop_packages() == 1
        assert [shelf.get(one.sha256) for one in Document.objects.unscoped("test").all()]
        assert "no longer kept" in browser.get(at(batch, "/zip")).content.decode()
        assert "The package is no longer kept" in browser.get(at(batch)).content.decode()
        made(batch, actor=auditor)
        assert browser.get(at(batch, "/zip")).status_code == 200

    def test_where_a_paper_is_held_back_every_page_says_so_and_offers_no_package(
        self, browser: Browser, batch: Batch, does: list[Plaintiff]
    ) -> None:
        pages = [at(batch), "/doe-v-rivermont/filings", f"/doe-v-rivermont/plaintiffs/{does[0].number:03d}"]
        assert not [page for page in pages if "eld back" in browser.get(page).content.decode()]
        assert all(f'action="{at(batch, "/zip")}"' in browser.get(page).content.decode() for page in pages[:2])
        hold_back_one(batch)
        of_batch, listed, hers = (browser.get(page).content.decode() for page in pages)
        assert "1 is held back: an identity was found since. Press anew what is held back." in of_batch
        assert "An identity was found in it since. Press it anew." in of_batch
        assert "2 papers; 1 is held back: an identity was found since" in listed
        assert "Held back: an identity was found since" in hers
        assert not [page for page in (of_batch, listed) if at(batch, "/zip") in page]

    def test_a_paper_alone_is_offered_by_itself(
        self, browser: Browser, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        alone = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does[:1], options={}, actor=paralegal)
        issued.finish(alone.items.get(), plaintiffs=does[:1])
        page = browser.get(at(alone))
        assert page.context["package"] is None
        assert "Open the paper" in page.content.decode()
        assert browser.get(at(alone, "/package")).status_code == 404

    def test_in_the_list_it_leads_to_where_it_was_asked_for(self, browser: Browser, batch: Batch) -> None:
        browser.post(at(batch, "/zip"))
        listed = browser.get("/doe-v-rivermont/batches").context["batches"]
        assert {one.url for one in listed} == {at(batch)}
        zipped = Batch.objects.get(kind=packages.KIND)
        assert zipped.state == BatchState.OPEN
        assert browser.get(at(zipped)).headers["Location"] == at(batch)

    def test_behind_the_wall_it_is_unknown(
        self, batch: Batch, browser: Browser, outsider: Staff, signed_in: SignIn
    ) -> None:
        made(batch, actor=batch.asked_by)
        assert browser.get(at(batch, "/zip")).status_code == 200
        stranger = signed_in(outsider)
        assert stranger.get(at(batch, "/zip")).status_code == 404
        assert stranger.post(at(batch, "/zip")).status_code == 404


def hold_back_one(batch: Batch) -> None:
    paper = Document.objects.unscoped("test").get(item__batch=batch, item__position=1)
    Document.objects.unscoped("test").filter(pk=paper.pk).update(held_since=clock.now())


def name_somebody(batch: Batch, *, enrolled: bool = True) -> str:
    """Let a paper of the batch say a surname; the surname, of one who is in the vault or not yet."""
    paper = Document.objects.unscoped("test").filter(item__batch=batch)[0]
    paper.sha256 = shelf.put(issued.paper_about("Odalys Thistlewick"))
    paper.save(update_fields=["sha256"])
    if enrolled:
        factories.enrolled(batch.lawsuit, code="RM-8", identity=Identity(last="Thistlewick", first="Odalys"))
    return "Thistlewick"
