"""Taking entries of the audit trail away in a file: looked into by the guard, and on record before it leaves."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from casefile import anchors, audit, clock, trail_file
from casefile.access import Right, may
from casefile.acts import Act
from casefile.anchors import Anchor
from casefile.errors import Missing, NotAllowed
from casefile.models import AuditEntry, Staff
from casefile.templatetags.parts import court_time
from casefile.trail_file import Chained, Export
from filings.queries.trail import Row, Scope, Sought, found, rows_of
from plaintiffs.leakguard import guard
from plaintiffs.leakguard.nets import current_net
from plaintiffs.models.need_to_know import denied_to

MOST = 10_000  # numbers in one file, so that it is searched while somebody waits
HOUSE = "house"


def export(
    scope: Scope, *, since: date | None, until: date | None, first: int | None, form: str, actor: Staff
) -> tuple[str, bytes]:
    """File name and bytes of a ZIP. Raises Missing when there is no such entry, LeakRefused when a name is in it,
    NotAllowed for who is kept from one of the clients and does not oversee the house.
    """
    _refuse_who_is_kept_from_somebody(scope, actor)
    last_read, next_one = _span(scope, Sought(since=since, until=until), first=first)
    file = _gathered(scope, last_read, next_one=next_one, actor=actor)
    content = trail_file.packed(file, form=form)
    name = f"audit-trail_{scope.lawsuit.slug if scope.lawsuit else HOUSE}_{last_read[0]}-{last_read[-1]}.zip"
    guard.release(content, kind="zip", audience=guard.Audience.PUBLIC, name=name, net=current_net().net)
    told = {"first": last_read[0], "last": last_read[-1], "entries": len(file.entries)}
    subject = scope.lawsuit or "the house"
    audit.record_first(actor, Act.TRAIL_EXPORTED, subject, form=form, sha256=sha256(content).hexdigest(), **told)
    return name, content


def _refuse_who_is_kept_from_somebody(scope: Scope, actor: Staff) -> None:
    """A file without the entries about her would be no whole one. Auditors have it: she is a number in it."""
    kept_from = denied_to(actor).filter(client__lawsuit=scope.lawsuit) if scope.lawsuit else denied_to(actor)
    if kept_from.exists() and not may(actor, Right.OVERSEE):
        raise NotAllowed(_("A client is denied to you, and this file tells of everybody. Ask the auditor for it."))


def _span(scope: Scope, sought: Sought, *, first: int | None) -> tuple[range, int | None]:
    """The numbers the file speaks of, and where the next file begins; None when this one ends it."""
    asked = found(scope, sought)
    if first:
        asked = asked.filter(seq__gte=first)
    ends = asked.aggregate(low=Min("seq"), high=Max("seq"))
    if ends["low"] is None:
        raise Missing(_("There is no such entry. Choose other days."))
    last = min(ends["high"], ends["low"] + MOST - 1)
    return range(ends["low"], last + 1), last + 1 if last < ends["high"] else None


def _gathered(scope: Scope, numbers: range, *, next_one: int | None, actor: Staff) -> Export:
    within = AuditEntry.objects.filter(seq__range=(numbers[0], numbers[-1])).order_by("seq")
    links = [Chained(*link) for link in within.values_list("seq", "prev", "mac")]
    entries = list(within.filter(lawsuit=scope.lawsuit.pk) if scope.lawsuit else within)
    anchor = _anchor(numbers)
    more = {
        "of": scope.lawsuit.slug if scope.lawsuit else HOUSE,
        "made_at": clock.now().isoformat(timespec="seconds"),
        "made_for": str(actor.pk),
        "continues_at": next_one,
        "anchor": asdict(anchor) if anchor else None,
        "anchor_holds": anchors.holds(anchor) if anchor else None,
    }
    return Export([_told(row) for row in rows_of(entries, scope=scope)], links, more)


def _anchor(numbers: range) -> Anchor | None:
    """The newest anchor inside the file, which it can be compared with; else the newest there is."""
    known = [one for one in anchors.kept() if one]
    inside = [one for one in known if one.seq in numbers]
    return next(reversed(inside or known), None)


def _told(row: Row) -> dict[str, Any]:
    """In words first, then every column that the MAC covers, as it stands."""
    one = row.entry
    return {
        "seq": one.seq,
        "when": f"{court_time(one.at)} {one.at.astimezone(clock.COURT_ZONE):%Z}",
        "who": row.who,
        "what": row.what,
        "on": row.on.label if row.on else "",
        "means": row.means,
        "at": one.at.isoformat(),
        "actor": one.actor,
        "act": one.act,
        "subject": one.subject,
        "detail": one.detail,
        "lawsuit": str(one.lawsuit or ""),
        "client": str(one.client or ""),
        "version": one.version,
        "prev": one.prev,
        "mac": one.mac,
    }
