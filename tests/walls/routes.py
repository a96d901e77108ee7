"""Every address of the house that names one thing, from the URLconf itself, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

LAWSUIT = "lawsuit"


@dataclass(frozen=True, slots=True)
class Route:
    """An address with holes: `/<slug:lawsuit>/claims/<uuid:claim_id>`, and the words of its holes."""

    pattern: str
    holes: tuple[str, ...]

    def filled(self, words: Mapping[str, object]) -> str:
        """The address of these things; a Doe number has three digits on a page and stands bare in the API."""
        address = self.pattern
        for hole in self.holes:
            kind, _, _ = address.partition(f":{hole}>")[0].rpartition("<")[2].partition(":")
            word = f"{words[hole]:03d}" if kind == "doe" else str(words[hole])
            address = address.replace(f"<{kind}:{hole}>", word)
        return address

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("/api/")


def routes() -> list[Route]:
    return [Route(pattern, tuple(holes)) for pattern, holes in _walk(get_resolver(), before="/", holes=[])]


def of_a_lawsuit() -> list[Route]:
    return [route for route in routes() if LAWSUIT in route.holes]


def of_one_thing() -> list[Route]:
    """Those that name something in a lawsuit."""
    return [route for route in of_a_lawsuit() if len(route.holes) > 1]


def lists() -> list[Route]:
    """Those of a lawsuit that name nothing in it."""
    return [route for route in of_a_lawsuit() if route.holes == (LAWSUIT,)]


def _walk(resolver: URLResolver, *, before: str, holes: list[str]) -> Iterator[tuple[str, list[str]]]:
    for one in resolver.url_patterns:
        pattern = one.pattern
        named = [*holes, *getattr(pattern, "converters", {})]
        here = before + (str(pattern) if isinstance(pattern, RoutePattern) else "")
        if isinstance(one, URLResolver):
            yield from _walk(one, before=here, holes=named)
        elif isinstance(one, URLPattern) and isinstance(pattern, RoutePattern):
            yield here, named
