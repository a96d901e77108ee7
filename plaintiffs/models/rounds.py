"""What became of something that somebody asked for: a row for each step, added and never rewritten."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Round(models.Model):
    """One step. `by` is nobody where time did it; whoever inherits says of what, and which `state` it came to."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%Y-%m-%d %H:%M}"  # type: ignore[attr-defined]
