"""What the page of the filings offers: the texts that can be pressed, and for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from casefile.models import Lawsuit, Staff
from filings.models import Audience, TemplateVersion
from filings.press.texts import PaperText
from plaintiffs.models import Plaintiff


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a card: `each` when it is pressed once for every plaintiff."""

    code: str
    title: str
    about: str
    each: bool
    audience: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Option:
    """A switch of a text, in the words of the text."""

    code: str
    words: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A text that a program can ask for. `options` are the words of its switches, by code."""

    code: str
    title: str
    about: str
    each: bool
    audience: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The text that is about to be pressed. `version` is the number that its words bear here."""

    code: str
    title: str
    version: int
    each: bool
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Doe:
    """A plaintiff who may be chosen."""

    number: int
    label: str
    checked: bool


def texts_of(
    lawsuit: Lawsuit, *, texts: Sequence[PaperText], current: str, ticked: Collection[int]
) -> tuple[Text, ...]:
    """No query. `current` is the code of the chosen text, "" for none; a card keeps the plaintiffs that are ticked."""
    base = reverse("filings:papers", args=[lawsuit.slug])
    return tuple(
        Text(
            code=text.code,
            title=text.title,
            about=text.about,
            each=_each(text),
            audience=str(Audience(text.audience).label),
            url=f"{base}?{urlencode([('text', text.code), *(('doe', number) for number in sorted(ticked))])}",
            current=text.code == current,
        )
        for text in texts
    )


def offers(texts: Sequence[PaperText]) -> list[Offer]:
    """No query."""
    return [Offer(text.code, text.title, text.about, _each(text), text.audience, text.options or {}) for text in texts]


def chosen(text: PaperText, *, ticked: Collection[str]) -> Chosen:
    """One query. A text that was never pressed in these words bears the next number."""
    numbers = dict(TemplateVersion.objects.filter(code=text.code).values_list("text", "number"))
    return Chosen(
        code=text.code,
        title=text.title,
        version=numbers.get(text.source, max(numbers.values(), default=0) + 1),
        each=_each(text),
        options=tuple(Option(code, _(words), code in ticked) for code, words in (text.options or {}).items()),
    )


def plaintiffs_of(lawsuit: Lawsuit, *, staff: Staff) -> list[Plaintiff]:
    """Those for whom she may press a paper today, by number; one query."""
    return list(Plaintiff.objects.visible_to(staff).filter(lawsuit=lawsuit).in_suit().order_by("number"))


def does(plaintiffs: Sequence[Plaintiff], *, ticked: Collection[int]) -> tuple[Doe, ...]:
    return tuple(Doe(one.number, one.label, one.number in ticked) for one in plaintiffs)


def _each(text: PaperText) -> bool:
    return text.cardinality == "per_plaintiff"
