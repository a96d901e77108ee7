"""Background work as pages read it: what was asked, how far it is, and why some of it was refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile import clock
from casefile.access import Right, may
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit, Staff
from casefile.templatetags.parts import court_time
from filings.models import Finding
from filings.queries.denied import batches_shown, counted_in, items_shown
from plaintiffs.models import Plaintiff

IMPORT, ZIP = "import", "zip"
ASKED_FOR = ("press", IMPORT, ZIP)  # by somebody; mail and rescans the house asks for itself
MOST_LISTED = 200
LOOKS = {
    ItemState.ASKED: "watch",
    ItemState.LEASED: "live",
    ItemState.DONE: "done",
    ItemState.REFUSED: "late",
    ItemState.PARKED: "late",
    ItemState.CANCELLED: "off",
    ItemState.UNKNOWN: "soon",
}
STOPPED = (ItemState.REFUSED, ItemState.PARKED, ItemState.CANCELLED)


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """A batch in a list."""

    on: date
    title: str
    url: str
    text: str
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item on the page of its batch. `label` is a designation; an item that speaks for all has a `title`."""

    label: str
    label_url: str
    title: str
    look: str
    words: str
    text: str
    document_url: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch with the addresses of what this person may do to it; "" where there is nothing to do."""

    id: UUID
    title: str
    lede: str
    url: str
    progress_url: str
    is_open: bool
    total: int
    done: int
    refused: int
    look: str
    words: str
    cancel_url: str
    retry_url: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is, in hundredths."""

    id: UUID
    is_open: bool
    done: int
    total: int
    words: str
    small: str
    url: str


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An import that was asked for. Its addresses are "" where there is nothing to do."""

    title: str
    lede: str
    progress: Progress
    undo_url: str
    retry_url: str


def batches_of(lawsuit: Lawsuit, *, staff: Staff, kind: str = "") -> list[BatchEntry]:
    """The newest batches first, of one kind or of all that people ask for; four queries."""
    batches = batches_shown(lawsuit, staff=staff).select_related("asked_by")
    hers = counted_in(lawsuit, staff=staff)
    counted = batches.filter(kind__in=[kind] if kind else ASKED_FOR).annotate(
        total=Count("items", filter=hers),
        done=Count("items", filter=hers & Q(items__state=ItemState.DONE)),
        refused=Count("items", filter=hers & Q(items__state__in=[ItemState.REFUSED, ItemState.PARKED])),
    )
    loads = Prefetch("items", queryset=BatchItem.objects.filter(batch__kind=IMPORT), to_attr="loads")
    # A query that counts forgets the order of its model.
    newest_first = counted.prefetch_related(loads).order_by("-asked_at")
    return [_entry(batch, lawsuit=lawsuit) for batch in newest_first[:MOST_LISTED]]


def items_of(batch: Batch, *, lawsuit: Lawsuit, staff: Staff) -> tuple[ItemRow, ...]:
    """Every item she may see in its order, with the findings that refused it; four queries."""
    findings = Prefetch("findings", queryset=Finding.objects.filter(document=None))
    shown = items_shown(batch.items.all(), lawsuit=lawsuit, staff=staff)
    items = list(shown.select_related("document").prefetch_related(findings))
    does = {
        str(one.pk): one for one in Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit, pk__in=_uuids(items))
    }
    return tuple(_item(item, doe=does.get(item.key), batch=batch, lawsuit=lawsuit) for item in items)


def batch_page(batch: Batch, *, lawsuit: Lawsuit, staff: Staff) -> BatchPage:
    """The head of a batch of papers; two queries beside the batch and who asked for it."""
    items = items_shown(batch.items.all(), lawsuit=lawsuit, staff=staff)
    states = Counter(items.values_list("state", flat=True))
    done, refused = states[ItemState.DONE], states[ItemState.REFUSED] + states[ItemState.PARKED]
    look, words = _state(batch, refused=0) if batch.is_open or not refused else ("", _("ended"))
    at = addresses(batch, lawsuit=lawsuit)
    acts = may(staff, Right.PRESS)
    return BatchPage(
        id=batch.pk,
        title=batch.title,
        lede=_lede(batch),
        url=at("batch"),
        progress_url=at("batch-progress"),
        is_open=batch.is_open,
        total=states.total(),
        done=done,
        refused=refused,
        look=look,
        words=words,
        cancel_url=at("batch-cancel") if acts and batch.is_open else "",
        retry_url=at("batch-retry") if acts and any(states[state] for state in STOPPED) else "",
    )


def import_page(batch: Batch, *, lawsuit: Lawsuit, staff: Staff) -> ImportPage:
    """The page of an import: a single item, loaded whole or not at all; one query."""
    item = batch.items.get()
    at = addresses(batch, lawsuit=lawsuit)
    acts = may(staff, Right.IMPORT)
    brought = batch.state == BatchState.DONE and bool(item.outcome.get("loaded"))
    return ImportPage(
        title=batch.title,
        lede=_lede(batch),
        progress=Progress(
            id=batch.pk,
            is_open=batch.is_open,
            done=item.progress,
            total=100,
            words=_load_words(batch, item=item),
            small=_load_rest(item) if item.state == ItemState.DONE else _load_text(item),
            url=at("batch-progress"),
        ),
        undo_url=at("batch-undo") if acts and brought else "",
        retry_url=at("batch-retry") if acts and item.state in STOPPED else "",
    )


def asked_before(asking: UUID, *, lawsuit: Lawsuit) -> Batch | None:
    """The batch that this press of a button has opened already, or None."""
    return Batch.objects.filter(pk=asking, lawsuit=lawsuit).first()


# ---- words


def _entry(batch: Any, *, lawsuit: Lawsuit) -> BatchEntry:
    load: BatchItem | None = next(iter(batch.loads), None)
    look, words = _state(batch, refused=batch.refused)
    return BatchEntry(
        on=batch.asked_at.astimezone(clock.COURT_ZONE).date(),
        title=batch.title,
        url=reverse("filings:batch", args=[lawsuit.slug, batch.detail["of"] if batch.kind == ZIP else batch.pk]),
        text=f"{_load_text(load) if load else _counted(batch)}; {_asked(batch)}".lstrip("; "),
        look=look,
        words=words,
    )


def _counted(batch: Any) -> str:
    return _("%(done)s of %(total)s done") % {"done": batch.done, "total": batch.total}


def _asked(batch: Batch) -> str:
    told = {"name": batch.asked_by.name, "at": court_time(batch.asked_at)}
    return _("asked by %(name)s on %(at)s") % told


def _lede(batch: Batch) -> str:
    return f"{capfirst(_asked(batch))}."


def _state(batch: Batch, *, refused: int) -> tuple[str, str]:
    """Badge and words of a batch: what was refused is said before what is done."""
    match batch.state:
        case BatchState.OPEN:
            return "live", str(BatchState.OPEN.label)
        case BatchState.DONE if refused:
            return "late", ngettext("%(n)s refused", "%(n)s refused", refused) % {"n": refused}
        case BatchState.DONE:
            return "done", str(BatchState.DONE.label)
        case state:
            return "off", str(BatchState(state).label)


def _load_words(batch: Batch, *, item: BatchItem) -> str:
    match item.state:
        case ItemState.DONE if batch.state == BatchState.UNDONE:
            return _("Undone: everything this sheet brought is gone.")
        case ItemState.DONE:
            return _rows_loaded(item)
        case ItemState.REFUSED | ItemState.PARKED:
            return _("Nothing was loaded.")
        case ItemState.CANCELLED:
            return _("Cancelled. Nothing was loaded.")
        case _:
            return _("Loading: all rows in one step, or none.")


def _load_text(item: BatchItem) -> str:
    """What became of a sheet in counts, or why it was refused."""
    if item.state != ItemState.DONE:
        return str(item.outcome.get("text", ""))
    return ", ".join(part for part in (_rows_loaded(item), _load_rest(item)) if part)


def _rows_loaded(item: BatchItem) -> str:
    rows = int(item.outcome.get("loaded", 0))
    return ngettext("%(n)s row loaded", "%(n)s rows loaded", rows) % {"n": rows}


def _load_rest(item: BatchItem) -> str:
    """What became of the rows that were not loaded."""
    told: dict[str, Any] = item.outcome
    parts = [
        _("%(n)s here already") % {"n": told["unchanged"]} if told.get("unchanged") else "",
        _("%(n)s refused") % {"n": told["rejected"]} if told.get("rejected") else "",
        _("%(n)s entered twice") % {"n": told["duplicates"]} if told.get("duplicates") else "",
    ]
    return ", ".join(part for part in parts if part)


# ---- items


def told_of(item: BatchItem) -> str:
    """Why an item was refused or stopped; of one that rests, also when it is tried again."""
    text = str(item.outcome.get("text", ""))
    if item.state == ItemState.ASKED and item.not_before and text:
        again = _("It is tried again by itself at %(at)s.") % {"at": court_time(item.not_before)}
        return f"{text} {again}"
    return text


def _item(item: BatchItem, *, doe: Plaintiff | None, batch: Batch, lawsuit: Lawsuit) -> ItemRow:
    document = getattr(item, "document", None)
    people = reverse("filings:plaintiffs", args=[lawsuit.slug])
    held = document is not None and document.held_since
    return ItemRow(
        label=doe.label if doe else "",
        label_url=f"{people}/{doe.number:03d}" if doe else "",
        title="" if doe else batch.title,
        look="late" if held else LOOKS[ItemState(item.state)],
        words=_("held back") if held else str(ItemState(item.state).label),
        text=_("An identity was found in it since. Press it anew.") if held else told_of(item),
        document_url=reverse("filings:document", args=[lawsuit.slug, document.pk]) if document else "",
        findings=last_findings(item),
    )


def last_findings(item: BatchItem) -> tuple[Finding, ...]:
    """Those of the last refusal: what an earlier attempt was refused for may have been put right since."""
    if item.state != ItemState.REFUSED:
        return ()
    kept = int(item.outcome.get("findings", 0))
    return tuple(list(item.findings.all())[-kept:]) if kept else ()


def _uuids(items: Sequence[BatchItem]) -> list[UUID]:
    return [UUID(item.key) for item in items if len(item.key) == 36]


def addresses(batch: Batch, *, lawsuit: Lawsuit) -> Any:
    def at(name: str) -> str:
        return reverse(f"filings:{name}", args=[lawsuit.slug, batch.pk])

    return at
