"""What the page shells of papers need beside their facts."""

from __future__ import annotations

from string import ascii_lowercase

from django import template

from filings.press import words_of_law

register = template.Library()


@register.filter
def letter(place: int) -> str:
    """`a` for 1, `b` for 2; after `z` the letters double."""
    turns, rest = divmod(place - 1, len(ascii_lowercase))
    return ascii_lowercase[rest] * (turns + 1)


@register.filter
def cites(statutes: tuple[str, ...]) -> str:
    """Drawn together, each section sign on one line with its number."""
    return words_of_law.cites(statutes).replace("§ ", "§\u00a0")
