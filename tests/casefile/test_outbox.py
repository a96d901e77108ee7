"""Mail of the house: written with the act, sent once, and where nobody knows whether it was sent, a person decides."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import connections
from pytest_django.fixtures import Settings

from casefile import checks, clock, env, hands, ledger, outbox
from casefile.acts import Act
from casefile.errors import NotAllowed, NotReady, Refused
from casefile.models import (
    AuditEntry,
    Batch,
    BatchItem,
    BatchState,
    ItemState,
    Lawsuit,
    NoticeKind,
    OutgoingMail,
    Role,
    Staff,
)
from casefile.notices import Notice
from tests import factories
from tests.casefile import mail_server
from tests.casefile.mail_server import Server

PAGE = "/doe-v-rivermont/work"


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    """A mail server that the house is set up with."""
    with mail_server.listening() as server:
        settings.EMAIL_BACKEND = "casefile.notices.NoticesOnly"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.ADDRESS = "https://casefile.moltrask.example"
        yield server


@pytest.fixture
def item(server: Server, lawsuit: Lawsuit, lead_attorney: Staff) -> BatchItem:
    """A mail to the lead attorney, written and not yet sent."""
    return written(lawsuit, to=[lead_attorney], actor=lead_attorney).items.get()


def written(lawsuit: Lawsuit, *, to: list[Staff], actor: Staff) -> Batch:
    batch = outbox.write(NoticeKind.WORK_STOPPED, to=to, path=PAGE, lawsuit=lawsuit, actor=actor)
    assert batch
    return batch


def lapse() -> None:
    BatchItem.objects.filter(state=ItemState.LEASED).update(leased_until=clock.now() - timedelta(seconds=1))


class TestSending:
    def test_a_notice_is_a_link_and_a_kind_and_goes_to_the_account(
        self, item: BatchItem, server: Server, lead_attorney: Staff
    ) -> None:
        outbox.send_item(item.pk)
        (letter,) = server.letters
        assert "Subject: casefile: work has stopped" in letter
        assert f"To: {lead_attorney.email}" in letter
        assert f"https://casefile.moltrask.example{PAGE}" in letter
        item.refresh_from_db()
        assert (item.state, item.batch.state) == (ItemState.DONE, BatchState.DONE)
        assert AuditEntry.objects.latest("seq").act == Act.MAIL_SENT

    def test_it_goes_out_once_however_often_the_bell_rings(self, item: BatchItem, server: Server) -> None:
        for _ring in range(3):
            outbox.send_item(item.pk)
        assert len(server.letters) == 1

    def test_each_reader_gets_one_of_her_own_and_who_left_gets_none(
        self, server: Server, lawsuit: Lawsuit, lead_attorney: Staff, paralegal: Staff, auditor: Staff
    ) -> None:
        auditor.is_active = False
        batch = written(lawsuit, to=[lead_attorney, paralegal, paralegal, auditor], actor=lead_attorney)
        assert {one.to for one in OutgoingMail.objects.all()} == {lead_attorney, paralegal}
        for number in batch.items.values_list("pk", flat=True):
            outbox.send_item(number)
        assert len(server.letters) == 2

    def test_without_a_broker_hands_send_it(self, item: BatchItem, server: Server) -> None:
        hands.work_until_none_is_due()
        assert len(server.letters) == 1

    def test_where_no_mail_server_is_set_up_nothing_is_written(self, lawsuit: Lawsuit, lead_attorney: Staff) -> None:
        told = outbox.write(
            NoticeKind.WORK_STOPPED, to=[lead_attorney], path=PAGE, lawsuit=lawsuit, actor=lead_attorney
        )
        assert (told, Batch.objects.count(), OutgoingMail.objects.count()) == (None, 0, 0)


class TestWhatGoesWrong:
    def test_to_somebody_who_left_since_it_is_refused(
        self, item: BatchItem, server: Server, lead_attorney: Staff
    ) -> None:
        Staff.objects.filter(pk=lead_attorney.pk).update(is_active=False)
        outbox.send_item(item.pk)
        item.refresh_from_db()
        assert (item.state, server.letters) == (ItemState.REFUSED, [])
        assert "no longer active" in item.outcome["text"]

    @pytest.mark.parametrize("taken", [0, None, 2])
    def test_what_was_not_taken_as_one_is_not_recorded_as_sent(
        self, item: BatchItem, monkeypatch: pytest.MonkeyPatch, taken: int | None
    ) -> None:
        monkeypatch.setattr("casefile.notices.NoticesOnly.send_messages", lambda _line, _letters: taken)
        outbox.send_item(item.pk)
        item.refresh_from_db()
        assert item.state == ItemState.UNKNOWN
        assert AuditEntry.objects.latest("seq").act != Act.MAIL_SENT

    def test_a_worker_that_died_while_sending_leaves_it_to_a_person(self, item: BatchItem, server: Server) -> None:
        die_while_sending(item)
        lapse()
        for _worker in range(2):
            outbox.send_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.batch.state) == (ItemState.UNKNOWN, BatchState.DONE)
        assert "may have arrived" in item.outcome["text"]
        assert len(server.letters) == 1

    def test_one_that_died_before_it_had_begun_is_sent_by_the_next(self, item: BatchItem, server: Server) -> None:
        assert ledger.lease(item.pk)
        lapse()
        outbox.send_item(item.pk)
        item.refresh_from_db()
        assert (item.state, len(server.letters)) == (ItemState.DONE, 1)

    def test_a_line_that_breaks_after_the_letter_leaves_it_to_a_person(self, item: BatchItem, server: Server) -> None:
        server.answers["."] = mail_server.HANG_UP
        outbox.send_item(item.pk)
        item.refresh_from_db()
        assert item.state == ItemState.UNKNOWN
        outbox.send_item(item.pk)
        assert len(server.letters) == 1

    def test_a_server_that_is_busy_is_asked_again(self, item: BatchItem, server: Server) -> None:
        server.answers["RCPT"] = "451 later"
        with pytest.raises(Refused, match="451"):
            outbox.send_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.tries) == (ItemState.ASKED, 1)
        server.answers.clear()
        BatchItem.objects.update(not_before=None)
        outbox.send_item(item.pk)
        assert len(server.letters) == 1

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
    def test_what_the_server_does_not_take_is_refused_without_its_words(
        self, item: BatchItem, server: Server, command: str
    ) -> None:
        server.answers[command] = "550 no such person as Odalys"
        outbox.send_item(item.pk)
        item.refresh_from_db()
        assert (item.state, server.letters) == (ItemState.REFUSED, [])
        assert item.outcome == {"text": "The mail server did not take it (550)."}

    def test_without_the_server_it_waits_and_no_try_is_counted(self, item: BatchItem, settings: Settings) -> None:
        settings.EMAIL_PORT = 1
        with pytest.raises(NotReady):
            outbox.send_item(item.pk)
        item.refresh_from_db()
        assert (item.state, item.tries) == (ItemState.ASKED, 0)
        assert item.outcome == {"text": "The mail server does not answer."}

    def test_one_that_was_cut_off_for_the_fifth_time_is_in_doubt_and_not_only_parked(self, item: BatchItem) -> None:
        BatchItem.objects.filter(pk=item.pk).update(tries=4)
        held = ledger.lease(item.pk)
        assert held
        ledger.begin_for_good(held)
        ledger.park(item.pk, attempt=held.attempt, why="it died")
        item.refresh_from_db()
        assert item.state == ItemState.UNKNOWN


class TestDeciding:
    @pytest.fixture
    def doubted(self, item: BatchItem, server: Server) -> BatchItem:
        server.answers["."] = mail_server.HANG_UP
        outbox.send_item(item.pk)
        server.answers.clear()
        return item

    def test_a_person_says_that_it_arrived_and_that_is_that(
        self, doubted: BatchItem, server: Server, lead_attorney: Staff
    ) -> None:
        assert [ledger.settle(doubted, actor=lead_attorney) for _click in range(2)] == [True, False]
        outbox.send_item(doubted.pk)
        doubted.refresh_from_db()
        assert (doubted.state, len(server.letters)) == (ItemState.DONE, 1)
        assert AuditEntry.objects.latest("seq").act == Act.ITEM_SETTLED

    def test_or_has_it_sent_again(self, doubted: BatchItem, server: Server, lead_attorney: Staff) -> None:
        assert [ledger.retry_item(doubted, actor=lead_attorney) for _click in range(2)] == [True, False]
        outbox.send_item(doubted.pk)
        doubted.refresh_from_db()
        assert (doubted.state, len(server.letters)) == (ItemState.DONE, 2)


class TestTheAlarm:
    @pytest.fixture
    def stopping(self, server: Server, lawsuit: Lawsuit, paralegal: Staff) -> Batch:
        return ledger.open_batch(lawsuit, kind="press", title="Letters", keys=["a", "b"], asked_by=paralegal)

    def test_work_that_stopped_is_told_once_until_somebody_has_tried_again(
        self, stopping: Batch, lead_attorney: Staff, paralegal: Staff
    ) -> None:
        for item in stopping.items.all():
            stop(item)
        assert [(one.to, one.path) for one in OutgoingMail.objects.all()] == [(lead_attorney, PAGE)]
        ledger.retry_parked(stopping, actor=paralegal)
        stop(stopping.items.all()[0])
        assert OutgoingMail.objects.count() == 2

    def test_it_goes_to_the_administrator_where_the_lawsuit_has_one(
        self, stopping: Batch, lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        admin = factories.staff("Noor Vance", role=Role.ADMINISTRATOR)
        lawsuit.members.create(staff=admin)
        stop(stopping.items.all()[0])
        assert OutgoingMail.objects.get().to == admin

    def test_no_mail_tells_that_a_mail_has_stopped(self, item: BatchItem) -> None:
        stop(item)
        assert (BatchItem.objects.get(pk=item.pk).state, OutgoingMail.objects.count()) == (ItemState.PARKED, 1)

    def test_nobody_is_named_by_what_is_sent_of_a_house_full_of_canaries(
        self, canaries_enrolled: Lawsuit, server: Server, paralegal: Staff, canaries: list[dict[str, str]]
    ) -> None:
        batch = ledger.open_batch(canaries_enrolled, kind="press", title="Declaration", keys=["a"], asked_by=paralegal)
        stop(batch.items.get())
        outbox.send_item(BatchItem.objects.get(batch__kind=outbox.KIND).pk)
        (letter,) = server.letters
        said = [*canaries[0].values(), *(one["client_code"] for one in canaries), "JANE DOE", "DOE 8"]
        assert not [word for word in said if isinstance(word, str) and len(word) > 4 and word in letter]


class TestTheOnlyWayOut:
    def test_a_mail_that_is_no_notice_is_refused_and_with_it_all_it_was_to_go_out_with(self, server: Server) -> None:
        notice = Notice(NoticeKind.WORK_STOPPED, path=PAGE, to="ines@moltrask.example")
        other = EmailMessage("Hello", "Odalys Quillfeather", to=["ines@moltrask.example"])
        with pytest.raises(NotAllowed):
            mail.get_connection().send_messages([notice, other])
        assert server.letters == []

    @pytest.mark.parametrize("path", ["work", "/x?q=Odalys", "/doe/Odalys Quillfeather", "//elsewhere.example/x", "/X"])
    def test_a_notice_leads_nowhere_but_to_a_page_of_the_house(self, path: str) -> None:
        with pytest.raises(ValueError, match="page of the house"):
            Notice(NoticeKind.WORK_STOPPED, path=path, to="ines@moltrask.example")

    @pytest.mark.parametrize("kind", list(NoticeKind))
    def test_every_kind_of_notice_has_its_words(self, kind: NoticeKind) -> None:
        assert len(str(Notice(kind, path=PAGE, to="ines@moltrask.example").body)) > 60


class TestTheSettings:
    @pytest.mark.parametrize("address", ["http://mail.example", "smtp://", "smtp+plain://mail.example", "mail.example"])
    def test_an_address_that_makes_no_sense_is_refused_without_being_quoted(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EMAIL_URL", address)
        with pytest.raises(ImproperlyConfigured, match="EMAIL_URL") as refusal:
            env.mail_server("EMAIL_URL")
        assert "example" not in str(refusal.value)

    def test_a_mail_server_without_an_address_of_the_house_stops_the_start(self, settings: Settings) -> None:
        settings.EMAIL_HOST, settings.ADDRESS = "mail.example", ""
        assert [one.id for one in checks.mail_leads_home(app_configs=None)] == ["casefile.E003"]
        settings.ADDRESS = "https://casefile.example"
        assert checks.mail_leads_home(app_configs=None) == []


def die_while_sending(item: BatchItem) -> None:
    """A worker of its own, killed as soon as the server has the letter."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        outbox._sent = lambda held: os.kill(os.getpid(), signal.SIGKILL)
        try:
            outbox.send_item(item.pk)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def stop(item: BatchItem) -> None:
    """Let an item fail for the fifth time."""
    BatchItem.objects.filter(pk=item.pk).update(tries=4)
    held = ledger.lease(item.pk)
    assert held
    ledger.give_back(held, error=ZeroDivisionError())
