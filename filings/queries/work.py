"""The background work of a lawsuit as who mends it sees it: what waits, what rests and why, what has stopped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from casefile.models import BatchItem, ItemState, Lawsuit, Staff
from casefile.models.ledger import ItemQuerySet
from filings.models import Document
from filings.queries.batches import ASKED_FOR, told_of
from filings.queries.denied import LENGTH_OF_A_NUMBER, items_shown
from plaintiffs.models import Plaintiff

MOST_SHOWN = 200  # of each plight
Known = Mapping[str, tuple[str, str]]
RESTING = Q(state=ItemState.ASKED, not_before__gt=Now())
WAITING = Q(state=ItemState.ASKED) & ~RESTING


@dataclass(frozen=True, slots=True)
class KindRow:
    """How much there is of one kind of work. `oldest` is since when something waits."""

    words: str
    waiting: int
    working: int
    resting: int
    parked: int
    unknown: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One item: about whom or what it is, why it is not done, and what may be done about it ("": nothing)."""

    label: str
    url: str
    text: str
    retry_url: str
    settle_url: str


@dataclass(frozen=True, slots=True)
class WorkBatch:
    """The items of one batch that are in the same plight."""

    title: str
    kind: str
    url: str
    asked_at: datetime
    items: tuple[WorkItem, ...]
    retry_url: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Everything of the lawsuit that is not over; `more` are those too many to show."""

    kinds: tuple[KindRow, ...]
    parked: tuple[WorkBatch, ...]
    unknown: tuple[WorkBatch, ...]
    resting: tuple[WorkBatch, ...]
    more: int


def kind_words(kind: str) -> str:
    named = {
        "press": _("Papers"),
        "import": _("Claims sheets"),
        "zip": _("Packages"),
        "rescan": _("Papers looked at again"),
        "mail": _("Mail"),
    }
    return named.get(kind, kind)


def work_page(lawsuit: Lawsuit, *, staff: Staff) -> WorkPage:
    """Seven queries, however much there is."""
    items = items_shown(BatchItem.objects.filter(batch__lawsuit=lawsuit), lawsuit=lawsuit, staff=staff)
    plights = Q(state=ItemState.PARKED), Q(state=ItemState.UNKNOWN), RESTING
    found = [_some(items.filter(plight)) for plight in plights]
    known = _known([item for some in found for item in some], lawsuit=lawsuit, staff=staff)
    parked, unknown, resting = (tuple(_by_batch(some, known=known, lawsuit=lawsuit)) for some in found)
    kinds = tuple(_kinds(items))
    not_over = sum(row.parked + row.unknown + row.resting for row in kinds)
    return WorkPage(kinds, parked, unknown, resting, more=not_over - sum(map(len, found)))


def _some(items: ItemQuerySet) -> list[BatchItem]:
    return list(items.select_related("batch", "mail__to").order_by("batch__asked_at", "batch", "position")[:MOST_SHOWN])


def _kinds(items: ItemQuerySet) -> Iterator[KindRow]:
    not_over = [ItemState.ASKED, ItemState.LEASED, ItemState.PARKED, ItemState.UNKNOWN]
    counted = (
        items.filter(state__in=not_over)
        .values("batch__kind")
        .order_by("batch__kind")
        .annotate(
            waiting=Count("pk", filter=WAITING),
            working=Count("pk", filter=Q(state=ItemState.LEASED)),
            resting=Count("pk", filter=RESTING),
            parked=Count("pk", filter=Q(state=ItemState.PARKED)),
            unknown=Count("pk", filter=Q(state=ItemState.UNKNOWN)),
            oldest=Min("asked_at", filter=WAITING),
        )
    )
    for one in counted:
        counts = one["waiting"], one["working"], one["resting"], one["parked"], one["unknown"]
        yield KindRow(kind_words(one["batch__kind"]), *counts, oldest=one["oldest"])


def _keys(items: Iterable[BatchItem]) -> set[str]:
    """The numbers of rows in the keys of items; a key may hold more, or name no row."""
    return {number for item in items if len(number := item.key.partition(" ")[0]) == LENGTH_OF_A_NUMBER}


def _known(items: Iterable[BatchItem], *, lawsuit: Lawsuit, staff: Staff) -> Known:
    """What the keys of items stand for: a designation or a paper, with the address of its page."""
    numbers = _keys(items)
    people = reverse("filings:plaintiffs", args=[lawsuit.slug])
    known: dict[str, tuple[str, str]] = {}
    for doe in Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit, pk__in=numbers):
        known[str(doe.pk)] = (doe.label, f"{people}/{doe.number:03d}")
    for paper in Document.objects.visible_to(staff).filter(lawsuit=lawsuit, pk__in=numbers).only("title"):
        known[str(paper.pk)] = (paper.title, reverse("filings:document", args=[lawsuit.slug, paper.pk]))
    return known


def _by_batch(items: Iterable[BatchItem], *, known: Known, lawsuit: Lawsuit) -> Iterator[WorkBatch]:
    for batch, group in groupby(items, key=lambda item: item.batch):
        some = list(group)
        stopped = some[0].state == ItemState.PARKED
        yield WorkBatch(
            title=batch.title,
            kind=kind_words(batch.kind),
            url=reverse("filings:batch", args=[lawsuit.slug, batch.pk]) if batch.kind in ASKED_FOR else "",
            asked_at=batch.asked_at,
            items=tuple(_item(item, known=known, lawsuit=lawsuit) for item in some),
            retry_url=reverse("filings:work-retry-batch", args=[lawsuit.slug, batch.pk]) if stopped else "",
        )


def _item(item: BatchItem, *, known: Known, lawsuit: Lawsuit) -> WorkItem:
    label, url = known.get(item.key.partition(" ")[0], (item.batch.title, ""))
    letter = getattr(item, "mail", None)
    here = [lawsuit.slug, item.pk]
    rests = item.state == ItemState.ASKED
    return WorkItem(
        label=_("To %(name)s") % {"name": letter.to.name} if letter else label,
        url=url,
        text=told_of(item),
        retry_url="" if rests else reverse("filings:work-retry", args=here),
        settle_url=reverse("filings:work-settle", args=here) if item.state == ItemState.UNKNOWN else "",
    )
