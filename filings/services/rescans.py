"""Papers whose pass is stale, looked at again: an identity that came into the vault may stand in what passed before.

The download asks the guard anyway, whatever is found here; this tells people before they want the paper.
"""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from casefile import audit, clock, ledger
from casefile.acts import Act
from casefile.errors import LeakRefused, Missing
from casefile.lawsuits import clerk
from casefile.ledger import Lease
from casefile.models import Batch, BatchItem, BatchState, Lawsuit
from filings.models import Document
from filings.services import findings, shelf
from plaintiffs.leakguard import guard, nets
from plaintiffs.leakguard.guard import GUARD_VERSION, Released

KIND = "rescan"
APART = 60.0  # seconds between two looks of one process
QUIET = timedelta(seconds=60)  # twenty clients entered in a row are one change

_looked: float | None = None


def look_for_stale() -> None:
    """A chore of the sweeper: at most once a minute, and only when the vault has been left alone for one."""
    global _looked  # a second sweeper would look as well, and find what this one has opened
    if _looked is not None and time.monotonic() - _looked < APART:
        return
    _looked = time.monotonic()
    changed = nets.changed_at()
    if changed is None or clock.now() - changed >= QUIET:
        open_batches()


def open_batches() -> list[Batch]:
    """One batch for each lawsuit that has stale papers, unless one is at work there."""
    version = nets.version()
    lawsuits = Lawsuit.objects.filter(documents__in=stale(version)).distinct()
    return [batch for lawsuit in lawsuits if (batch := _open(lawsuit, version=version))]


def stale(version: str) -> QuerySet[Document]:
    """Papers that were last held against another vault than that of this version, or by another guard."""
    return Document.objects.exclude(Q(net=version, guard=GUARD_VERSION))


def scan_item(item_id: int) -> None:
    """Look at one paper: takes the row's lease, and does nothing when another worker holds it or it is done."""
    with ledger.work(item_id) as held:
        if held:
            _scan(held)


@transaction.atomic
def _open(lawsuit: Lawsuit, *, version: str) -> Batch | None:
    """None while one is open, and for papers that were asked for under this version already and came to nothing."""
    Lawsuit.objects.select_for_update(no_key=True).get(pk=lawsuit.pk)  # a second sweeper waits, and finds it open
    if Batch.objects.filter(lawsuit=lawsuit, kind=KIND, state=BatchState.OPEN).exists():
        return None
    papers = stale(version).filter(lawsuit=lawsuit).order_by("made_at", "pk").values_list("pk", flat=True)
    wanted = [f"{number} {version} {GUARD_VERSION}" for number in papers]
    asked = BatchItem.objects.filter(batch__lawsuit=lawsuit, batch__kind=KIND, key__in=wanted)
    known = set(asked.values_list("key", flat=True))
    keys = [key for key in wanted if key not in known]
    if not keys:
        return None
    batch = ledger.open_batch(lawsuit, kind=KIND, title="Papers looked at again", keys=keys, asked_by=clerk())
    ledger.ring_batch(batch)
    return batch


def _scan(held: Lease) -> None:
    document = Document.objects.select_related("version", "lawsuit").get(pk=UUID(held.key.split()[0]))
    now = nets.current_net()
    try:
        content = shelf.get(document.sha256)
    except Missing as gone:
        ledger.refuse(held, text=str(gone), code=gone.code)
        return
    try:
        released = guard.release(content, kind="pdf", audience=document.audience, name=document.file_name, net=now.net)
    except LeakRefused as refusal:  # a guard that could not look has found nobody: then it is tried again
        _hold_back(document, refusal, net=now.version, held=held)
    else:
        _renew(document, released, net=now.version, held=held)


@transaction.atomic
def _renew(document: Document, released: Released, *, net: str, held: Lease) -> None:
    """It passes now. What was held back stays so, with its findings: a name that was forgotten still stands in it."""
    Document.objects.filter(pk=document.pk).update(net=net, guard=released.guard_version)
    if not document.held_since:
        findings.forget_leaks(document)
        about = findings.About(document.lawsuit, document.version)
        findings.keep_reviews(about, released.reviews, document=document)
    ledger.finish(held, reviews=len(released.reviews))
    audit.record(audit.SYSTEM, Act.DOCUMENT_RENEWED, document, guard=released.guard_version)


@transaction.atomic
def _hold_back(document: Document, refusal: LeakRefused, *, net: str, held: Lease) -> None:
    about = findings.About(document.lawsuit, document.version)
    Document.objects.filter(pk=document.pk).update(
        net=net, guard=GUARD_VERSION, held_since=document.held_since or clock.now()
    )
    findings.forget_leaks(document)
    kept = findings.keep_refusal(about, refusal, document=document)
    ledger.finish(held, held_back=kept)
    audit.record(audit.SYSTEM, Act.DOCUMENT_HELD_BACK, document, code=refusal.code, findings=kept)
