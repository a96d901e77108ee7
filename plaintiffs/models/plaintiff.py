"""A client in a lawsuit under a Doe designation, and the order that lets her sue under it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.models import PseudonymStatus
from casefile.privacy import declare
from casefile.walled import Walled
from plaintiffs.models.need_to_know import denied_to
from plaintiffs.rules import doe_numbers

if TYPE_CHECKING:
    from casefile.models import Staff


class PlaintiffQuerySet(Walled["Plaintiff"]):
    def visible_to(self, staff: Staff) -> Self:
        mine = self.filter(lawsuit__members__staff=staff, lawsuit__members__staff__is_active=True)
        return mine.exclude(client__in=denied_to(staff)).opened()

    def in_suit(self) -> Self:
        """Those a paper pressed today speaks for."""
        return self.filter(dismissed_on=None)


@pghistory.track(model_name="PlaintiffHistory")
class Plaintiff(models.Model):
    """`JANE DOE 17`. A number that an approved paper bears is used: the database keeps its row for ever."""

    PRIVACY = declare(pseudonymous="style number", public="id client lawsuit joined_on dismissed_on used_at came_with")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("plaintiffs.Client", models.PROTECT, related_name="designations")
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="plaintiffs")
    style = models.CharField(max_length=10, choices=[("JANE", "JANE DOE"), ("JOHN", "JOHN DOE")], default="JANE")
    number = models.PositiveIntegerField()
    joined_on = models.DateField(null=True, blank=True)
    dismissed_on = models.DateField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    came_with = models.ForeignKey("casefile.Batch", models.PROTECT, related_name="plaintiffs", null=True, blank=True)

    objects = PlaintiffQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["lawsuit", "number"], name="a_doe_number_is_given_once"),
            models.UniqueConstraint(fields=["lawsuit", "client"], name="one_designation_per_client"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return doe_numbers.label(self.style, self.number)

    @property
    def concerns(self) -> uuid.UUID:
        """Whom an entry of the audit trail about this row speaks of."""
        return self.client_id


class PseudonymOrder(models.Model):
    """The motion to sue under fictitious names, and its fate (DFEH v. Superior Court (2022) 82 Cal.App.5th 105)."""

    PRIVACY = declare(
        pseudonymous="plaintiffs scope", public="id lawsuit status motion_filed_on hearing_on order_on recorded_at"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.CASCADE, related_name="pseudonym_orders")
    status = models.CharField(max_length=20, choices=PseudonymStatus.choices, default=PseudonymStatus.NONE)
    motion_filed_on = models.DateField(null=True, blank=True)
    hearing_on = models.DateField(null=True, blank=True)
    order_on = models.DateField(null=True, blank=True)
    scope = models.CharField(_("scope"), max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    plaintiffs = models.ManyToManyField(Plaintiff, related_name="pseudonym_orders", blank=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(status="granted") | models.Q(order_on__isnull=False), name="a_grant_has_its_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.order_on or ''}".strip()
