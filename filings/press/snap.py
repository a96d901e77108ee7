"""Back onto the grid: after single-spaced matter the next text begins at a numbered line again.

An odd number of 12-point lines ends half a line off. WeasyPrint offers no hook for the height of a finished block, so
this one module wraps its block layout, a private name of the version that the lock pins; the geometry check is the
alarm when that changes. Blocks whose element carries `data-snap` grow to the next multiple of 24 points.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

PX = 96 / 72  # WeasyPrint counts in CSS pixels
LINE = 24 * PX
TOP = 72 * PX  # of the text, from the top of the page
NOTHING = 0.01


@contextmanager
def onto_the_grid() -> Iterator[None]:
    """Snap while this lasts. Not for two threads at once: the press holds a lock around it."""
    block: Any = import_module("weasyprint.layout.block")
    plain: Callable[..., tuple[Any, ...]] = block.block_container_layout

    def snapping(context: Any, box: Any, *rest: Any, **named: Any) -> tuple[Any, ...]:
        laid, resume_at, *more = plain(context, box, *rest, **named)
        if laid is not None and resume_at is None and _snaps(laid):
            _grow(laid)
        return (laid, resume_at, *more)

    block.block_container_layout = snapping
    try:
        yield
    finally:
        block.block_container_layout = plain


def _snaps(box: Any) -> bool:
    if box.element is None or box.element_tag.endswith(("::before", "::after")):
        return False
    return box.element.get("data-snap") is not None


def _grow(box: Any) -> None:
    bottom = box.position_y + box.margin_height() - TOP
    short = -bottom % LINE
    if NOTHING < short < LINE - NOTHING:
        box.height += short
