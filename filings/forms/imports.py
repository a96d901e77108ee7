"""The sheet that is brought, what its columns hold, and the word to load it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from filings.importers.columns import Column
from filings.importers.headings import SEVERAL

LARGEST = 20  # megabytes
NOT_READ = _("– not read –")
FIELD_WORDS = {  # in the order a person looks for them
    "client_code": _("Client code"),
    "doe_label": _("Doe designation"),
    "in_suit": _("In the suit (yes or no)"),
    "last": _("Last name"),
    "first": _("First name"),
    "middle": _("Middle name"),
    "suffix": _("Suffix of the name"),
    "full_name": _("Whole name in one cell"),
    "aliases": _("Other names"),
    "spouse": _("Spouse"),
    "serial_no": _("Serial number"),
    "born_on": _("Date of birth"),
    "home_address": _("Home address"),
    "phone": _("Telephone"),
    "e_mail": _("E-mail"),
    "unit": _("Unit"),
    "covert_role": _("Covert role"),
    "status": _("Current or retired"),
    "damages": _("Harms"),
    "release_on": _("Released on"),
    "presented_on": _("Claim presented on"),
    "how_presented": _("How it was presented"),
    "amended_on": _("Claim amended on"),
    "insufficiency_on": _("Insufficiency noticed on"),
    "city_claim_no": _("City’s claim number"),
    "city_action": _("City’s action"),
    "returned_late": _("Returned as late (a day, or yes and no)"),
    "notice_on": _("Date of the notice"),
    "notice_mailed_on": _("Notice mailed on"),
    "warning": _("Warning in the notice (yes or no)"),
    "late_application_on": _("Late-claim application on"),
    "late_application_result": _("Result of the application"),
    "remarks": _("Remarks"),
}


class UploadForm(forms.Form):
    """The sheet itself. What it is, its bytes say; only its size is looked at here."""

    sheet = forms.FileField(
        label=_("Register of claims"),
        help_text=format_lazy(_("An Excel workbook or a CSV file, up to {most} MB."), most=LARGEST),
        allow_empty_file=True,
        error_messages={"required": format_lazy(_("Choose a sheet of at most {most} MB."), most=LARGEST)},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.xlsb,.ods,.csv,.tsv,.txt"}),
    )

    def clean_sheet(self) -> UploadedFile[Any]:
        sheet: UploadedFile[Any] = self.cleaned_data["sheet"]
        if (sheet.size or 0) > LARGEST * 2**20:
            raise forms.ValidationError(_now("The file is larger than %(most)s MB.") % {"most": LARGEST})
        return sheet


class ColumnsForm(forms.Form):
    """A choice for each column, by its place: the headings are the sheet's own words and stay labels."""

    def __init__(self, data: Any = None, *, columns: Sequence[Column], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._columns = columns
        choices = [("", NOT_READ), *FIELD_WORDS.items()]
        for column in columns:
            self.fields[_name(column)] = forms.ChoiceField(
                label=column.label, choices=choices, initial=column.field, required=False
            )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        twice = {field for field, columns in Counter(filter(None, told.values())).items() if columns > 1}
        for name, field in told.copy().items():
            if field in twice - SEVERAL:
                self.add_error(name, _("Two columns cannot both hold this. Choose one of them."))
        return told

    @property
    def mapping(self) -> dict[str, str]:
        """Label -> field, "" for a column that is left out."""
        return {column.label: self.cleaned_data[_name(column)] for column in self._columns}


class LoadForm(forms.Form):
    """The word to load. `asking` is drawn with the page, so that pressing twice asks once."""

    asking = forms.UUIDField(widget=forms.HiddenInput)


def choices_of(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """The choices under which these columns were read, as fields of a form or of an address: no heading among them."""
    return [(_name(column), column.field) for column in columns]


def _name(column: Column) -> str:
    return f"column_{column.index}"
