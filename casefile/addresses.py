"""The first words of the house's own addresses. A lawsuit called by one of them could not be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

ALIVE, READY = "/healthz", "/readyz"  # answered before the addresses of pages are looked at


def taken() -> frozenset[str]:
    """Read off the addresses as they are, so that a page added tomorrow takes its word with it."""
    routes = [ALIVE, READY, settings.STATIC_URL, *_routes(get_resolver().url_patterns)]
    first = {route.strip("/").partition("/")[0] for route in routes}
    return frozenset(word for word in first if word and "<" not in word)


def _routes(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[str]:
    for one in patterns:
        route = str(one.pattern)
        if isinstance(one, URLResolver) and not route:
            yield from _routes(one.url_patterns)
        else:
            yield route
