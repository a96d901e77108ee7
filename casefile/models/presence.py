"""The programs that work in the background, and when each was last heard of."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare


class ProgramKind(models.TextChoices):
    WORKER = "worker", _("worker")
    SWEEPER = "sweeper", _("sweeper")


class PresenceQuerySet(models.QuerySet["Presence"]):
    def silent_since(self, moment: datetime) -> PresenceQuerySet:
        return self.filter(seen_at__lt=moment)


class Presence(models.Model):
    """One program: its machine and process number, its latest word, and whether it found what pressing needs."""

    PRIVACY = declare(public="id kind place seen_at can_press")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=20, choices=ProgramKind.choices)
    place = models.CharField(max_length=120)
    seen_at = models.DateTimeField()
    can_press = models.BooleanField()

    objects = PresenceQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "place"]
        constraints = [models.UniqueConstraint(fields=["kind", "place"], name="one_row_for_a_program")]

    def __str__(self) -> str:
        return f"{self.kind} at {self.place}"
