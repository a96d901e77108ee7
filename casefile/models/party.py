"""Parties and those who speak for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casefile.privacy import declare


class PublicEntity(models.Model):
    """A public entity that claims are presented to (Gov. Code, § 900 et seq.)."""

    PRIVACY = declare(public="id name descriptor")

    name = models.CharField(max_length=160, unique=True)
    descriptor = models.CharField(max_length=160, default="a municipal corporation")

    class Meta:
        verbose_name_plural = "public entities"

    def __str__(self) -> str:
        return self.name


class Defendant(models.Model):
    """One defendant, or one row for all ROES, as the caption names them."""

    PRIVACY = declare(public="id lawsuit entity name descriptor served_on position")

    lawsuit = models.ForeignKey("casefile.Lawsuit", models.CASCADE, related_name="defendants")
    entity = models.ForeignKey(PublicEntity, models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=160)
    descriptor = models.CharField(max_length=160, blank=True)
    served_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["lawsuit", "name"], name="one_row_per_defendant")]

    def __str__(self) -> str:
        return self.name


class Side(models.TextChoices):
    PLAINTIFFS = "plaintiffs", _("plaintiffs")
    DEFENDANTS = "defendants", _("defendants")


class Firm(models.Model):
    """A law firm or a city attorney's office, as the first lines of a paper give it (CRC 2.111(1))."""

    PRIVACY = declare(public="id name address telephone facsimile")

    name = models.CharField(max_length=160, unique=True)
    address = models.TextField(help_text=_("One line to a line."))
    telephone = models.CharField(max_length=40, blank=True)
    facsimile = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Counsel(models.Model):
    """An attorney of record in one lawsuit."""

    PRIVACY = declare(public="id lawsuit firm side name bar_number email position")

    lawsuit = models.ForeignKey("casefile.Lawsuit", models.CASCADE, related_name="counsel")
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="attorneys")
    side = models.CharField(max_length=20, choices=Side.choices)
    name = models.CharField(max_length=120)
    bar_number = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["side", "position"]
        verbose_name_plural = "counsel"

    def __str__(self) -> str:
        return self.name
