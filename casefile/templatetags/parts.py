"""Small parts of pages as plain tags: an include in a list of 900 rows costs twice as much."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile import clock

SPRITE = "icons/lucide-1.62.0.svg"
BADGES = frozenset({"late", "soon", "live", "watch", "done", "seal", "off"})
TIED = "\N{NO-BREAK SPACE}"
PRESSING, NEAR = 14, 35  # calendar days to a last day: act, look
_LAST_NUMBER = re.compile(r"(\d+)\s*$")

register = template.Library()


@cache
def _sprite(name: str, size: str) -> SafeString:
    classes = "i i-s" if size == "s" else "i"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, static(SPRITE), name
    )


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, silent to screen readers: the words beside it, or a label, speak."""
    return _sprite(name, size)


@register.simple_tag
def doe(label: str | int, url: str = "", look: str = "") -> SafeString:
    """The exhibit label of a plaintiff, by number or designation: `JANE DOE 17` is DOE 017, read aloud Jane Doe 17."""
    words = str(label)
    found = _LAST_NUMBER.search(words)
    number = found[1].zfill(3) if found else "–"
    spoken = f"Doe {words}" if words.isdigit() else words.title()
    return _label("doe", url=url, look=look, word="DOE", mark=number, spoken=spoken)


@register.simple_tag
def client_code(code: str, url: str = "", look: str = "") -> SafeString:
    """The firm's own code for a person who has no Doe number (yet)."""
    return _label("doe code", url=url, look=look, word=_("CLIENT"), mark=code, spoken=_("Client %s") % code)


def _label(classes: str, *, url: str, look: str, word: str, mark: str, spoken: str) -> SafeString:
    named = f"{classes} {look}".strip()
    if url:
        return format_html(
            '<a class="{}" href="{}" aria-label="{}"><b>{}</b><i>{}</i></a>', named, url, spoken, word, mark
        )
    return format_html(
        '<span class="{}"><span class="vh">{}</span><b aria-hidden="true">{}</b><i aria-hidden="true">{}</i></span>',
        named, spoken, word, mark,
    )  # fmt: skip


@register.simple_tag
def bar() -> SafeString:
    """The redaction bar. It takes no argument: a bar that knew the name could be as long as the name."""
    return format_html('<span class="bar" role="img" aria-label="{}"></span>', _("Sealed"))


@register.simple_tag
def badge(state: str, words: object) -> SafeString:
    """A state in words, with its shape and colour; an unknown state is drawn as a plain one."""
    return format_html('<span class="badge {}">{}</span>', state if state in BADGES else "", words)


@register.simple_tag
def days_badge(days_left: int | None) -> SafeString:
    """How far a last day is, in calendar days; None where there is no such day."""
    return badge(*days_look(days_left))


def days_look(days_left: int | None) -> tuple[str, str]:
    """State and words of a day so many calendar days away."""
    if days_left is None:
        return "off", _("no date")
    if days_left < 0:
        return "late", ngettext("%(n)s day past", "%(n)s days past", -days_left) % {"n": -days_left}
    state = "late" if days_left <= PRESSING else "soon" if days_left <= NEAR else "watch"
    words = ngettext("%(n)s day", "%(n)s days", days_left) % {"n": days_left} if days_left else _("today")
    return state, words


@register.simple_tag
def gutter(day: date | None) -> SafeString:
    """The date gutter of a dated list, double rule at its right."""
    if day is None:
        return format_html('<span class="when">{}<b>–</b></span>', _("undated"))
    elsewhen = "" if day.year == clock.today().year else f" {day.year}"
    return format_html(
        '<time class="when" datetime="{}">{}<b>{}</b>{}{}</time>',
        day.isoformat(), WEEKDAYS_ABBR[day.weekday()], day.day, MONTHS_3[day.month].title(), elsewhen,
    )  # fmt: skip


@register.simple_tag
def day_leaf(day: date) -> SafeString:
    """A day torn off the calendar: month, number, weekday."""
    return format_html(
        '<time class="day-leaf" datetime="{}"><span>{}</span><b>{}</b><small>{}</small></time>',
        day.isoformat(), MONTHS_3[day.month], day.day, WEEKDAYS_ABBR[day.weekday()],
    )  # fmt: skip


@register.simple_tag
def line_numbers(count: int = 28) -> SafeString:
    """The numbers at the left of pleading paper; an ornament, so silent."""
    return mark_safe("".join(f"<span>{n}</span>" for n in range(1, count + 1)))  # noqa: S308 - numbers only


@register.filter
def court_date(day: date | None) -> str:
    """12/02/2026, as courts write it; empty without a date."""
    return date_format(day, "m/d/Y") if day else ""


@register.filter
def court_day(day: date | None) -> str:
    """Wednesday 12/02/2026: a last day is checked against the week it falls in."""
    return date_format(day, "l m/d/Y") if day else ""


@register.filter
def long_day(day: date | None) -> str:
    """Wednesday, December 2."""
    return date_format(day, "l, F j") if day else ""


@register.filter
def court_time(instant: datetime | None) -> str:
    """11/23/2026 5:12 pm, by the clock of the courthouse; empty without an instant."""
    return date_format(instant.astimezone(clock.COURT_ZONE), "m/d/Y g:i A").lower() if instant else ""


@register.filter
def court_hour(instant: datetime) -> str:
    """5:12:09 pm, by the clock of the courthouse."""
    return date_format(instant.astimezone(clock.COURT_ZONE), "g:i:s A").lower()


@register.filter
def zone(instant: datetime) -> str:
    """PST or PDT: the courthouse's clock at that instant."""
    return f"{instant.astimezone(clock.COURT_ZONE):%Z}"


@register.simple_tag
def this_moment() -> str:
    """When a page was drawn, for the head of its print."""
    return court_time(clock.now())


@register.filter
def cite(words: object) -> str:
    """An authority that no line end tears apart: "Gov. Code § 945.6(a)(1)" stays whole."""
    return (
        str(words)
        .replace("§ ", f"§{TIED}")
        .replace("Code §", f"Code{TIED}§")
        .replace("Gov. ", f"Gov.{TIED}")
        .replace(")(", ")\N{WORD JOINER}(")
    )


@register.filter
def initials(name: object) -> str:
    """Two letters for the round mark of a member of the firm."""
    words = str(name).replace("-", " ").replace(".", " ").split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()
