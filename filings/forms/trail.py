"""What the audit trail may be asked for, and what of it may be taken away in a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from casefile.acts import Act
from casefile.wording import act_words
from filings.forms.filters import Filters
from filings.queries.trail import Sought
from plaintiffs.forms.clients import NO_ECHO
from plaintiffs.forms.sections import PartedForm

DAY = forms.DateInput(attrs={"type": "date"})
People = Sequence[tuple[str, str]]


class TrailFilters(Filters):
    """Person, act, Doe or client, and days; all may be left empty."""

    view = sort = None  # type: ignore[assignment]
    who = forms.ChoiceField(label=_("Person"), required=False)
    act = forms.ChoiceField(label=_("Act"), required=False)
    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)

    def __init__(self, data: QueryDict | None = None, *, people: People = ()) -> None:
        super().__init__(data)
        acts = sorted(((act.value, act_words(act)) for act in Act), key=lambda one: one[1])
        choices: dict[str, Any] = {"who": [("", _("Anybody")), *people], "act": [("", _("Any act")), *acts]}
        for name, told in choices.items():
            self.fields[name].choices = told  # type: ignore[attr-defined]

    @property
    def sought(self) -> Sought | None:
        """None for what cannot be asked: nothing answers it."""
        if not self.is_valid():
            return None
        told = self.cleaned_data
        person = told["q"]
        return Sought(told["who"], told["act"], person.number, person.code, told["since"], told["until"])


class ExportForm(PartedForm):
    """Which entries go into a file, and how it is written."""

    since = forms.DateField(label=_("From"), required=False, widget=DAY)
    until = forms.DateField(label=_("To"), required=False, widget=DAY)
    first = forms.IntegerField(
        label=_("Beginning with entry"),
        required=False,
        min_value=1,
        max_value=2**62,
        help_text=_("Where the manifest of the file before says that the next one begins."),
    )
    form = forms.ChoiceField(
        label=_("Written as"),
        choices=[("csv", _("a table (CSV)")), ("jsonl", _("one JSON object to a line"))],
        initial="csv",
        error_messages=NO_ECHO,
        widget=forms.RadioSelect,
    )
