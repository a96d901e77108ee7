"""What the papers say of the lawsuit. The form carries what its page showed, so that a stale page is told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefile.models import PseudonymStatus
from plaintiffs.forms.sections import Part, PartedForm


def _words(label: Any, *, most: int, hint: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, help_text=hint, show_hidden_initial=True)


def _day(label: Any, *, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, help_text=hint, widget=widget, show_hidden_initial=True)


class CaptionForm(PartedForm):
    """Caption, story and the order on names. `before` is what the page showed, `after` what it says now."""

    case_number = _words(_("Case number"), most=40)
    judge = _words(_("Judge"), most=120)
    department = _words(_("Department"), most=20)
    filed_on = _day(_("Complaint filed on"))
    trial_on = _day(_("Trial set for"))
    order_status = forms.ChoiceField(
        label=_("Motion to sue under fictitious names"), choices=PseudonymStatus.choices, show_hidden_initial=True
    )
    hearing_on = _day(_("Hearing on"))
    order_on = _day(_("Order made on"))
    records_requested_on = _day(_("Records requested on"))
    records_requester = _words(_("By whom"), most=200, hint=_("Such as: a member of the public."))
    released_from = _day(_("Photographs released from"))
    released_until = _day(_("Until"))
    photographs_published_at = _words(_("Where they were published"), most=200)
    officers_published = forms.IntegerField(
        label=_("About how many officers"), required=False, min_value=1, max_value=1_000_000, show_hidden_initial=True
    )

    parts = (
        Part(_("The caption"), ("case_number", "judge", "department", "filed_on", "trial_on")),
        Part(
            _("The names"),
            ("order_status", "hearing_on", "order_on"),
            hint=_("Each step of the motion is kept: papers filed earlier were filed under the step before."),
        ),
        Part(
            _("The release"),
            (
                "records_requested_on",
                "records_requester",
                "released_from",
                "released_until",
                "photographs_published_at",
                "officers_published",
            ),
            hint=_("The common facts of every complaint and declaration."),
        ),
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("order_status") == PseudonymStatus.GRANTED and not told.get("order_on"):
            self.add_error("order_on", _("A granted motion has the day of its order."))
        first, last = told.get("released_from"), told.get("released_until")
        if first and last and last < first:
            self.add_error("released_until", _("This day lies before the first release."))
        return told

    @property
    def after(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields}

    @property
    def before(self) -> dict[str, Any]:
        """What the page showed, from the hidden values that came back with it."""
        return {name: self._shown(name) for name in self.fields}

    def _shown(self, name: str) -> Any:
        """None for a value that no page of ours has shown: it differs from whatever stands there."""
        field = self.fields[name]
        value = field.hidden_widget().value_from_datadict(self.data, self.files, self.add_initial_prefix(name))
        try:
            return field.clean(value)
        except forms.ValidationError:
            return None
