"""Styles read the short way: a property that no rule sets is its parent's, or what it is at first.

As it is, WeasyPrint asks some twenty questions of every property of every box, and nine in ten were never set. What a
rule sets, or could set by its logical name (`margin-block-start`), goes the library's own way, and so does what hangs
on another property. Off for any version but the one that the lock pins; tests press papers both ways and compare the
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from filings.press.quick_text import VERSION

HANG_TOGETHER = {"display", "float", "page", "position"}
ITSELF = object()  # inherited: what the parent has

Unset = tuple[Any, frozenset[str]]  # its value where no rule sets it, and the logical names that could


@contextmanager
def styled_once() -> Iterator[None]:
    """Unset properties are read the short way while this lasts. Not for two threads at once: the press holds a lock."""
    library: Any = import_module("weasyprint.css")
    if import_module("weasyprint").__version__ != VERSION:
        yield
        return
    plain = library.ComputedStyle.__missing__
    library.ComputedStyle.__missing__ = _short(plain, _unset())
    try:
        yield
    finally:
        library.ComputedStyle.__missing__ = plain


def _short(plain: Callable[[Any, str], Any], unset: Mapping[str, Unset]) -> Callable[[Any, str], Any]:
    def quick(style: Any, key: str) -> Any:
        held = unset.get(key)
        if held is None or key in style.cascaded or not style.cascaded.keys().isdisjoint(held[1]):
            return plain(style, key)
        value = held[0]
        if value is ITSELF:
            if style.parent_style is None:
                return plain(style, key)
            value = style.parent_style[key]
        style[key] = value
        return value

    return quick


@cache
def _unset() -> Mapping[str, Unset]:
    """Of every property with a short way: those that are worked out even when nobody sets them have none."""
    css: Any = import_module("weasyprint.css")
    told = {}
    for key, at_first in css.INITIAL_VALUES.items():
        if key in HANG_TOGETHER or key.startswith("text_decoration_"):
            continue
        if key in css.INHERITED:
            told[key] = (ITSELF, _logical(css.PHYSICAL_FUNCTIONS.get(key)))
        elif key not in css.INITIAL_NOT_COMPUTED:
            told[key] = (at_first, _logical(css.PHYSICAL_FUNCTIONS.get(key)))
    return told


def _logical(name_of: Callable[..., str] | None) -> frozenset[str]:
    """Under which logical names a property may be set, from left to right and the other way."""
    return frozenset(name_of(block="ttb", inline=inline) for inline in ("ltr", "rtl")) if name_of else frozenset()
