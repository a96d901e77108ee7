"""The audit trail: rows that are added and never changed."""

from __future__ import annotations

from django.db import models

from casefile.privacy import declare


class AuditEntry(models.Model):
    """One act. `mac` covers every column and the entry before it; the database refuses updates, deletes and gaps.

    The actor is kept by number and not by foreign key: an entry outlives every row it speaks of.
    """

    PRIVACY = declare(pseudonymous="subject detail", public="seq at actor act prev mac")

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    act = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, blank=True)
    mac = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"
