"""Papers that were issued, and what the checks found on those that were not."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare
from casefile.walled import Walled
from plaintiffs.models.need_to_know import denied_to

if TYPE_CHECKING:
    from casefile.models import Staff


class Audience(models.TextChoices):
    PUBLIC = "public", _("public")
    ENTITY = "entity", _("entity")
    SEALED = "sealed", _("sealed")


class DocumentQuerySet(Walled["Document"]):
    def visible_to(self, staff: Staff) -> Self:
        """But the papers that speak for somebody who is denied to her, be it among others."""
        mine = self.filter(lawsuit__members__staff=staff, lawsuit__members__staff__is_active=True)
        speaks_for = Document.plaintiffs.through._base_manager.filter(document=OuterRef("pk"))
        return mine.exclude(Exists(speaks_for.filter(plaintiff__client__in=denied_to(staff)))).opened()


class Document(models.Model):
    """One paper whose bytes passed every check. They lie under their SHA-256; this row says how they came to be.

    `guard` and `net` say what they were last held against; if they no longer pass, `held_since` says since when.
    """

    PRIVACY = declare(
        pseudonymous="plaintiffs title file_name options",
        public="id lawsuit version facts_sha256 sha256 pages size audience made_by made_at item renderer guard"
        " net held_since measured",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="documents")
    version = models.ForeignKey("filings.TemplateVersion", models.PROTECT, related_name="documents")
    plaintiffs = models.ManyToManyField("plaintiffs.Plaintiff", related_name="documents")
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=160)
    audience = models.CharField(max_length=20, choices=Audience.choices)
    options = models.JSONField(default=dict, blank=True)
    facts_sha256 = models.CharField(max_length=64)
    renderer = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    guard = models.CharField(max_length=40)
    net = models.CharField(max_length=80)
    held_since = models.DateTimeField(null=True, blank=True, help_text=_("An identity was found in it since."))
    measured = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    item = models.OneToOneField("casefile.BatchItem", models.PROTECT, related_name="document", null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(guard="") & ~models.Q(net="") & ~models.Q(sha256=""),
                name="no_document_without_a_passing_scan",
            )
        ]

    def __str__(self) -> str:
        return self.file_name


BY_THE_GUARD = models.Q(rule__startswith="identity in") | models.Q(rule="unreadable")


class Finding(models.Model):
    """What a check found: on a document that passed with a remark, or on a paper that was refused and never stored."""

    PRIVACY = declare(
        pseudonymous="subject text", public="id lawsuit document version item rule page line severity found_at where"
    )

    lawsuit = models.ForeignKey("casefile.Lawsuit", models.CASCADE, related_name="findings")
    document = models.ForeignKey(Document, models.CASCADE, related_name="findings", null=True, blank=True)
    version = models.ForeignKey("filings.TemplateVersion", models.PROTECT, related_name="findings")
    item = models.ForeignKey("casefile.BatchItem", models.CASCADE, related_name="findings", null=True, blank=True)
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=20)
    page = models.PositiveIntegerField(null=True, blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    where = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.rule} on page {self.page or '-'}"

    @property
    def by_the_guard(self) -> bool:
        return self.rule.startswith("identity in") or self.rule == "unreadable"
