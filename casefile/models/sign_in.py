"""A sign-in: from the second factor to the end, whoever ends it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.models.staff import Staff
from casefile.privacy import declare


class EndedBy(models.TextChoices):
    SIGN_OUT = "sign-out", _("signed out")
    IDLE = "idle", _("nothing was done for 15 minutes")
    TOO_LONG = "too long", _("it had lasted 8 hours")
    ELSEWHERE = "elsewhere", _("ended from another device")
    RESET = "reset", _("the second factor was reset or removed")
    LINK = "link", _("the demonstration is no longer all there is")


class SignInQuerySet(models.QuerySet["SignIn"]):
    def open(self) -> SignInQuerySet:
        return self.filter(ended_at=None)


class SignIn(models.Model):
    """Whether a browser is signed in is decided here at every request; its cookie alone is worth nothing."""

    PRIVACY = declare(public="id staff device by_link started_at seen_at ended_at ended_by")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(Staff, models.CASCADE, related_name="sign_ins")
    device = models.CharField(max_length=60, blank=True)
    by_link = models.BooleanField(default=False)  # into the demonstration, without a second factor
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # when the person last did something; a page that asks by itself does not count
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=20, choices=EndedBy.choices, blank=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="open_sign_ins", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"sign-in of {self.started_at:%Y-%m-%d %H:%M}"
