"""The lawsuit, the court that hears it, the causes it pleads and the enactments they rest on."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare

if TYPE_CHECKING:
    from casefile.models.staff import Staff


class Court(models.Model):
    """One court as papers name it, with its address for the proof of service."""

    PRIVACY = declare(public="id name county district courthouse address")

    name = models.CharField(max_length=120, default="Superior Court of the State of California")
    county = models.CharField(max_length=80)
    district = models.CharField(max_length=80, blank=True)
    courthouse = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True, help_text=_("One line to a line."))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["county", "courthouse"], name="one_row_per_courthouse")]

    def __str__(self) -> str:
        return f"{self.name}, County of {self.county}"


class PseudonymStatus(models.TextChoices):
    NONE = "none", _("no motion yet")
    SOUGHT = "sought", _("motion pending")
    GRANTED = "granted", _("granted")
    DENIED = "denied", _("denied")
    VACATED = "vacated", _("vacated")


class LawsuitQuerySet(models.QuerySet["Lawsuit"]):
    def visible_to(self, staff: Staff) -> LawsuitQuerySet:
        """The lawsuits this person works on; walls stand between the others and her."""
        return self.filter(members__staff=staff, members__staff__is_active=True)

    def called(self, slug: str) -> Lawsuit | None:
        """The one of an address. Compared here: somebody may type a name there, and it would stand in a statement."""
        return next((one for one in self if one.slug == slug), None)


class Lawsuit(models.Model):
    """One action in one court. Its slug begins every address."""

    PRIVACY = declare(
        public="id slug short_title court case_number judge department filed_on trial_on opened_at is_demonstration"
        " claims_entity claims_presented_to records_requested_on records_requester photographs_published_at"
        " officers_published released_from released_until"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True, max_length=60, validators=[RegexValidator(r"^[a-z][a-z0-9-]+$")])
    short_title = models.CharField(_("short title"), max_length=200)
    court = models.ForeignKey(Court, models.PROTECT, related_name="lawsuits")
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    judge = models.CharField(_("judge"), max_length=120, blank=True)
    department = models.CharField(_("department"), max_length=20, blank=True)
    filed_on = models.DateField(_("complaint filed on"), null=True, blank=True)
    trial_on = models.DateField(_("trial set for"), null=True, blank=True)
    opened_at = models.DateTimeField()
    is_demonstration = models.BooleanField(default=False)
    claims_presented_to = models.CharField(max_length=160, blank=True)
    records_requested_on = models.DateField(null=True, blank=True)
    records_requester = models.CharField(max_length=200, blank=True)
    photographs_published_at = models.CharField(max_length=200, blank=True)
    officers_published = models.PositiveIntegerField(null=True, blank=True)
    released_from = models.DateField(null=True, blank=True)
    released_until = models.DateField(null=True, blank=True)
    claims_entity = models.ForeignKey(
        "casefile.PublicEntity", models.PROTECT, related_name="lawsuits", null=True, blank=True
    )

    objects = LawsuitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_demonstration"], condition=models.Q(is_demonstration=True), name="one_demonstration"
            )
        ]

    def __str__(self) -> str:
        return self.short_title


class Membership(models.Model):
    """Who works on which lawsuit."""

    PRIVACY = declare(public="id lawsuit staff")

    lawsuit = models.ForeignKey(Lawsuit, models.CASCADE, related_name="members")
    staff = models.ForeignKey("casefile.Staff", models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lawsuit", "staff"], name="one_membership_per_lawsuit")]

    def __str__(self) -> str:
        return f"{self.staff_id} in {self.lawsuit_id}"


class Enactment(models.Model):
    """A statute, rule or constitutional provision, cited once and used everywhere."""

    PRIVACY = declare(public="id cite")

    cite = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.cite


class CauseOfAction(models.Model):
    """One cause as the complaint pleads it (CRC 2.112): number, nature, by whom, against whom, on which statutes."""

    PRIVACY = declare(public="id lawsuit ordinal title statutes enactments against pleaded_by")

    lawsuit = models.ForeignKey(Lawsuit, models.CASCADE, related_name="causes")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    statutes = models.ManyToManyField(Enactment, related_name="causes_based_on", blank=True)
    enactments = models.ManyToManyField(Enactment, related_name="causes_of_duty", blank=True)
    against = models.ManyToManyField("casefile.Defendant", related_name="causes", blank=True)
    pleaded_by = models.CharField(max_length=120, default="all plaintiffs")

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["lawsuit", "ordinal"], name="one_cause_per_number")]

    def __str__(self) -> str:
        return f"{self.ordinal}. {self.title}"
