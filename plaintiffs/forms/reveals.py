"""Asking for a name, deciding about it, and what a lawsuit asks for. No answer repeats what was refused."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from plaintiffs.forms.clients import NO_ECHO, QUIET
from plaintiffs.forms.guarded import GuardedText, SilencedText
from plaintiffs.forms.sections import Part, PartedForm
from plaintiffs.models import Client, RevealPolicy, RevealReason
from plaintiffs.models.reveal import QUIET_FROM, QUIET_UNTIL
from plaintiffs.queries.sealed import Place
from plaintiffs.services.name_search import Sought
from plaintiffs.services.reveal import SHORTEST_PURPOSE, Asked


def words_field(label: Any, *, hint: Any = "") -> GuardedText:
    """A sentence at least, and nobody's name in it."""
    return GuardedText(
        label=label, help_text=hint, min_length=SHORTEST_PURPOSE, max_length=300, strip=True, widget=_written()
    )


def _written() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"})


def _at_most(most: int, label: Any) -> forms.IntegerField:
    hint = _("%(most)s at most.") % {"most": most}
    return forms.IntegerField(label=label, min_value=1, max_value=most, help_text=hint)


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class RevealForm(PartedForm):
    """`places` are the fields that are filled; `asking` is drawn with the page, so that pressing twice opens once."""

    asking = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    field = forms.ChoiceField(label=_("What to open"), error_messages=NO_ECHO)
    reason_code = forms.ChoiceField(
        label=_("Reason"), choices=RevealReason.choices, widget=forms.RadioSelect, error_messages=NO_ECHO
    )
    purpose = words_field(_("What it is for"), hint=_("Kept beside your name and the time. Nobody's name in it."))

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = {place.key: place for place in places}
        self.fields["field"].choices = [(place.key, place.words) for place in self._places.values()]  # type: ignore[attr-defined]

    def asked(self, client: Client) -> Asked:
        """What a valid form asks for."""
        told = self.cleaned_data
        place = self._places[told["field"]]
        asking: UUID = told["asking"]
        return Asked(client, place.field, place.subject, told["reason_code"], told["purpose"], asking)


class OwnPage(PartedForm):
    """A form with a page to itself: its heading, what it is for, and its button (words, icon, look)."""

    heading: ClassVar[Any]
    lede: ClassVar[Any]
    send: ClassVar[Any] = ""
    icon: ClassVar[str] = ""
    look: ClassVar[str] = ""


class NameForm(OwnPage):
    """A full name to be sought. It is forgotten with the answer."""

    heading = _("Find by full name")
    lede = _(
        "Whoever may know this client is told her Doe number. Everybody else is told the same sentence, whether or not "
        "there is somebody of that name. Ten an hour; the name itself is not kept."
    )
    send, icon, look = _("Seek"), "search", "seal"

    name = forms.CharField(
        label=_("First and last name"),
        max_length=120,
        help_text=_("Whole: a part of a name finds nobody."),
        widget=forms.TextInput(attrs=QUIET),
    )
    reason_code = forms.ChoiceField(
        label=_("Reason"), choices=RevealReason.choices, widget=forms.RadioSelect, error_messages=NO_ECHO
    )
    purpose = SilencedText(
        label=_("What it is for"),
        help_text=_("Kept beside your name and the time. Nobody's name in it."),
        min_length=SHORTEST_PURPOSE,
        max_length=300,
        widget=_written(),
    )

    parts = (Part(_("Who"), ("name", "purpose"), sealed=True),)

    @property
    def sought(self) -> Sought:
        return Sought(**self.cleaned_data)


class DecisionForm(OwnPage):
    """Its two buttons stand on its page."""

    heading = _("Decide about an opening")
    lede = _("Your reason is kept with your answer, and whoever asked is told.")

    words = words_field(_("Why"), hint=_("Kept with your decision. Nobody's name in it."))


class GlassForm(OwnPage):
    heading = _("Break the glass")
    lede = _(
        "For when no custodian can be reached. It counts as soon as another attorney agrees, and then for an hour."
    )
    send, icon, look = _("Ask the other attorneys"), "octagon-alert", "danger"

    words = words_field(_("What has happened"), hint=_("Every attorney of the lawsuit reads it. Nobody's name in it."))


class JoinForm(OwnPage):
    """Nothing to fill in: the button is the answer."""

    heading = _("Agree to break the glass")
    lede = _(
        "For an hour the attorney who asked opens names without a custodian and beyond the limits. It is recorded, and "
        "every attorney is told."
    )
    send, icon, look = _("Agree, for an hour"), "octagon-alert", "danger"


class PolicyForm(OwnPage):
    """A lawsuit may be stricter than the house, never laxer."""

    heading = _("Limits of openings")
    lede = _("A lawsuit may be stricter than the house, never laxer. Every attorney and custodian is told of a change.")
    send, icon, look = _("Save"), "check", "primary"

    two_person = forms.BooleanField(label=_("A custodian approves each opening"), required=False)
    an_hour = _at_most(5, _("Openings of one person an hour"))
    a_day = _at_most(20, _("Openings of one person a day"))
    people_a_day = _at_most(10, _("Different people a day without a custodian"))
    quiet_from = _hour(_("Out of hours from"))
    quiet_until = _hour(_("Until"))

    def clean(self) -> None:
        """Hours of their own hold those of the house in them, or nothing would be out of hours."""
        begins, ends = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_until")
        if begins and ends and not (QUIET_UNTIL <= ends < begins <= QUIET_FROM):
            self.add_error(
                "quiet_from", _("From 8 pm to 6 am is always out of hours; it may begin earlier, end later.")
            )

    @classmethod
    def showing(cls, policy: RevealPolicy) -> PolicyForm:
        return cls(initial={name: getattr(policy, name) for name in cls.base_fields})
