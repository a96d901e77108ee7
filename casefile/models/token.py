"""Access tokens: how a program of a person's own comes in. Only a digest of the secret is kept."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from casefile import clock
from casefile.privacy import declare

if TYPE_CHECKING:
    from casefile.models.staff import Staff


class Scope(models.TextChoices):
    """What a token is good for, within what its person may do. None opens the vault."""

    READ = "read", _("Read what pages show")
    DOCUMENTS = "documents", _("Download papers")
    PRESS = "press", _("Press papers, cancel and try again")


class TokenQuerySet(models.QuerySet["AccessToken"]):
    def of(self, staff: Staff) -> TokenQuerySet:
        """Those of one person that still open something, the newest first."""
        return self.filter(user=staff, expiry__gt=clock.now()).order_by("-created")


class AccessToken(AbstractAuthToken, models.Model):  # type: ignore[misc]
    """One token of one person. `ref` stands for it in addresses and in the audit trail."""

    PRIVACY = declare(public="digest token_key user created expiry ref name scopes last_used_on")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=40, validators=[RegexValidator(r"^[a-z][a-z0-9-]*$")])
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope.choices))
    last_used_on = models.DateField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(expiry__isnull=False), name="a_token_ends"),
            models.CheckConstraint(condition=~models.Q(scopes=[]), name="a_token_is_good_for_something"),
        ]

    def __str__(self) -> str:
        return f"access token {self.ref}"

    @property
    def ends_on(self) -> date:
        end: datetime = self.expiry
        return end.astimezone(clock.COURT_ZONE).date()

    @property
    def scope_words(self) -> str:
        return ", ".join(str(Scope(scope).label) for scope in self.scopes)
