"""Asking for papers: which text, for whom, with which of its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from filings.press.texts import PaperText
from plaintiffs.models import Plaintiff


class PressForm(forms.Form):
    """One press of the button. `asking` is drawn with the page, so that pressing twice asks once."""

    text = forms.CharField(widget=forms.HiddenInput)
    asking = forms.UUIDField(widget=forms.HiddenInput)
    whom = forms.ChoiceField(label=_("For whom"), choices=[("all", _("All plaintiffs")), ("some", _("Those chosen"))])
    doe = forms.TypedMultipleChoiceField(label=_("Plaintiffs"), coerce=int, required=False)
    option = forms.MultipleChoiceField(label=_("Options"), required=False)

    def __init__(self, data: Any, *, text: PaperText, plaintiffs: Sequence[Plaintiff]) -> None:
        super().__init__(data)
        self._text = text
        self._plaintiffs = plaintiffs
        self.fields["doe"].choices = [(one.number, one.label) for one in plaintiffs]  # type: ignore[attr-defined]
        self.fields["option"].choices = list((text.options or {}).items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("whom") == "some" and not told.get("doe") and "doe" not in self.errors:
            self.add_error("doe", _("Choose at least one plaintiff."))
        if not self._plaintiffs:
            self.add_error(None, _("There is no plaintiff in this lawsuit yet."))
        return told

    @property
    def plaintiffs(self) -> list[Plaintiff]:
        """Those the paper will speak for."""
        if self.cleaned_data["whom"] == "all":
            return list(self._plaintiffs)
        return [one for one in self._plaintiffs if one.number in self.cleaned_data["doe"]]

    @property
    def options(self) -> dict[str, bool]:
        """Every option of the text, on or off."""
        return {code: code in self.cleaned_data["option"] for code in self._text.options or {}}
