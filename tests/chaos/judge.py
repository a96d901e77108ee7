"""The judge: reads database, shelf and audit trail as they lie, believes no program, and says what is wrong."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2
from django.conf import settings

from casefile import chain, clock, ledger
from casefile.acts import Act
from casefile.errors import Missing
from casefile.models import AuditEntry, Batch, BatchItem, BatchState, ItemState
from filings.models import Document
from filings.services import shelf

ENDED = {ItemState.DONE, ItemState.PARKED, ItemState.REFUSED, ItemState.CANCELLED}
SWEEPERS_ROUND = 60.0  # seconds: how much later than allowed a half-written file may still lie there


@dataclass(slots=True)
class Verdict:
    """`faults` are sentences, empty when all is well. `attempts` counts items by how often they were taken."""

    items: int = 0
    done: int = 0
    lost: int = 0
    doubled: int = 0
    parked: int = 0
    taken_again: int = 0
    halves: int = 0
    orphans: int = 0
    seconds: float | None = None
    attempts: dict[int, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def examine(batch: Batch, *, asked: Sequence[str], poisons: frozenset[str] = frozenset()) -> Verdict:
    """Every letter asked for (by key) done, or parked if its key is one of the poisons; one whole document each."""
    items = list(batch.items.order_by("position"))
    documents = list(Document.objects.unscoped("test").filter(item__batch=batch).order_by("item__position"))
    verdict = Verdict(
        items=len(items),
        done=sum(item.state == ItemState.DONE for item in items),
        parked=sum(item.state == ItemState.PARKED for item in items),
        taken_again=sum(item.attempt > 1 for item in items),
        attempts=dict(sorted(Counter(item.attempt for item in items).items())),
        seconds=(batch.ended_at - batch.asked_at).total_seconds() if batch.ended_at else None,
    )
    whole = {document.item_id for document in documents if not any(_faults_of_file(document))}
    _count(
        verdict,
        "lost",
        [*_lost(items, whole=whole, poisons=poisons), *_never_written(items, asked), *_shared(documents)],
    )
    _count(verdict, "doubled", _doubled(documents))
    _count(verdict, "orphans", _orphans())
    halves = list(_shelf().rglob("new.*"))
    verdict.halves = len(halves)
    verdict.faults += _leftovers(halves)
    verdict.faults += _standing(batch, items, poisons=poisons)
    verdict.faults += [fault for document in documents for fault in _faults_of_file(document)]
    verdict.faults += _strangers(documents)
    verdict.faults += _trail(items, documents)
    return verdict


def _count(verdict: Verdict, name: str, faults: Iterable[str]) -> None:
    found = list(faults)
    setattr(verdict, name, len(found))
    verdict.faults += found


def _lost(items: Sequence[BatchItem], *, whole: set[int | None], poisons: frozenset[str]) -> Iterator[str]:
    for item in items:
        if item.key not in poisons and not (item.state == ItemState.DONE and item.pk in whole):
            yield f"lost: item {item.position} is {item.state} after {item.attempt} attempts, without a whole paper"


def _never_written(items: Sequence[BatchItem], asked: Sequence[str]) -> Iterator[str]:
    written = {item.key for item in items}
    yield from (f"lost: of {key} no item was ever written" for key in asked if key not in written)


def _shared(documents: Sequence[Document]) -> Iterator[str]:
    """No two letters are alike: where two documents have one file, one of the letters is nowhere."""
    first: dict[str, str] = {}
    for document in documents:
        if first.setdefault(document.sha256, document.file_name) != document.file_name:
            yield f"lost: {document.file_name} is the file of {first[document.sha256]}"


def _strangers(documents: Sequence[Document]) -> Iterator[str]:
    for document in documents:
        whose = {str(pk) for pk in document.plaintiffs.unscoped("test").values_list("pk", flat=True)}
        if document.item is None or whose != {document.item.key}:
            yield f"stranger: {document.file_name} speaks for somebody else than its item"


def _doubled(documents: Sequence[Document]) -> Iterator[str]:
    names = Counter(document.file_name for document in documents)
    items = Counter(document.item_id for document in documents)
    for name, times in names.items():
        yield from [f"doubled: {name} is there {times} times"] * (times - 1)
    for item, times in items.items():
        yield from [f"doubled: item {item} has {times} papers"] * (times - 1)


def _orphans() -> Iterator[str]:
    """Files on the shelf that no document speaks of."""
    known = set(Document.objects.unscoped("test").values_list("sha256", flat=True))
    for path in sorted(_shelf().glob("??/*.pdf")):
        if path.stem not in known:
            yield f"orphan: {path.name} on the shelf belongs to no document"


def _standing(batch: Batch, items: Sequence[BatchItem], *, poisons: frozenset[str]) -> Iterator[str]:
    """What the ledger itself must say: the batch closed, nothing in work, the poisons parked with a reason."""
    batch.refresh_from_db()
    if batch.state != BatchState.DONE or batch.ended_at is None:
        yield f"open: the batch is {batch.state}"
    for item in items:
        if item.state not in ENDED or item.leased_until is not None:
            yield f"open: item {item.position} is {item.state}"
        if item.key in poisons and item.state != ItemState.PARKED:
            yield f"poison: item {item.position} is {item.state} after {item.attempt} attempts, and should be parked"
        if item.state == ItemState.PARKED and not item.outcome.get("text"):
            yield f"parked: item {item.position} does not say why"
        if item.state == ItemState.PARKED and item.tries != ledger.MOST_TRIES:
            yield f"parked: item {item.position} after {item.tries} tries"


def _faults_of_file(document: Document) -> Iterator[str]:
    try:
        content = shelf.get(document.sha256)
    except Missing:
        yield f"file: {document.file_name} has no file, or one that was altered"
        return
    try:
        pages = len(pypdfium2.PdfDocument(content))
    except pypdfium2.PdfiumError:
        pages = 0
    if (pages, len(content)) != (document.pages, document.size):
        yield f"file: {document.file_name} opens with {pages} pages and {len(content)} bytes"


def _leftovers(halves: Sequence[Path]) -> Iterator[str]:
    """Half-written files may wait for the sweeper as long as it lets them, and no longer."""
    oldest = clock.now().timestamp() - shelf.HALF_WRITTEN.total_seconds() - SWEEPERS_ROUND
    for path in halves:
        if path.stat().st_mtime < oldest:
            yield f"half: {path.name} was never cleared away"


def _trail(items: Sequence[BatchItem], documents: Sequence[Document]) -> Iterator[str]:
    """The chain is whole, and tells of each paper once and of each parking."""
    trail = chain.read(chain.stored())
    if not trail.whole:
        yield f"trail: {trail.wrong} entries do not follow from the one before, the first is {trail.broken[0][0]}"
    told = Counter(AuditEntry.objects.filter(act=Act.DOCUMENT_ISSUED).values_list("subject", flat=True))
    for document in documents:
        if told[f"filings.document {document.pk}"] != 1:
            yield f"trail: {document.file_name} was issued {told[f'filings.document {document.pk}']} times"
    since = min((item.asked_at for item in items), default=clock.now())  # numbers begin anew, the trail does not
    parked = AuditEntry.objects.filter(act=Act.ITEM_PARKED, at__gte=since)
    parkings = "\n".join(parked.values_list("subject", flat=True))
    for item in items:
        if item.state == ItemState.PARKED and not re.search(rf"\b{item.pk}\b", parkings):
            yield f"trail: nothing is said of item {item.position} being parked"


def _shelf() -> Path:
    return Path(settings.MEDIA) / "papers"
