"""When the vault learns of somebody, what passed before is looked at again: renewed, or held back for all to see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import psycopg
import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from casefile import clock, hands, ledger
from casefile.acts import Act
from casefile.errors import GuardUnavailable, LeakRefused
from casefile.models import AuditEntry, Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
from casefile.unwrapping.unreadable import Unreadable
from filings.models import Document, Finding
from filings.services import findings, rescans, shelf, templates
from plaintiffs.leakguard import guard, nets
from plaintiffs.leakguard.context import Weight
from plaintiffs.leakguard.guard import GUARD_VERSION, Released
from plaintiffs.models import Plaintiff
from plaintiffs.rules.identity import Identity
from tests import factories
from tests.filings import issued

SignIn = Callable[[Staff], Browser]
Sql = psycopg.Connection[Any]
FORGET_HER = """
DELETE FROM plaintiffs_sealedfield WHERE client_id IN (SELECT id FROM plaintiffs_client WHERE code = 'RM-8')
"""


@pytest.fixture(autouse=True)
def own_shelf(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA = tmp_path
    monkeypatch.setattr(rescans, "_looked", None)


@pytest.fixture
def papers(lawsuit: Lawsuit, lead_attorney: Staff) -> list[Document]:
    """Two that have passed: one empty, one that says a name which is nobody's yet."""
    factories.enrolled(lawsuit, code="RM-1", number=1, identity=Identity(last="Quorndale", first="Ivo"))
    version = templates.current("letter", actor=lead_attorney)
    does = list(Plaintiff.objects.unscoped("test").all())
    made = [
        issued.document(lawsuit, version=version, plaintiffs=does, made_by=lead_attorney, content=content)
        for content in (issued.blank_paper(pages=2), issued.paper_about("Odalys Thistlewick"))
    ]
    Document.objects.unscoped("test").update(net=nets.version())
    return made


def learn(lawsuit: Lawsuit) -> None:
    """Let the vault learn of her whom the second paper names."""
    factories.enrolled(lawsuit, code="RM-8", identity=Identity(last="Thistlewick", first="Odalys"))


def looked_at_again(lawsuit: Lawsuit) -> None:
    learn(lawsuit)
    assert rescans.open_batches()
    hands.work_until_none_is_due()


class TestFindingWhatIsStale:
    def test_nothing_is_asked_for_while_all_have_passed_the_vault_as_it_is(self, papers: list[Document]) -> None:
        assert rescans.open_batches() == []

    def test_every_stale_paper_is_asked_for_once(self, papers: list[Document], lawsuit: Lawsuit) -> None:
        learn(lawsuit)
        (batch,) = rescans.open_batches()
        assert batch.items.count() == 2
        assert rescans.open_batches() == []

    def test_a_raised_version_of_the_guard_makes_every_pass_stale(
        self, papers: list[Document], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rescans, "GUARD_VERSION", "99")
        (batch,) = rescans.open_batches()
        assert batch.items.count() == 2

    def test_each_lawsuit_has_a_batch_of_its_own(
        self, papers: list[Document], lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        other = factories.opened(slug="doe-v-elsewhere", members=[lead_attorney])
        Document.objects.unscoped("test").filter(pk=papers[0].pk).update(lawsuit=other)
        learn(lawsuit)
        assert {batch.lawsuit for batch in rescans.open_batches()} == {lawsuit, other}

    def test_what_came_to_nothing_is_not_asked_for_again_by_itself(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        learn(lawsuit)
        (batch,) = rescans.open_batches()
        for item in batch.items.all():
            park(item)
        batch.refresh_from_db()
        assert batch.state == BatchState.DONE
        assert rescans.open_batches() == []


class TestTheChore:
    def test_clients_entered_in_a_row_are_one_change(self, papers: list[Document], lawsuit: Lawsuit) -> None:
        learn(lawsuit)
        rescans.look_for_stale()
        assert not Batch.objects.exists()

    def test_once_the_vault_is_left_alone_it_asks_and_not_again_within_the_minute(
        self, papers: list[Document], lawsuit: Lawsuit, superuser_sql: Sql
    ) -> None:
        learn(lawsuit)
        quieten(superuser_sql)
        rescans.look_for_stale()
        assert Batch.objects.count() == 1
        Batch.objects.update(state=BatchState.CANCELLED)
        BatchItem.objects.all().delete()
        rescans.look_for_stale()
        assert Batch.objects.count() == 1

    def test_where_nothing_is_stale_it_asks_four_small_questions_of_the_database(
        self, papers: list[Document], superuser_sql: Sql, django_assert_max_num_queries: Any
    ) -> None:
        quieten(superuser_sql)
        Document.objects.unscoped("test").update(net=nets.version())
        with django_assert_max_num_queries(6):
            rescans.look_for_stale()
        assert not Batch.objects.exists()


class TestLooking:
    def test_what_still_passes_is_renewed_without_an_entry_of_its_own(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        looked_at_again(lawsuit)
        clean = Document.objects.unscoped("test").get(pk=papers[0].pk)
        assert (clean.net, clean.guard, clean.held_since) == (nets.version(), GUARD_VERSION, None)
        assert not entries_of(clean)

    def test_what_passes_with_another_place_to_read_has_an_entry_of_its_own(
        self, papers: list[Document], lawsuit: Lawsuit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        learn(lawsuit)
        rescans.open_batches()
        place = guard.Finding("text", 1, "surname", papers[0].lawsuit_id, 0, 3, Weight.REVIEW)
        passed = Released(papers[0].sha256, GUARD_VERSION, "n", reviews=(place,))
        monkeypatch.setattr(guard, "release", Mock(return_value=passed))
        hands.work_until_none_is_due()
        assert entries_of(papers[0]) == [Act.DOCUMENT_RENEWED]
        factories.enrolled(lawsuit, code="RM-9", identity=Identity(last="Marrowgibbet", first="Ivo"))
        rescans.open_batches()
        hands.work_until_none_is_due()
        assert entries_of(papers[0]) == [Act.DOCUMENT_RENEWED]

    def test_in_which_an_identity_stands_is_held_back_with_the_place(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        looked_at_again(lawsuit)
        held = Document.objects.unscoped("test").get(pk=papers[1].pk)
        assert held.held_since
        found = Finding.objects.filter(document=held)
        assert {(one.subject, one.page) for one in found} >= {("", 1)}
        assert entries_of(held) == [Act.DOCUMENT_HELD_BACK]
        assert rescans.open_batches() == []

    def test_it_stays_back_when_the_vault_forgets_and_nothing_more_is_written_of_it(
        self, papers: list[Document], lawsuit: Lawsuit, superuser_sql: Sql
    ) -> None:
        looked_at_again(lawsuit)
        kept = Finding.objects.filter(document=papers[1]).count()
        factories.enrolled(lawsuit, code="RM-9", identity=Identity(last="Marrowgibbet", first="Ivo"))
        rescans.open_batches()
        hands.work_until_none_is_due()
        assert Finding.objects.filter(document=papers[1]).count() == kept
        superuser_sql.execute(FORGET_HER)
        superuser_sql.commit()
        (batch,) = rescans.open_batches()
        assert not batch.items.filter(key__startswith=str(papers[1].pk)).exists()
        hands.work_until_none_is_due()
        held = Document.objects.unscoped("test").get(pk=papers[1].pk)
        assert held.held_since
        assert entries_of(held) == [Act.DOCUMENT_HELD_BACK]
        assert Finding.objects.filter(document=held).count() == kept

    def test_a_worker_that_died_over_it_leaves_it_to_the_next_and_it_is_done_once(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        learn(lawsuit)
        (batch,) = rescans.open_batches()
        item = batch.items.all()[0]
        assert ledger.lease(item.pk)
        BatchItem.objects.update(leased_until=clock.now() - timedelta(seconds=1))
        for _worker in range(2):
            rescans.scan_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.attempt) == (ItemState.DONE, 2)

    @pytest.mark.parametrize("failure", [Unreadable("This PDF is damaged."), GuardUnavailable("No reader.")])
    def test_one_that_could_not_be_looked_into_is_tried_again_and_nobody_is_said_to_stand_in_it(
        self, papers: list[Document], lawsuit: Lawsuit, monkeypatch: pytest.MonkeyPatch, failure: Exception
    ) -> None:
        learn(lawsuit)
        (batch,) = rescans.open_batches()
        monkeypatch.setattr(guard, "release", Mock(side_effect=failure))
        item = batch.items.all()[0]
        with pytest.raises(type(failure)):
            rescans.scan_item(item.pk)
        item.refresh_from_db()
        assert item.state == ItemState.ASKED
        assert not Document.objects.unscoped("test").exclude(held_since=None).exists()

    def test_one_that_another_guard_asked_for_is_left_to_it_for_some_attempts_that_count_as_none(
        self, papers: list[Document], lawsuit: Lawsuit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        learn(lawsuit)
        with monkeypatch.context() as another:
            another.setattr(rescans, "GUARD_VERSION", "99")
            (batch,) = rescans.open_batches()
        item = batch.items.all()[0]
        with pytest.raises(GuardUnavailable, match="the version that asked"):
            rescans.scan_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.tries) == (ItemState.ASKED, 0)
        BatchItem.objects.update(attempt=rescans.LEFT_ALONE, not_before=None)
        rescans.scan_item(item.pk)
        item.refresh_from_db()
        assert item.state == ItemState.DONE

    @pytest.mark.parametrize("slower", ["passed", "refused"])
    def test_a_slower_look_leaves_one_that_was_held_back_meanwhile_as_it_is(
        self, papers: list[Document], lawsuit: Lawsuit, monkeypatch: pytest.MonkeyPatch, slower: str
    ) -> None:
        learn(lawsuit)
        (batch,) = rescans.open_batches()
        release, paper = guard.release, Document.objects.unscoped("test").filter(pk=papers[1].pk)
        item = batch.items.get(key__startswith=str(papers[1].pk))

        def held_meanwhile(content: bytes, **how: Any) -> Released:
            with pytest.raises(LeakRefused) as found:
                release(content, **how)
            paper.update(held_since=clock.now(), net="newer")
            about = findings.About(papers[1].lawsuit, papers[1].version)
            findings.keep_refusal(about, found.value, document=papers[1])
            if slower == "refused":
                raise LeakRefused([])
            return Released(papers[1].sha256, GUARD_VERSION, "n")

        monkeypatch.setattr(guard, "release", held_meanwhile)
        rescans.scan_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.outcome) == (ItemState.DONE, {"found": "held before"})
        assert paper.get().net == "newer"
        assert Finding.objects.filter(document=papers[1]).exists()

    def test_a_paper_whose_file_is_gone_says_so(self, papers: list[Document], lawsuit: Lawsuit) -> None:
        shelf._path(papers[0].sha256).unlink()
        looked_at_again(lawsuit)
        item = BatchItem.objects.get(key__startswith=str(papers[0].pk))
        assert item.state == ItemState.REFUSED
        assert "missing or was altered" in item.outcome["text"]


class TestWindingUp:
    def test_a_batch_is_one_entry_with_its_counts_and_leaves_no_row(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        looked_at_again(lawsuit)
        batch = Batch.objects.get(kind=rescans.KIND)
        for _sweeper in range(2):
            rescans.wind_up()
        (entry,) = AuditEntry.objects.filter(subject=f"casefile.batch {batch.pk}", act=Act.DOCUMENTS_LOOKED_AT)
        assert entry.detail == {"clean": 1, "held_back": 1}
        assert not Batch.objects.filter(kind=rescans.KIND).exists()

    def test_one_that_is_at_work_is_left_alone(self, papers: list[Document], lawsuit: Lawsuit) -> None:
        learn(lawsuit)
        (batch,) = rescans.open_batches()
        rescans.scan_item(batch.items.all()[0].pk)
        rescans.wind_up()
        assert batch.items.count() == 2

    def test_what_came_to_nothing_stays_to_be_seen_until_it_is_asked_for_anew(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        shelf._path(papers[0].sha256).unlink()
        looked_at_again(lawsuit)
        rescans.wind_up()
        assert [item.state for item in BatchItem.objects.all()] == [ItemState.REFUSED]
        assert rescans.open_batches() == []
        factories.enrolled(lawsuit, code="RM-9", identity=Identity(last="Marrowgibbet", first="Ivo"))
        (again,) = rescans.open_batches()
        rescans.wind_up()
        assert [item.batch for item in BatchItem.objects.all()] == [again]

    def test_many_changes_of_the_vault_leave_the_ledger_as_it_was(
        self, papers: list[Document], lawsuit: Lawsuit
    ) -> None:
        before = Batch.objects.count()
        for number in range(3):
            factories.enrolled(lawsuit, code=f"RM-2{number}", identity=Identity(last=f"Marrow{number}gibbet"))
            rescans.open_batches()
            hands.work_until_none_is_due()
            rescans.wind_up()
        assert (Batch.objects.count(), BatchItem.objects.count()) == (before, 0)
        assert not [act for paper in papers for act in entries_of(paper)]

    def test_the_chore_winds_up(self, papers: list[Document], lawsuit: Lawsuit) -> None:
        looked_at_again(lawsuit)
        rescans.look_for_stale()
        assert not Batch.objects.filter(kind=rescans.KIND).exists()


class TestThePages:
    def test_a_paper_held_back_says_so_and_offers_nothing(
        self, papers: list[Document], lawsuit: Lawsuit, auditor: Staff, signed_in: SignIn
    ) -> None:
        browser, at = signed_in(auditor), f"/doe-v-rivermont/documents/{papers[1].pk}"
        assert "Download PDF" in browser.get(at).content.decode()
        looked_at_again(lawsuit)
        page = browser.get(at).content.decode()
        assert "Held back: an identity was found since" in page
        assert "Download PDF" not in page
        assert ".png" not in page
        assert "Held back" in browser.get("/doe-v-rivermont/filings").content.decode()

    def test_neither_file_nor_picture_is_let_go_once_the_vault_has_forgotten(
        self, papers: list[Document], lawsuit: Lawsuit, auditor: Staff, signed_in: SignIn, superuser_sql: Sql
    ) -> None:
        browser, at = signed_in(auditor), f"/doe-v-rivermont/documents/{papers[1].pk}"
        assert {browser.get(f"{at}{part}").status_code for part in ("/file", "/pages/1.png")} == {200}
        looked_at_again(lawsuit)
        superuser_sql.execute(FORGET_HER)
        superuser_sql.commit()
        for part in ("/file", "/pages/1.png"):
            refused = browser.get(f"{at}{part}")
            assert refused.status_code == 422
            assert "Press it anew." in refused.content.decode()

    def test_pictures_of_a_paper_that_has_passed_are_drawn_without_a_look_and_else_after_a_single_one(
        self, papers: list[Document], auditor: Staff, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser, look = signed_in(auditor), Mock(side_effect=guard.release)
        monkeypatch.setattr(guard, "release", look)
        pictures = [f"/doe-v-rivermont/documents/{papers[0].pk}/pages/{page}.png" for page in (1, 2)]
        assert {browser.get(one).status_code for one in pictures} == {200}
        assert look.call_count == 0
        Document.objects.unscoped("test").update(net="another")
        assert {browser.get(one).status_code for one in pictures} == {200}
        assert look.call_count == 1

    def test_pictures_of_a_paper_that_leaks_are_refused_after_a_single_look(
        self,
        papers: list[Document],
        lawsuit: Lawsuit,
        auditor: Staff,
        signed_in: SignIn,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        learn(lawsuit)
        browser, look = signed_in(auditor), Mock(side_effect=guard.release)
        monkeypatch.setattr(guard, "release", look)
        at = f"/doe-v-rivermont/documents/{papers[1].pk}/pages/1.png"
        assert [browser.get(at).status_code for _time in range(3)] == [422] * 3
        assert look.call_count == 1

    def test_the_download_asks_the_guard_whatever_the_rescan_says(
        self, papers: list[Document], lawsuit: Lawsuit, auditor: Staff, signed_in: SignIn
    ) -> None:
        learn(lawsuit)
        browser, at = signed_in(auditor), f"/doe-v-rivermont/documents/{papers[1].pk}/file"
        assert browser.get(at).status_code == 422
        Document.objects.unscoped("test").update(net=nets.version(), held_since=None)
        assert browser.get(at).status_code == 422


def entries_of(paper: Document) -> list[str]:
    entries = AuditEntry.objects.filter(subject=f"filings.document {paper.pk}").order_by("seq")
    return list(entries.values_list("act", flat=True))


def quieten(sql: Sql) -> None:
    """Let the vault's last change be an hour ago."""
    sql.execute("UPDATE plaintiffs_sealedfield SET sealed_at = sealed_at - interval '1 hour'")
    sql.commit()


def park(item: BatchItem) -> None:
    BatchItem.objects.filter(pk=item.pk).update(tries=4)
    held = ledger.lease(item.pk)
    assert held
    ledger.give_back(held, error=ZeroDivisionError())
