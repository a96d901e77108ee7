"""A batch shows how far it is and why a paper was refused; it is cancelled, tried again, and taken away as a ZIP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client as Browser

from casefile import ledger
from casefile.models import Batch, BatchState, ItemState, Lawsuit, Staff
from filings.queries import batches as queries
from filings.services import batches
from plaintiffs.models import Plaintiff
from tests import factories
from tests.filings import issued

BATCHES = "/doe-v-rivermont/batches"
GAPS = [
    ("JANE DOE 2", "The day the claim was presented is not known.", "/doe-v-rivermont/plaintiffs/002"),
    ("The lawsuit", "The judge is not known.", "/doe-v-rivermont/caption"),
]
SignIn = Callable[[Staff], Browser]


@pytest.fixture
def batch(lawsuit: Lawsuit, does: list[Plaintiff], staff_member: Staff) -> Batch:
    """Three declarations: the first is done, the second refused, the third waits."""
    asked = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
    first, second, _ = asked.items.all()
    issued.finish(first, plaintiffs=does[:1])
    issued.refuse(second, gaps=GAPS)
    return asked


@pytest.fixture
def browser(lawsuit: Lawsuit, staff_member: Staff, signed_in: SignIn) -> Browser:
    return signed_in(staff_member)


def address(batch: Batch, part: str = "") -> str:
    return f"{BATCHES}/{batch.pk}{part}"


def states(batch: Batch) -> list[str]:
    return list(batch.items.values_list("state", flat=True))


class TestLooking:
    def test_a_refused_paper_lists_every_gap_with_its_link(self, browser: Browser, batch: Batch) -> None:
        page = browser.get(address(batch)).content.decode()
        for subject, text, where in GAPS:
            assert subject in page
            assert text in page
            assert f'<a href="{where}">' in page

    def test_what_was_put_right_since_is_not_listed_again(self, browser: Browser, batch: Batch) -> None:
        ledger.retry(batch, actor=batch.asked_by)
        issued.refuse(batch.items.get(position=2), gaps=GAPS[1:])
        page = browser.get(address(batch)).content.decode()
        assert GAPS[1][1] in page
        assert GAPS[0][1] not in page

    def test_the_bar_asks_again_until_the_work_is_over(
        self, browser: Browser, batch: Batch, does: list[Plaintiff]
    ) -> None:
        part = browser.get(address(batch, "/progress")).content.decode()
        assert "1 of 3 done" in part
        assert 'hx-trigger="every 2s"' in part
        assert "<html" not in part
        issued.finish(batch.items.get(position=3), plaintiffs=does[2:])
        part = browser.get(address(batch, "/progress")).content.decode()
        assert "2 of 3 done" in part
        assert 'hx-trigger="every 2s"' not in part

    def test_the_list_says_what_was_refused_before_what_is_done(
        self, browser: Browser, batch: Batch, does: list[Plaintiff]
    ) -> None:
        assert [one.words for one in browser.get(BATCHES).context["batches"]] == ["working"]
        issued.finish(batch.items.get(position=3), plaintiffs=does[2:])
        assert [one.words for one in browser.get(BATCHES).context["batches"]] == ["1 refused"]

    def test_any_number_of_items_is_asked_for_in_as_many_questions(
        self, lawsuit: Lawsuit, batch: Batch, does: list[Plaintiff], staff_member: Staff, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(6):
            assert len(queries.items_of(batch, lawsuit=lawsuit, staff=staff_member)) == 3
            queries.batch_page(batch, lawsuit=lawsuit, staff=staff_member)
        later = [
            batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=staff_member)
            for _ in range(3)
        ]
        with django_assert_num_queries(4):
            listed = queries.batches_of(lawsuit, staff=staff_member)
        assert [one.url for one in listed] == [address(one) for one in (*reversed(later), batch)]


class TestActing:
    def test_cancelled_is_what_had_not_begun_and_what_is_done_stays(self, browser: Browser, batch: Batch) -> None:
        page = browser.get(address(batch))
        answer: Any = browser.post(page.context["batch"].cancel_url)
        assert answer.url == address(batch)
        assert states(batch) == [ItemState.DONE, ItemState.REFUSED, ItemState.CANCELLED]
        assert not browser.get(address(batch)).context["batch"].cancel_url
        assert browser.post(address(batch, "/cancel")).status_code == 409

    def test_the_refused_are_tried_again_and_the_done_are_not(self, browser: Browser, batch: Batch) -> None:
        page = browser.get(address(batch))
        answer: Any = browser.post(page.context["batch"].retry_url)
        assert answer.url == address(batch)
        assert states(batch) == [ItemState.DONE, ItemState.ASKED, ItemState.ASKED]
        batch.refresh_from_db()
        assert batch.state == BatchState.OPEN

    @pytest.mark.parametrize("act", ["cancel", "retry"])
    def test_who_may_only_read_is_offered_nothing_and_refused(
        self, act: str, batch: Batch, auditor: Staff, signed_in: SignIn
    ) -> None:
        browser = signed_in(auditor)
        offered = browser.get(address(batch)).context["batch"]
        assert (offered.cancel_url, offered.retry_url) == ("", "")
        assert browser.post(address(batch, f"/{act}")).status_code == 403
        assert browser.get(address(batch, f"/{act}")).status_code == 405
        assert states(batch) == [ItemState.DONE, ItemState.REFUSED, ItemState.ASKED]

    @pytest.mark.parametrize("part", ["", "/progress", "/package"])
    def test_it_is_unknown_behind_the_wall_and_in_another_lawsuit(
        self, part: str, batch: Batch, browser: Browser, outsider: Staff, staff_member: Staff, signed_in: SignIn
    ) -> None:
        factories.opened(slug="doe-v-elsewhere", members=[outsider, staff_member])
        elsewhere = address(batch, part).replace("rivermont", "elsewhere")
        assert browser.get(address(batch, part)).status_code == 200
        assert browser.get(elsewhere).status_code == 404
        assert browser.get(f"{BATCHES}/{uuid4()}{part}").status_code == 404
        assert signed_in(outsider).get(address(batch, part)).status_code == 404

    def test_papers_are_not_undone_as_an_import_is(self, batch: Batch, paralegal: Staff, signed_in: SignIn) -> None:
        assert signed_in(paralegal).post(address(batch, "/undo")).status_code == 404
