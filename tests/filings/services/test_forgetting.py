"""No name is forgotten while a paper may carry it that the guard has not looked at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django.fixtures import Settings

from casefile import clock, hands, ledger
from casefile.acts import Act
from casefile.errors import Refused
from casefile.models import AuditEntry, Batch, BatchState, ItemState, Lawsuit, Staff
from filings.importers import claims
from filings.models import Document
from filings.press import texts
from filings.services import batches, rescans, templates
from filings.services.forgetting import NotLookedAt
from plaintiffs.leakguard import nets
from plaintiffs.models import Client, DataKey, Plaintiff
from plaintiffs.rules.identity import Identity
from plaintiffs.services import shredding
from tests import factories
from tests.filings import issued
from tests.filings.importers.test_claims_import import load

Sql = psycopg.Connection[Any]


@pytest.fixture(autouse=True)
def own_shelf(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA = tmp_path


@pytest.fixture
def her(lawsuit: Lawsuit) -> Client:
    return factories.enrolled(lawsuit, code="RM-8", identity=Identity(last="Thistlewick", first="Odalys"))


@pytest.fixture
def paper(her: Client, lawsuit: Lawsuit, lead_attorney: Staff) -> Document:
    """It speaks for somebody else, names nobody, and has passed the vault as it is."""
    factories.enrolled(lawsuit, code="RM-1", number=1, identity=Identity(last="Quorndale", first="Ivo"))
    return looked_at(pressed(lawsuit, lead_attorney))


def pressed(lawsuit: Lawsuit, attorney: Staff, *, content: bytes | None = None) -> Document:
    version = templates.current("letter", actor=attorney)
    does = list(Plaintiff.objects.unscoped("test").filter(number=1))
    return issued.document(lawsuit, version=version, plaintiffs=does, made_by=attorney, content=content)


def asked_for(lawsuit: Lawsuit, attorney: Staff) -> Batch:
    does = list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit, number=1))
    return batches.open_batch("letter", lawsuit=lawsuit, plaintiffs=does, options={}, actor=attorney)


@dataclass
class Text:
    """The letter as casefile ships it, but for a sentence."""

    monkeypatch: pytest.MonkeyPatch
    source: str

    def ship(self, source: str) -> None:
        self.monkeypatch.setattr(templates, "shipped", lambda: (texts.read(source),))

    def mend(self) -> None:
        self.ship(self.source)


@pytest.fixture
def text_that_names_her(monkeypatch: pytest.MonkeyPatch, lead_attorney: Staff) -> Text:
    head = 'code = "letter"\ntitle = "Letter"\nfooter = "Letter"\nshell = "letter"\ncardinality = "per_plaintiff"\n'
    source = f'+++\n{head}audience = "public"\n+++\nThis is about %s and what she saw.\n'
    text = Text(monkeypatch, source % "nobody")
    text.ship(source % "Odalys Thistlewick")
    templates.adopt_shipped(actor=lead_attorney)
    return text


def looked_at(paper: Document) -> Document:
    Document.objects.unscoped("test").filter(pk=paper.pk).update(net=nets.version())
    return paper


def hold(paper: Document) -> None:
    Document.objects.unscoped("test").filter(pk=paper.pk).update(held_since=clock.now())


def shred(client: Client, *, attorney: Staff) -> int:
    return shredding.shred(client, no_hold_says=attorney, actor=attorney).fields


class TestShredding:
    def test_waits_for_a_paper_that_was_not_looked_at_and_goes_on_once_it_was(
        self, her: Client, paper: Document, lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        factories.enrolled(lawsuit, code="RM-9", identity=Identity(last="Marrowgibbet", first="Ivo"))
        with pytest.raises(NotLookedAt, match="^1 paper waits to be looked at"):
            shred(her, attorney=lead_attorney)
        assert DataKey.objects.using("vault").filter(client=her).exists()
        assert not AuditEntry.objects.filter(act=Act.PERSON_SHREDDED, subject__contains=str(her.pk)).exists()
        assert rescans.open_batches()
        hands.work_until_none_is_due()
        assert shred(her, attorney=lead_attorney) == 2
        assert not DataKey.objects.using("vault").filter(client=her).exists()

    def test_waits_for_those_of_another_lawsuit_without_counting_them(
        self, her: Client, lead_attorney: Staff, staff_member: Staff
    ) -> None:
        other = factories.opened(slug="behind-the-wall", members=[staff_member])
        version = templates.current("letter", actor=staff_member)
        issued.document(other, version=version, plaintiffs=[], made_by=staff_member)
        with pytest.raises(NotLookedAt, match="^Papers of this house wait to be looked at"):
            shred(her, attorney=lead_attorney)

    def test_finds_her_in_a_paper_of_before_while_it_still_can(
        self, her: Client, paper: Document, lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        named = pressed(lawsuit, lead_attorney, content=issued.paper_about("Odalys Thistlewick"))
        with pytest.raises(NotLookedAt, match="1 paper waits"):
            shred(her, attorney=lead_attorney)
        rescans.open_batches()
        hands.work_until_none_is_due()
        with pytest.raises(NotLookedAt, match="^1 paper is held back: press it anew"):
            shred(her, attorney=lead_attorney)
        looked_at(pressed(lawsuit, lead_attorney))
        assert shred(her, attorney=lead_attorney)
        named.refresh_from_db()
        assert named.held_since

    def test_waits_for_one_that_is_held_in_another_lawsuit_without_counting_it(
        self, her: Client, lead_attorney: Staff, staff_member: Staff
    ) -> None:
        other = factories.opened(slug="behind-the-wall", members=[staff_member])
        version = templates.current("letter", actor=staff_member)
        hold(issued.document(other, version=version, plaintiffs=[], made_by=staff_member))
        with pytest.raises(NotLookedAt, match="^Papers elsewhere in this house are held back"):
            shred(her, attorney=lead_attorney)

    @pytest.mark.parametrize(
        ("facts", "told"),
        [
            ({"judge": "Hon. Odalys Thistlewick"}, "look at the caption"),
            ({"records_requester": "Thistlewick, Odalys"}, "look at the caption"),
            ({"judge": "Hon. Ivo Quorndale"}, ""),  # another's name waits for its own turn
            ({"judge": "Hon. Rosalind Frake"}, ""),
        ],
    )
    def test_waits_while_the_facts_of_papers_name_her(
        self, her: Client, paper: Document, lawsuit: Lawsuit, lead_attorney: Staff, facts: dict[str, str], told: str
    ) -> None:
        Lawsuit.objects.filter(pk=lawsuit.pk).update(**facts)
        looked_at(paper)
        if told:
            with pytest.raises(NotLookedAt, match=told):
                shred(her, attorney=lead_attorney)
        else:
            assert shred(her, attorney=lead_attorney)

    def test_waits_while_the_words_of_a_text_name_her(
        self, her: Client, paper: Document, lead_attorney: Staff, text_that_names_her: Text
    ) -> None:
        with pytest.raises(NotLookedAt, match="mend the text"):
            shred(her, attorney=lead_attorney)

    def test_a_paper_that_was_refused_for_her_name_is_pressed_anew_before(
        self, her: Client, paper: Document, lawsuit: Lawsuit, lead_attorney: Staff, text_that_names_her: Text
    ) -> None:
        asked = asked_for(lawsuit, lead_attorney)
        batches.press_item(asked.items.get().pk)
        assert asked.items.get().outcome["code"] == "leak_refused"
        text_that_names_her.mend()
        with pytest.raises(NotLookedAt, match="^1 paper was refused, for an identity stands in it"):
            shred(her, attorney=lead_attorney)
        batches.press_item(asked_for(lawsuit, lead_attorney).items.get().pk)
        assert shred(her, attorney=lead_attorney)
        ledger.retry(asked, actor=lead_attorney)
        batches.press_item(asked.items.get().pk)
        item = asked.items.get()
        assert (item.state, item.outcome["text"]) == (
            ItemState.REFUSED,
            "Its text named somebody and was changed since. Ask for it anew.",
        )

    def test_a_paper_of_another_text_is_not_the_held_one_pressed_anew(
        self, her: Client, paper: Document, lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        hold(paper)
        other = looked_at(pressed(lawsuit, lead_attorney))
        other.version = templates.current("declaration", actor=lead_attorney)
        other.save(update_fields=["version"])
        with pytest.raises(NotLookedAt, match="held back"):
            shred(her, attorney=lead_attorney)

    def test_waits_for_a_paper_that_was_asked_for_or_is_in_the_press(
        self, her: Client, paper: Document, lawsuit: Lawsuit, lead_attorney: Staff
    ) -> None:
        asked = asked_for(lawsuit, lead_attorney)
        with pytest.raises(NotLookedAt, match="1 paper waits"):
            shred(her, attorney=lead_attorney)
        held = ledger.lease(asked.items.get().pk)
        assert held
        with pytest.raises(NotLookedAt, match="1 paper waits"):
            shred(her, attorney=lead_attorney)
        ledger.refuse(held)
        assert shred(her, attorney=lead_attorney)

    def test_holds_her_key_while_it_looks_so_that_nothing_is_sealed_for_her_meanwhile(
        self, her: Client, lead_attorney: Staff, superuser_sql: Sql, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        superuser_sql.execute("SET lock_timeout = '100ms'")

        def look(version: str) -> Any:
            with pytest.raises(psycopg.errors.LockNotAvailable):
                superuser_sql.execute("SELECT 1 FROM plaintiffs_datakey WHERE client_id = %s FOR KEY SHARE", [her.pk])
            superuser_sql.rollback()
            return Document.objects.unscoped("test").none()

        monkeypatch.setattr(rescans, "stale", look)
        assert shred(her, attorney=lead_attorney)


class TestUndoingAnImport:
    @pytest.fixture
    def sheet(self, paper: Document, lawsuit: Lawsuit, paralegal: Staff) -> Batch:
        return load(lawsuit, paralegal)

    def test_waits_for_papers_that_were_not_looked_at_since_and_leaves_all_as_it_is(
        self, sheet: Batch, paralegal: Staff
    ) -> None:
        before = Client.objects.unscoped("test").count()
        with pytest.raises(NotLookedAt, match="^1 paper waits to be looked at"):
            claims.undo(sheet, actor=paralegal)
        sheet.refresh_from_db()
        assert (sheet.state, Client.objects.unscoped("test").count()) == (BatchState.DONE, before)
        rescans.open_batches()
        hands.work_until_none_is_due()
        assert claims.undo(sheet, actor=paralegal) == 3

    def test_waits_until_a_held_paper_is_pressed_anew(
        self, sheet: Batch, paper: Document, lawsuit: Lawsuit, paralegal: Staff, lead_attorney: Staff
    ) -> None:
        hold(looked_at(paper))
        with pytest.raises(Refused, match="^1 paper is held back"):
            claims.undo(sheet, actor=paralegal)
        looked_at(pressed(lawsuit, lead_attorney))
        assert claims.undo(sheet, actor=paralegal) == 3
