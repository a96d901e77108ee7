"""Entering a client: what leads to a name goes to the vault, the rest lies under the firm's own code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from plaintiffs.forms.sections import Part, PartedForm
from plaintiffs.models import Duty
from plaintiffs.rules.identity import Identity
from plaintiffs.rules.own_words import code_counts, code_tells, tells
from plaintiffs.services.intake import Enrolment

HARMS = (
    ("emotional distress", _("emotional distress")),
    ("therapy", _("therapy")),
    ("medical", _("medical")),
    ("relocation", _("relocation")),
    ("security measures", _("security measures")),
    ("lost overtime", _("lost overtime")),
    ("loss of covert assignment", _("loss of covert assignment")),
    ("loss of future earnings", _("loss of future earnings")),
)
NO_ECHO = {"invalid_choice": _("Choose one of those offered.")}  # the usual words repeat what was sent
QUIET = {"autocomplete": "off", "spellcheck": "false"}


def _sealed(label: Any, *, most: int = 120, required: bool = False, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs=QUIET)
    return forms.CharField(label=label, max_length=most, required=required, help_text=hint, widget=widget)


def _day(label: Any, *, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"})
    return forms.DateField(label=label, required=False, help_text=hint, widget=widget)


class EnterForm(PartedForm):
    """One page. Its errors say what is missing and never repeat what was typed."""

    last = _sealed(_("Last name"), required=True)
    first = _sealed(_("First name"), required=True)
    middle = _sealed(_("Middle name"))
    suffix = _sealed(_("Suffix"), most=20)
    serial_no = _sealed(_("Serial number"), most=40)
    born_on = _day(_("Date of birth"))
    home_address = _sealed(_("Home address"), most=300)
    phone = _sealed(_("Phone"), most=40)
    e_mail = forms.EmailField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    spouse = _sealed(_("Spouse"))
    aliases = _sealed(_("Other names"), most=300, hint=_("With commas between them."))

    code = forms.CharField(
        label=_("Client code"),
        max_length=40,
        help_text=_("The firm's own, such as RM-0001. It tells nothing of the person."),
        validators=[
            RegexValidator(
                r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/-]*$",
                _("A code has letters, digits and dashes, at least one digit, and no space."),
            )
        ],
        widget=forms.TextInput(attrs=QUIET),
    )
    unit = forms.CharField(label=_("Unit"), max_length=120, required=False)
    covert_role = forms.CharField(
        label=_("Covert role"),
        max_length=120,
        required=False,
        help_text=_("Such as undercover, buy officer, surveillance."),
    )
    duty = forms.ChoiceField(
        label=_("Current or retired"),
        required=False,
        error_messages=NO_ECHO,
        choices=[("", _("not known")), *Duty.choices],
    )
    released_on = _day(_("Photograph released on"))
    harms = forms.MultipleChoiceField(
        label=_("Harms"), required=False, choices=HARMS, error_messages=NO_ECHO, widget=forms.CheckboxSelectMultiple
    )
    doe = forms.ChoiceField(
        label=_("In the lawsuit"),
        required=False,
        error_messages=NO_ECHO,
        choices=[
            ("", _("not yet: a client only")),
            ("JANE", _("as Jane Doe, next free number")),
            ("JOHN", _("as John Doe, next free number")),
        ],
        help_text=_("A number is given once and never reused."),
    )

    parts = (
        Part(
            _("Who it is"),
            (
                "last",
                "first",
                "middle",
                "suffix",
                "serial_no",
                "born_on",
                "home_address",
                "phone",
                "e_mail",
                "spouse",
                "aliases",
            ),
            hint=_("Sealed on arrival. No page shows it afterwards."),
            sealed=True,
        ),
        Part(_("Under the firm's own code"), ("code", "duty", "unit", "covert_role")),
        Part(_("What happened"), ("released_on", "harms")),
        Part(_("The lawsuit"), ("doe",), hint=_("Her claim to the City is recorded on her page, next.")),
    )

    def clean(self) -> dict[str, Any]:
        """What lies open must not say whose it is."""
        told: dict[str, Any] = super().clean() or {}
        her = Identity(last=told.get("last", ""), serial_no=told.get("serial_no", ""))
        for name in ("unit", "covert_role"):
            if tells(told.get(name, ""), of=her):
                self.add_error(name, _("Her own name or serial number stands here, and this is not sealed."))
        code = told.get("code", "")
        if code_tells(code, of=her) or code_counts(code, of=her):
            self.add_error(
                "code", _("Her own name or serial number stands in this code. Choose one that tells nothing.")
            )
        return told

    @property
    def enrolment(self) -> Enrolment:
        """What a valid form says."""
        told = self.cleaned_data
        return Enrolment(
            code=told["code"],
            identity=self._identity(),
            unit=told["unit"],
            covert_role=told["covert_role"],
            duty=told["duty"],
            released_on=told["released_on"],
            harms=tuple(told["harms"]),
            doe=(told["doe"], None) if told["doe"] else None,
        )

    def _identity(self) -> Identity:
        told = self.cleaned_data
        names = (
            "last",
            "first",
            "middle",
            "suffix",
            "serial_no",
            "born_on",
            "home_address",
            "phone",
            "e_mail",
            "spouse",
        )
        aliases = tuple(name.strip() for name in told["aliases"].split(",") if name.strip())
        return Identity(**{name: told[name] for name in names}, aliases=aliases)
