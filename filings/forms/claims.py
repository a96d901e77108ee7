"""What a person records of a claim: its first dates, and afterwards one event at a time."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casefile.errors import Refused
from filings.law.claim_events import Event, EventKind, Method
from filings.models import EVENT_WORDS, METHOD_WORDS

METHODS = [("", _("not known")), *((method.value, words) for method, words in METHOD_WORDS.items())]
WARNINGS = [("", _("nobody has looked yet")), ("yes", _("yes")), ("no", _("no"))]


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget)


class QuietForm(forms.Form):
    """A form that does not say again what is sealed, or what it refused."""

    sealed: tuple[str, ...] = ()

    def forget(self) -> None:
        """Before it is drawn again."""
        self.data = {name: self.data[name] for name in set(self.data) - {*self.sealed, *self.errors}}


class EventForm(QuietForm):
    """One event. `event` is what was told, once the form is valid."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[("", _("Choose …")), *((kind.value, words) for kind, words in EVENT_WORDS.items())],
    )
    on = _day(_("On"), hint=_("Of a notice: the date it bears."))
    method = forms.ChoiceField(label=_("How it went"), required=False, choices=METHODS)
    mailed_on = _day(
        _("Mailed on"),
        required=False,
        hint=_("Of a notice by mail: the day of its deposit, as the proof of service says."),
    )
    warning = forms.ChoiceField(
        label=_("Warning of section 913"),
        required=False,
        choices=WARNINGS,
        help_text=_("Of a rejection: does it warn that there are six months to sue?"),
    )
    until = _day(_("Until"), required=False, hint=_("Of an agreed extension: its last day."))

    event: Event

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.event = self._told(told)
            except Refused as refusal:
                self.add_error(None, str(refusal))
        return told

    def _told(self, told: dict[str, Any]) -> Event:
        return Event(
            kind=EventKind(told["kind"]),
            on=told["on"],
            method=Method(told["method"]) if told["method"] else None,
            mailed_on=told["mailed_on"],
            warning={"yes": True, "no": False}.get(told["warning"]),
            until=told["until"],
        )


class NewClaimForm(QuietForm):
    """A client's first claim. `events` are those that were told."""

    sealed = ("city_claim_no",)

    accrued_on = _day(_("Accrued on"), hint=_("The day she learned of the release, or should have."))
    presented_on = _day(_("Presented on"), required=False, hint=_("Leave empty while it is not presented."))
    method = forms.ChoiceField(label=_("How it was presented"), required=False, choices=METHODS)
    city_claim_no = forms.CharField(
        label=_("The City's claim number"),
        required=False,
        max_length=60,
        strip=True,
        help_text=_("Sealed on arrival: it leads to the City's register, and so to her name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    @property
    def events(self) -> list[Event]:
        told = self.cleaned_data
        events = [Event(EventKind.ACCRUED, told["accrued_on"])]
        presented_on: date | None = told["presented_on"]
        if presented_on:
            method = Method(told["method"]) if told["method"] else None
            events.append(Event(EventKind.PRESENTED, presented_on, method=method))
        return events
