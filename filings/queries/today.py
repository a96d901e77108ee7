"""What the first page shows of one lawsuit: the days ahead, what ends on them, and what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile.models import BatchItem, BatchState, ItemState, Lawsuit, Staff
from casefile.templatetags.parts import NEAR, PRESSING
from filings.law.court_days import california
from filings.law.rulebook import rules
from filings.queries.claims import ClaimRow, claims_of, claims_path
from filings.queries.deadlines import Deadline, deadlines_of
from filings.queries.denied import batches_shown, items_shown
from filings.queries.standings import STANDINGS, standing_of
from plaintiffs.models import WaitingSheet

DAYS, WEEKS = 14, 8


@dataclass(frozen=True, slots=True)
class Pill:
    """A mark in a day of the ribbon."""

    words: str
    small: str
    state: str
    url: str


@dataclass(frozen=True, slots=True)
class Day:
    """`closed` says why the court is dark."""

    on: date
    closed: str | None
    is_today: bool
    pills: tuple[Pill, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Deadlines under one heading."""

    title: str
    note: str
    entries: tuple[Deadline, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many claims stand somewhere."""

    words: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims, and where they stand."""

    total: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """How many claims come to the end of their time to sue in the week from `starts_on`."""

    starts_on: date
    count: int
    near: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """The weeks ahead."""

    weeks: tuple[Week, ...]
    text: str
    authority: str
    url: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody should do."""

    icon: str
    text: str
    small: str
    url: str


@dataclass(frozen=True, slots=True)
class Today:
    """The page."""

    today: date
    lede: str
    ribbon: tuple[Day, ...]
    groups: tuple[Group, ...]
    claims: Claims
    clocks: Clocks
    waiting: tuple[Waiting, ...]


def today_of(lawsuit: Lawsuit, *, staff: Staff, today: date) -> Today:
    """A fixed number of queries, however many claims there are."""
    rows = claims_of(lawsuit, staff=staff, today=today)
    deadlines = deadlines_of(rows, lawsuit=lawsuit, today=today)
    ribbon = tuple(_ribbon(deadlines, today=today))
    return Today(
        today=today,
        lede=_lede(deadlines, ribbon=ribbon, today=today),
        ribbon=ribbon,
        groups=tuple(_groups(deadlines, today=today)),
        claims=_claims(rows, lawsuit=lawsuit),
        clocks=_clocks(rows, lawsuit=lawsuit, today=today),
        waiting=tuple(_waiting(rows, lawsuit=lawsuit, staff=staff)),
    )


def _ribbon(deadlines: Sequence[Deadline], *, today: date) -> Iterator[Day]:
    for on in (today + timedelta(days=n) for n in range(DAYS)):
        pills = tuple(Pill(one.short, small="", state=one.state, url=one.url) for one in deadlines if one.on == on)
        yield Day(on, closed=california().closed(on), is_today=on == today, pills=pills)


def _lede(deadlines: Sequence[Deadline], *, ribbon: Sequence[Day], today: date) -> str:
    """Two sentences: what must not be missed, and when the court is dark."""
    until = today + timedelta(days=PRESSING)
    pressing = sum(one.count for one in deadlines if one.to_sue and today <= one.on <= until)
    past = sum(one.count for one in deadlines if one.ours and one.on < today)
    told = [
        ngettext(
            "The time to sue of %(n)s claim ends within 14 days.",
            "The time to sue of %(n)s claims ends within 14 days.",
            pressing,
        )
        % {"n": pressing}
        if pressing
        else _("No time to sue ends within 14 days.")
    ]
    if past:
        told.append(ngettext("%(n)s last day is past.", "%(n)s last days are past.", past) % {"n": past})
    dark = [date_format(day.on, "l m/d") for day in ribbon if day.closed and day.closed != f"{day.on:%A}"]
    if dark:
        told.append(_("The court is dark on %(days)s.") % {"days": _(" and ").join(dark)})
    return " ".join(told)


def _groups(deadlines: Sequence[Deadline], *, today: date) -> Iterator[Group]:
    """Past days first: they are the ones to look at. Of what is farther off, only what is ours to do."""
    sunday = today + timedelta(days=6 - today.weekday())
    ends = today + timedelta(days=NEAR)
    spans = (
        (_("Past"), date.min, today - timedelta(days=1)),
        (_("This week"), today, sunday),
        (_("Next week"), sunday + timedelta(days=1), sunday + timedelta(days=7)),
        (_("Later"), sunday + timedelta(days=8), ends),
    )
    for title, first, last in spans:
        watched = today <= first <= sunday + timedelta(days=1)
        entries = tuple(one for one in deadlines if first <= one.on <= last and (one.ours or watched))
        if entries:
            yield Group(title=title, note=_note(first, last, today=today), entries=entries)


def _note(first: date, last: date, *, today: date) -> str:
    if last < today:
        return _("not done yet, as far as it is recorded")
    if (last - first).days > 7:
        return _("to %(day)s") % {"day": date_format(last, "m/d")}
    left = california().court_days_between(first - timedelta(days=1), last)
    words = ngettext("%(n)s court day", "%(n)s court days", left) % {"n": left}
    return _("%(days)s, today included") % {"days": words} if first == today else words


def _claims(rows: Sequence[ClaimRow], *, lawsuit: Lawsuit) -> Claims:
    counted = Counter(standing_of(row) for row in rows)
    shares = (
        Share(str(words), count=counted[code], url=f"{claims_path(lawsuit)}?view={code}")
        for code, words in STANDINGS.items()
    )
    return Claims(total=len(rows), shares=tuple(share for share in shares if share.count))


def _clocks(rows: Sequence[ClaimRow], *, lawsuit: Lawsuit, today: date) -> Clocks:
    """Weeks from Monday to Sunday, this one first."""
    monday = today - timedelta(days=today.weekday())
    ends = [row.sue_by for row in rows if row.sue_by and not row.sued and row.sue_by >= today]
    counted = Counter((day - monday).days // 7 for day in ends)
    weeks = tuple(
        Week(
            starts_on=monday + timedelta(weeks=n),
            count=counted[n],
            near=monday + timedelta(weeks=n) <= today + timedelta(days=PRESSING),
        )
        for n in range(WEEKS)
    )
    return Clocks(
        weeks=weeks,
        text=_("Six months from a mailed rejection; two years from accrual where there was no proper notice."),
        authority=rules()["suit_after_rejection_945_6a1"].authority,
        url=f"{claims_path(lawsuit)}?view=due",
    )


def _waiting(rows: Sequence[ClaimRow], *, lawsuit: Lawsuit, staff: Staff) -> Iterator[Waiting]:
    yield from _work(lawsuit, staff=staff)
    claims = claims_path(lawsuit)
    undated = sum(bool(row.wanted) or row.timeliness_code == "missing" for row in rows)
    if undated:
        words = ngettext("%(n)s claim lacks a date", "%(n)s claims lack a date", undated) % {"n": undated}
        yield Waiting(
            "calendar-days", words, small=_("No clock counts until it is recorded."), url=f"{claims}?view=undated"
        )
    remarked = sum(bool(row.flags) and not row.sued for row in rows)
    if remarked:
        words = ngettext("%(n)s claim with a remark", "%(n)s claims with remarks", remarked) % {"n": remarked}
        yield Waiting("triangle-alert", words, small=_("A lawyer should look at them."), url=f"{claims}?view=remarks")


def _work(lawsuit: Lawsuit, *, staff: Staff) -> Iterator[Waiting]:
    sheets = WaitingSheet.objects.filter(lawsuit=lawsuit).count()
    if sheets:
        words = ngettext("%(n)s sheet waits to be loaded", "%(n)s sheets wait to be loaded", sheets) % {"n": sheets}
        url = reverse("filings:imports", args=[lawsuit.slug])
        yield Waiting("upload", words, small=_("It is destroyed after a day."), url=url)
    batches = reverse("filings:batches", args=[lawsuit.slug])
    opened = batches_shown(lawsuit, staff=staff).filter(state=BatchState.OPEN).count()
    if opened:
        words = ngettext("%(n)s batch at work", "%(n)s batches at work", opened) % {"n": opened}
        yield Waiting("layers", words, small="", url=batches)
    refused = BatchItem.objects.filter(
        batch__lawsuit=lawsuit,
        batch__state__in=[BatchState.OPEN, BatchState.DONE],
        state__in=[ItemState.REFUSED, ItemState.PARKED],
    )
    stopped = items_shown(refused, lawsuit=lawsuit, staff=staff).count()
    if stopped:
        words = ngettext("%(n)s paper was refused", "%(n)s papers were refused", stopped) % {"n": stopped}
        yield Waiting("octagon-alert", words, small=_("Each says why, and where to mend it."), url=batches)
