"""Packages: the finished papers of a batch in one ZIP, made in the background and kept for a day."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from casefile import audit, ledger
from casefile.acts import Act
from casefile.errors import Missing, Refused
from casefile.ledger import Lease
from casefile.models import Batch, BatchItem, BatchState, ItemState, Staff
from filings.models import Audience, Document
from filings.queries.denied import denied_does, items_shown
from filings.services import findings, shelf
from plaintiffs.leakguard import guard, nets

KIND = "zip"
WHOSE = "for"  # in the detail of a package that is not for everybody
TIME = (1980, 1, 1, 0, 0, 0)  # the same papers make the same package
STRICTEST_FIRST: list[str] = [Audience.PUBLIC, Audience.ENTITY, Audience.SEALED]  # the fewer names it admits
TOLD = 20  # papers between two words on how far it is


@transaction.atomic
def open_batch(batch: Batch, *, actor: Staff) -> Batch:
    """Ask for the finished papers of a batch in one file. One of the same papers, there or under way, will do."""
    Batch.objects.select_for_update().get(pk=batch.pk)  # who asks at the same moment waits here, and finds this one
    documents = _of_batch(batch, staff=actor)
    if not documents:
        raise Refused("There is no finished document in this batch yet.")
    key = _key(documents)
    found = package_of(batch, staff=actor)
    if found is not None and found.key == key and is_wanted(found):
        return found.batch
    return ledger.open_batch(
        batch.lawsuit,
        kind=KIND,
        title=f"{batch.title}, ZIP",
        keys=[key],
        asked_by=actor,
        detail={"of": str(batch.pk), "documents": [str(document.pk) for document in documents]}
        | ({WHOSE: str(actor.pk)} if denied_does(batch.lawsuit, staff=actor) else {}),
    )


def package_of(batch: Batch, *, staff: Staff) -> BatchItem | None:
    """The package that was asked for last. Who may not see every client has her own, of what she may see."""
    asked = BatchItem.objects.filter(batch__lawsuit=batch.lawsuit_id, batch__kind=KIND, batch__detail__of=str(batch.pk))
    if denied_does(batch.lawsuit, staff=staff):
        asked = items_shown(
            asked.filter(**{f"batch__detail__{WHOSE}": str(staff.pk)}), lawsuit=batch.lawsuit, staff=staff
        )
    else:
        asked = asked.exclude(batch__detail__has_key=WHOSE)
    return asked.select_related("batch").order_by("-asked_at", "-pk").first()


def is_wanted(package: BatchItem) -> bool:
    """It is being made, or lies ready; not one that was refused, is no longer kept, or has passed another vault.

    No byte of it is read: a package is scanned by the worker that makes it and nowhere else.
    """
    if package.state == ItemState.DONE:
        return _has_passed(package.outcome) and shelf.holds_package(package.outcome["sha256"])
    return package.batch.state == BatchState.OPEN


def make_item(item_id: int) -> None:
    """Make one package: takes the row's lease, and does nothing when another worker holds it or it is done."""
    with ledger.work(item_id) as held:
        if held:
            _make(held)


def open_package(package: BatchItem, *, actor: Staff) -> tuple[str, bytes]:
    """File name and bytes of one that has passed the vault as it is now; the download is on record first."""
    if package.state != ItemState.DONE:
        raise Missing("This package is not made yet.")
    findings.refuse_held_back(*_in(package.batch))
    told: dict[str, Any] = package.outcome
    if not _has_passed(told):
        raise Missing("This package was made before somebody was entered, so it is no longer kept. Ask for it again.")
    content = shelf.get_package(told["sha256"])
    audit.record_first(actor, Act.BATCH_DOWNLOADED, package.batch, documents=told["documents"], sha256=told["sha256"])
    return told["file_name"], content


def _has_passed(told: dict[str, Any]) -> bool:
    return (told["net"], told["guard"]) == (nets.version(), guard.GUARD_VERSION)


def _of_batch(batch: Batch, *, staff: Staff) -> Sequence[Document]:
    return list(Document.objects.visible_to(staff).filter(item__batch=batch).order_by("item__position"))


def _in(package: Batch) -> Sequence[Document]:
    papers = Document.objects.unscoped("a package: whose it is was asked before")
    return list(papers.filter(pk__in=package.detail["documents"]).order_by("item__position"))


def _key(documents: Sequence[Document]) -> str:
    told = "\n".join(f"{document.sha256} {document.file_name}" for document in documents)
    return sha256(told.encode()).hexdigest()


def _make(held: Lease) -> None:
    batch = Batch.objects.select_related("asked_by").get(pk=held.batch_id)
    of = Batch.objects.get(pk=batch.detail["of"])
    documents = _in(batch)
    made = shelf.package_in_the_making()
    try:
        findings.refuse_held_back(*documents)
        _write(made, documents, held=held)
        _store(made, documents, batch=batch, name=_name(of), held=held)
    except (Refused, Missing) as refusal:  # whose papers they are is told by the page of each
        ledger.refuse(held, text=str(refusal), code=refusal.code)
    finally:
        made.unlink(missing_ok=True)


def _write(made: Path, documents: Sequence[Document], *, held: Lease) -> None:
    """One paper in memory at a time. They are packed already: stored as they are, the bytes hang on no zlib."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for count, document in enumerate(documents, 1):
            package.writestr(zipfile.ZipInfo(document.file_name, date_time=TIME), shelf.get(document.sha256))
            if count % TOLD == 0:
                ledger.beat(held, progress=50 * count // len(documents))


def _store(made: Path, documents: Sequence[Document], *, batch: Batch, name: str, held: Lease) -> None:
    audience = min((document.audience for document in documents), key=STRICTEST_FIRST.index)
    now = nets.current_net()
    released = guard.release(made.read_bytes(), kind=KIND, audience=audience, name=name, net=now.net)
    size = made.stat().st_size
    with transaction.atomic():
        told = {"sha256": shelf.put_package(made), "size": size, "documents": len(documents)}
        passed = {"net": now.version, "guard": released.guard_version}
        ledger.finish(held, file_name=name, audience=audience, **passed, **told)
        audit.record(batch.asked_by, Act.PACKAGE_MADE, batch, **told)


def _name(batch: Batch) -> str:
    return f"{batch.title.lower().replace(' ', '-')}_{batch.asked_at:%Y-%m-%d}.zip"
