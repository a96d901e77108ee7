"""How a client's identity came out: the releases of photographs."""

from __future__ import annotations

from django.db import models

from casefile.privacy import declare


class Release(models.Model):
    """One day on which the entity gave photographs out. Clients whose photographs were in it point here."""

    PRIVACY = declare(public="id lawsuit released_on came_with")

    lawsuit = models.ForeignKey("casefile.Lawsuit", models.CASCADE, related_name="releases")
    released_on = models.DateField()
    came_with = models.ForeignKey("casefile.Batch", models.PROTECT, related_name="releases", null=True, blank=True)

    class Meta:
        ordering = ["released_on"]
        constraints = [models.UniqueConstraint(fields=["lawsuit", "released_on"], name="one_row_per_release")]

    def __str__(self) -> str:
        return f"release of {self.released_on}"
