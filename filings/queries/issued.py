"""Issued papers as a program reads them: what each is, whom it speaks for, and what the checks remarked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from casefile.models import Lawsuit, Staff
from filings.models import Document, Finding
from plaintiffs.models import Plaintiff


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """One paper. `plaintiffs` are Doe numbers."""

    id: UUID
    title: str
    file_name: str
    paper: str
    version: int
    audience: str
    pages: int
    size: int
    sha256: str
    made_at: datetime
    made_by: str
    plaintiffs: tuple[int, ...]
    batch: UUID | None
    held_since: datetime | None


@dataclass(frozen=True, slots=True)
class CheckedPaper:
    """A paper with the remarks of its checks."""

    document: IssuedPaper
    findings: tuple[Finding, ...]


def documents_with_plaintiffs(lawsuit: Lawsuit, *, staff: Staff) -> QuerySet[Document]:
    """Those that she may see; two queries, however many they are."""
    documents = Document.objects.visible_to(staff).filter(lawsuit=lawsuit).select_related("version", "made_by", "item")
    plaintiffs = Prefetch("plaintiffs", queryset=Plaintiff.objects.visible_to(staff))
    return documents.defer("version__text").prefetch_related(plaintiffs)


def issued_papers(documents: Sequence[Document]) -> list[IssuedPaper]:
    """No query beside those of `documents_with_plaintiffs`."""
    return [_issued(document) for document in documents]


def checked_paper(document: Document) -> CheckedPaper:
    """One query more."""
    return CheckedPaper(document=_issued(document), findings=tuple(document.findings.all()))


def _issued(document: Document) -> IssuedPaper:
    return IssuedPaper(
        id=document.pk,
        title=document.title,
        file_name=document.file_name,
        paper=document.version.code,
        version=document.version.number,
        audience=document.audience,
        pages=document.pages,
        size=document.size,
        sha256=document.sha256,
        made_at=document.made_at,
        made_by=document.made_by.name,
        plaintiffs=tuple(sorted(one.number for one in document.plaintiffs.all())),
        batch=document.item.batch_id if document.item else None,
        held_since=document.held_since,
    )
