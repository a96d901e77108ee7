"""Forms of the pages before any lawsuit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefile.models import Scope
from casefile.tokens import LONGEST_DAYS


class TokenForm(forms.Form):
    """A new access token. `asking` is drawn with the page, so that pressing twice makes one."""

    asking = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.RegexField(
        r"^[a-z][a-z0-9-]*$",
        label=_("What uses it"),
        max_length=40,
        help_text=_("A word of small letters, such as nightly-export. Nobody's name."),
        error_messages={"invalid": _("Small letters, digits and hyphens; a letter first.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it is good for"),
        choices=Scope.choices,
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Within what you may do yourself. No token opens the vault."),
    )
    days = forms.IntegerField(
        label=_("Ends after how many days"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=90,
        help_text=_("365 at most."),
    )

    @property
    def asked(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
