"""Papers on the shelf for pages to show: bytes, row and findings as the door of issue leaves them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf

from casefile import clock, ledger
from casefile.models import BatchItem, Lawsuit, Staff
from filings.models import Audience, Document, Finding, TemplateVersion
from filings.services import shelf
from plaintiffs.leakguard.guard import GUARD_VERSION
from plaintiffs.models import Plaintiff


def blank_paper(*, pages: int) -> bytes:
    """A PDF of empty letter pages."""
    made, out = pikepdf.new(), io.BytesIO()
    for _ in range(pages):
        made.add_blank_page(page_size=(612, 792))
    made.save(out)
    return out.getvalue()


def document(
    lawsuit: Lawsuit,
    *,
    version: TemplateVersion,
    plaintiffs: Sequence[Plaintiff],
    made_by: Staff,
    item: BatchItem | None = None,
    content: bytes | None = None,
) -> Document:
    """A public paper for these plaintiffs; two empty pages unless `content` says otherwise."""
    content = content or blank_paper(pages=2)
    whose = f"Doe-{plaintiffs[0].number:03d}_" if len(plaintiffs) == 1 else ""
    issued = Document.objects.create(
        lawsuit=lawsuit,
        version=version,
        title=version.title,
        file_name=f"{whose}{version.code}_2026-11-24.pdf",
        audience=Audience.PUBLIC,
        facts_sha256="0" * 64,
        renderer="stand-in",
        sha256=shelf.put(content),
        pages=2,
        size=len(content),
        guard=GUARD_VERSION,
        net="n",
        made_by=made_by,
        made_at=clock.now(),
        item=item,
    )
    issued.plaintiffs.add(*plaintiffs)
    return issued


def finish(item: BatchItem, *, plaintiffs: Sequence[Plaintiff]) -> Document:
    """Do the work of an item: its paper, and its end."""
    held = ledger.lease(item.pk)
    assert held
    batch = item.batch
    version = TemplateVersion.objects.get(pk=batch.detail["version"])
    issued = document(batch.lawsuit, version=version, plaintiffs=plaintiffs, made_by=batch.asked_by, item=item)
    ledger.finish(held, document=str(issued.pk))
    return issued


def refuse(item: BatchItem, *, gaps: Sequence[tuple[str, str, str]]) -> None:
    """Refuse an item for these gaps: subject, text, and where each is filled in."""
    held = ledger.lease(item.pk)
    assert held
    version = TemplateVersion.objects.get(pk=item.batch.detail["version"])
    for subject, text, where in gaps:
        Finding.objects.create(
            lawsuit=item.batch.lawsuit,
            version=version,
            item=item,
            rule="missing",
            severity="violation",
            subject=subject,
            text=text,
            where=where,
            found_at=clock.now(),
        )
    ledger.refuse(held, text=f"{len(gaps)} facts are missing", code="missing_facts", findings=len(gaps))


def paper_about(words: str) -> bytes:
    """A PDF of two pages that says these words on the first."""
    made, out = pikepdf.open(io.BytesIO(blank_paper(pages=2))), io.BytesIO()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    made.pages[0].Contents = made.make_stream(f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET".encode())
    made.save(out)
    return out.getvalue()
