"""Giving a client's identity to somebody, denying the client to somebody, ending either, and who answers for her."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from casefile.models import Role, Staff
from plaintiffs.forms.clients import NO_ECHO
from plaintiffs.forms.sections import PartedForm
from plaintiffs.models import EndReason, Reason
from plaintiffs.models.need_to_know import TO_DENY, TO_GIVE
from plaintiffs.queries.need_to_know import NEVER

CHOOSE = ("", _("Choose …"))


class ForSomebody(PartedForm):
    """A decision about one of `people`. `chosen` is whom, once the form is valid."""

    def __init__(self, data: Any = None, *, people: Iterable[Staff], prefix: str) -> None:
        super().__init__(data, prefix=prefix, label_suffix="")
        self._people = {one.pk: one for one in people}
        named = [(str(one.pk), f"{one.name}, {one.get_role_display()}") for one in self._people.values()]
        self.fields["staff"].choices = [CHOOSE, *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Staff:
        return self._people[UUID(self.cleaned_data["staff"])]


class DecisionForm(ForSomebody):
    """Whom, why, and until when."""

    reasons: Sequence[Reason] = ()

    staff = forms.ChoiceField(label=_("Who"), error_messages=NO_ECHO)
    reason = forms.ChoiceField(label=_("Why"), error_messages=NO_ECHO)
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        help_text=_("Without one it stands until it is ended."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, people: Iterable[Staff], prefix: str) -> None:
        super().__init__(data, people=people, prefix=prefix)
        words = [(reason.value, str(reason.label).capitalize()) for reason in self.reasons]
        self.fields["reason"].choices = [CHOOSE, *words]  # type: ignore[attr-defined]

    @property
    def told(self) -> dict[str, Any]:
        until: date | None = self.cleaned_data["until"]
        return {"reason": Reason(self.cleaned_data["reason"]), "until": until}


class GiveForm(DecisionForm):
    reasons = TO_GIVE


class DenyForm(DecisionForm):
    reasons = TO_DENY


class EntrustForm(ForSomebody):
    """Which attorney answers for the client."""

    staff = forms.ChoiceField(label=_("Attorney"), error_messages=NO_ECHO)


class EndForm(forms.Form):
    """Why a grant or denial stands no longer."""

    reason = forms.ChoiceField(choices=[(one.value, one.label) for one in EndReason if one is not EndReason.REPLACED])

    @property
    def told(self) -> EndReason:
        return EndReason(self.cleaned_data["reason"])


def forms_for(members: Iterable[Staff], *, actor: Staff) -> dict[str, ForSomebody]:
    """The empty forms of the page, each with the people for whom it may be used."""
    return {name: form_for(name, members=members, actor=actor) for name in ("give", "deny", "entrust")}


def form_for(name: str, *, members: Iterable[Staff], actor: Staff, data: Any = None) -> ForSomebody:
    active = [one for one in members if one.is_active]
    others = [one for one in active if one.pk != actor.pk]
    match name:
        case "give":
            return GiveForm(data, people=[one for one in others if one.role not in NEVER], prefix=name)
        case "deny":
            return DenyForm(data, people=active, prefix=name)
        case _:
            return EntrustForm(data, people=[one for one in others if one.role == Role.ATTORNEY], prefix=name)
