"""Mail on its way out: a code, a link, and to whom. What it says is made of these when it is sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.models.ledger import BatchItem
from casefile.privacy import declare


class NoticeKind(models.TextChoices):
    """The closed list of what mail may be about; the label is its subject."""

    WORK_STOPPED = "work_stopped", _("work has stopped")
    ATTENTION = "attention", _("something needs your attention")


class OutgoingMail(models.Model):
    """One mail to one of the staff. How far it is, its item says; to a typed address there is none."""

    PRIVACY = declare(pseudonymous="path", public="id item to notice written_at")

    item = models.OneToOneField(BatchItem, models.CASCADE, related_name="mail")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notice = models.CharField(max_length=40, choices=NoticeKind.choices)
    path = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "outgoing mail"

    def __str__(self) -> str:
        return f"mail {self.pk}"
