"""Sizes worked out once: a box whose margins, borders and sizes are all fixed lengths has them whatever it stands in.

As it is, WeasyPrint works them out for every box and every line anew, three calls for each of fourteen properties, in
case one is a share of what is around. Here boxes of equal properties share one answer; a share, a sum, a table's joined
borders or another way of measuring go the library's own way. Off for any version but the one that the lock pins; tests
press papers both ways and compare the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from operator import itemgetter
from typing import Any

from filings.press.quick_text import VERSION

SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    "width", "max_width", "height", "max_height", "min_width", "min_height",
)  # fmt: skip
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
ASKED = itemgetter(*("border_collapse", "box_sizing", *LENGTHS, *BORDERS))
PLACES = ("block", "inline", "page", "table")  # of the library's layout


@contextmanager
def sized_once() -> Iterator[None]:
    """Sizes are shared while this lasts. Not for two threads at once: the press holds a lock around it."""
    if import_module("weasyprint").__version__ != VERSION:
        yield
        return
    plain: Any = import_module("weasyprint.layout.percent").resolve_percentages
    places: list[Any] = [import_module(f"weasyprint.layout.{place}") for place in PLACES]

    def quick(box: Any, containing_block: Any) -> None:
        sizes = _fixed(ASKED(box.style))
        if sizes is None:
            plain(box, containing_block)
        else:
            vars(box).update(sizes)

    for place in places:
        place.resolve_percentages = quick
    try:
        yield
    finally:
        for place in places:
            place.resolve_percentages = plain


@lru_cache(maxsize=512)
def _fixed(asked: tuple[Any, ...]) -> Mapping[str, Any] | None:
    """The sizes by their names; None where any of them hangs on something else."""
    collapse, sizing, *told = asked
    lengths, borders = told[: len(LENGTHS)], told[len(LENGTHS) :]
    if collapse == "collapse" or sizing != "content-box" or not all(map(_is_fixed, lengths)):
        return None
    sizes = {name: _size(name, value) for name, value in zip(LENGTHS, lengths, strict=True)}
    return sizes | dict(zip(BORDERS, borders, strict=True))


def _is_fixed(value: Any) -> bool:
    return value == "auto" or getattr(value, "unit", "") == "px"


def _size(name: str, value: Any) -> Any:
    if value == "auto":
        return 0 if name in ("min_width", "min_height") else "auto"
    return value.value
