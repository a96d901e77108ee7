"""The last days of a lawsuit's claims, gathered by day and rule: one line says how many Does it is for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from casefile.models import Lawsuit
from casefile.templatetags.parts import NEAR, days_look
from filings.law.claim_events import Clock
from filings.law.court_days import california
from filings.law.rulebook import Actor
from filings.queries.claims import ClaimRow, claims_path

SUE = ("suit_after_rejection_945_6a1", "suit_no_notice_945_6a2", "suit_no_notice_agreed_extension_945_6a2",
       "suit_after_relief_946_6f")  # fmt: skip
PRESENT = ("claim_six_months_911_2", "claim_one_year_911_2")
DEEMED = ("claim_deemed_rejected_912_4", "claim_deemed_rejected_mailed_912_4", "claim_deemed_rejected_amended_912_4",
          "claim_deemed_rejected_leave_912_2", "claim_deemed_rejected_agreed_912_4b")  # fmt: skip
LEAVE = ("late_application_deemed_denied_911_6", "late_application_deemed_denied_agreed_911_6")
PETITION = ("petition_946_6", "petition_after_deemed_denial_946_6")
TITLES = {  # of the entry in the list, and of the mark in the ribbon
    **dict.fromkeys(SUE, (later("Time to sue ends for %(whom)s"), later("%(whom)s: time to sue ends"))),
    **dict.fromkeys(
        PRESENT, (later("Last day to present the claim of %(whom)s"), later("%(whom)s: last day to present"))
    ),
    **dict.fromkeys(
        DEEMED, (later("Without an answer, deemed rejected: %(whom)s"), later("%(whom)s: deemed rejected"))
    ),
    **dict.fromkeys(
        LEAVE, (later("Without an answer, leave deemed denied: %(whom)s"), later("%(whom)s: deemed denied"))
    ),
    **dict.fromkeys(
        PETITION, (later("Last day to petition for relief, for %(whom)s"), later("%(whom)s: petition for relief"))
    ),
    "late_claim_application_911_4": (
        later("Last day to ask for leave to present late, for %(whom)s"),
        later("%(whom)s: ask for leave"),
    ),
    "claim_insufficiency_notice_910_8": (
        later("Last day to call the claim insufficient: %(whom)s"),
        later("%(whom)s: insufficiency"),
    ),
    "late_claim_notice_911_3": (later("Last day to return as late: %(whom)s"), later("%(whom)s: return as late")),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """One day under one rule, for as many claims as come to it. `to_sue`: after it no suit may be brought."""

    on: date
    rule_id: str
    title: str
    short: str
    text: str
    authority: str
    state: str
    words: str
    url: str
    count: int
    to_sue: bool
    ours: bool


def deadlines_of(rows: Iterable[ClaimRow], *, lawsuit: Lawsuit, today: date) -> list[Deadline]:
    """By day. A claim's clock that is past stays in the list until its act is done."""
    grouped: dict[tuple[date, str], list[tuple[ClaimRow, Clock]]] = {}
    for row in rows:
        for clock in row.open_clocks:
            grouped.setdefault((clock.on, clock.rule_id), []).append((row, clock))
    return [_deadline(grouped[key], lawsuit=lawsuit, today=today) for key in sorted(grouped)]


def _deadline(pairs: list[tuple[ClaimRow, Clock]], *, lawsuit: Lawsuit, today: date) -> Deadline:
    clock, rows = pairs[0][1], [row for row, _clock in pairs]
    whom = _whom(rows)
    ours = clock.actor is Actor.OURS
    state, words = _look(clock.on, ours=ours, today=today)
    query = urlencode({"rule": clock.rule_id, "on": clock.on.isoformat()})
    title, short = TITLES.get(clock.rule_id, (f"{clock.title}: %(whom)s", "%(whom)s"))
    return Deadline(
        on=clock.on,
        rule_id=clock.rule_id,
        title=str(title) % {"whom": whom},
        short=str(short) % {"whom": whom},
        text=_text(rows, clock=clock),
        authority=clock.found.authority,
        state=state,
        words=words,
        url=f"{claims_path(lawsuit)}?{query}",
        count=len(rows),
        to_sue=clock.rule_id in SUE,
        ours=ours,
    )


def _whom(rows: list[ClaimRow]) -> str:
    """The claims of plaintiffs are counted by their Does; a claim of somebody outside the suit is a client's."""
    numbered = sum(row.number is not None for row in rows)
    if len(rows) == 1 and numbered:
        return _("Doe %(number)s") % {"number": rows[0].number}
    if numbered == len(rows):
        return ngettext("%(n)s Doe", "%(n)s Does", numbered) % {"n": numbered}
    if not numbered:
        return ngettext("%(n)s client", "%(n)s clients", len(rows)) % {"n": len(rows)}
    return ngettext("%(n)s claim", "%(n)s claims", len(rows)) % {"n": len(rows)}


def _text(rows: list[ClaimRow], *, clock: Clock) -> str:
    numbered = sum(row.number is not None for row in rows)
    mixed = ""
    if 0 < numbered < len(rows):
        mixed = _("%(does)s of Does, %(others)s of clients not in the suit. ") % {
            "does": numbered,
            "others": len(rows) - numbered,
        }
    triggers = {one.found.trigger for row in rows for one in row.open_clocks if _same(one, clock)}
    since = f"{min(triggers):%m/%d/%Y}"
    if len(triggers) > 1:
        counted = _("Counted from %(first)s to %(last)s.") % {"first": since, "last": f"{max(triggers):%m/%d/%Y}"}
    else:
        counted = _("Counted from %(day)s.") % {"day": since}
    return mixed + counted


def _same(one: Clock, other: Clock) -> bool:
    return (one.on, one.rule_id) == (other.on, other.rule_id)


def _look(day: date, *, ours: bool, today: date) -> tuple[str, str]:
    """Ours in court days while they are few; theirs is only watched."""
    if not ours:
        return "watch", _("theirs to do")
    state, words = days_look((day - today).days)
    if today < day and (day - today).days <= NEAR:
        left = california().court_days_between(today, day)
        words = ngettext("%(n)s court day", "%(n)s court days", left) % {"n": left}
    return state, words
