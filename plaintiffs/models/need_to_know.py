"""Who may learn which client's identity, and from whom a client is kept: given, denied, ended, never deleted."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile import clock
from casefile.privacy import declare

if TYPE_CHECKING:
    from casefile.models import Staff


class Effect(models.TextChoices):
    GRANT = "grant", _("given")
    DENY = "deny", _("denied")


class Reason(models.TextChoices):
    """Why; a closed list, for in words of one's own a name could stand."""

    WORK = "work", _("works on this client's claims or papers")
    CONTACT = "contact", _("speaks with this client")
    CONFLICT = "conflict", _("conflict of interest")
    KINSHIP = "kinship", _("is this client, or a relative, partner or close colleague of hers")
    WISH = "wish", _("the client wishes it")
    ORDER = "order", _("an order of the court")
    CARE = "care", _("a precaution until it is looked into")


TO_GIVE = (Reason.WORK, Reason.CONTACT, Reason.ORDER)
TO_DENY = (Reason.CONFLICT, Reason.KINSHIP, Reason.WISH, Reason.ORDER, Reason.CARE)


class EndReason(models.TextChoices):
    DONE = "done", _("no longer needed")
    MISTAKE = "mistake", _("given or denied by mistake")
    CLEARED = "cleared", _("it was looked into and cleared up")
    REPLACED = "replaced", _("another took its place")


class NeedToKnowQuerySet(models.QuerySet["NeedToKnow"]):
    def standing(self, at: datetime) -> NeedToKnowQuerySet:
        """Those in force at this instant."""
        return self.filter(
            models.Q(valid_until=None) | models.Q(valid_until__gt=at),
            models.Q(ended_at=None) | models.Q(ended_at__gt=at),
            valid_from__lte=at,
        )


class NeedToKnow(models.Model):
    """One grant or denial of one client to one person. From `valid_from` on, until but not at `valid_until`."""

    PRIVACY = declare(
        public="id client staff effect reason_code valid_from valid_until given_by given_at ended_at ended_by"
        " end_reason"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("plaintiffs.Client", models.PROTECT, related_name="need_to_know")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="need_to_know")
    effect = models.CharField(max_length=10, choices=Effect.choices)
    reason_code = models.CharField(max_length=20, choices=Reason.choices)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason.choices, blank=True)

    objects = NeedToKnowQuerySet.as_manager()

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "staff", "effect"],
                condition=models.Q(ended_at=None),
                name="one_grant_and_one_denial_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="it_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, end_reason="")
                | (models.Q(ended_at__isnull=False, ended_by__isnull=False) & ~models.Q(end_reason="")),
                name="an_end_has_its_person_and_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(effect="deny") | ~models.Q(given_by=models.F("staff")),
                name="nobody_gives_herself_access",
            ),
            models.CheckConstraint(
                condition=models.Q(effect="grant") | models.Q(ended_by=None) | ~models.Q(ended_by=models.F("staff")),
                name="nobody_lifts_a_denial_of_herself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.pk}"


def denied_to(staff: Staff) -> models.QuerySet[NeedToKnow, Any]:
    """The numbers of the clients who are kept from this person altogether: an inner query of every `visible_to`."""
    denials = NeedToKnow.objects.standing(clock.now()).filter(staff=staff, effect=Effect.DENY)
    return denials.values("client")
