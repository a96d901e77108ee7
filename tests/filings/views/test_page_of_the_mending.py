"""The page of the background work: what waits, rests and has stopped, why, and what a person does about it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client as Browser
from pytest_django.fixtures import Settings

from casefile import ledger, outbox
from casefile.acts import Act
from casefile.models import AuditEntry, Batch, BatchItem, ItemState, Lawsuit, NoticeKind, Role, Staff
from filings.queries import work as queries
from filings.services import batches
from plaintiffs.models import Plaintiff
from plaintiffs.rules.identity import Identity
from tests import factories

WORK = "/doe-v-rivermont/work"
SignIn = Callable[[Staff], Browser]


@pytest.fixture
def admin(lawsuit: Lawsuit) -> Staff:
    """May read, and mend what has stopped; nothing else."""
    found = factories.staff("Noor Vance", role=Role.ADMINISTRATOR)
    lawsuit.members.create(staff=found)
    return found


@pytest.fixture
def browser(admin: Staff, signed_in: SignIn) -> Browser:
    return signed_in(admin)


@pytest.fixture
def batch(lawsuit: Lawsuit, staff_member: Staff) -> Batch:
    """Four declarations: two are parked, one rests, one waits."""
    for number in (1, 2, 3, 4):
        factories.enrolled(lawsuit, code=f"RM-{number}", number=number, identity=Identity(last=f"Quillfeather{number}"))
    does = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit))
    asked = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    first, second, third, _ = asked.items.all()
    for item in (first, second):
        BatchItem.objects.filter(pk=item.pk).update(tries=4)
        failed(item)
    failed(third)
    return asked


@pytest.fixture
def doubted(lawsuit: Lawsuit, admin: Staff, settings: Settings) -> BatchItem:
    """A mail of which nobody knows whether it was sent."""
    settings.EMAIL_HOST, settings.ADDRESS = "mail.example", "https://casefile.example"
    written = outbox.write(NoticeKind.WORK_STOPPED, to=[admin], path=WORK, lawsuit=lawsuit, actor=admin)
    assert written
    held = ledger.lease(written.items.get().pk)
    assert held
    ledger.leave_open(held, text="It may have arrived.")
    return written.items.get()


def failed(item: BatchItem) -> None:
    with suppress(ZeroDivisionError), ledger.work(item.pk):
        raise ZeroDivisionError("Quillfeather1")


def states(batch: Batch) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


class TestLooking:
    def test_it_counts_each_kind_by_its_plight(self, browser: Browser, batch: Batch) -> None:
        (papers,) = browser.get(WORK).context["work"].kinds
        assert (papers.words, papers.waiting, papers.resting, papers.parked, papers.working) == ("Papers", 1, 1, 2, 0)
        assert papers.oldest == batch.asked_at

    def test_what_has_stopped_has_its_reason_its_designation_and_the_page_of_its_batch(
        self, browser: Browser, batch: Batch
    ) -> None:
        page = browser.get(WORK)
        (stopped,) = page.context["work"].parked
        assert (stopped.url, [one.label for one in stopped.items]) == (at(batch), ["JANE DOE 1", "JANE DOE 2"])
        told = page.content.decode()
        assert "Tried five times. The last time: The program failed (ZeroDivisionError)" in told
        assert "Quillfeather" not in told

    def test_what_rests_says_when_it_is_tried_again_here_and_on_the_page_of_its_batch(
        self, browser: Browser, batch: Batch
    ) -> None:
        (resting,) = browser.get(WORK).context["work"].resting
        (item,) = resting.items
        assert "It is tried again by itself at" in item.text
        assert (item.retry_url, resting.retry_url) == ("", "")
        assert item.text in browser.get(at(batch)).content.decode()

    def test_where_nothing_is_amiss_it_is_calm(self, browser: Browser) -> None:
        assert "Nothing waits and nothing has stopped" in browser.get(WORK).content.decode()

    def test_it_says_whether_anybody_is_told_by_mail(self, browser: Browser, settings: Settings) -> None:
        assert "No mail server is set up" in browser.get(WORK).content.decode()
        settings.EMAIL_HOST, settings.ADDRESS = "mail.example", "https://casefile.example"
        assert "No mail server is set up" not in browser.get(WORK).content.decode()

    def test_however_much_there_is_it_is_asked_for_in_seven_questions(
        self, batch: Batch, doubted: BatchItem, lawsuit: Lawsuit, lead_attorney: Staff, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(7):
            found = queries.work_page(lawsuit, staff=lead_attorney)
        assert (len(found.parked), len(found.unknown), len(found.resting)) == (1, 1, 1)

    def test_too_much_to_show_is_said_in_its_number(
        self, batch: Batch, lawsuit: Lawsuit, lead_attorney: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(queries, "MOST_SHOWN", 1)
        assert queries.work_page(lawsuit, staff=lead_attorney).more == 1


class TestMending:
    def test_one_is_tried_again_once_however_often_the_button_is_pressed(
        self, browser: Browser, batch: Batch, admin: Staff
    ) -> None:
        (stopped,) = browser.get(WORK).context["work"].parked
        before = AuditEntry.objects.filter(act=Act.BATCH_RETRIED).count()
        for told in ("It is tried again.", "It was seen to already."):
            answer = browser.post(stopped.items[0].retry_url, follow=True)
            assert told in answer.content.decode()
        assert states(batch) == [ItemState.ASKED, ItemState.PARKED, ItemState.ASKED, ItemState.ASKED]
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.actor) == (Act.BATCH_RETRIED, str(admin.pk))
        assert AuditEntry.objects.filter(act=Act.BATCH_RETRIED).count() == before + 1

    def test_all_of_a_batch_are_tried_again(self, browser: Browser, batch: Batch) -> None:
        (stopped,) = browser.get(WORK).context["work"].parked
        assert "2 items are tried again." in browser.post(stopped.retry_url, follow=True).content.decode()
        assert set(states(batch)) == {ItemState.ASKED}
        assert "It was seen to already." in browser.post(stopped.retry_url, follow=True).content.decode()

    def test_a_mail_in_doubt_arrived(self, browser: Browser, doubted: BatchItem) -> None:
        page = browser.get(WORK)
        ((item,),) = (one.items for one in page.context["work"].unknown)
        assert item.label == "To Noor Vance"
        assert "Send again" in page.content.decode()
        assert "Kept: it arrived." in browser.post(item.settle_url, follow=True).content.decode()
        doubted.refresh_from_db()
        assert doubted.state == ItemState.DONE

    def test_or_is_sent_again(self, browser: Browser, doubted: BatchItem) -> None:
        browser.post(f"{WORK}/items/{doubted.pk}/retry")
        doubted.refresh_from_db()
        assert doubted.state == ItemState.ASKED


class TestWhoMay:
    def test_who_does_not_mend_is_refused_and_offered_no_way_there(
        self, batch: Batch, paralegal: Staff, lead_attorney: Staff, signed_in: SignIn
    ) -> None:
        browser, item = signed_in(paralegal), batch.items.all()[0]
        assert browser.get(WORK).status_code == 403
        for address in (f"items/{item.pk}/retry", f"items/{item.pk}/settle", f"batches/{batch.pk}/retry"):
            assert browser.post(f"{WORK}/{address}").status_code == 403
            assert signed_in(lead_attorney).get(f"{WORK}/{address}").status_code == 405
        assert states(batch)[0] == ItemState.PARKED
        assert WORK not in browser.get("/doe-v-rivermont/batches").content.decode()
        assert WORK in signed_in(lead_attorney).get("/doe-v-rivermont/batches").content.decode()

    def test_an_administrator_mends_and_presses_nothing(self, browser: Browser, batch: Batch) -> None:
        assert browser.post(f"{at(batch)}/cancel").status_code == 403
        assert browser.post(f"{at(batch)}/retry").status_code == 403

    def test_behind_the_wall_and_from_another_lawsuit_it_is_unknown(
        self, batch: Batch, admin: Staff, outsider: Staff, signed_in: SignIn
    ) -> None:
        factories.opened(slug="doe-v-elsewhere", members=[admin, outsider])
        item = batch.items.all()[0]
        assert signed_in(outsider).get(WORK).status_code == 404
        for address in (f"items/{item.pk}/retry", f"items/{item.pk}/settle", f"batches/{batch.pk}/retry"):
            assert signed_in(outsider).post(f"{WORK}/{address}").status_code == 404
            assert signed_in(admin).post(f"/doe-v-elsewhere/work/{address}").status_code == 404
        assert states(batch)[0] == ItemState.PARKED


def at(batch: Batch) -> str:
    return f"/doe-v-rivermont/batches/{batch.pk}"
