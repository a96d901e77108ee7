"""With planted people enrolled nothing sings: not the house's files, not its answers, not a paper made to name one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser

from casefile import clock
from casefile.errors import LeakRefused
from casefile.models import Lawsuit, Staff
from filings.models import Document, Finding, TemplateVersion
from filings.queries.documents import REVIEW
from filings.services import batches, issue, templates
from plaintiffs.models import Client, Plaintiff

SignIn = Callable[[Staff], Browser]
OPENING = "I, {{ plaintiff.label }}, declare:"


@pytest.fixture
def declaring(canaries_enrolled: Lawsuit, lead_attorney: Staff) -> Callable[[str], TemplateVersion]:
    """The shipped declaration with a sentence of ours in it."""
    Client.objects.update(duty="current", covert_role="undercover")

    def make(sentence: str) -> TemplateVersion:
        shipped = templates.current("declaration", actor=lead_attorney)
        return TemplateVersion.objects.create(
            code=shipped.code,
            number=shipped.number + 1,
            title=shipped.title,
            text=shipped.text.replace(OPENING, f"{OPENING}\n\n¶ {sentence}", 1),
            sha256="5" * 64,
            adopted_at=clock.now(),
        )

    return make


def issued(version: TemplateVersion, *, lawsuit: Lawsuit, actor: Staff) -> Document:
    everybody = list(Plaintiff.objects.filter(lawsuit=lawsuit).select_related("client"))
    return issue.issue(version, lawsuit=lawsuit, plaintiffs=everybody, plaintiff=everybody[0], options={}, actor=actor)


def on_the_shelf() -> list[Path]:
    return [path for path in Path(settings.MEDIA).rglob("*") if path.is_file()]


class TestAPaperThatNames:
    def test_her_is_refused_and_no_byte_of_it_is_kept(
        self, canaries_enrolled: Lawsuit, declaring: Callable[[str], TemplateVersion], lead_attorney: Staff
    ) -> None:
        kept = on_the_shelf()
        with pytest.raises(LeakRefused) as refused:
            issued(declaring("I know Cuthwulf Marrowgibbet."), lawsuit=canaries_enrolled, actor=lead_attorney)
        assert "arrowgibbet" not in f"{refused.value!r} {refused.value.findings!r}"
        assert not Document.objects.exists()
        assert on_the_shelf() == kept
        found = list(Finding.objects.exclude(page=None))
        assert {(one.subject, one.page, one.document) for one in found} == {("JANE DOE 806", 1, None)}
        assert {one.text for one in found} == {"An identifying full name stands here."}
        assert not Finding.objects.filter(text__icontains="marrowgibbet").exists()

    def test_nobody_is_told_so_by_the_page_of_its_batch_and_nothing_can_be_downloaded(
        self,
        canaries_enrolled: Lawsuit,
        declaring: Callable[[str], TemplateVersion],
        lead_attorney: Staff,
        signed_in: SignIn,
    ) -> None:
        people = list(Plaintiff.objects.filter(lawsuit=canaries_enrolled)[:1])
        batch = batches.open_batch(
            "declaration", lawsuit=canaries_enrolled, plaintiffs=people, options={}, actor=lead_attorney
        )
        batch.detail["version"] = declaring("I know Cuthwulf Marrowgibbet.").pk
        batch.save()
        batches.press_item(batch.items.get().pk)
        browser = signed_in(lead_attorney)
        page: Any = browser.get(f"/{canaries_enrolled.slug}/batches/{batch.pk}")
        assert "JANE DOE 806" in page.content.decode().upper()
        assert browser.get(f"/{canaries_enrolled.slug}/batches/{batch.pk}/zip").status_code == 422


class TestAPaperToBeReadFirst:
    def test_keeps_the_places_and_shows_them_without_saying_whose_they_are(
        self,
        canaries_enrolled: Lawsuit,
        declaring: Callable[[str], TemplateVersion],
        lead_attorney: Staff,
        signed_in: SignIn,
    ) -> None:
        paper = issued(declaring("I asked Ms. Court for help."), lawsuit=canaries_enrolled, actor=lead_attorney)
        found = paper.findings.filter(severity=REVIEW)
        assert {(one.subject, one.page) for one in found} == {("", 1)}
        page = signed_in(lead_attorney).get(f"/{canaries_enrolled.slug}/documents/{paper.pk}").content.decode()
        assert "to read" in page
        assert "Read the place before the paper goes out." in page

    def test_an_ordinary_paper_has_nothing_to_read(
        self, canaries_enrolled: Lawsuit, declaring: Callable[[str], TemplateVersion], lead_attorney: Staff
    ) -> None:
        paper = issued(declaring("I asked a friend for help."), lawsuit=canaries_enrolled, actor=lead_attorney)
        assert not paper.findings.filter(severity=REVIEW).exists()
