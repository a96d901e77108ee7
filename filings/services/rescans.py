"""Papers whose pass is stale, looked at again: an identity that came into the vault may stand in what passed before.

The download asks the guard anyway, whatever is found here; this tells people before they want the paper.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from casefile import audit, clock, ledger
from casefile.acts import Act
from casefile.errors import GuardUnavailable, LeakRefused, Missing
from casefile.lawsuits import clerk
from casefile.ledger import Lease
from casefile.models import Batch, BatchItem, BatchState, ItemState, Lawsuit
from filings.models import Document
from filings.services import findings, shelf
from plaintiffs.leakguard import guard, nets
from plaintiffs.leakguard.guard import GUARD_VERSION, Released

KIND = "rescan"
APART = 60.0  # seconds between two looks of one process
LEFT_ALONE = 10  # attempts, ten seconds apart at least, for which a paper is left to the guard that asked for it
QUIET = timedelta(seconds=60)  # twenty clients entered in a row are one change

_looked: float | None = None


def look_for_stale() -> None:
    """A chore of the sweeper: at most once a minute, and only when the vault has been left alone for one."""
    global _looked  # a second sweeper would look as well, and find what this one has opened
    if _looked is not None and time.monotonic() - _looked < APART:
        return
    _looked = time.monotonic()
    wind_up()
    changed = nets.changed_at()
    if changed is None or clock.now() - changed >= QUIET:
        open_batches()


def open_batches() -> list[Batch]:
    """One batch for each lawsuit that has stale papers, unless one is at work there."""
    version = nets.version()
    lawsuits = Lawsuit.objects.filter(documents__in=stale(version)).distinct()
    return [batch for lawsuit in lawsuits if (batch := _open(lawsuit, version=version))]


def stale(version: str) -> QuerySet[Document]:
    """Papers that were last held against another vault than that of this version, or by another guard.

    Not what is held back: it stays so, with its findings, for a name that was forgotten still stands in it.
    """
    return Document.objects.unscoped("rescans").filter(held_since=None).exclude(Q(net=version, guard=GUARD_VERSION))


def wind_up() -> None:
    """One entry for each batch that is over, with what was found in how many papers; then its rows may go.

    The vault changes with everybody who is entered, and every paper is looked at each time: neither the trail nor the
    ledger could keep a row for each.
    """
    version = nets.version()
    for batch in Batch.objects.filter(kind=KIND).exclude(state=BatchState.OPEN):
        _wind_up(batch, version=version)


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
    wanted = [f"{number}{_under(version)}" for number in papers]
    asked = BatchItem.objects.filter(batch__lawsuit=lawsuit, batch__kind=KIND, key__in=wanted)
    known = set(asked.values_list("key", flat=True))
    keys = [key for key in wanted if key not in known]
    if not keys:
        return None
    batch = ledger.open_batch(lawsuit, kind=KIND, title="Papers looked at again", keys=keys, asked_by=clerk())
    ledger.ring_batch(batch)
    return batch


def _scan(held: Lease) -> None:
    _leave_to_the_guard_that_asked(held)
    papers = Document.objects.unscoped("rescans").select_related("version", "lawsuit")
    document = papers.get(pk=UUID(held.key.split()[0]))
    if document.held_since:
        ledger.finish(held, found="held before")
        return
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


def _leave_to_the_guard_that_asked(held: Lease) -> None:
    """While a new version is rolled out, workers of both are there: what the old one stamps is asked for again at once.

    After some attempts it is looked at all the same: the asking guard may be the one that is gone.
    """
    if held.key.split()[-1] != GUARD_VERSION and held.attempt <= LEFT_ALONE:
        raise GuardUnavailable("This paper waits for a worker of the version that asked for it.")


@transaction.atomic
def _renew(document: Document, released: Released, *, net: str, held: Lease) -> None:
    """It passes now. On record by itself only when there is something else to read in it; see `wind_up`."""
    if not _still_free(document).update(net=net, guard=released.guard_version):
        ledger.finish(held, found="held before")
        return
    before = findings.places_to_read(document)
    findings.forget_leaks(document)
    about = findings.About(document.lawsuit, document.version)
    findings.keep_reviews(about, released.reviews, document=document)
    altered = findings.places_to_read(document) != before
    ledger.finish(held, found="altered" if altered else "clean")
    if altered:
        audit.record(audit.SYSTEM, Act.DOCUMENT_RENEWED, document, guard=released.guard_version)


@transaction.atomic
def _hold_back(document: Document, refusal: LeakRefused, *, net: str, held: Lease) -> None:
    if not _still_free(document).update(net=net, guard=GUARD_VERSION, held_since=clock.now()):
        ledger.finish(held, found="held before")
        return
    about = findings.About(document.lawsuit, document.version)
    findings.forget_leaks(document)
    kept = findings.keep_refusal(about, refusal, document=document)
    ledger.finish(held, found="held back")
    audit.record(audit.SYSTEM, Act.DOCUMENT_HELD_BACK, document, code=refusal.code, findings=kept)


def _still_free(document: Document) -> QuerySet[Document]:
    """Nothing when it was held back meanwhile: a slower look, under an older vault, does not undo the findings."""
    return Document.objects.unscoped("rescans").filter(pk=document.pk, held_since=None)


@transaction.atomic
def _wind_up(batch: Batch, *, version: str) -> None:
    """What is counted goes with the count, so that another sweeper finds nothing left to tell.

    What came to nothing stays for people to see, until the vault has changed and it is asked for anew.
    """
    spent = batch.items.filter(Q(state=ItemState.DONE) | ~Q(key__endswith=_under(version)))
    items = list(spent.select_for_update())  # items before their batch, as whoever asks again takes them
    over = Batch.objects.filter(pk=batch.pk).exclude(state=BatchState.OPEN).select_for_update()
    if not items or not over:
        return
    counts = Counter(str(item.outcome.get("found", item.state)).replace(" ", "_") for item in items)
    BatchItem.objects.filter(pk__in=[item.pk for item in items]).delete()
    audit.record(audit.SYSTEM, Act.DOCUMENTS_LOOKED_AT, batch, **counts)
    if not batch.items.exists():
        batch.delete()


def _under(version: str) -> str:
    """How the key of an item ends that asks for a look under this version."""
    return f" {version} {GUARD_VERSION}"
