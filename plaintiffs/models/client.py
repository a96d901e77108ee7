"""A person the firm represents, under the firm's own code."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare
from casefile.walled import Walled
from plaintiffs.models.need_to_know import denied_to

if TYPE_CHECKING:
    from casefile.models import Staff


class Stage(models.TextChoices):
    INQUIRY = "inquiry", _("inquiry")
    ENGAGED = "engaged", _("engaged")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Duty(models.TextChoices):
    CURRENT = "current", _("current")
    RETIRED = "retired", _("retired")


class ClientQuerySet(Walled["Client"]):
    def visible_to(self, staff: Staff) -> Self:
        """The clients of the lawsuits this person works on, but those who are denied to her."""
        mine = self.filter(lawsuit__members__staff=staff, lawsuit__members__staff__is_active=True)
        return mine.exclude(pk__in=denied_to(staff)).opened()


@pghistory.track(model_name="ClientHistory")
class Client(models.Model):
    """One person and what the firm knows of her under its own code. Names lie in the vault, never here."""

    PRIVACY = declare(
        quasi_identifying="unit covert_role duty release",
        pseudonymous="code harms",
        public="id lawsuit stage owner came_with enrolled_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="clients")
    code = models.CharField(_("client code"), max_length=40)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.ENGAGED)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=120, blank=True)
    covert_role = models.CharField(_("covert role"), max_length=120, blank=True)
    duty = models.CharField(_("current or retired"), max_length=20, choices=Duty.choices, blank=True)
    release = models.ForeignKey("plaintiffs.Release", models.PROTECT, related_name="clients", null=True, blank=True)
    harms = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    came_with = models.ForeignKey("casefile.Batch", models.PROTECT, related_name="clients", null=True, blank=True)
    enrolled_at = models.DateTimeField()

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["lawsuit", "code"], name="one_client_per_code")]

    def __str__(self) -> str:
        return self.code

    @property
    def concerns(self) -> uuid.UUID:
        """Whom an entry of the audit trail about this row speaks of."""
        return self.pk
