"""Words that lie open: whoever they name is kept out, and the answer does not say who."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casefile.models import Lawsuit, Staff
from plaintiffs.forms.sections import PartedForm
from plaintiffs.leakguard import guard, nets
from plaintiffs.models import Client
from plaintiffs.services import reveal_alarms

NAMED = "named"
LEFT_OUT = _("(left out: it named somebody)")


class GuardedText(forms.CharField):
    """Refuses what the leak guard would stop in a paper, or send to a reader (security.md 8.1: the check of input)."""

    default_error_messages = {
        NAMED: _(
            "A name, or a number that leads to one, seems to stand here. Write the Doe number or the client code."
        ),
        "min_length": _("Say it in at least %(limit_value)d letters."),
    }

    def clean(self, value: Any) -> Any:
        told = super().clean(value)
        if told and guard.check_text(told, nets.current_net().net):
            raise ValidationError(self.error_messages[NAMED], code=NAMED)
        return told


class SilencedText(forms.CharField):
    """Words that name somebody are left out of what is kept, and the answer does not say so.

    For who is not to learn whether a name is known: a refusal would let her try one after the other.
    """

    def clean(self, value: Any) -> Any:
        told = super().clean(value)
        return str(LEFT_OUT) if told and guard.check_text(told, nets.current_net().net) else told


def forget_what_was_refused(form: PartedForm, *, form_of: str, about: Lawsuit | Client, actor: Staff) -> None:
    """Before it is drawn again. A name that was kept out is an entry, for it also tells that a guess was right."""
    form.forget()
    if any(form.has_error(name, NAMED) for name in form.fields):
        reveal_alarms.name_kept_out(about, form=form_of, actor=actor)
