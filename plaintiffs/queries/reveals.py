"""Who asked for which name, and what became of it: everything but the name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from casefile import clock
from casefile.models import Lawsuit, Role, Staff
from plaintiffs.models import (
    BrokenGlass,
    Client,
    NameSearch,
    Plaintiff,
    RevealAlarm,
    RevealRequest,
    RevealRound,
    RevealState,
)
from plaintiffs.models.need_to_know import denied_to
from plaintiffs.models.reveal import RevealRequestQuerySet
from plaintiffs.queries import key_exhibits
from plaintiffs.queries.sealed import words_of
from plaintiffs.rules.openings import DAY, HOUR

MOST_SHOWN = 100
LOOKS = {
    RevealState.ASKED: "soon",
    RevealState.APPROVED: "live",
    RevealState.DENIED: "late",
    RevealState.EXPIRED: "off",
    RevealState.USED: "seal",
    RevealState.OVER_CAP: "late",
}


@dataclass(frozen=True, slots=True)
class Who:
    """The client as screens call her."""

    label: str
    code: str
    url: str
    log_url: str


@dataclass(frozen=True, slots=True)
class Round:
    """One step. `by` is "" where time did it."""

    at: datetime
    words: str
    look: str
    by: str
    said: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request with all its rounds."""

    pk: UUID
    who: Who
    field: str
    by: str
    reason: str
    purpose: str
    asked_at: datetime
    state: str
    look: str
    good_until: datetime | None
    rounds: tuple[Round, ...]
    decide_url: str  # "" for who may not decide it


@dataclass(frozen=True, slots=True)
class Alarm:
    """`seen_url` is "" when it was seen, or when this reader is not to wave it away."""

    at: datetime
    words: str
    about: str
    seen_by: str
    seen_at: datetime | None
    seen_url: str


@dataclass(frozen=True, slots=True)
class Glass:
    """`join_url` is "" for who may not join."""

    asked_by: str
    asked_at: datetime
    words: str
    joined_by: str
    ends_at: datetime | None
    open: bool
    join_url: str


@dataclass(frozen=True, slots=True)
class Search:
    """A name somebody sought and was not, or not wholly, answered; `known` are the clients of that name."""

    by: str
    at: datetime
    purpose: str
    known: tuple[Who, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What the guardians of a lawsuit's names look at."""

    waiting: tuple[Request, ...]
    alarms: tuple[Alarm, ...]
    glass: tuple[Glass, ...]
    sought: tuple[Search, ...]  # for custodians alone: whoever sought must not read here whether there is somebody
    over: tuple[Request, ...]


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one person has opened, against her caps."""

    last_hour: int
    an_hour: int
    today: int
    a_day: int


def desk_of(lawsuit: Lawsuit, *, reader: Staff) -> Desk:
    """A fixed number of queries."""
    requests = _shown(lawsuit, reader=reader)
    decided = requests.exclude(state=RevealState.ASKED)
    return Desk(
        waiting=_read(requests.waiting().order_by("asked_at"), lawsuit=lawsuit, reader=reader),
        alarms=tuple(_alarms(lawsuit, reader=reader)),
        glass=tuple(_glass(BrokenGlass.objects.filter(lawsuit=lawsuit), lawsuit=lawsuit, reader=reader)),
        sought=_sought(lawsuit, reader=reader) if reader.role == Role.CUSTODIAN else (),
        over=_read(decided.order_by("-asked_at"), lawsuit=lawsuit, reader=reader),
    )


def requests_of(client: Client, *, reader: Staff) -> tuple[Request, ...]:
    found = RevealRequest.objects.filter(client=client).order_by("-asked_at")
    return _read(found, lawsuit=client.lawsuit, reader=reader)


def request_to_decide(request_id: UUID, *, lawsuit: Lawsuit, reader: Staff) -> Request | None:
    found = _read(_shown(lawsuit, reader=reader).waiting().filter(pk=request_id), lawsuit=lawsuit, reader=reader)
    return found[0] if found and found[0].decide_url else None


def granted(client: Client, *, to: Staff) -> tuple[Request, ...]:
    """What a custodian approved for this person and is still good."""
    found = RevealRequest.objects.filter(client=client, asked_by=to).good_at(clock.now())
    return _read(found, lawsuit=client.lawsuit, reader=to)


def allowance_of(staff: Staff, *, an_hour: int, a_day: int) -> Allowance:
    now = clock.now()
    used = list(RevealRequest.objects.filter(asked_by=staff).opened_since(now - DAY).values_list("used_at", flat=True))
    return Allowance(sum(at > now - HOUR for at in used if at), an_hour, len(used), a_day)


def who(client: Client, *, lawsuit: Lawsuit) -> Who:
    return _whos([client], lawsuit=lawsuit)[client.pk]


def open_matters(lawsuit: Lawsuit, *, reader: Staff) -> int:
    """Alarms nobody looked into, requests that wait, copies of the sealed key among them."""
    alarms = RevealAlarm.objects.filter(lawsuit=lawsuit, seen_at=None).count()
    keys = key_exhibits.waiting(lawsuit, reader=reader)
    return alarms + _shown(lawsuit, reader=reader).waiting().count() + keys


def _shown(lawsuit: Lawsuit, *, reader: Staff) -> RevealRequestQuerySet:
    """Nothing of a client who is denied to the reader."""
    return RevealRequest.objects.filter(lawsuit=lawsuit).exclude(client__in=denied_to(reader))


def _read(found: Iterable[RevealRequest], *, lawsuit: Lawsuit, reader: Staff) -> tuple[Request, ...]:
    rounds = Prefetch("rounds", RevealRound.objects.select_related("by"))
    rows = list(found.select_related("client", "asked_by").prefetch_related(rounds)[:MOST_SHOWN])  # type: ignore[attr-defined]
    whos = _whos([row.client for row in rows], lawsuit=lawsuit)
    return tuple(_request(row, who=whos[row.client_id], lawsuit=lawsuit, reader=reader) for row in rows)


def _request(row: RevealRequest, *, who: Who, lawsuit: Lawsuit, reader: Staff) -> Request:
    decides = row.state == RevealState.ASKED and reader.role == Role.CUSTODIAN and row.asked_by != reader
    return Request(
        pk=row.pk,
        who=who,
        field=words_of(row.field),
        by=row.asked_by.name,
        reason=row.get_reason_code_display(),
        purpose=row.purpose,
        asked_at=row.asked_at,
        state=row.get_state_display(),
        look=LOOKS[RevealState(row.state)],
        good_until=row.good_until,
        rounds=tuple(_round(one) for one in row.rounds.all()),
        decide_url=reverse("plaintiffs:reveal-decide", args=[lawsuit.slug, row.pk]) if decides else "",
    )


def _round(row: RevealRound) -> Round:
    by = row.by.name if row.by else ""
    return Round(row.at, row.get_state_display(), LOOKS[RevealState(row.state)], by, row.words)


def _numbered(lawsuit: Lawsuit) -> QuerySet[Plaintiff]:
    return Plaintiff.objects.unscoped("of clients whom the reader was shown").filter(lawsuit=lawsuit)


def _whos(clients: Iterable[Client], *, lawsuit: Lawsuit) -> dict[UUID, Who]:
    """The page of a client is one of the floor above: its address is that of her log without the last word."""
    some = {client.pk: client for client in clients}
    labels = {doe.client_id: doe.label for doe in _numbered(lawsuit).filter(client__in=some)}
    logs = {pk: reverse("plaintiffs:client-reveals", args=[lawsuit.slug, pk]) for pk in some}
    return {
        pk: Who(labels.get(pk, ""), client.code, logs[pk].rpartition("/")[0], logs[pk]) for pk, client in some.items()
    }


def _alarms(lawsuit: Lawsuit, *, reader: Staff) -> Iterable[Alarm]:
    looks_into = reader.role in (Role.ATTORNEY, Role.CUSTODIAN)
    for row in RevealAlarm.objects.filter(lawsuit=lawsuit).select_related("staff", "seen_by")[:MOST_SHOWN]:
        may = looks_into and row.seen_at is None and row.staff != reader
        yield Alarm(
            at=row.at,
            words=row.get_kind_display(),
            about=row.staff.name,
            seen_by=row.seen_by.name if row.seen_by else "",
            seen_at=row.seen_at,
            seen_url=reverse("plaintiffs:alarm-seen", args=[lawsuit.slug, row.pk]) if may else "",
        )


def _sought(lawsuit: Lawsuit, *, reader: Staff) -> tuple[Search, ...]:
    """Not what the reader sought: that it stands here would tell her of a namesake who is denied to her."""
    unanswered = ~Q(kept_back=[]) | Q(shown=[])
    others = NameSearch.objects.filter(unanswered, lawsuit=lawsuit).exclude(asked_by=reader)
    rows = list(others.select_related("asked_by")[:MOST_SHOWN])
    known = Client.objects.visible_to(reader).filter(pk__in={pk for row in rows for pk in row.kept_back})
    whos = _whos(known, lawsuit=lawsuit)
    return tuple(
        Search(row.asked_by.name, row.asked_at, row.purpose, tuple(whos[pk] for pk in row.kept_back if pk in whos))
        for row in rows
    )


def glass_to_join(glass_id: UUID, *, lawsuit: Lawsuit, reader: Staff) -> Glass | None:
    """What waits for a second attorney; None for who may not be it."""
    rows = BrokenGlass.objects.filter(lawsuit=lawsuit, pk=glass_id)
    return next((one for one in _glass(rows, lawsuit=lawsuit, reader=reader) if one.join_url), None)


def _glass(rows: QuerySet[BrokenGlass], *, lawsuit: Lawsuit, reader: Staff) -> Iterable[Glass]:
    now = clock.now()
    for row in rows.select_related("asked_by", "joined_by")[:10]:
        waits = row.joined_at is None and row.asked_at > now - HOUR
        joins = waits and reader.role == Role.ATTORNEY and row.asked_by != reader
        yield Glass(
            asked_by=row.asked_by.name,
            asked_at=row.asked_at,
            words=row.words,
            joined_by=row.joined_by.name if row.joined_by else "",
            ends_at=row.ends_at,
            open=bool(row.ends_at and row.ends_at > now),
            join_url=reverse("plaintiffs:glass-join", args=[lawsuit.slug, row.pk]) if joins else "",
        )
