"""Government claims as pages and papers read them: events counted into state, clocks and warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from casefile.models import Lawsuit, Staff
from casefile.row_security import seen_by
from filings.law.claim_events import EventKind, Method
from filings.law.claim_lifecycle import ClaimState, Clock, Flag, FlagCode, LimitOnSuit, Reading, Timeliness, read
from filings.law.court_days import california
from filings.models import EVENT_WORDS, METHOD_WORDS, ClaimEvent, GovernmentClaim
from plaintiffs.models import Plaintiff, SealedField

STATES = {
    ClaimState.NOT_STARTED: (_("No date yet"), "soon"),
    ClaimState.ACCRUED: (_("Not presented"), "soon"),
    ClaimState.PRESENTED: (_("Pending"), "watch"),
    ClaimState.INSUFFICIENT: (_("Insufficiency noticed"), "soon"),
    ClaimState.RETURNED_LATE: (_("Returned as late"), "late"),
    ClaimState.APPLICATION_PENDING: (_("Late application pending"), "watch"),
    ClaimState.APPLICATION_DENIED: (_("Late application denied"), "late"),
    ClaimState.PETITION_PENDING: (_("Petition pending"), "watch"),
    ClaimState.RELIEF_ORDERED: (_("Relief ordered"), "soon"),
    ClaimState.RELIEF_DENIED: (_("Relief denied"), "late"),
    ClaimState.REJECTED: (_("Rejected in writing"), "soon"),
    ClaimState.REJECTED_DEFECTIVE_NOTICE: (_("Rejected, notice defective"), "soon"),
    ClaimState.DEEMED_REJECTED: (_("Deemed rejected"), "soon"),
    ClaimState.ALLOWED: (_("Allowed"), "done"),
    ClaimState.SUED: (_("In suit"), "done"),
}
TIMELINESS = {
    Timeliness.TIMELY: (_("Timely"), "done"),
    Timeliness.LATE: (_("Late"), "late"),
    Timeliness.MISSING: (_("Date missing"), "soon"),
}
UNKNOWN_DAY = Flag(
    FlagCode.AT_RISK,
    "The entity answered on a day nobody has recorded. Six months may be running, or may have run:"
    " find the envelope today (Gov. Code § 945.6(a)(1)).",
)
LIMITS = {
    LimitOnSuit.LATE_CLAIM_PATH: _("Late-claim path"),
    LimitOnSuit.SIX_MONTHS_FROM_MAILING: _("Six months from mailing"),
    LimitOnSuit.NO_CLAIM_DATE: _("No claim date"),
    LimitOnSuit.TWO_YEARS_FROM_ACCRUAL: _("Two years from accrual"),
}


@dataclass(frozen=True, slots=True)
class Badge:
    """Word and tone (`done`, `soon`, `late`, `watch`); the part adds the shape."""

    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim in a list. `days_left` are calendar days to `sue_by` (negative: past), None without such a day.

    `wanted` are events that happened on a day nobody has found out yet: no clock counts from them.
    """

    id: UUID
    url: str
    client_code: str
    number: int | None
    chip_url: str
    state: Badge
    state_code: str
    timeliness: Badge
    timeliness_code: str
    limit: str
    limit_code: str
    presented_on: date | None
    notice_on: date | None
    deemed_rejected_on: date | None
    sue_by: date | None
    days_left: int | None
    court_days_left: int | None
    next_clock: Clock | None
    open_clocks: tuple[Clock, ...]
    flags: tuple[Flag, ...]
    wanted: tuple[str, ...]
    sued: bool


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event on a claim's page."""

    id: UUID
    kind: EventKind
    on: date
    words: str
    method: str
    mailed_on: date | None
    warning: bool | None
    until: date | None
    recorded_by: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim with everything its page shows."""

    row: ClaimRow
    entity: str
    reading: Reading
    events: tuple[EventRow, ...]
    has_sealed_number: bool


def claims_of(lawsuit: Lawsuit, *, staff: Staff, today: date) -> list[ClaimRow]:
    """Every claim that she may see, the earliest day to sue first. A fixed number of queries."""
    base = claims_path(lawsuit)
    rows = [_row(claim, lawsuit=lawsuit, base=base, today=today) for claim in _with_events(lawsuit, staff)]
    return sorted(rows, key=lambda row: (row.sued, row.sue_by is None, row.sue_by or today, row.client_code))


def readings_by_client(
    lawsuit: Lawsuit, *, clients: Iterable[UUID], today: date
) -> dict[UUID, list[tuple[GovernmentClaim, Reading]]]:
    """The claims of these clients and no others, as the law reads them. Two queries."""
    found: dict[UUID, list[tuple[GovernmentClaim, Reading]]] = {}
    all_claims = GovernmentClaim.objects.unscoped("a paper speaks for whom it was asked for")
    claims = all_claims.filter(client__lawsuit=lawsuit, client__in=list(clients))
    for claim in claims.select_related("entity").prefetch_related("events"):
        found.setdefault(claim.client_id, []).append((claim, _read(claim, today=today)))
    return found


def claim_rows(lawsuit: Lawsuit, *, staff: Staff, today: date, ids: Sequence[UUID]) -> list[ClaimRow]:
    """These claims, in the order given. A fixed number of queries."""
    base = claims_path(lawsuit)
    found = _with_events(lawsuit, staff, pk__in=ids)
    rows = {claim.pk: _row(claim, lawsuit=lawsuit, base=base, today=today) for claim in found}
    return [rows[pk] for pk in ids if pk in rows]


def claim_pages(lawsuit: Lawsuit, *, staff: Staff, today: date, **which: UUID) -> list[ClaimPage]:
    """The claims a look-up finds, such as `pk=...` or `client=...`, as their pages show them."""
    loaded = list(
        _with_events(lawsuit, staff, **which).prefetch_related("events__recorded_by")
    )  # no list shows who did
    numbered = SealedField.objects.filter(field="city_claim_no", subject__in=[claim.pk for claim in loaded])
    with seen_by(staff):
        sealed = set(numbered.values_list("subject", flat=True))
    return [
        ClaimPage(
            row=_row(claim, lawsuit=lawsuit, base=claims_path(lawsuit), today=today),
            entity=claim.entity.name,
            reading=_read(claim, today=today),
            events=tuple(_event(event) for event in claim.events.all()),
            has_sealed_number=claim.pk in sealed,
        )
        for claim in loaded
    ]


def states_counted(rows: Iterable[ClaimRow]) -> list[tuple[Badge, str, int]]:
    """How many claims stand where, most first: (badge, code, number)."""
    counted = Counter(row.state_code for row in rows)
    return [(Badge(*map(str, STATES[ClaimState(code)])), code, number) for code, number in counted.most_common()]


def claims_path(lawsuit: Lawsuit) -> str:
    return reverse("filings:claims", kwargs={"lawsuit": lawsuit.slug})


def _with_events(lawsuit: Lawsuit, staff: Staff, **which: UUID | Sequence[UUID]) -> QuerySet[GovernmentClaim]:
    claims = GovernmentClaim.objects.visible_to(staff).filter(client__lawsuit=lawsuit, **which)
    here = Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit)
    designations = Prefetch("client__designations", queryset=here, to_attr="designation_here")
    return claims.select_related("client", "entity").prefetch_related("events", designations)


def _read(claim: GovernmentClaim, *, today: date) -> Reading:
    """As the law reads it; but no silence is counted of an entity that answered on a day nobody knows."""
    reading = read([event.fact for event in claim.events.all()], today=today)
    if not claim.answered_on_a_day_unknown:
        return reading
    return replace(reading, sue_by=None, flags=(*reading.flags, UNKNOWN_DAY))


def _row(claim: GovernmentClaim, *, lawsuit: Lawsuit, base: str, today: date) -> ClaimRow:
    """`base` is `claims_path`, asked once for a whole list."""
    reading = _read(claim, today=today)
    designation = next(iter(getattr(claim.client, "designation_here", [])), None)
    presented = next((event.on for event in claim.events.all() if event.kind == EventKind.PRESENTED), None)
    sue_by = reading.sue_by.safe if reading.sue_by else None
    return ClaimRow(
        id=claim.pk,
        url=f"{base}/{claim.pk}",
        client_code=claim.client.code,
        number=designation.number if designation else None,
        chip_url=_person_path(lawsuit, designation=designation, client_id=claim.client_id),
        state=Badge(*map(str, STATES[reading.state])),
        state_code=reading.state.value,
        timeliness=Badge(*map(str, TIMELINESS[reading.timeliness])),
        timeliness_code=reading.timeliness.value,
        limit=str(LIMITS[reading.limit_on_suit]),
        limit_code=reading.limit_on_suit.value,
        presented_on=presented,
        notice_on=reading.notice.given_on if reading.notice else None,
        deemed_rejected_on=reading.deemed_rejected_on,
        sue_by=sue_by,
        days_left=(sue_by - today).days if sue_by else None,
        court_days_left=_court_days(today, sue_by),
        next_clock=reading.next_clock,
        open_clocks=tuple(clock for clock in reading.clocks if clock.open),
        flags=reading.flags,
        wanted=tuple(str(EVENT_WORDS[EventKind(kind)]) for kind in claim.undated),
        sued=reading.state is ClaimState.SUED,
    )


def _court_days(today: date, day: date | None) -> int | None:
    if day is None or day < today or (day - today).days > 400:
        return None
    return california().court_days_between(today, day)


def _person_path(lawsuit: Lawsuit, *, designation: Plaintiff | None, client_id: UUID) -> str:
    """By her Doe number when she has one in this suit, else by her client's UUID: never by anything of hers."""
    if designation is not None:
        return f"/{lawsuit.slug}/plaintiffs/{designation.number:03d}"
    return f"/{lawsuit.slug}/clients/{client_id}"


def _event(event: ClaimEvent) -> EventRow:
    return EventRow(
        id=event.pk,
        kind=EventKind(event.kind),
        on=event.on,
        words=str(EVENT_WORDS[EventKind(event.kind)]),
        method=str(METHOD_WORDS[Method(event.method)]) if event.method else "",
        mailed_on=event.mailed_on,
        warning=event.warning,
        until=event.until,
        recorded_by=event.recorded_by.name,
    )
