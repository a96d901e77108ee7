"""Lines that nothing stands beside: where no float is on the page, a line begins at the left and has the whole width.

As it is, WeasyPrint looks three times a line for what it might run into. Text from right to left, boxes that are moved
by their margins and pages with floats go the library's own way. Off for any version but the one that the lock pins;
tests press papers both ways and compare the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from filings.press.quick_text import VERSION


@contextmanager
def unhindered() -> Iterator[None]:
    """Such lines are placed the short way while this lasts. Not for two threads at once: the press holds a lock."""
    inline: Any = import_module("weasyprint.layout.inline")
    if import_module("weasyprint").__version__ != VERSION:
        yield
        return
    plain, line = inline.avoid_collisions, import_module("weasyprint.formatting_structure.boxes").LineBox

    def quick(context: Any, box: Any, containing_block: Any, outer: bool = True) -> tuple[Any, Any, Any]:  # noqa: FBT001, FBT002 (the library's)
        free = not context.excluded_shapes and type(box) is line and containing_block.style["direction"] == "ltr"
        if not free or box.margin_left or box.margin_right or box.margin_top:
            return plain(context, box, containing_block, outer)  # type: ignore[no-any-return]
        left = containing_block.content_box_x()
        right = left + containing_block.width
        return left, box.position_y, right - left  # not the width itself: the last bit of a sum counts

    inline.avoid_collisions = quick
    try:
        yield
    finally:
        inline.avoid_collisions = plain
