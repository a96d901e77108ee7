"""Alarms about openings: a row until somebody has looked, an entry in the trail, a mail that says to sign in."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Missing, NotAllowed
from casefile.models import AuditEntry, Lawsuit, Role, Staff
from plaintiffs.models import AlarmKind, Client, RevealAlarm
from plaintiffs.rules import openings
from plaintiffs.rules.openings import HOUR, Opened
from plaintiffs.services import turns
from plaintiffs.services.reveal_policy import SETS, guardians, policy_of, tell

OWNERS = 2  # to whom a cap that was passed is told (security.md 5.4)


def strange(now: Opened, *, before: list[Opened], devices: set[str], lawsuit: Lawsuit) -> list[AlarmKind]:
    """What is strange about this opening, after those before it."""
    policy, all_of_them = policy_of(lawsuit), [*before, now]
    local = now.at.astimezone(clock.COURT_ZONE)
    quiet = {"quiet_from": policy.quiet_from, "quiet_until": policy.quiet_until}
    found = {
        AlarmKind.MANY_PEOPLE: openings.too_many_people(all_of_them, at=now.at),
        AlarmKind.SEQUENCE: openings.in_sequence(now, before=before),
        AlarmKind.OUT_OF_HOURS: openings.out_of_hours(local, **quiet),
        AlarmKind.NEW_DEVICE: openings.on_a_new_device(now.device, known=devices),
    }
    return [kind for kind, so in found.items() if so]


def sound(kinds: Iterable[AlarmKind], *, about: Staff, lawsuit: Lawsuit) -> None:
    """Once an hour for each kind and person. The caller holds her turn, and these are its transaction's last words."""
    now = clock.now()
    for kind in kinds:
        known = RevealAlarm.objects.filter(staff=about, lawsuit=lawsuit, kind=kind, at__gt=now - HOUR)
        if not known.exists():
            alarm = RevealAlarm.objects.create(staff=about, lawsuit=lawsuit, kind=kind, at=now)
            tell(lawsuit, to=_whom(kind, about=about, lawsuit=lawsuit))
            audit.record(about, Act.REVEAL_ALARM, alarm, kind=kind, lawsuit=lawsuit.pk)


@transaction.atomic
def name_kept_out(about: Lawsuit | Client, *, form: str, actor: Staff) -> None:
    """An entry that a text of hers was refused for a name; at the third within an hour, in whatever form, an alarm."""
    turns.take(actor)
    now = clock.now()
    hers = AuditEntry.objects.filter(actor=str(actor.pk), act=Act.NAME_KEPT_OUT, at__gt=now - HOUR)
    if openings.kept_out_often([*hers.values_list("at", flat=True), now], at=now):
        lawsuit = about if isinstance(about, Lawsuit) else about.lawsuit
        sound([AlarmKind.KEPT_OUT], about=actor, lawsuit=lawsuit)
    audit.record(actor, Act.NAME_KEPT_OUT, about, form=form)


@transaction.atomic
def see(alarm_id: int, *, lawsuit: Lawsuit, actor: Staff) -> bool:
    """Somebody looked into it: false when somebody had already. Nobody does so for an alarm about herself."""
    alarm = RevealAlarm.objects.filter(lawsuit=lawsuit, pk=alarm_id).first()
    if alarm is None:
        raise Missing
    if actor.role not in SETS or actor == alarm.staff:
        raise NotAllowed(_("An attorney or custodian whom the alarm is not about looks into it."))
    moved = RevealAlarm.objects.filter(pk=alarm.pk, seen_at=None).update(seen_by=actor, seen_at=clock.now())
    if moved:
        audit.record(actor, Act.REVEAL_ALARM_SEEN, alarm, kind=alarm.kind)
    return bool(moved)


def _whom(kind: AlarmKind, *, about: Staff, lawsuit: Lawsuit) -> list[Staff]:
    """Two attorneys for a cap, every attorney for broken glass, else all guardians but the one it is about."""
    everybody = guardians(lawsuit)
    others = [one for one in everybody if one != about] or everybody
    attorneys = [one for one in others if one.role == Role.ATTORNEY]
    match kind:
        case AlarmKind.CAP:
            return (attorneys or others)[:OWNERS]
        case AlarmKind.GLASS:
            return everybody
        case _:
            return others
