"""HTML to PDF bytes: the same bytes for the same words, nothing fetched but our own style sheets and fonts."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings

from casefile.errors import NotReady, Refused
from casefile.prints import print_of, sources
from filings.press.quick_text import set_once
from filings.press.sized_once import sized_once
from filings.press.snap import onto_the_grid
from filings.press.stamp import numbered_lines
from filings.press.styled_once import styled_once
from filings.press.unhindered import unhindered
from filings.press.written_once import written_once

SCHEME = "casefile:"
MAKES = [  # what a page looks like: the press with its stamp, the shells, their style sheets and fonts
    *sources(Path(__file__).parent, "*.py"),
    *sources(settings.ROOT, "templates/papers/*.html", "static/css/papers/*.css", "static/fonts/Tinos_*.ttf"),
]
RENDERER = f"press {print_of(MAKES, libraries=['pydyf'])}, weasyprint {version('weasyprint')}, Tinos 1.34"
FONTS = frozenset(
    {"Tinos_400Regular.ttf", "Tinos_400Regular_Italic.ttf", "Tinos_700Bold.ttf", "Tinos_700Bold_Italic.ttf"}
)
STAMPS = {"pleading.css": numbered_lines}  # what is laid over every page
_one_press = threading.Lock()  # the grid's hook is one for the whole process


class FetchRefused(Refused):
    """The paper wanted something from a file or the network."""

    code = "fetch_refused"


class PressUnavailable(NotReady):
    """The library that draws text is not on this machine."""

    code = "press_unavailable"


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of the outline as it was set: level, words and page, all from 1."""

    level: int
    text: str
    page: int


def print_pdf(html: str, *, css: str) -> tuple[bytes, int, tuple[Mark, ...]]:
    """The PDF, its number of pages and its outline. `css` is the name of a style sheet in static/css/papers."""
    library, fonts = _library()
    with _one_press, onto_the_grid(), _shortcuts(), _nothing_from_outside(), _nothing_collected():
        return _printed(html, sheet=_style_sheet(css), stamp=STAMPS.get(css), library=library, fonts=fonts)


def _printed(html: str, *, sheet: Any, stamp: Any, library: Any, fonts: Any) -> tuple[bytes, int, tuple[Mark, ...]]:
    """A function of its own, so that the boxes are gone before anybody collects."""
    source = library.HTML(string=html, base_url=SCHEME, url_fetcher=_fetcher())
    document = source.render(stylesheets=[sheet], font_config=fonts)
    marks = tuple(_marks(document.make_bookmark_tree()))
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"casefile", finisher=stamp)
    return content, len(document.pages), marks


@contextmanager
def _shortcuts() -> Iterator[None]:
    """Ways through the library that are shorter and lead to the same bytes."""
    with styled_once(), unhindered(), sized_once(), set_once(), written_once():
        yield


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A paper is all objects that live until it is printed: to look for rubbish among them is a fifth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _nothing_from_outside() -> Iterator[None]:
    """WeasyPrint lets only an error outside the usual tree through; here it becomes a refusal like any other."""
    fatal = import_module("weasyprint.urls").FatalURLFetchingError
    try:
        yield
    except fatal as refusal:
        raise FetchRefused("A paper may fetch nothing from outside; take the picture or the link out.") from refusal


@cache
def _library() -> tuple[Any, Any]:
    try:
        library = import_module("weasyprint")
        fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    except OSError as missing:
        text = "Papers cannot be pressed here: Pango is not installed. docs/running.md has the line to type."
        raise PressUnavailable(text) from missing
    return library, fonts


@cache
def _style_sheet(name: str) -> Any:
    library, fonts = _library()
    words = (Path(settings.ROOT) / "static" / "css" / "papers" / name).read_text(encoding="utf-8")
    return library.CSS(string=words, base_url=SCHEME, url_fetcher=_fetcher(), font_config=fonts)


@cache
def _fetcher() -> Any:
    """Gives out our fonts by name; every other address ends the press (docs/security.md, request forgery)."""
    urls = import_module("weasyprint.urls")

    class OnlyOurs(urls.URLFetcher):  # type: ignore[misc, name-defined]
        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(SCHEME)
            if not url.startswith(SCHEME) or name not in FONTS:
                raise urls.FatalURLFetchingError("a paper may fetch nothing from outside")
            content = (Path(settings.ROOT) / "static" / "fonts" / name).read_bytes()
            return urls.URLFetcherResponse(url, body=content, headers={"Content-Type": "font/ttf"})

    return OnlyOurs(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)


def _marks(tree: Any, level: int = 1) -> list[Mark]:
    found = []
    for label, (page, _x, _y), children, _state in tree:
        found.append(Mark(level, " ".join(label.split()), page + 1))
        found += _marks(children, level + 1)
    return found
