"""The audit trail as its readers see it: of one lawsuit, or of the house; found by person, act, client and day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile import anchors, audit, clock, verifying
from casefile.lawsuits import CLERK
from casefile.models import AuditEntry, Lawsuit, Staff
from casefile.paging import Cut, Keyset
from casefile.wording import act_words, detail_words, means_words
from filings.models import Document
from filings.queries.things import Thing, things_of
from plaintiffs.models import Client
from plaintiffs.models.need_to_know import denied_to

PAGE = 50
ITSELF = "casefile"  # the name of the commands' own account, too: nobody sits in a browser there
ADDRESSES = {"page": "trail", "verify": "trail-verify", "export": "trail-export"}
NEWEST_FIRST = Keyset("trail", ("-seq",))
MOST_PEOPLE = 200  # whose entries one search looks for
MOST_PAPERS = 1_000  # that speak for them, the newest


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose trail: one lawsuit's, or with None all that the house wrote. `lawsuits` are those the reader may enter."""

    lawsuit: Lawsuit | None
    lawsuits: Mapping[UUID, str]
    reader: Staff


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for; what is empty is not asked. Days are the courthouse's, both included."""

    actor: str = ""
    act: str = ""
    number: int | None = None
    code: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in words: who did what, on what, when, by which means."""

    entry: AuditEntry
    who: str
    what: str
    on: Thing | None
    means: str
    more: str


def scope_of(lawsuit: Lawsuit, *, reader: Staff) -> Scope:
    return Scope(lawsuit, {lawsuit.pk: lawsuit.slug}, reader)


def house_scope(reader: Staff) -> Scope:
    return Scope(None, dict(Lawsuit.objects.visible_to(reader).values_list("pk", "slug")), reader)


def found(scope: Scope, sought: Sought) -> QuerySet[AuditEntry]:
    """The entries that answer; each question has its index."""
    rows = AuditEntry.objects.all()
    if scope.lawsuit:
        rows = rows.filter(lawsuit=scope.lawsuit.pk)
    if sought.actor:
        rows = rows.filter(actor=sought.actor)
    if sought.act:
        rows = rows.filter(act=sought.act)
    if sought.number is not None or sought.code:
        rows = rows.filter(_about(scope, sought))
    if sought.since:
        rows = rows.filter(at__gte=beginning(sought.since))
    if sought.until:
        rows = rows.filter(at__lt=beginning(sought.until + timedelta(days=1)))
    return rows


def cut(scope: Scope, sought: Sought, *, after: str) -> Cut[AuditEntry]:
    """Fifty entries, the newest first. Raises DRF's ValidationError for a cursor that was not given out here."""
    whose = str(scope.lawsuit.pk) if scope.lawsuit else "house"
    return NEWEST_FIRST.cut(found(scope, sought), of=whose, limit=PAGE, after=after)


def beginning(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.COURT_ZONE)


def rows_of(entries: Sequence[AuditEntry], *, scope: Scope) -> list[Row]:
    """In words; a handful of queries however many there are.

    An entry about a client who is denied to the reader stays, or a denial could hide an act from who watches over it;
    it tells who, what and when, and not about whom. Where it tells of several, she is only counted.
    """
    denied = set(denied_to(scope.reader).values_list("client", flat=True))  # almost always nobody
    kept = Thing(_("a client who is denied to you"))
    things = things_of([one.subject for one in entries if one.subject], lawsuits=scope.lawsuits, reader=scope.reader)
    people = names_of({one.actor for one in entries})
    return [
        Row(
            entry=one,
            who=people.get(one.actor) or _("an account that is gone"),
            what=act_words(one.act),
            on=kept if one.client in denied else things.get(one.subject),
            means=means_words(one.detail, by_itself=people.get(one.actor) == ITSELF),
            more="" if one.client in denied else detail_words(_without(denied, one.detail)),
        )
        for one in entries
    ]


def _without(denied: Collection[UUID], detail: Mapping[str, Any]) -> dict[str, Any]:
    """The detail as it is shown to who may not learn that these clients stand in it: how many, in place of whom."""
    kept = {str(client) for client in denied}
    return {key: _counted(kept, value) if isinstance(value, list) else value for key, value in detail.items()}


def _counted(kept: Collection[str], several: Sequence[Any]) -> list[Any]:
    shown = [one for one in several if one not in kept]
    n = len(several) - len(shown)
    words = ngettext("%(n)s client who is denied to you", "%(n)s clients who are denied to you", n) % {"n": n}
    return [*shown, words] if n else shown


def names_of(actors: Iterable[str]) -> dict[str, str]:
    numbers = [one for one in actors if one != audit.SYSTEM]
    named = {str(pk): name for pk, name in Staff.objects.filter(pk__in=numbers).values_list("pk", "name")}
    return {audit.SYSTEM: ITSELF, **named}


def people_of(scope: Scope) -> list[tuple[str, str]]:
    """Whom entries may be sought by: of a lawsuit its members, and whoever ran commands; casefile itself."""
    staff = Staff.objects.order_by("name")
    if scope.lawsuit:
        staff = staff.filter(Q(memberships__lawsuit=scope.lawsuit) | Q(email=CLERK)).distinct()
    return [
        *((str(pk), name) for pk, name in staff.values_list("pk", "name")),
        (audit.SYSTEM, _("%(house)s itself") % {"house": ITSELF}),
    ]


def _about(scope: Scope, sought: Sought) -> Q:
    """Entries that name these people, and those about a paper that speaks for them. Nobody found: no entry."""
    people = Client.objects.visible_to(scope.reader).filter(lawsuit__in=scope.lawsuits)
    if sought.number is not None:
        people = people.filter(designations__number=sought.number)
    else:
        people = people.filter(code__istartswith=sought.code)
    numbers = list(people.values_list("pk", flat=True)[:MOST_PEOPLE])
    papers = Document.objects.visible_to(scope.reader).filter(plaintiffs__client__in=numbers)
    subjects = [audit.subject_of(one) for one in papers.order_by("-made_at").distinct().only("pk")[:MOST_PAPERS]]
    return Q(client__in=numbers) | Q(subject__in=subjects)


@dataclass(frozen=True, slots=True)
class State:
    """How the trail stands: its last entry, the last look over it, and whether the newest anchor is met."""

    head: int
    looked: verifying.LookedOver | None
    anchor: anchors.Anchor | None
    anchor_holds: bool
    here: bool

    @property
    def is_wrong(self) -> bool:
        return bool(self.looked and self.looked.wrong) or bool(self.anchor and not self.anchor_holds)

    @property
    def since(self) -> int:
        return self.looked.since if self.looked else self.head

    @property
    def look(self) -> str:
        return "late" if self.is_wrong else "done" if self.looked else "soon"

    @property
    def words(self) -> str:
        if self.is_wrong:
            return _("It does not hold")
        return _("It held when last looked at") if self.looked else _("Not looked at yet")


def state_of_the_trail(most_read_here: int) -> State:
    """`here`: it is short enough to be read while somebody waits for a page."""
    head = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    anchor = anchors.newest()
    holds = bool(anchor and anchors.holds(anchor))
    return State(head, verifying.last(), anchor, holds, here=head <= most_read_here)


def addresses(scope: Scope) -> dict[str, str]:
    """Of the page, the look over the trail, and the file."""
    if scope.lawsuit is None:
        return {act: reverse(f"house:{name}") for act, name in ADDRESSES.items()}
    return {act: reverse(f"filings:{name}", args=[scope.lawsuit.slug]) for act, name in ADDRESSES.items()}
