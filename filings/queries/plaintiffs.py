"""The roster, and one person's page, under designation and code: nothing here reads a sealed value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile import clock
from casefile.models import Lawsuit, PseudonymStatus, Staff
from casefile.row_security import seen_by
from casefile.templatetags.parts import days_look
from filings.law.claim_events import Flag
from filings.law.compute import Found
from filings.models import Document
from filings.queries.claims import ClaimPage, ClaimRow, claim_pages, claims_of
from filings.queries.held import HELD_BACK
from plaintiffs.models import Client, Plaintiff, SealedField
from plaintiffs.queries.sealed import FIELD_WORDS
from plaintiffs.rules.identity import IDENTIFYING_FIELDS


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A plaintiff in the list, with the claim of hers whose time to sue ends first."""

    label: str
    number: int
    url: str
    code: str
    sue_by: date | None
    days_left: int | None
    clock_state: str
    clock_words: str
    presented_on: date | None
    action: str
    mailed_on: date | None
    in_paper: str
    sued: bool


@dataclass(frozen=True, slots=True)
class SealedWord:
    """A field of the vault, and whether it holds something."""

    words: str
    held: bool


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """A paper that speaks for her."""

    on: date
    title: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of a claim's story."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class HerClaim:
    """A claim on its client's page."""

    entity: str
    url: str
    state_look: str
    state_words: str
    sue_by: Found | None
    due_look: str
    due_words: str
    text: str
    flags: tuple[Flag, ...]
    events: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """What the firm knows of a client outside the vault. `label` is "" and `number` None outside the suit."""

    label: str
    number: int | None
    lede: str
    code: str
    stage: str
    duty: str
    unit: str
    covert_role: str
    released_on: date | None
    harms: tuple[str, ...]
    pseudonym: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything of the page."""

    plaintiff: Person
    claims: tuple[HerClaim, ...]
    sealed: tuple[SealedWord, ...]
    papers: tuple[PaperEntry, ...]


def roster(lawsuit: Lawsuit, *, staff: Staff, today: date) -> list[RosterRow]:
    """Every plaintiff in the suit whom she may see, by number; a fixed number of queries."""
    claims: dict[str, ClaimRow] = {}
    for row in claims_of(lawsuit, staff=staff, today=today):  # the earliest day to sue first
        claims.setdefault(row.client_code, row)
    hers = Document.objects.visible_to(staff).filter(plaintiffs=OuterRef("pk"))
    papers = hers.order_by("-made_at").values("title")[:1]
    people = Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit).in_suit().select_related("client")
    return [
        _row(one, claims.get(one.client.code), lawsuit=lawsuit, in_paper=getattr(one, "in_paper", None) or "")
        for one in people.annotate(in_paper=Subquery(papers))
    ]


def person_page(client: Client, *, lawsuit: Lawsuit, staff: Staff, today: date) -> PersonPage:
    """A client with or without a Doe number; a fixed number of queries."""
    plaintiff = Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit, client=client).first()
    claims = claim_pages(lawsuit, staff=staff, today=today, client=client.pk)
    return PersonPage(
        plaintiff=_person(client, plaintiff=plaintiff, claims=claims, lawsuit=lawsuit),
        claims=tuple(_claim(page) for page in claims),
        sealed=_sealed(client, staff=staff),
        papers=_papers(plaintiff, lawsuit=lawsuit, staff=staff) if plaintiff else (),
    )


def _row(plaintiff: Plaintiff, claim: ClaimRow | None, *, lawsuit: Lawsuit, in_paper: str) -> RosterRow:
    look = days_look(claim.days_left if claim else None)
    if claim and claim.sued:
        look = ("done", claim.state.word)
    return RosterRow(
        label=plaintiff.label,
        number=plaintiff.number,
        url=reverse("filings:plaintiff", args=[lawsuit.slug, plaintiff.number]),
        code=plaintiff.client.code,
        sue_by=claim.sue_by if claim else None,
        days_left=claim.days_left if claim else None,
        clock_state=look[0],
        clock_words=look[1],
        presented_on=claim.presented_on if claim else None,
        action=claim.state.word if claim else "",
        mailed_on=claim.notice_on if claim else None,
        in_paper=in_paper,
        sued=claim.sued if claim else False,
    )


def _person(client: Client, *, plaintiff: Plaintiff | None, claims: Sequence[ClaimPage], lawsuit: Lawsuit) -> Person:
    return Person(
        label=plaintiff.label if plaintiff else "",
        number=plaintiff.number if plaintiff else None,
        lede=_lede(claims, in_suit=plaintiff is not None),
        code=client.code,
        stage=client.get_stage_display(),
        duty=client.get_duty_display() if client.duty else "",
        unit=client.unit,
        covert_role=client.covert_role,
        released_on=client.release.released_on if client.release else None,
        harms=tuple(client.harms),
        pseudonym=_pseudonym(lawsuit) if plaintiff else "",
    )


def _lede(claims: Sequence[ClaimPage], *, in_suit: bool) -> str:
    where = _("A plaintiff under this designation.") if in_suit else _("A client of the firm, not in the suit.")
    counted = ngettext("%(n)s claim.", "%(n)s claims.", len(claims)) % {"n": len(claims)} if claims else ""
    return f"{where} {counted}".strip()


def _pseudonym(lawsuit: Lawsuit) -> str:
    """How the motion to sue under fictitious names stands."""
    order = lawsuit.pseudonym_orders.last()
    if order is None:
        return str(PseudonymStatus.NONE.label)
    day = order.order_on or order.hearing_on
    words = str(order.get_status_display())
    if day is None:
        return words
    return (_("%(words)s, %(day)s") if order.order_on else _("%(words)s, hearing %(day)s")) % {
        "words": words,
        "day": date_format(day, "m/d/Y"),
    }


def _claim(page: ClaimPage) -> HerClaim:
    row = page.row
    due_look, due_words = ("done", row.state.word) if row.sued else days_look(row.days_left)
    return HerClaim(
        entity=page.entity,
        url=row.url,
        state_look=row.state.tone,
        state_words=row.state.word,
        sue_by=page.reading.sue_by,
        due_look=due_look,
        due_words=due_words,
        text=f"{row.limit}.",
        flags=row.flags,
        events=tuple(Happened(line.on, line.text) for line in page.reading.story),
    )


def _sealed(client: Client, *, staff: Staff) -> tuple[SealedWord, ...]:
    with seen_by(staff):
        held = set(SealedField.objects.filter(client=client, subject=None).values_list("field", flat=True))
    return tuple(SealedWord(str(FIELD_WORDS[name]), held=name in held) for name in IDENTIFYING_FIELDS)


def _papers(plaintiff: Plaintiff, *, lawsuit: Lawsuit, staff: Staff) -> tuple[PaperEntry, ...]:
    return tuple(
        PaperEntry(
            on=paper.made_at.astimezone(clock.COURT_ZONE).date(),
            title=paper.title,
            text=str(HELD_BACK)
            if paper.held_since
            else ngettext("%(n)s page", "%(n)s pages", paper.pages) % {"n": paper.pages},
            url=reverse("filings:document", args=[lawsuit.slug, paper.pk]),
        )
        for paper in plaintiff.documents.visible_to(staff)
    )
