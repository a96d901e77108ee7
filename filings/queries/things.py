"""What entries of the trail speak of, in the words of the lawsuit: a Doe, a claim, a paper, with the way to its page.

Only what stands in lawsuits the reader may enter gets words of its own and a link; of anything else the kind is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefile.models import Batch, BatchItem, Lawsuit, Staff
from filings.models import Document, GovernmentClaim, TemplateVersion
from filings.queries.batches import ASKED_FOR
from filings.queries.denied import batches_shown, items_shown
from plaintiffs.models import Client, Plaintiff, WaitingSheet


@dataclass(frozen=True, slots=True)
class Thing:
    """`doe` or `code` where it is about one person; `words` say what it is; `url` is "" where there is no page."""

    words: str = ""
    url: str = ""
    doe: int | None = None
    code: str = ""

    @property
    def label(self) -> str:
        """In one line, for a file."""
        whose = f"Doe {self.doe:03d}" if self.doe else self.code
        return " ".join(filter(None, [self.words, whose]))


Lawsuits = Mapping[UUID, str]  # those the reader may enter, with the short names of their addresses
Found = Iterator[tuple[object, Thing]]
KINDS: Mapping[str, Any] = {  # of what the reader may not enter, or what is gone
    "plaintiffs.client": gettext_lazy("a client"),
    "plaintiffs.plaintiff": gettext_lazy("a plaintiff"),
    "plaintiffs.waitingsheet": gettext_lazy("a claims sheet"),
    "waiting sheet": gettext_lazy("a claims sheet"),
    "plaintiffs.pseudonymorder": gettext_lazy("the order on pseudonyms"),
    "filings.governmentclaim": gettext_lazy("a claim"),
    "filings.document": gettext_lazy("a paper"),
    "filings.templateversion": gettext_lazy("a text of papers"),
    "casefile.batch": gettext_lazy("a batch"),
    "batch item": gettext_lazy("an item of a batch"),
    "casefile.lawsuit": gettext_lazy("a lawsuit"),
    "casefile.staff": gettext_lazy("an account"),
    "plaintiffs.needtoknow": gettext_lazy("who may learn a client’s identity"),
    "plaintiffs.revealrequest": gettext_lazy("an opening"),
    "plaintiffs.revealalarm": gettext_lazy("an alarm"),
    "plaintiffs.brokenglass": gettext_lazy("broken glass"),
    "plaintiffs.keyexhibit": gettext_lazy("a copy of the sealed key"),
    "access token": gettext_lazy("an access token"),
    "the house": gettext_lazy("the trail of the house"),
}


def things_of(subjects: Iterable[str], *, lawsuits: Lawsuits, reader: Staff) -> dict[str, Thing]:
    """Each subject's thing; a query or two for each kind of thing there is, however many entries speak of it."""
    by_kind: dict[str, dict[str, str]] = {}
    for subject in subjects:
        kind, _space, number = subject.rpartition(" ")
        by_kind.setdefault(kind, {})[number] = subject
    known = {subject: _of_a_kind(subject) for subject in subjects}
    for kind, numbers in by_kind.items():
        for key, thing in READERS[kind](list(numbers), lawsuits, reader) if kind in READERS else ():
            known[numbers[str(key)]] = thing
    return known


def _of_a_kind(subject: str) -> Thing:
    kind, _space, number = subject.rpartition(" ")
    if subject in KINDS:
        return Thing(str(KINDS[subject]))
    return Thing(f"{KINDS[kind]} ({number[:8]})" if kind in KINDS else subject)


def _person(client: Client, *, words: str = "", url: str = "") -> Thing:
    """Under her Doe number, or the firm's code while she has none."""
    slug = client.lawsuit.slug
    doe = next((one.number for one in client.designations.all() if one.lawsuit_id == client.lawsuit_id), None)
    hers = reverse("filings:plaintiff", args=[slug, doe]) if doe else reverse("filings:client", args=[slug, client.pk])
    return Thing(words, url or hers, doe, client.code)


def _her_numbers(way: str, reader: Staff) -> Prefetch[str]:
    return Prefetch(way, queryset=Plaintiff.objects.visible_to(reader))


def _clients(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    rows = Client.objects.visible_to(reader).filter(pk__in=numbers, lawsuit__in=lawsuits)
    for client in rows.select_related("lawsuit").prefetch_related(_her_numbers("designations", reader)):
        yield client.pk, _person(client)


def _plaintiffs(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    rows = Plaintiff.objects.visible_to(reader).filter(pk__in=numbers, lawsuit__in=lawsuits)
    for one in rows.select_related("client__lawsuit").prefetch_related(_her_numbers("client__designations", reader)):
        yield one.pk, _person(one.client)


def _claims(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    rows = GovernmentClaim.objects.visible_to(reader).filter(pk__in=numbers, client__lawsuit__in=lawsuits)
    for claim in rows.select_related("client__lawsuit").prefetch_related(_her_numbers("client__designations", reader)):
        url = reverse("filings:claim", args=[claim.client.lawsuit.slug, claim.pk])
        yield claim.pk, _person(claim.client, words=_("claim of"), url=url)


def _documents(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    rows = Document.objects.visible_to(reader).filter(pk__in=numbers, lawsuit__in=lawsuits)
    for one in rows.only("title", "file_name", "lawsuit"):
        url = reverse("filings:document", args=[lawsuits[one.lawsuit_id], one.pk])
        yield one.pk, Thing(f"{one.title} ({one.file_name})", url)


def _batches(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    for lawsuit in lawsuits:
        for batch in batches_shown(Lawsuit(pk=lawsuit), staff=reader).filter(pk__in=numbers):
            yield batch.pk, _batch(batch, lawsuits)


def _items(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    items = BatchItem.objects.filter(pk__in=numbers).select_related("batch")
    for lawsuit in lawsuits:
        here = items.filter(batch__lawsuit=lawsuit)
        for item in items_shown(here, lawsuit=Lawsuit(pk=lawsuit), staff=reader):
            yield item.pk, _batch(item.batch, lawsuits)


def _batch(batch: Batch, lawsuits: Lawsuits) -> Thing:
    if batch.kind not in ASKED_FOR:
        return Thing(batch.title)
    return Thing(batch.title, reverse("filings:batch", args=[lawsuits[batch.lawsuit_id], batch.pk]))


def _sheets(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    for sheet in WaitingSheet.objects.filter(pk__in=numbers, lawsuit__in=lawsuits).only("lawsuit"):
        url = reverse("filings:import-preview", args=[lawsuits[sheet.lawsuit_id], sheet.pk])
        yield sheet.pk, Thing(_("a claims sheet that waits"), url)


def _lawsuits(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    for one in Lawsuit.objects.filter(pk__in=set(numbers) & set(map(str, lawsuits))):
        yield one.pk, Thing(one.short_title, reverse("filings:today", args=[one.slug]))


def _staff(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    for one in Staff.objects.filter(pk__in=numbers):
        yield one.pk, Thing(one.name)


def _texts(numbers: list[str], lawsuits: Lawsuits, reader: Staff) -> Found:
    for one in TemplateVersion.objects.filter(pk__in=numbers):
        yield one.pk, Thing(one.title)


READERS: Mapping[str, Callable[[list[str], Lawsuits, Staff], Found]] = {
    "plaintiffs.client": _clients,
    "plaintiffs.plaintiff": _plaintiffs,
    "plaintiffs.waitingsheet": _sheets,
    "filings.governmentclaim": _claims,
    "filings.document": _documents,
    "filings.templateversion": _texts,
    "casefile.batch": _batches,
    "batch item": _items,
    "casefile.lawsuit": _lawsuits,
    "casefile.staff": _staff,
}
