"""What a list may be asked for. Whoever types a name into a filter is told not to, and the name is not said again."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from filings.law.rulebook import rules
from filings.queries.claims import ClaimRow

DOE = re.compile(r"^(?:(?:jane|john)\s+)?(?:doe\s+)?0*(\d{1,4})$", re.IGNORECASE)
CODE = re.compile(r"^(?=[^\s]*\d)[A-Za-z0-9][A-Za-z0-9._/-]{1,39}$")
REFUSAL = _("Search by a Doe number or by a client code. A name is not searched for here, so do not type one.")


@dataclass(frozen=True, slots=True)
class Sought:
    """A Doe number, or the beginning of a client code; neither when nothing was asked."""

    number: int | None = None
    code: str = ""

    def finds(self, *, number: int | None, code: str) -> bool:
        if self.number is not None:
            return number == self.number
        return code.lower().startswith(self.code.lower())


class Filters(forms.Form):
    """`q` first; what the tabs and the headers choose goes along hidden."""

    q = forms.CharField(
        label=_("Doe number or client code"),
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Doe number or client code"),
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
    )
    view = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean_q(self) -> Sought:
        asked = self.cleaned_data["q"].strip()
        if not asked:
            return Sought()
        if number := DOE.match(asked):
            return Sought(number=int(number[1]))
        if CODE.match(asked):
            return Sought(code=asked)
        raise forms.ValidationError(REFUSAL, code="a_name")

    @property
    def refused(self) -> bool:
        return "q" in self.errors

    def finds(self, *, number: int | None, code: str) -> bool:
        """Is this row what `q` asks for? What was refused finds nothing."""
        return not self.refused and self.cleaned_data["q"].finds(number=number, code=code)

    def chosen(self, tabs: Container[str]) -> str:
        """The code of the tab; the first one, "", when there is no such tab."""
        view = self.cleaned_data.get("view", "")
        return view if view in tabs else ""

    def order(self, orders: Container[str], *, usual: str) -> str:
        """The column, "-" before it for the other way round."""
        sort: str = self.cleaned_data.get("sort", "")
        return sort if sort.lstrip("-") in orders else usual

    def answered(self, response: TemplateResponse) -> TemplateResponse:
        """A refused search answers 422, and its words are kept out of the browser's history."""
        if self.refused:
            response.status_code = 422
            response["HX-Push-Url"] = "false"
        return response

    @classmethod
    def asked_by(cls, request: HttpRequest, **more: Any) -> Self:
        """The filters of an address. What was refused as `q` is taken out of it: no link of the page repeats it."""
        filters = cls(request.GET, **more)
        if filters.refused:
            emptied = request.GET.copy()
            emptied["q"] = ""
            filters.data = emptied
            request.GET = emptied  # type: ignore[assignment]
        return filters


def _clocks() -> list[tuple[str, str]]:
    return [(rule.id, rule.title) for rule in rules().values()]


class ClaimFilters(Filters):
    """Also by what a number on the first page speaks of: the claims that come to a day under a rule."""

    rule = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=_clocks)
    on = forms.DateField(required=False, widget=forms.HiddenInput)

    @property
    def clock(self) -> str:
        """The clock asked for in words; "" when none was."""
        rule, on = self.cleaned_data.get("rule"), self.cleaned_data.get("on")
        told = [rules()[rule].title] if rule else []
        return " ".join([*told, date_format(on, "l m/d/Y")] if on else told)

    def at_clock(self, row: ClaimRow) -> bool:
        """Does an open clock of this claim answer the rule and the day asked for?"""
        rule, on = self.cleaned_data.get("rule"), self.cleaned_data.get("on")
        if not rule and not on:
            return True
        return any(rule in ("", clock.rule_id) and on in (None, clock.on) for clock in row.open_clocks)
