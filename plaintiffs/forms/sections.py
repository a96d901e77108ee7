"""A form in parts, each with its heading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from django import forms
from django.forms import BoundField
from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Part:
    """The names of the fields of one part, and its words (they may be lazy). `sealed`: they go to the vault."""

    title: object
    fields: Sequence[str]
    hint: object = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part with its bound fields."""

    title: object
    hint: object
    sealed: bool
    fields: tuple[BoundField, ...]


class PartedForm(forms.Form):
    """A form whose page goes by `sections`."""

    parts: Sequence[Part] = ()

    def forget(self) -> None:
        """Before it is drawn again: what was typed into a sealed part, or where it was refused, is not said again."""
        sealed = {name for part in self.parts if part.sealed for name in part.fields}
        unsaid = {self.add_prefix(name) for name in sealed | set(self.errors)}
        told, kept = cast(QueryDict, self.data), QueryDict(mutable=True)
        for name in set(told) - unsaid:
            kept.setlist(name, told.getlist(name))
        self.data = kept

    @property
    def sections(self) -> Iterator[Section]:
        for part in self.parts:
            yield Section(part.title, part.hint, part.sealed, fields=tuple(self[name] for name in part.fields))
