"""The locked room's shelves: ciphertext, one row for each identifying field, and the wrapped key of each person.

The application's role may add rows here and see which fields are filled; only the vault's role reads the ciphertext.
Deleting a client takes her rows along (a cascade of the database, so that it needs no right to delete here).
"""

from __future__ import annotations

import uuid

from django.db import models

from casefile.privacy import declare


class DataKey(models.Model):
    """A person's own key, wrapped under the key-encryption key of that version. Destroying it destroys her fields."""

    PRIVACY = declare(identity="wrapped", public="id client version kek_version made_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("plaintiffs.Client", models.DO_NOTHING, related_name="data_keys")
    version = models.PositiveSmallIntegerField(default=1)
    kek_version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "version"], name="one_key_per_version")]

    def __str__(self) -> str:
        return f"data key {self.pk}"

    @property
    def bound_to(self) -> str:
        """What the wrapped key is bound to beside the version that wraps it."""
        return str(self.client_id)


class SealedField(models.Model):
    """One identifying field of one person. A City claim number also carries its claim's UUID as `subject`."""

    PRIVACY = declare(identity="ciphertext", public="id client field subject key_version sealed_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey("plaintiffs.Client", models.DO_NOTHING, related_name="sealed_fields")
    field = models.CharField(max_length=40)
    subject = models.UUIDField(null=True, blank=True)
    key_version = models.PositiveSmallIntegerField(default=1)
    ciphertext = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "field"], condition=models.Q(subject=None), name="a_field_is_sealed_once"
            ),
            models.UniqueConstraint(
                fields=["client", "field", "subject"],
                condition=models.Q(subject__isnull=False),
                name="a_field_of_a_claim_is_sealed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"sealed field {self.pk}"


class Canary(models.Model):
    """One row that is nobody's: a known word under a key of its own. Keys that open it are the keys of this vault."""

    PRIVACY = declare(public="id kek_version wrapped ciphertext made_at")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    kek_version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "canaries"
        constraints = [models.CheckConstraint(name="one_canary", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return "the canary"

    @property
    def bound_to(self) -> str:
        return "canary"
