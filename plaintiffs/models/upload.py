"""Files that wait: sealed under a key of their own from the moment they arrive."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from casefile.privacy import declare


class WaitingSheet(models.Model):
    """A sheet between its upload and its commit. Its file name lies inside; deleting the row destroys its key."""

    PRIVACY = declare(identity="ciphertext wrapped", public="id lawsuit kek_version received_by received_at size")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.CASCADE, related_name="waiting_sheets")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    size = models.PositiveIntegerField()
    kek_version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return f"waiting sheet {self.pk}"

    @property
    def bound_to(self) -> str:
        """What the wrapped key is bound to beside the version that wraps it."""
        return str(self.pk)
