"""A full name that somebody sought. The name itself is not here: only a keyed digest tells that she sought it twice."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from casefile.privacy import declare
from plaintiffs.models.reveal import RevealReason


class NameSearch(models.Model):
    """Counted like openings. `kept_back` are clients of that name whom whoever sought may not know."""

    PRIVACY = declare(pseudonymous="purpose kept_back shown", public="id lawsuit asked_by asked_at reason_code mac")

    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="name_searches")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="name_searches")
    asked_at = models.DateTimeField()
    reason_code = models.CharField(max_length=20, choices=RevealReason.choices)
    purpose = models.CharField(max_length=300)
    mac = models.CharField(max_length=64)
    shown = ArrayField(models.UUIDField(), default=list)
    kept_back = ArrayField(models.UUIDField(), default=list)

    class Meta:
        verbose_name_plural = "name searches"
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["asked_by", "asked_at"], name="searches_of_somebody")]

    def __str__(self) -> str:
        return f"name search {self.pk}"
