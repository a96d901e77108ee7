"""The days of one claim on a line, to scale; words are placed so that none crosses another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDE, EDGE = 760.0, 12.0  # of the drawing, in its own units
LETTER = 6.3  # about the width of a letter
LANES = (80, 46, 12)  # where words may stand, the lane next to the line first
AXIS = 124
ANCHORS = ("middle", "end", "start")

register = template.Library()


class Mark(Protocol):
    """A point of a timeline. `look`: "" theirs, "ours", "due" a last day."""

    @property
    def on(self) -> date: ...
    @property
    def words(self) -> str: ...
    @property
    def look(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with the place of its words: from `left` to `right`, at height `top`."""

    mark: Mark
    x: float
    top: int
    anchor: str
    left: float
    right: float

    def crosses(self, other: Placed) -> bool:
        """Do the words stand on each other, or does the stem of one run through the words of the other?"""
        if self.top == other.top:
            return self.left < other.right and other.left < self.right
        upper, lower = (self, other) if self.top < other.top else (other, self)
        return lower.left - 3 < upper.x < lower.right + 3


@register.simple_tag
def timeline(marks: Sequence[Mark], today: date) -> SafeString:
    """`marks` need no order; nothing is drawn without one. Today is a dashed line."""
    if not marks:
        return SafeString("")
    ordered = sorted(marks, key=lambda mark: mark.on)
    first, last = min(ordered[0].on, today), max(ordered[-1].on, today)
    days = max((last - first).days, 1)
    now = _x(today, first=first, days=days)
    placed: list[Placed] = []
    for mark in ordered:
        placed.append(_place(mark, x=_x(mark.on, first=first, days=days), beside=placed))
    return format_html(
        '<svg class="timeline" viewBox="0 0 760 156" role="img" aria-label="{label}">'
        '<line class="axis" x1="12" x2="748" y1="{axis}" y2="{axis}"></line>{stems}{words}'
        '<line class="today" x1="{now}" x2="{now}" y1="112" y2="136"></line>'
        '<text class="late" x="{now}" y="151" text-anchor="{anchor}">{today}</text></svg>',
        label=", ".join(f"{date_format(mark.on, 'm/d/Y')} {mark.words}" for mark in ordered),
        axis=AXIS, stems=format_html_join("", "{}", ((_stem(one),) for one in placed)),
        words=format_html_join("", "{}", ((_words(one),) for one in placed)),
        now=f"{now:.1f}", today=_("today"), anchor="end" if now > WIDE - 30 else "start" if now < 30 else "middle",
    )  # fmt: skip


def _x(day: date, *, first: date, days: int) -> float:
    return EDGE + (WIDE - 2 * EDGE) * (day - first).days / days


def _place(mark: Mark, *, x: float, beside: Sequence[Placed]) -> Placed:
    """The first free place, nearest to the line; where there is none, the highest lane, however crowded."""
    places = list(_places(mark, x=x))
    inside = [place for place in places if place.left >= 0 and place.right <= WIDE] or places
    return next((place for place in inside if not any(place.crosses(other) for other in beside)), inside[-1])


def _places(mark: Mark, *, x: float) -> Iterator[Placed]:
    width = LETTER * max(len(mark.words), 10)
    for top in LANES:
        for anchor in ANCHORS:
            left = {"middle": x - width / 2, "end": x - width, "start": x}[anchor]
            yield Placed(mark, x=x, top=top, anchor=anchor, left=left, right=left + width)


def _stem(placed: Placed) -> SafeString:
    return format_html(
        '<line class="stem" x1="{x}" x2="{x}" y1="{top}" y2="{axis}"></line>'
        '<circle class="dot {look}" cx="{x}" cy="{axis}" r="5"></circle>',
        x=f"{placed.x:.1f}", top=placed.top + 18, axis=AXIS, look=placed.mark.look,
    )  # fmt: skip


def _words(placed: Placed) -> SafeString:
    """Drawn after every stem, with a rim of paper: a stem that must pass goes behind."""
    return format_html(
        '<text class="v" x="{x}" y="{top}" text-anchor="{anchor}">{day}</text>'
        '<text x="{x}" y="{under}" text-anchor="{anchor}">{words}</text>',
        x=f"{placed.x:.1f}", top=placed.top, under=placed.top + 13, anchor=placed.anchor,
        day=date_format(placed.mark.on, "m/d/Y"), words=placed.mark.words,
    )  # fmt: skip
