"""Seeking somebody by her full name, inside the vault: decrypted and compared, without an index (security.md 4.6).

Whoever may know a client is told her Doe number. Everybody else is told the same sentence whether or not there is
somebody of that name, and the custodian is told in both cases.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefile import audit, clock, keys
from casefile.acts import Act
from casefile.errors import Refused, TooOften
from casefile.models import Lawsuit, Role
from plaintiffs.models import AlarmKind, Client, NameSearch
from plaintiffs.rules import name_forms
from plaintiffs.rules.identity import Identity
from plaintiffs.rules.letters import squash, words
from plaintiffs.rules.openings import HOUR
from plaintiffs.services import reach, reveal_alarms, turns
from plaintiffs.services.reveal import Asker, require_fresh, require_reason
from plaintiffs.services.reveal_policy import guardians, tell
from plaintiffs.vault import doors

MOST_AN_HOUR = 10
FEWEST_WORDS = 2
SAME_FOR_ALL = gettext_lazy("If this person is known here, the custodian has been told.")


@dataclass(frozen=True, slots=True)
class Sought:
    """A full name, and why."""

    name: str = field(repr=False)
    reason_code: str
    purpose: str = field(repr=False)


def search(sought: Sought, *, lawsuit: Lawsuit, by: Asker) -> list[Client]:
    """Those of that name whom she may know. Raises NotAllowed, Refused, TooOften or AuditUnavailable."""
    require_fresh(by)
    require_reason(sought.reason_code, sought.purpose)
    if len(words(sought.name)) < FEWEST_WORDS:
        raise Refused(_("Write first and last name: a part of a name is not sought."))
    found = _counted(sought, lawsuit=lawsuit, by=by)
    if found is None:
        raise TooOften(_("That is more than may be sought in an hour. It is recorded, and two attorneys are told."))
    return found


@transaction.atomic
def _counted(sought: Sought, *, lawsuit: Lawsuit, by: Asker) -> list[Client] | None:
    """None beyond the cap. The entry is committed before the vault is asked, and a second one before the answer."""
    turns.take(by.staff)
    hers = NameSearch.objects.filter(asked_by=by.staff, asked_at__gt=clock.now() - HOUR)
    if hers.count() >= MOST_AN_HOUR:
        reveal_alarms.sound([AlarmKind.CAP], about=by.staff, lawsuit=lawsuit)
        audit.record(by.staff, Act.REVEAL_OVER_CAP, lawsuit, search=True, ip=by.ip)
        return None
    mac = _mac(sought.name, by=by)
    audit.record_first(by.staff, Act.NAME_SOUGHT, lawsuit, **_told(sought, by=by), mac=mac)
    matches = _matches(sought.name, lawsuit=lawsuit)
    shown = [client for client in matches if reach.may_open(by.staff, client)]
    _answered(sought, mac, shown=shown, matches=matches, lawsuit=lawsuit, by=by)
    return shown


def _answered(
    sought: Sought, mac: str, *, shown: Sequence[Client], matches: Sequence[Client], lawsuit: Lawsuit, by: Asker
) -> None:
    kept_back = [client.pk for client in matches if client not in shown]
    search = NameSearch.objects.create(
        lawsuit=lawsuit,
        asked_by=by.staff,
        asked_at=clock.now(),
        reason_code=sought.reason_code,
        purpose=sought.purpose,
        mac=mac,
        shown=[client.pk for client in shown],
        kept_back=kept_back,
    )
    # whom it kept back stands in the row alone: the trail has readers who may be the one that sought
    audit.record_first(
        by.staff, Act.NAME_SEARCH_ANSWERED, f"{search._meta.label_lower} {search.pk}", shown=search.shown
    )
    if kept_back or not shown:  # also for nobody: a mail that comes only for somebody would tell
        others = [one for one in guardians(lawsuit) if one != by.staff]  # nor is she told whether a namesake was
        tell(lawsuit, to=[one for one in others if one.role == Role.CUSTODIAN])


def _matches(name: str, *, lawsuit: Lawsuit) -> list[Client]:
    asked = squash(name)
    known = [client for client, identity in doors.identities(lawsuit).items() if asked in _whole(identity)]
    return list(Client.objects.unscoped("the vault compares with all").filter(pk__in=known).select_related("lawsuit"))


def _whole(identity: Identity) -> frozenset[str]:
    told = {"last": identity.last, "first": identity.first, "middle": identity.middle}
    return name_forms.forms(**told, aliases=identity.aliases).whole


def _mac(name: str, *, by: Asker) -> str:
    """Under a key of its own: whoever holds the trail alone cannot try surnames against it.

    And for each person another one. Otherwise whoever reads the trail could seek a name herself, and see beside the
    same digest whom somebody else, who may know, was answered.
    """
    told = f"{by.staff.pk}:{squash(name)}"
    return hmac.new(keys.ring().labelled("name-search"), told.encode(), hashlib.sha256).hexdigest()


def _told(sought: Sought, *, by: Asker) -> dict[str, object]:
    age = int((clock.now() - by.factor_at).total_seconds())
    return {"reason": sought.reason_code, "ip": by.ip, "factor_age": age}
