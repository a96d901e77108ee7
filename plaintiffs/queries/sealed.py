"""Which fields of a person are sealed, and what they are called: nothing here reads a value."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casefile.models import Staff
from casefile.row_security import seen_by
from plaintiffs.models import Client, SealedField

FIELD_WORDS = {
    "last": gettext_lazy("Last name"),
    "first": gettext_lazy("First name"),
    "middle": gettext_lazy("Middle name"),
    "suffix": gettext_lazy("Suffix"),
    "serial_no": gettext_lazy("Serial number"),
    "born_on": gettext_lazy("Date of birth"),
    "home_address": gettext_lazy("Home address"),
    "phone": gettext_lazy("Phone"),
    "e_mail": gettext_lazy("E-mail"),
    "spouse": gettext_lazy("Spouse"),
    "aliases": gettext_lazy("Other names"),
}
OF_A_CLAIM = {"city_claim_no": gettext_lazy("City claim number"), "remarks": gettext_lazy("Remarks on the claim")}


@dataclass(frozen=True, slots=True)
class Place:
    """One field that is filled. `key` is how a form calls it."""

    field: str
    subject: UUID | None
    words: str

    @property
    def key(self) -> str:
        return f"{self.field}:{self.subject}" if self.subject else self.field


def words_of(field: str) -> str:
    return str({**FIELD_WORDS, **OF_A_CLAIM}.get(field, field))


def places_of(client: Client, *, staff: Staff, claim: UUID | None = None) -> list[Place]:
    """Her filled fields in the usual order, then those of her claims; those of `claim` are called so."""
    order = {name: place for place, name in enumerate([*FIELD_WORDS, *OF_A_CLAIM])}
    with seen_by(staff):
        rows = list(SealedField.objects.filter(client=client).values_list("field", "subject", "sealed_at"))
    known = sorted(rows, key=lambda row: (order.get(row[0], len(order)), row[2], str(row[1])))
    claims = list(dict.fromkeys(subject for _field, subject, _at in known if subject))
    return [Place(field, subject, _words(field, subject, claims=claims, claim=claim)) for field, subject, _at in known]


def _words(field: str, subject: UUID | None, *, claims: list[UUID], claim: UUID | None) -> str:
    words = words_of(field)
    if subject is None or len(claims) == 1:
        return words
    if subject == claim:
        return _("%(field)s, of the claim you came from") % {"field": words}
    return _("%(field)s, claim %(n)s of %(all)s") % {
        "field": words, "n": claims.index(subject) + 1, "all": len(claims),
    }  # fmt: skip
