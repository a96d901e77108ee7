"""Copies of the sealed key as the guardians of a lawsuit's names see them: everything but the names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile import clock
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import Client, KeyExhibit, KeyRound, KeyState, Plaintiff
from plaintiffs.models.key_exhibit import KeyExhibitQuerySet
from plaintiffs.models.need_to_know import denied_to
from plaintiffs.queries.need_to_know import knows_all

MOST_SHOWN, MOST_NUMBERS = 100, 12
MOST_DOWNLOADS = 3  # of both together
LOOKS = {
    KeyState.ASKED: "soon",
    KeyState.APPROVED: "live",
    KeyState.DENIED: "late",
    KeyState.EXPIRED: "off",
    KeyState.FETCHED: "seal",
    KeyState.DESTROYED: "off",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `by` is "" where time did it."""

    at: datetime
    words: str
    by: str
    said: str


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. `whom` says for how many it is; the addresses are "" for who may not decide, or not fetch it."""

    number: int
    whom: str
    legend: str
    by: str
    reason: str
    purpose: str
    hearing: str
    state: str
    look: str
    sha256: str
    good_until: datetime | None
    left: int
    steps: tuple[Step, ...]
    decide_url: str
    fetch_url: str


def copies_of(lawsuit: Lawsuit, *, reader: Staff) -> tuple[Copy, ...]:
    """The newest first."""
    return _read(_shown(lawsuit, reader=reader), lawsuit=lawsuit, reader=reader)


def copies_with(client: Client, *, lawsuit: Lawsuit, reader: Staff) -> tuple[Copy, ...]:
    """Those made with this client's name on them, and those asked for."""
    hers = Plaintiff.objects.visible_to(reader).filter(client=client, lawsuit=lawsuit).values_list("pk", flat=True)
    found = _shown(lawsuit, reader=reader).filter(plaintiffs__overlap=list(hers))
    return _read(found, lawsuit=lawsuit, reader=reader)


def copy_to_decide(exhibit_id: UUID, *, lawsuit: Lawsuit, reader: Staff) -> Copy | None:
    found = _read(_shown(lawsuit, reader=reader).filter(pk=exhibit_id), lawsuit=lawsuit, reader=reader)
    return next((one for one in found if one.decide_url), None)


def copy_to_fetch(exhibit_id: UUID, *, lawsuit: Lawsuit, reader: Staff) -> Copy | None:
    found = _read(_shown(lawsuit, reader=reader).filter(pk=exhibit_id), lawsuit=lawsuit, reader=reader)
    return next((one for one in found if one.fetch_url), None)


def waiting(lawsuit: Lawsuit, *, reader: Staff) -> int:
    """How many wait for a second person."""
    return _shown(lawsuit, reader=reader).waiting().count()


def may_ask(reader: Staff) -> bool:
    return reader.role in (Role.ATTORNEY, Role.CUSTODIAN)


def _shown(lawsuit: Lawsuit, *, reader: Staff) -> KeyExhibitQuerySet:
    """None with a client on it who is denied to the reader."""
    everybody = Plaintiff.objects.unscoped("asks whom a wall hides").filter(lawsuit=lawsuit)
    denied = list(everybody.filter(client__in=denied_to(reader)).values_list("pk", flat=True))
    found = KeyExhibit.objects.filter(lawsuit=lawsuit)
    return found.exclude(plaintiffs__overlap=denied) if denied else found


def _read(found: QuerySet[KeyExhibit], *, lawsuit: Lawsuit, reader: Staff) -> tuple[Copy, ...]:
    rounds = Prefetch("rounds", KeyRound.objects.select_related("by"))
    rows = list(found.select_related("asked_by").prefetch_related(rounds)[:MOST_SHOWN])
    people = _people({pk for row in rows for pk in row.plaintiffs}, reader=reader)
    return tuple(_copy(row, people=people, lawsuit=lawsuit, reader=reader) for row in rows)


def _people(numbers: Iterable[UUID], *, reader: Staff) -> dict[UUID, Plaintiff]:
    found = Plaintiff.objects.visible_to(reader).filter(pk__in=list(numbers)).select_related("client")
    return {one.pk: one for one in found}


def _copy(row: KeyExhibit, *, people: dict[UUID, Plaintiff], lawsuit: Lawsuit, reader: Staff) -> Copy:
    listed = [people[pk] for pk in row.plaintiffs if pk in people]
    steps = tuple(_step(one) for one in row.rounds.all())
    left = MOST_DOWNLOADS - sum(one.state == KeyState.FETCHED for one in row.rounds.all())
    place = [lawsuit.slug, row.pk]
    return Copy(
        number=row.copy_no,
        whom=_whom(row, listed),
        legend=row.legend,
        by=row.asked_by.name,
        reason=row.get_reason_code_display(),
        purpose=row.purpose,
        hearing=row.hearing,
        state=row.get_state_display(),
        look=LOOKS[KeyState(row.state)],
        sha256=row.sha256,
        good_until=row.good_until if row.state == KeyState.APPROVED else None,
        left=left,
        steps=steps,
        decide_url=reverse("plaintiffs:key-decide", args=place) if _decides(row, listed, reader) else "",
        fetch_url=reverse("plaintiffs:key-copy", args=place) if left > 0 and _fetches(row, listed, reader) else "",
    )


def _decides(row: KeyExhibit, listed: list[Plaintiff], reader: Staff) -> bool:
    open_to_her = row.state == KeyState.ASKED and may_ask(reader) and row.asked_by_id != reader.pk
    return open_to_her and knows_all(reader, [one.client for one in listed])


def _fetches(row: KeyExhibit, listed: list[Plaintiff], reader: Staff) -> bool:
    kept = row.state == KeyState.APPROVED and row.good_until is not None and row.good_until > clock.now()
    hers = reader.pk in (row.asked_by_id, row.decided_by_id)
    return kept and hers and knows_all(reader, [one.client for one in listed])


def _whom(row: KeyExhibit, listed: list[Plaintiff]) -> str:
    count = len(row.plaintiffs)
    if row.whole:
        return _("every plaintiff of the suit: %(n)s") % {"n": count}
    words = ngettext("%(n)s plaintiff", "%(n)s plaintiffs", count) % {"n": count}
    if count > MOST_NUMBERS:
        return words
    return f"{words}: Doe {', '.join(str(one.number) for one in listed)}"


def _step(row: KeyRound) -> Step:
    return Step(row.at, row.get_state_display(), row.by.name if row.by else "", row.words)
