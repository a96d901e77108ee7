"""Issued papers as pages read them: how each came to be, for whom it speaks, and where its bytes are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile import clock
from casefile.models import Lawsuit, Staff
from filings.models import Document, Finding
from filings.queries.held import HELD_BACK, held_among
from plaintiffs.rules import doe_numbers

REVIEW = "review"  # the severity of what the guard hands to a person
MOST_LISTED = 600
MOST_CHIPS = 24
LEAF = (935, 1210)  # pixels of a letter page at 110 to the inch


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A paper in a list, or all papers of one batch in one line: those are asked for in one package."""

    on: date
    title: str
    url: str
    text: str
    audience: str
    download_url: str = ""
    package_url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What was checked before the bytes were stored, and what it said."""

    words: str
    look: str
    text: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """The picture of one page."""

    url: str
    number: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Chip:
    """A plaintiff for whom a paper speaks."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """A paper with everything its page shows."""

    title: str
    lede: str
    download_url: str
    checks: tuple[Check, ...]
    version: str
    made_at: datetime
    made_by: str
    size: int
    sha256: str
    audience: str
    pages: int
    leaves: tuple[Leaf, ...]
    plaintiffs: tuple[Chip, ...]
    more: int
    findings: tuple[Finding, ...]
    held_since: datetime | None


def documents_of(lawsuit: Lawsuit, *, staff: Staff) -> list[DocumentEntry]:
    """The newest papers that she may see first; what was pressed together is one line. One query."""
    documents = list(
        Document.objects.visible_to(staff)
        .filter(lawsuit=lawsuit)
        .select_related("version", "made_by", "item")
        .defer("version__text")
        .annotate(spoken_for=Count("plaintiffs"), number=Min("plaintiffs__number"), style=Min("plaintiffs__style"))
        .order_by("-made_at")[:MOST_LISTED]  # a query that counts forgets the order of its model
    )
    together = Counter(_batch_of(document) for document in documents)
    held = Counter(_batch_of(document) for document in documents if document.held_since)
    entries, told = [], set()
    for document in documents:
        batch = _batch_of(document)
        if batch is None or together[batch] == 1:
            entries.append(_alone(document, lawsuit=lawsuit))
        elif batch not in told:
            told.add(batch)
            entries.append(_together(document, lawsuit=lawsuit, papers=together[batch], held=held[batch]))
    return entries


def document_page(document: Document, *, lawsuit: Lawsuit, staff: Staff) -> DocumentPage:
    """Two queries beside the document with its version and its maker."""
    speaks_for = list(document.plaintiffs.visible_to(staff).order_by("number"))
    findings = tuple(document.findings.all())
    people = reverse("filings:plaintiffs", args=[lawsuit.slug])
    only = speaks_for[0].label if len(speaks_for) == 1 else ""
    return DocumentPage(
        title=_title(document, only=only),
        lede=_for_whom(len(speaks_for), only=only),
        download_url="" if document.held_since else _file_url(document, lawsuit=lawsuit),
        checks=tuple(_checks(document, findings=findings)),
        version=str(document.version),
        made_at=document.made_at,
        made_by=document.made_by.name,
        size=document.size,
        sha256=document.sha256,
        audience=str(document.get_audience_display()),
        pages=document.pages,
        leaves=() if document.held_since else _leaves(document, lawsuit=lawsuit),
        plaintiffs=tuple(Chip(one.label, f"{people}/{one.number:03d}") for one in speaks_for[:MOST_CHIPS]),
        more=max(len(speaks_for) - MOST_CHIPS, 0),
        findings=findings,
        held_since=document.held_since,
    )


def _batch_of(document: Document) -> Any:
    return document.item.batch_id if document.item else None


def _alone(document: Any, *, lawsuit: Lawsuit) -> DocumentEntry:
    only = doe_numbers.label(document.style, document.number) if document.spoken_for == 1 else ""
    pages = ngettext("%(n)s page", "%(n)s pages", document.pages) % {"n": document.pages}
    return DocumentEntry(
        on=_day(document),
        title=_title(document, only=only),
        url=reverse("filings:document", args=[lawsuit.slug, document.pk]),
        text="; ".join([*_held(document), _for_whom(document.spoken_for, only=only), pages, *_origin(document)]),
        audience=str(document.get_audience_display()),
        download_url="" if document.held_since else _file_url(document, lawsuit=lawsuit),
    )


def _together(document: Document, *, lawsuit: Lawsuit, papers: int, held: int) -> DocumentEntry:
    """With one held back among them there is no package; their batch says which."""
    batch = [lawsuit.slug, _batch_of(document)]
    counted = ngettext("%(n)s paper", "%(n)s papers", papers) % {"n": papers}
    return DocumentEntry(
        on=_day(document),
        title=document.title,
        url=reverse("filings:batch", args=batch),
        text="; ".join([counted, *(filter(None, [held_among(held)])), *_origin(document)]),
        audience=str(document.get_audience_display()),
        package_url="" if held else reverse("filings:batch-zip", args=batch),
    )


def _title(document: Document, *, only: str) -> str:
    return f"{document.title}, {only}" if only else document.title


def _for_whom(count: int, *, only: str) -> str:
    if only:
        return _("For %(label)s") % {"label": only}
    return ngettext("For %(n)s plaintiff", "For %(n)s plaintiffs", count) % {"n": count}


def _origin(document: Document) -> list[str]:
    return [_version(document), _("pressed by %(name)s") % {"name": document.made_by.name}]


def _held(document: Document) -> list[str]:
    return [str(HELD_BACK)] if document.held_since else []


def _version(document: Document) -> str:
    return _("text version %(number)s") % {"number": document.version.number}


def _day(document: Document) -> date:
    return document.made_at.astimezone(clock.COURT_ZONE).date()


def _file_url(document: Document, *, lawsuit: Lawsuit) -> str:
    return reverse("filings:document-file", args=[lawsuit.slug, document.pk])


def _checks(document: Document, *, findings: Sequence[Finding]) -> Iterable[Check]:
    """No paper is stored that failed one of them, so each says how it was passed."""
    reviews = sum(one.severity == REVIEW for one in findings)
    remarks = sum(not one.by_the_guard for one in findings)
    kept = ngettext("kept, with %(n)s remark", "kept, with %(n)s remarks", remarks) % {"n": remarks}
    yield Check(_("Form"), "soon" if remarks else "done", kept if remarks else _("kept"))
    read = ngettext("%(n)s place to read", "%(n)s places to read", reviews) % {"n": reviews}
    none = _("none found, by guard %(version)s") % {"version": document.guard}
    if document.held_since:
        yield Check(_("Names"), "late", _("held back"))
    else:
        yield Check(_("Names"), "soon" if reviews else "done", read if reviews else none)
    yield Check(_("Pressed with"), "", document.renderer)


def _leaves(document: Document, *, lawsuit: Lawsuit) -> tuple[Leaf, ...]:
    width, height = LEAF
    return tuple(
        Leaf(reverse("filings:document-page", args=[lawsuit.slug, document.pk, number]), number, width, height)
        for number in range(1, document.pages + 1)
    )
