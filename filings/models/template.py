"""The texts papers are pressed from, in versions that never change."""

from __future__ import annotations

from django.db import models

from casefile.privacy import declare


class TemplateVersion(models.Model):
    """One text of one paper, word for word. A document keeps the version that it was pressed from."""

    PRIVACY = declare(public="id code number title text sha256 adopted_at")

    code = models.SlugField(max_length=40)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="one_text_per_version"),
            models.UniqueConstraint(fields=["code", "sha256"], name="the_same_text_is_the_same_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.number}"
