"""A program asks for papers: once for each key, with its person's rights, cancelled and tried again as on the page."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client as Browser
from pghistory.models import Context

from casefile import ledger
from casefile.acts import Act
from casefile.models import AccessToken, AuditEntry, Batch, BatchState, Lawsuit, Staff
from casefile.rest import PressRate
from filings.importers import claims
from filings.models import Document
from plaintiffs.models import Client, Plaintiff
from tests import factories
from tests.api.conftest import SUIT, Program, press

SignIn = Callable[[Staff], Browser]


@pytest.fixture
def presser(does: list[Plaintiff], staff_member: Staff, program: Program) -> Browser:
    return program(staff_member)


def keys(batch_id: str) -> list[str]:
    return list(Batch.objects.get(pk=batch_id).items.values_list("key", flat=True))


class TestAsking:
    def test_a_paper_for_some_is_an_item_for_each(
        self, presser: Browser, does: list[Plaintiff], staff_member: Staff
    ) -> None:
        answer = press(presser, plaintiffs=[3, 1, 3])
        assert answer.status_code == 202
        assert answer["Location"] == f"{SUIT}/batches/{answer.json()['id']}"
        assert presser.get(answer["Location"]).json()["total"] == 2
        assert keys(answer.json()["id"]) == [str(does[0].pk), str(does[2].pk)]
        entry = AuditEntry.objects.latest("seq")
        assert (entry.act, entry.actor) == (Act.BATCH_OPENED, str(staff_member.pk))

    def test_all_are_those_in_the_suit_today(self, presser: Browser, does: list[Plaintiff]) -> None:
        Plaintiff.objects.unscoped("test").filter(pk=does[1].pk).update(dismissed_on="2026-01-05")
        assert keys(press(presser).json()["id"]) == [str(does[0].pk), str(does[2].pk)]
        assert press(presser, plaintiffs=[2]).status_code == 422

    def test_an_option_is_on_when_it_is_named(self, presser: Browser) -> None:
        offered = {one["code"]: one["options"] for one in presser.get(f"{SUIT}/papers").json()["items"]}
        code, options = next((code, list(options)) for code, options in offered.items() if options)
        asked = press(presser, paper=code, options=options[:1]).json()
        assert Batch.objects.get(pk=asked["id"]).detail["options"] == {one: one == options[0] for one in options}


class TestOnce:
    def test_the_same_key_is_answered_again_and_done_once(self, presser: Browser, does: list[Plaintiff]) -> None:
        key = uuid4()
        first = press(presser, key=key)
        ledger.cancel(Batch.objects.get(), actor=Staff.objects.get(role="staff"))
        again = press(presser, key=key)
        assert (again.status_code, again.content, again["Location"]) == (202, first.content, first["Location"])
        assert Batch.objects.count() == 1

    def test_the_answer_is_the_same_when_the_suit_has_changed_since(
        self, presser: Browser, lawsuit: Lawsuit, does: list[Plaintiff]
    ) -> None:
        key = uuid4()
        first = press(presser, key=key)
        factories.enrolled(lawsuit, code="RM-9", number=9)
        assert press(presser, key=key).content == first.content

    def test_the_same_key_with_another_request_is_refused(self, presser: Browser) -> None:
        key = uuid4()
        press(presser, key=key, plaintiffs=[1, 2])
        assert press(presser, key=key, plaintiffs=[2, 1]).status_code == 202
        refused = press(presser, key=key, plaintiffs=[1])
        assert (refused.status_code, refused.json()["code"]) == (422, "key_used_before")
        assert Batch.objects.count() == 1

    def test_a_key_of_somebody_else_is_another_key(
        self, presser: Browser, lead_attorney: Staff, program: Program
    ) -> None:
        key = uuid4()
        mine, hers = press(presser, key=key), press(program(lead_attorney), key=key)
        assert mine.json()["id"] != hers.json()["id"]

    def test_five_at_once_with_one_key_are_one_batch(self, presser: Browser) -> None:
        key = uuid4()

        def ask(_: int) -> Any:
            try:
                return press(presser, key=key)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(5) as programs:
            answers = list(programs.map(ask, range(5)))
        assert {(one.status_code, one.content) for one in answers} == {(202, answers[0].content)}
        assert Batch.objects.count() == 1

    def test_acts_have_a_rate_and_reading_has_none(self, presser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(PressRate, "rate", "2/min")
        answers = [press(presser) for _ in range(3)]
        assert [one.status_code for one in answers] == [202, 202, 429]
        assert 0 < int(answers[2]["Retry-After"]) <= 61
        assert presser.get(f"{SUIT}/batches").status_code == 200


class TestActs:
    def test_a_batch_is_cancelled_once(self, presser: Browser, batch: Batch) -> None:
        answer = presser.post(f"{SUIT}/batches/{batch.pk}/cancel")
        assert (answer.status_code, answer.json()["state"]) == (200, BatchState.CANCELLED)
        assert presser.post(f"{SUIT}/batches/{batch.pk}/cancel").status_code == 409

    def test_what_was_refused_is_tried_again_and_what_is_done_stays(self, presser: Browser, batch: Batch) -> None:
        told = presser.post(f"{SUIT}/batches/{batch.pk}/retry").json()
        assert {state: n for state, n in told["items"].items() if n} == {"done": 1, "asked": 2}

    @pytest.mark.parametrize("act", ["cancel", "retry"])
    def test_who_may_not_press_may_not_act(
        self, batch: Batch, program: Program, auditor: Staff, outsider: Staff, act: str
    ) -> None:
        before = list(batch.items.values_list("state", flat=True))
        answers = [
            program(person).post(f"{SUIT}/batches/{batch.pk}/{act}").status_code for person in (auditor, outsider)
        ]
        assert answers == [403, 404]
        assert list(batch.items.values_list("state", flat=True)) == before

    @pytest.mark.parametrize("act", ["cancel", "retry"])
    def test_an_import_is_none_of_its_business(
        self, presser: Browser, lawsuit: Lawsuit, lead_attorney: Staff, act: str
    ) -> None:
        loads = ledger.open_batch(lawsuit, kind=claims.KIND, title="Claims sheet", keys=["s"], asked_by=lead_attorney)
        assert presser.get(f"{SUIT}/batches/{loads.pk}").json()["kind"] == "import"
        assert presser.post(f"{SUIT}/batches/{loads.pk}/{act}").status_code == 404


class TestTheTrail:
    """Which of her programs did it, or that she did it herself on the page."""

    @pytest.mark.parametrize("part", ["cancel", "retry"])
    def test_an_act_names_the_token_it_was_done_with(
        self, batch: Batch, presser: Browser, staff_member: Staff, part: str
    ) -> None:
        assert presser.post(f"{SUIT}/batches/{batch.pk}/{part}").status_code == 200
        assert AuditEntry.objects.latest("seq").detail["token"] == str(AccessToken.objects.get().ref)

    def test_so_does_what_was_asked_for_and_never_the_secret(self, presser: Browser) -> None:
        press(presser)
        entry, token = AuditEntry.objects.latest("seq"), AccessToken.objects.get()
        assert (entry.act, entry.detail["token"]) == (Act.BATCH_OPENED, str(token.ref))
        assert token.token_key not in str(entry.detail)

    def test_each_of_two_tokens_answers_for_its_own(
        self, document: Document, program: Program, staff_member: Staff
    ) -> None:
        address = f"{SUIT}/documents/{document.pk}/content"
        for one in (program(staff_member), program(staff_member)):
            assert one.get(address).status_code == 200
        told = AuditEntry.objects.filter(act=Act.DOCUMENT_DOWNLOADED).order_by("-seq")[:2]
        named = {entry.detail["token"] for entry in told}
        assert named == set(map(str, AccessToken.objects.values_list("ref", flat=True)))

    def test_what_is_done_on_the_page_after_it_names_none(
        self, batch: Batch, presser: Browser, staff_member: Staff, signed_in: SignIn
    ) -> None:
        presser.post(f"{SUIT}/batches/{batch.pk}/cancel")
        signed_in(staff_member).post(f"/doe-v-rivermont/batches/{batch.pk}/retry")
        entry = AuditEntry.objects.filter(act=Act.BATCH_RETRIED).latest("seq")
        assert "token" not in entry.detail

    def test_the_history_of_a_row_names_it_too(
        self, batch: Batch, presser: Browser, staff_member: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            ledger, "cancel", lambda *_args, **_told: Client.objects.unscoped("test").update(stage="withdrawn")
        )
        presser.post(f"{SUIT}/batches/{batch.pk}/cancel")
        kept = Context.objects.latest("created_at").metadata
        assert (kept["user"], kept["token"]) == (str(staff_member.pk), str(AccessToken.objects.get().ref))
