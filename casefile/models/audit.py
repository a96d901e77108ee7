"""The audit trail: rows that are added and never changed."""

from __future__ import annotations

from datetime import date

from django.db import models

from casefile import clock
from casefile.privacy import declare

KNOWN_LAWSUIT, KNOWN_CLIENT = models.Q(lawsuit__isnull=False), models.Q(client__isnull=False)


class AuditEntry(models.Model):
    """One act. `mac` covers every column and the entry before it; the database refuses updates, deletes and gaps.

    Actor, lawsuit and client are kept by number and not by foreign key: an entry outlives every row it speaks of.
    `version` says what the MAC covers (casefile.chain): entries of the first one name neither lawsuit nor client.
    """

    PRIVACY = declare(pseudonymous="subject detail client", public="seq at actor act prev mac version lawsuit")

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    lawsuit = models.UUIDField(null=True)
    client = models.UUIDField(null=True)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["seq"]
        indexes = [  # each ends with the number, so that the newest of many come without sorting
            models.Index(fields=["actor", "seq"], name="entries_by_person"),
            models.Index(fields=["act", "seq"], name="entries_by_act"),
            models.Index(fields=["subject", "seq"], name="entries_by_subject"),
            models.Index(fields=["at"], name="entries_by_day"),
            models.Index(fields=["lawsuit", "seq"], name="entries_by_lawsuit", condition=KNOWN_LAWSUIT),
            models.Index(fields=["client", "seq"], name="entries_by_client", condition=KNOWN_CLIENT),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"

    @property
    def day(self) -> date:
        """The day it was at the courthouse."""
        return self.at.astimezone(clock.COURT_ZONE).date()
