"""Asking for the sealed key, deciding about it, and fetching the file. No answer repeats what was refused."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from plaintiffs.forms.clients import NO_ECHO
from plaintiffs.forms.guarded import GuardedText
from plaintiffs.forms.reveals import OwnPage, words_field
from plaintiffs.models import KeyReason
from plaintiffs.rules.doe_numbers import numbers_in
from plaintiffs.services.key_exhibit import Wanted


class DoeNumbers(forms.CharField):
    """`1-12, 17`: as a set of numbers; empty is empty."""

    default_error_messages = {"strange": _("Write Doe numbers, such as 1-12, 17.")}

    def clean(self, value: Any) -> frozenset[int]:
        told = numbers_in(super().clean(value) or "")
        if told is None:
            raise ValidationError(self.error_messages["strange"], code="strange")
        return told


class KeyForm(OwnPage):
    heading = _("Ask for the sealed key")
    lede = _(
        "A list of true names beside Doe designations, for the court. Another attorney or custodian who may know "
        "everybody on it decides. Then the file is made, and both of you may download it for 24 hours, three times in "
        "all."
    )
    send, icon, look = _("Ask for it"), "scale", "seal"

    asking = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    numbers = DoeNumbers(
        label=_("Doe numbers"),
        required=False,
        max_length=200,
        help_text=_("Such as 1-12, 17. Empty: every plaintiff of the suit."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason_code = forms.ChoiceField(
        label=_("Reason"), choices=KeyReason.choices, widget=forms.RadioSelect, error_messages=NO_ECHO
    )
    hearing = GuardedText(
        label=_("Hearing or filing it belongs to"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    purpose = words_field(_("What it is for"), hint=_("Kept beside your name and the time. Nobody's name in it."))

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.cleaned_data)


class KeyDecisionForm(OwnPage):
    """Its two buttons stand on its page."""

    heading = _("Decide about the sealed key")
    lede = _(
        "Approve, and every name on the list is opened at this moment, on record under your name and the asker's. "
        "Your reason is kept with your answer."
    )

    words = words_field(_("Why"), hint=_("Kept with your decision. Nobody's name in it."))


class KeyCopyForm(OwnPage):
    """Nothing to fill in: the button is the answer."""

    heading = _("Download the sealed key")
    lede = _(
        "True names. Print it or hand it over, then delete the file where your browser put it: casefile cannot. "
        "Each download is on record."
    )
    send, icon, look = _("Download"), "download", "seal"
