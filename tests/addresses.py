"""Every address of the house, taken from its URLconf, so that a new one cannot be forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

CONVERTED = re.compile(r"<(?:\w+:)?(\w+)>")
CAPTURED = re.compile(r"\^.*")


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from patterns(one, here)


def routes() -> list[str]:
    """Every pattern of the URLconf; signing out last, for it ends the visit."""
    return sorted(patterns(get_resolver("casefile.urls")), key=lambda route: route == "logout")


def address(route: str, *, known: Mapping[str, object]) -> str:
    """An address of this route: one that is there where the house holds such a thing, else a likely one."""
    where = "/" + CONVERTED.sub(lambda found: str(known.get(found[1], uuid4())), CAPTURED.sub("nowhere", route))
    return where.replace("/001", "/1") if where.startswith("/api/") else where
