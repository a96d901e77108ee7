"""The sealed key: the list of true names beside Doe designations that a court asks for, one numbered copy at a time.

A row is a copy that somebody asked for; what became of it is added and never rewritten. Its bytes lie in a row beside
it, sealed, for as long as they may be fetched.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare
from plaintiffs.models.rounds import Round


class KeyReason(models.TextChoices):
    MOTION = "motion", _("Lodged with a motion, until the court decides on sealing (CRC 2.551(b)(4))")
    ORDER = "order", _("Filed under an order that seals it")


LEGENDS = {KeyReason.MOTION: "CONDITIONALLY UNDER SEAL", KeyReason.ORDER: "FILED UNDER SEAL"}


class KeyState(models.TextChoices):
    ASKED = "asked", _("asked for")
    APPROVED = "approved", _("approved and made")
    DENIED = "denied", _("denied")
    EXPIRED = "expired", _("nobody decided in time")
    FETCHED = "fetched", _("downloaded")  # of a round alone
    DESTROYED = "destroyed", _("file destroyed")


class KeyExhibitQuerySet(models.QuerySet["KeyExhibit"]):
    def waiting(self) -> KeyExhibitQuerySet:
        return self.filter(state=KeyState.ASKED)

    def good_at(self, at: datetime) -> KeyExhibitQuerySet:
        """Made, and not to be destroyed yet."""
        return self.filter(state=KeyState.APPROVED, good_until__gt=at)


class KeyExhibit(models.Model):
    """One copy. `plaintiffs` are the rows it lists, `whole` that these were all of the suit when it was asked for."""

    PRIVACY = declare(
        pseudonymous="plaintiffs purpose hearing device",
        public="id lawsuit copy_no whole asked_by asking reason_code state asked_at decided_by decided_at good_until"
        " sha256 pages",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="key_exhibits")
    copy_no = models.PositiveIntegerField()
    plaintiffs = ArrayField(models.UUIDField())
    whole = models.BooleanField(default=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asking = models.UUIDField()  # drawn with the form: pressed twice, it is one copy
    reason_code = models.CharField(max_length=20, choices=KeyReason.choices)
    purpose = models.CharField(max_length=300)
    hearing = models.CharField(max_length=120, blank=True)
    device = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=KeyState.choices, default=KeyState.ASKED)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    good_until = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)

    objects = KeyExhibitQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["lawsuit", "copy_no"], name="a_copy_number_is_given_once"),
            models.UniqueConstraint(fields=["asked_by", "asking"], name="a_form_asks_for_one_copy"),
            models.CheckConstraint(
                name="nobody_decides_on_her_own_copy",
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
            ),
            models.CheckConstraint(
                name="a_copy_is_made_by_two_and_ends",
                condition=~models.Q(state__in=["approved", "destroyed"])
                | (
                    models.Q(decided_by__isnull=False, decided_at__isnull=False, good_until__isnull=False)
                    & ~models.Q(sha256="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"copy no. {self.copy_no}"

    @property
    def legend(self) -> str:
        """What stands on each of its pages."""
        return LEGENDS[KeyReason(self.reason_code)]


class KeyRound(Round):
    """What became of a copy, step by step, each download too. `by` is nobody where time did it."""

    PRIVACY = declare(pseudonymous="words", public="id exhibit state by at")

    exhibit = models.ForeignKey(KeyExhibit, models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=20, choices=KeyState.choices)


class KeyCopy(models.Model):
    """The bytes of a copy under a key of their own. Deleting the row destroys both; only the vault's role reads it."""

    PRIVACY = declare(identity="ciphertext wrapped", public="exhibit kek_version")

    exhibit = models.OneToOneField(KeyExhibit, models.PROTECT, primary_key=True, related_name="copy")
    kek_version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    ciphertext = models.BinaryField()

    class Meta:
        verbose_name_plural = "key copies"

    def __str__(self) -> str:
        return f"bytes of a copy {self.pk}"

    @property
    def bound_to(self) -> str:
        """What the wrapped key is bound to beside the version that wraps it."""
        return f"key exhibit {self.pk}"
