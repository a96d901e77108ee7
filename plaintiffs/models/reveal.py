"""Opening one sealed field: who asked for which, why, who decided, and whether it was used. Rounds are only added."""

from __future__ import annotations

import uuid
from datetime import datetime, time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare
from plaintiffs.models.rounds import Round
from plaintiffs.rules.openings import Caps

QUIET_FROM, QUIET_UNTIL = time(20), time(6)  # of the house: a lawsuit may have longer ones


class RevealPolicy(models.Model):
    """What one lawsuit asks for before a name is opened. Hours are those of the court's zone."""

    PRIVACY = declare(public="id lawsuit two_person an_hour a_day people_a_day quiet_from quiet_until")

    lawsuit = models.OneToOneField("casefile.Lawsuit", models.CASCADE, related_name="reveal_policy")
    two_person = models.BooleanField(_("A custodian approves each opening"), default=False)
    an_hour = models.PositiveSmallIntegerField(_("Openings an hour"), default=5)
    a_day = models.PositiveSmallIntegerField(_("Openings a day"), default=20)
    people_a_day = models.PositiveSmallIntegerField(_("Different people a day without a custodian"), default=10)
    quiet_from = models.TimeField(_("Out of hours from"), default=QUIET_FROM)
    quiet_until = models.TimeField(_("until"), default=QUIET_UNTIL)

    class Meta:
        verbose_name_plural = "reveal policies"

    def __str__(self) -> str:
        return f"reveal policy {self.pk}"

    @property
    def caps(self) -> Caps:
        return Caps(self.two_person, an_hour=self.an_hour, a_day=self.a_day, people_a_day=self.people_a_day)


class RevealReason(models.TextChoices):
    CONTACT = "contact", _("Contact the client")
    SIGNATURE = "signature", _("Have her sign or verify a paper")
    MATCH = "match", _("Match records or check a conflict")
    ORDER = "order", _("Court order or protective-order disclosure")
    CITY = "city", _("Correspond with the City about her claim")


class RevealState(models.TextChoices):
    ASKED = "asked", _("asked for")
    APPROVED = "approved", _("approved")
    DENIED = "denied", _("denied")
    EXPIRED = "expired", _("expired")
    USED = "used", _("opened")
    OVER_CAP = "over cap", _("refused: too many")


class RevealRequestQuerySet(models.QuerySet["RevealRequest"]):
    def opened_since(self, at: datetime) -> RevealRequestQuerySet:
        return self.filter(used_at__gt=at)

    def waiting(self) -> RevealRequestQuerySet:
        return self.filter(state=RevealState.ASKED)

    def good_at(self, at: datetime) -> RevealRequestQuerySet:
        """Approved, not used, and still good at this instant."""
        return self.filter(state=RevealState.APPROVED, good_until__gt=at)


class RevealRequest(models.Model):
    """One field of one person, asked for by one of the staff: a grant is bound to all three and to its expiry."""

    PRIVACY = declare(
        pseudonymous="purpose device",
        public="id lawsuit client field subject asked_by asking reason_code state asked_at good_until used_at",
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="reveals")
    client = models.ForeignKey("plaintiffs.Client", models.PROTECT, related_name="reveals")
    field = models.CharField(max_length=40)
    subject = models.UUIDField(null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reveals")
    asking = models.UUIDField()  # drawn with the form: pressed twice, it is one opening
    reason_code = models.CharField(max_length=20, choices=RevealReason.choices)
    purpose = models.CharField(max_length=300)
    device = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=20, choices=RevealState.choices)
    asked_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = RevealRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        indexes = [models.Index(fields=["asked_by", "used_at"], name="openings_of_somebody")]
        constraints = [
            models.UniqueConstraint(fields=["asked_by", "asking"], name="a_form_opens_once"),
            models.CheckConstraint(
                name="an_opening_has_its_instant", condition=~models.Q(state="used") | models.Q(used_at__isnull=False)
            ),
            models.CheckConstraint(
                name="an_approval_ends", condition=~models.Q(state="approved") | models.Q(good_until__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"reveal request {self.pk}"


class RevealRound(Round):
    """What became of a request, step by step. `by` is nobody where time did it."""

    PRIVACY = declare(pseudonymous="words", public="id request state by at")

    request = models.ForeignKey(RevealRequest, models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=20, choices=RevealState.choices)


class RevealTurn(models.Model):
    """The row that whoever opens holds while her openings are counted: one try at a time, however many come at once."""

    PRIVACY = declare(public="staff denied_at")

    staff = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reveal_turn")
    denied_at = ArrayField(models.DateTimeField(), default=list)

    def __str__(self) -> str:
        return f"turn of {self.staff_id}"


class AlarmKind(models.TextChoices):
    """The label is what the page says happened."""

    CAP = "cap", _("more openings were asked for than the lawsuit allows")
    MANY_PEOPLE = "many people", _("more than three people were opened within ten minutes")
    OUT_OF_HOURS = "out of hours", _("a name was opened out of hours")
    DENIALS = "denials", _("openings were tried again and again without a right to them")
    SEQUENCE = "sequence", _("people were opened in the order of their Doe numbers")
    NEW_DEVICE = "new device", _("a name was opened for the first time on a device")
    KEPT_OUT = "kept out", _("texts were refused again and again because they named somebody: a way to try names")
    GLASS = "glass", _("the glass was broken: for an hour names open without a custodian and beyond the limits")


class RevealAlarm(models.Model):
    """What somebody must look at, until she has."""

    PRIVACY = declare(public="id lawsuit staff kind at seen_by seen_at")

    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="alarms")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=AlarmKind.choices)
    at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="nobody_waves_her_own_alarm_away",
                condition=models.Q(seen_by=None) | ~models.Q(seen_by=models.F("staff")),
            )
        ]

    def __str__(self) -> str:
        return f"alarm {self.pk}"


class BrokenGlassQuerySet(models.QuerySet["BrokenGlass"]):
    def open_at(self, at: datetime) -> BrokenGlassQuerySet:
        return self.filter(joined_at__lte=at, ends_at__gt=at)


class BrokenGlass(models.Model):
    """An hour in which one attorney opens without a custodian and beyond the limits, because a second one agreed."""

    PRIVACY = declare(pseudonymous="words", public="id lawsuit asked_by asked_at joined_by joined_at ends_at")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawsuit = models.ForeignKey("casefile.Lawsuit", models.PROTECT, related_name="broken_glass")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    asked_at = models.DateTimeField()
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    joined_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "broken glass"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                name="two_break_the_glass",
                condition=models.Q(joined_by=None, joined_at=None, ends_at=None)
                | (
                    models.Q(joined_by__isnull=False, joined_at__isnull=False, ends_at__isnull=False)
                    & ~models.Q(joined_by=models.F("asked_by"))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"broken glass {self.pk}"
