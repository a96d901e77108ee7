"""The one door: a paper is pressed, read back, checked, searched, and then a document; or nothing is."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError
from pytest_django.fixtures import Settings

from casefile import ledger
from casefile.acts import Act
from casefile.errors import LeakRefused, Missing, MissingFacts, PaperRefused, Stale
from casefile.models import AuditEntry, BatchState, ItemState, Lawsuit, Role, Staff
from filings.law.claim_events import Event, EventKind, Method
from filings.models import Document, Finding, TemplateVersion
from filings.press import read_back
from filings.services import batches, issue, shelf, templates
from plaintiffs.models import Client, Plaintiff
from plaintiffs.rules.identity import Identity
from plaintiffs.services import intake
from tests.factories import enrolled

REJECTED = (
    Event(EventKind.ACCRUED, date(2026, 4, 6)),
    Event(EventKind.PRESENTED, date(2026, 6, 1), method=Method.MAIL),
    Event(EventKind.REJECTED, date(2026, 7, 1), mailed_on=date(2026, 7, 2), warning=True),
)
NAME = Identity(last="Wolfthistleby", first="Perpetua", serial_no="48211")


@pytest.fixture
def does(db: None, lawsuit: Lawsuit, paralegal: Staff) -> list[Plaintiff]:
    for number in (1, 2, 3):
        identity = NAME if number == 2 else Identity(last=f"Quorndale{'abc'[number - 1]}", first="Ivo")
        enrolled(lawsuit, code=f"MT-{number}", number=number, identity=identity, events=REJECTED)
    told_at_intake()
    return list(Plaintiff.objects.unscoped("test").select_related("client").order_by("number"))


def told_at_intake() -> None:
    """What a paper needs to know of every client beside her claim."""
    Client.objects.unscoped("test").update(duty="current", covert_role="undercover", harms=["relocation"])


def press(
    code: str, lawsuit: Lawsuit, does: list[Plaintiff], actor: Staff, *, alone: Plaintiff | None = None
) -> Document:
    version = templates.current(code, actor=actor)
    return issue.issue(version, lawsuit=lawsuit, plaintiffs=does, plaintiff=alone, options={}, actor=actor)


def reworded(code: str, words: str, actor: Staff) -> TemplateVersion:
    """A version of a shipped text with more words at its end."""
    text = templates.current(code, actor=actor).text + f"\n\n{words}\n"
    return TemplateVersion.objects.create(
        code=code,
        number=99,
        title="Declaration",
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        adopted_at="2026-11-24T00:00Z",
    )


class TestAPaperThatPasses:
    def test_it_is_a_document_with_all_that_it_came_from(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        document = press("complaint", lawsuit, does, paralegal)
        content = issue.open_document(document, actor=paralegal)
        assert hashlib.sha256(content).hexdigest() == document.sha256
        assert (document.version.code, document.audience, document.plaintiffs.unscoped("test").count()) == (
            "complaint",
            "public",
            3,
        )
        assert all([document.facts_sha256, document.renderer, document.guard, document.net])
        assert AuditEntry.objects.latest("seq").act == Act.DOCUMENT_DOWNLOADED

    def test_the_same_facts_are_the_same_bytes_on_one_shelf(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, settings: Settings
    ) -> None:
        first, second = (press("complaint", lawsuit, does, paralegal) for _ in range(2))
        assert (first.sha256, first.facts_sha256) == (second.sha256, second.facts_sha256)
        assert first.pk != second.pk
        assert len(list(Path(settings.MEDIA).rglob(f"{first.sha256}*"))) == 1

    def test_its_file_name_is_made_of_code_number_and_day(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        document = press("declaration", lawsuit, does, paralegal, alone=does[1])
        assert document.file_name.startswith("Doe-002_declaration_20")
        assert list(document.plaintiffs.unscoped("test").all()) == [does[1]]

    def test_no_row_says_document_without_a_scan(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        document = press("letter", lawsuit, does, paralegal, alone=does[0])
        with pytest.raises(IntegrityError, match="no_document_without_a_passing_scan"):
            Document.objects.unscoped("test").filter(pk=document.pk).update(guard="")


class TestAPaperThatIsRefused:
    def test_a_name_in_it_stops_it_and_the_finding_does_not_say_the_name(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, settings: Settings
    ) -> None:
        before = set(Path(settings.MEDIA).rglob("*"))
        version = reworded("declaration", "I have worked with Perpetua Wolfthistleby for years.", paralegal)
        with pytest.raises(LeakRefused):
            issue.issue(version, lawsuit=lawsuit, plaintiffs=does, plaintiff=does[0], options={}, actor=paralegal)
        assert Document.objects.unscoped("test").count() == 0
        assert set(Path(settings.MEDIA).rglob("*")) == before
        told = [(row.subject, row.page) for row in Finding.objects.filter(severity="block")]
        assert ("", 2) in told  # the place, and not whose it is: that would answer whoever types a name to see
        assert not any("wolf" in f"{row.text}{row.rule}{row.subject}".lower() for row in Finding.objects.all())
        assert AuditEntry.objects.latest("seq").act == Act.DOCUMENT_REFUSED

    def test_missing_facts_are_kept_each_with_its_page(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        enrolled(lawsuit, code="MT-4", number=4, identity=Identity(last="Nandor"))
        told_at_intake()
        everybody = list(Plaintiff.objects.unscoped("test").select_related("client"))
        with pytest.raises(MissingFacts):
            press("complaint", lawsuit, everybody, paralegal)
        (row,) = Finding.objects.all()
        assert (row.subject, row.where) == ("JANE DOE 4", f"/{lawsuit.slug}/plaintiffs/004")

    def test_a_paper_that_does_not_keep_the_form_is_refused_with_its_page(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        version = reworded("declaration", "Something {% raw %}{{ was.left }}{% endraw %} over.", paralegal)
        with pytest.raises(PaperRefused):
            issue.issue(version, lawsuit=lawsuit, plaintiffs=does, plaintiff=does[0], options={}, actor=paralegal)
        (row,) = Finding.objects.filter(severity="violation")
        assert (row.rule, row.page) == ("left_over", 2)
        assert Document.objects.unscoped("test").count() == 0

    def test_a_reader_that_fails_lets_nothing_out(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(content: bytes) -> None:
            raise read_back.UnreadablePaper("damaged", "The file is damaged.")

        monkeypatch.setattr(read_back, "read", broken)
        with pytest.raises(read_back.UnreadablePaper):
            press("letter", lawsuit, does, paralegal, alone=does[0])
        assert Document.objects.unscoped("test").count() == 0

    def test_a_document_is_not_opened_once_its_words_name_somebody_in_the_vault(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        document = press("letter", lawsuit, does, paralegal, alone=does[0])
        issue.open_document(document, actor=paralegal)
        named = Identity(last="Receipts", first="Keep")  # two words that stand together in the letter
        intake.engage(intake.Enrolment(code="MT-9", identity=named), lawsuit=lawsuit, actor=paralegal)
        with pytest.raises(LeakRefused):
            issue.open_document(document, actor=paralegal)

    def test_bytes_that_were_changed_on_the_shelf_are_not_served(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, settings: Settings
    ) -> None:
        document = press("letter", lawsuit, does, paralegal, alone=does[0])
        (file,) = Path(settings.MEDIA).rglob(f"{document.sha256}*")
        file.write_bytes(file.read_bytes() + b"x")
        with pytest.raises(Missing, match="altered"):
            shelf.get(document.sha256)


class TestABatch:
    def test_each_item_is_a_paper_once_however_often_the_task_is_run(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        batch = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=paralegal)
        for _ in range(2):
            for item in batch.items.all():
                batches.press_item(item.pk)
        batch.refresh_from_db()
        assert batch.state == BatchState.DONE
        assert sorted(Document.objects.unscoped("test").values_list("file_name", flat=True))[0].startswith("Doe-001_")
        assert Document.objects.unscoped("test").count() == 3

    def test_a_worker_whose_lease_has_passed_on_leaves_no_document(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does[:1], options={}, actor=paralegal)
        item = batch.items.get()
        plain = read_back.read

        def overtaken(content: bytes) -> object:
            batch.items.update(attempt=7)
            return plain(content)

        monkeypatch.setattr(read_back, "read", overtaken)
        batches.press_item(item.pk)  # makes no noise: whoever has the item now presses it
        assert Document.objects.unscoped("test").count() == 0

    def test_a_worker_who_comes_second_finds_the_lease_gone_and_adds_no_row(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        batch = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does[:1], options={}, actor=paralegal)
        item = batch.items.get()
        plain = read_back.read

        def done_by_another(content: bytes) -> object:
            monkeypatch.setattr(read_back, "read", plain)
            batch.items.update(leased_until="2026-01-01T00:00Z")
            batches.press_item(item.pk)
            return plain(content)

        monkeypatch.setattr(read_back, "read", done_by_another)
        late = ledger.lease(item.pk)
        version = templates.current("letter", actor=paralegal)
        with pytest.raises(Stale):
            issue.issue(
                version, lawsuit=lawsuit, plaintiffs=does, plaintiff=does[0], options={}, actor=paralegal, held=late
            )
        assert Document.objects.unscoped("test").get().item_id == item.pk

    def test_a_refused_item_says_why_and_the_others_go_on(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        does[1].client.covert_role = ""
        does[1].client.save(update_fields=["covert_role"])
        batch = batches.open_batch("declaration", lawsuit=lawsuit, plaintiffs=does, options={}, actor=paralegal)
        for item in batch.items.all():
            batches.press_item(item.pk)
        assert list(batch.items.values_list("state", flat=True)) == [ItemState.DONE, ItemState.REFUSED, ItemState.DONE]

    @pytest.mark.parametrize("gone", ["from the house", "from the lawsuit", "into a role that reads"])
    def test_nothing_is_pressed_in_the_name_of_who_may_no_longer(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff, gone: str
    ) -> None:
        batch = batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does[:1], options={}, actor=paralegal)
        if gone == "from the lawsuit":
            lawsuit.members.filter(staff=paralegal).delete()
        elif gone == "from the house":
            Staff.objects.filter(pk=paralegal.pk).update(is_active=False)
        else:
            Staff.objects.filter(pk=paralegal.pk).update(role=Role.AUDITOR)
        batches.press_item(batch.items.get().pk)
        item = batch.items.get()
        assert (item.state, Document.objects.unscoped("test").count()) == (ItemState.REFUSED, 0)
        assert "may no longer press" in item.outcome["text"]

    def test_asked_twice_under_one_number_it_is_one_batch(
        self, lawsuit: Lawsuit, does: list[Plaintiff], paralegal: Staff
    ) -> None:
        asking = UUID("8d0c1bb5-3c1c-4b53-8a36-0a1f7bb1f1a5")
        first, second = (
            batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does, options={}, actor=paralegal, asking=asking)
            for _ in range(2)
        )
        assert first.pk == second.pk == asking
