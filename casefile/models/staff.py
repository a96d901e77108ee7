"""Staff: the people who sign in, by e-mail address and role."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare


class Role(models.TextChoices):
    ATTORNEY = "attorney", _("Attorney")
    PARALEGAL = "paralegal", _("Paralegal")
    STAFF = "staff", _("Staff")
    CUSTODIAN = "custodian", _("Custodian")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class StaffAccounts(BaseUserManager["Staff"]):
    def enrol(self, email: str, *, name: str, role: Role, password: str | None = None) -> Staff:
        """An account; without a password it can sign in only through a link."""
        staff = Staff(email=self.normalize_email(email).lower(), name=name, role=role)
        staff.set_password(password)
        staff.save(force_insert=True, using=self._db)
        return staff

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> Staff:
        return self.enrol(email, name=email.partition("@")[0], role=Role.ADMINISTRATOR, password=password)


class Staff(AbstractBaseUser, PermissionsMixin):
    """One person of the firm. Being an administrator opens no sealed field."""

    PRIVACY = declare(
        public="id email name role is_active tokens_revoked_at last_login password is_superuser groups user_permissions"
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    tokens_revoked_at = models.DateTimeField(null=True, editable=False)  # all of them, the last time

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[StaffAccounts] = StaffAccounts()

    class Meta:
        verbose_name_plural = "staff"

    def __str__(self) -> str:
        return self.name

    @property
    def is_staff(self) -> bool:
        """Django's word for who may see its administration pages; casefile has none at this address."""
        return False

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.replace("-", " ").split()[:2]).upper()


class WelcomeLink(models.Model):
    """A link that signs a newcomer in to the demonstration once. Only its digest is kept."""

    PRIVACY = declare(public="id digest made_at used_at")

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"welcome link of {self.made_at:%Y-%m-%d %H:%M}"
