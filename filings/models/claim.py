"""Government claims as dated events. State and clocks are computed from the events, never typed in."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare
from casefile.walled import Walled
from filings.law.claim_events import Event, EventKind, Method
from plaintiffs.models.need_to_know import denied_to

if TYPE_CHECKING:
    from casefile.models import Staff

ANSWERS = frozenset({EventKind.REJECTED, EventKind.REJECTED_IN_PART, EventKind.RETURNED_LATE, EventKind.ALLOWED})
EVENT_WORDS = {
    EventKind.ACCRUED: _("Cause of action accrued"),
    EventKind.PRESENTED: _("Claim presented"),
    EventKind.AMENDED: _("Amended claim presented"),
    EventKind.INSUFFICIENT: _("Notice of insufficiency"),
    EventKind.RETURNED_LATE: _("Returned as late without action"),
    EventKind.LATE_APPLICATION: _("Application for leave to present a late claim"),
    EventKind.APPLICATION_GRANTED: _("Late-claim application granted"),
    EventKind.APPLICATION_DENIED: _("Late-claim application denied"),
    EventKind.EXTENSION_AGREED: _("Extension agreed in writing"),
    EventKind.REJECTED: _("Rejected"),
    EventKind.REJECTED_IN_PART: _("Rejected in part"),
    EventKind.ALLOWED: _("Allowed"),
    EventKind.PETITION_FILED: _("Petition for relief filed"),
    EventKind.RELIEF_ORDERED: _("Relief ordered"),
    EventKind.RELIEF_DENIED: _("Relief denied"),
    EventKind.COMPLAINT_FILED: _("Complaint filed"),
}
METHOD_WORDS = {
    Method.PERSONAL: _("personal delivery"),
    Method.MAIL: _("mail"),
    Method.EMAIL: _("e-mail"),
}


class ClaimQuerySet(Walled["GovernmentClaim"]):
    def visible_to(self, staff: Staff) -> Self:
        mine = self.filter(client__lawsuit__members__staff=staff, client__lawsuit__members__staff__is_active=True)
        return mine.exclude(client__in=denied_to(staff)).opened()


@pghistory.track(model_name="GovernmentClaimHistory")
class GovernmentClaim(models.Model):
    """One claim of one client to one public entity (Gov. Code, § 905 et seq.). Its number at the City is sealed.

    `undated` are kinds of event that are known to have happened on a day nobody has found out yet: no clock counts from
    them, so the claim warns until the day is recorded.
    """

    PRIVACY = declare(pseudonymous="undated", public="id client entity came_with")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("plaintiffs.Client", models.PROTECT, related_name="claims")
    entity = models.ForeignKey("casefile.PublicEntity", models.PROTECT, related_name="claims")
    came_with = models.ForeignKey("casefile.Batch", models.PROTECT, related_name="claims", null=True, blank=True)

    undated = ArrayField(models.CharField(max_length=30), default=list, blank=True)

    objects = ClaimQuerySet.as_manager()

    def __str__(self) -> str:
        return f"claim {self.pk}"

    @property
    def concerns(self) -> uuid.UUID:
        """Whom an entry of the audit trail about this row speaks of."""
        return self.client_id

    @property
    def lawsuit_id(self) -> uuid.UUID:
        return self.client.lawsuit_id

    @property
    def answered_on_a_day_unknown(self) -> bool:
        """The entity answered, and nobody knows when: its silence may not be counted."""
        return bool(ANSWERS.intersection(map(EventKind, self.undated)))


@pghistory.track(model_name="ClaimEventHistory")
class ClaimEvent(models.Model):
    """One dated fact about a claim; the words are those of `filings.law`."""

    PRIVACY = declare(pseudonymous="kind on method mailed_on warning until", public="id claim recorded_by recorded_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    claim = models.ForeignKey(GovernmentClaim, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=30, choices=[(kind.value, words) for kind, words in EVENT_WORDS.items()])
    on = models.DateField()
    method = models.CharField(
        max_length=20, blank=True, choices=[(method.value, words) for method, words in METHOD_WORDS.items()]
    )
    mailed_on = models.DateField(null=True, blank=True)
    warning = models.BooleanField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "on"], name="an_event_is_recorded_once"),
            models.CheckConstraint(
                condition=~models.Q(kind="extension_agreed") | models.Q(until__isnull=False),
                name="an_extension_has_its_last_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def fact(self) -> Event:
        """The event as the law reads it."""
        return Event(
            kind=EventKind(self.kind),
            on=self.on,
            method=Method(self.method) if self.method else None,
            mailed_on=self.mailed_on,
            warning=self.warning,
            until=self.until,
        )
