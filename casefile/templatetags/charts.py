"""Small charts, drawn by the server as SVG: no script, no style attribute, the same on paper and in the dark."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate
from typing import Protocol

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDE = 320  # the width of the side column's charts, in units of the drawing
GAP = 2
PLOT_TOP, PLOT_FOOT = 18.0, 90.0
SERIES = 5

register = template.Library()


class Share(Protocol):
    """A part of a whole: `words` say which, `count` how many."""

    @property
    def words(self) -> str: ...
    @property
    def count(self) -> int: ...


class Week(Protocol):
    """A week and how many come to their last day in it; `near` when somebody should act now."""

    @property
    def starts_on(self) -> date: ...
    @property
    def count(self) -> int: ...
    @property
    def near(self) -> bool: ...


@register.simple_tag
def stackbar(shares: Sequence[Share]) -> SafeString:
    """One bar, as wide as the whole, in the order given; parts of nothing are left out."""
    drawn = [(number % SERIES, share) for number, share in enumerate(shares) if share.count]
    total = sum(share.count for _number, share in drawn) or 1
    room = WIDE - GAP * max(len(drawn) - 1, 0)
    widths = [room * share.count / total for _number, share in drawn]
    starts = [0.0, *accumulate(width + GAP for width in widths)]
    parts = format_html_join(
        "",
        '<rect class="c{}" x="{}" y="0" width="{}" height="22"></rect>',
        ((number + 1, _px(x), _px(width)) for (number, _share), x, width in zip(drawn, starts, widths, strict=False)),
    )
    words = ", ".join(f"{share.count} {share.words}" for _number, share in drawn) or _("nothing yet")
    return format_html(
        '<svg class="stackbar" viewBox="0 0 {} 22" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        WIDE, words, parts,
    )  # fmt: skip


@register.simple_tag
def clocks_chart(weeks: Sequence[Week]) -> SafeString:
    """A column for each week, its number above and the week's first day below."""
    tallest = max((week.count for week in weeks), default=0) or 1
    step = WIDE / max(len(weeks), 1)
    columns = format_html_join(
        "",
        "{}",
        ((_column(week, left=number * step, step=step, tallest=tallest),) for number, week in enumerate(weeks)),
    )
    words = ", ".join(f"{date_format(week.starts_on, 'm/d')} {week.count}" for week in weeks)
    return format_html(
        '<svg class="clocks" viewBox="0 0 {wide} 112" role="img" aria-label="{label}">{columns}'
        '<line x1="0" x2="{wide}" y1="90.5" y2="90.5"></line></svg>',
        wide=WIDE, label=_("By week: %s") % words, columns=columns,
    )  # fmt: skip


def _column(week: Week, *, left: float, step: float, tallest: int) -> SafeString:
    height = max((PLOT_FOOT - PLOT_TOP) * week.count / tallest, 1.0)
    look = ("now" if week.near else "") if week.count else "none"
    return format_html(
        '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"></rect>'
        '<text class="v" x="{}" y="{}">{}</text><text x="{}" y="106">{}</text>',
        look, _px(left + step / 10), _px(PLOT_FOOT - height), _px(step * 0.8), _px(height),
        _px(left + step / 2), _px(PLOT_FOOT - height - 5), week.count, _px(left + step / 2),
        date_format(week.starts_on, "m/d"),
    )  # fmt: skip


def _px(value: float) -> str:
    return f"{value:.1f}"
