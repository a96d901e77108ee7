"""What the frame around every page needs: links of the rail, and the way back through a long list."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casefile.templatetags.parts import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def rail_link(context: RequestContext, name: str, words: str, picture: str, count: object = "") -> SafeString:
    """A link of the rail; it marks itself when its page, or one below it, is open."""
    url = reverse(name, args=[context["lawsuit"].slug])
    return format_html(
        '<a href="{}"{}>{}{}{}</a>',
        url,
        _current(context["request"].path, url=url),
        icon(picture),
        words,
        _count(count),
    )


def _current(path: str, *, url: str) -> SafeString:
    if path.rstrip("/") == url.rstrip("/"):
        return format_html(' aria-current="{}"', "page")
    below = url.rstrip("/").count("/") > 1 and path.startswith(url.rstrip("/") + "/")
    return format_html(' aria-current="{}"', "true") if below else SafeString("")


def _count(count: object) -> SafeString:
    return format_html(' <span class="n">{}</span>', count) if count not in ("", None) else SafeString("")


@register.simple_tag(takes_context=True)
def sort_link(context: RequestContext, column: str, words: str) -> SafeString:
    """The header of a sortable column: sorts by it, and the other way round when it already does."""
    asked = context["request"].GET
    sort = str(asked.get("sort", context.get("sort", "")))
    up = sort == column
    fields = [(key, value) for key in asked for value in asked.getlist(key) if key not in ("sort", "page")]
    query = urlencode([*fields, ("sort", f"-{column}" if up else column)])
    arrow = icon("chevron-down", "s") if sort.lstrip("-") == column else SafeString("")
    return format_html('<a href="?{}">{}{}</a>', query, words, arrow)


@register.simple_tag(takes_context=True)
def sorted_by(context: RequestContext, column: str) -> SafeString:
    """The `aria-sort` of a column, when the list is sorted by it."""
    sort = str(context["request"].GET.get("sort", context.get("sort", "")))
    if sort.lstrip("-") != column:
        return SafeString("")
    return format_html(' aria-sort="{}"', "descending" if sort.startswith("-") else "ascending")
