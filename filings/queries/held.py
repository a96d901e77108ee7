"""How lists say that a paper is held back, and why: it is never left out without a word."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext

HELD_BACK = gettext_lazy("Held back: an identity was found since")


def held_among(count: int) -> str:
    """Of several papers; nothing when none is held back."""
    told = ngettext(
        "%(n)s is held back: an identity was found since", "%(n)s are held back: an identity was found since", count
    )
    return told % {"n": count} if count else ""
