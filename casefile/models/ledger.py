"""The ledger of all background work: what is asked, leased, done, refused, parked."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare


class BatchState(models.TextChoices):
    OPEN = "open", _("working")
    DONE = "done", _("done")
    CANCELLED = "cancelled", _("cancelled")
    UNDONE = "undone", _("undone")


class ItemState(models.TextChoices):
    ASKED = "asked", _("waiting")
    LEASED = "leased", _("in work")
    DONE = "done", _("done")
    REFUSED = "refused", _("refused")
    PARKED = "parked", _("parked")
    CANCELLED = "cancelled", _("cancelled")
    UNKNOWN = "unknown", _("sent or not")  # a mail whose sender died with it: a person decides


class Batch(models.Model):
    """One piece of work that somebody asked for. `detail` holds codes and counts, never a name.

    `alarmed_at` is when it was told that something of it stopped; empty again once somebody has asked for it anew.
    """

    PRIVACY = declare(pseudonymous="detail title", public="id lawsuit kind state asked_by asked_at ended_at alarmed_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=20, choices=BatchState.choices, default=BatchState.OPEN)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    alarmed_at = models.DateTimeField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def is_open(self) -> bool:
        return self.state == BatchState.OPEN


LAPSED = models.Q(state=ItemState.LEASED, leased_until__lt=Now())  # by the database's clock


class ItemQuerySet(models.QuerySet["BatchItem"]):
    def unfinished(self) -> ItemQuerySet:
        return self.filter(state__in=[ItemState.ASKED, ItemState.LEASED])

    def due(self) -> ItemQuerySet:
        """What may be begun now: it was asked for and has rested, or its lease ended with whoever held it.

        The batch is asked for in a query of its own. Joined, an update of what is due would be one of "ids in (select
        ...)", which PostgreSQL does not ask again after waiting for another worker: both would have the lease.
        """
        rested = models.Q(not_before=None) | models.Q(not_before__lte=Now())
        free = models.Q(state=ItemState.ASKED) & rested | LAPSED
        return self.filter(free, batch__in=Batch.objects.filter(state=BatchState.OPEN))

    def in_turn(self) -> ItemQuerySet:
        """Oldest first; but what nobody waits for, such as a second look at every paper, comes after all else."""
        unhurried = models.Case(models.When(batch__kind__in=settings.LEDGER_UNHURRIED, then=1), default=0)
        return self.order_by(unhurried, "asked_at", "pk")

    def lapsed(self) -> ItemQuerySet:
        """In work by somebody who has not beaten for a whole lease."""
        return self.filter(LAPSED)


class BatchItem(models.Model):
    """One unit of a batch. Its key is unique there.

    `attempt` is the fencing token of whoever holds the lease and only ever grows; `tries` is how often the item was
    begun since somebody asked for it. An item that was given back waits until `not_before`.
    """

    PRIVACY = declare(
        pseudonymous="key outcome",
        public="id batch position state attempt tries leased_until not_before rung_at asked_at ended_at progress",
    )

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    key = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.ASKED)
    attempt = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    rung_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    progress = models.PositiveSmallIntegerField(default=0, help_text=_("Hundredths of the way."))
    outcome = models.JSONField(default=dict, blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "key"], name="one_item_per_key"),
            models.CheckConstraint(
                condition=~models.Q(state="leased") | models.Q(leased_until__isnull=False), name="a_lease_has_an_end"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "leased_until"],
                condition=models.Q(state__in=["asked", "leased"]),
                name="unfinished_items",
            )
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"
