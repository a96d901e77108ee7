"""What the page shells of papers need beside their facts."""

from __future__ import annotations

from string import ascii_lowercase

from django import template

from filings.press import words_of_law

register = template.Library()
register.filter("cites", words_of_law.cites)


@register.filter
def letter(place: int) -> str:
    """`a` for 1, `b` for 2; after `z` the letters double."""
    turns, rest = divmod(place - 1, len(ascii_lowercase))
    return ascii_lowercase[rest] * (turns + 1)
