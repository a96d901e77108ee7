"""What pikepdf sees of a PDF: outline, active content, fields, attachments, links, what it says of itself.

Everything may be of another kind than the format says, so each thing is asked what it is before it is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from filings.law.paper_reading import Bookmark

DEEPEST_OUTLINE = 12
DEEPEST_FIELDS = 8
ACTIVE = frozenset({"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/Rendition", "/Movie", "/Sound", "/GoToE"})
EMBEDDED = frozenset({"FileAttachment"})
AUTHOR = re.compile(rb"[:<]creator\b")  # of the Dublin Core, in whatever shape the packet has

Box = tuple[float, float, float, float]


def outline(objects: pikepdf.Pdf) -> tuple[Bookmark, ...]:
    places = {page.obj.objgen: number for number, page in enumerate(objects.pages, 1)}
    with objects.open_outline(max_depth=DEEPEST_OUTLINE) as tree:
        return tuple(_bookmarks(tree.root, objects, places, level=1))


def metadata(objects: pikepdf.Pdf) -> dict[str, str]:
    """The document's own account of itself; an author whom only its XMP packet names is said to be there."""
    told = {str(name).lstrip("/"): str(value) for name, value in objects.docinfo.items()}
    packet = objects.Root.get("/Metadata")
    if isinstance(packet, pikepdf.Stream) and AUTHOR.search(packet.read_bytes()):
        told.setdefault("Author", "in XMP")
    return told


def scripts(objects: pikepdf.Pdf) -> tuple[str, ...]:
    """Where something runs by itself; an action that only turns to a page is none."""
    root = objects.Root
    found = [*_acts(root, at="document"), *(["JavaScript"] if "/JavaScript" in _dictionary(root.get("/Names")) else [])]
    for number, page in enumerate(objects.pages, 1):
        found += _acts(page.obj, at=f"page {number}")
        for mark in _annotations(page):
            found += _acts(mark, at=f"page {number}")
    return tuple(dict.fromkeys(found))


def fields(objects: pikepdf.Pdf) -> int:
    """Fields that can still be filled in; a signature is none."""
    form = _dictionary(objects.Root.get("/AcroForm"))
    count = sum(_open_fields(field, depth=0) for field in _array(form.get("/Fields")))
    return max(count, 1) if "/XFA" in form else count


def attachments(objects: pikepdf.Pdf) -> int:
    """Files within the file, those pinned to a page included."""
    pinned = sum(kind in EMBEDDED for page in objects.pages for kind in _kinds(page))
    return len(objects.attachments) + pinned


def overlays(objects: pikepdf.Pdf) -> tuple[str, ...]:
    """The kinds of what was laid over the pages, links and fields left out."""
    kinds = (kind for page in objects.pages for kind in _kinds(page))
    return tuple(kind for kind in kinds if kind not in {"Link", "Widget", "Popup"} | EMBEDDED)


def links(page: pikepdf.Page) -> tuple[Box, ...]:
    """The areas that can be clicked, in the page's own coordinates."""
    rectangles = (
        [float(edge) for edge in _array(mark.get("/Rect"))]
        for mark in _annotations(page)
        if mark.get("/Subtype") == "/Link"
    )
    return tuple((box[0], box[1], box[2], box[3]) for box in rectangles if len(box) == 4)


def unit(page: pikepdf.Page) -> float:
    """How many points one unit of the page measures."""
    told = page.obj.get("/UserUnit", 1)
    return float(told) if isinstance(told, int | float) or hasattr(told, "as_tuple") else 1.0


def damage(objects: pikepdf.Pdf) -> tuple[str, ...]:
    """What had to be repaired to open the file; names no content."""
    return tuple(dict.fromkeys(str(one).rpartition(": ")[2] for one in objects.get_warnings()))


def _bookmarks(
    items: Any, objects: pikepdf.Pdf, places: dict[tuple[int, int], int], *, level: int
) -> Iterator[Bookmark]:
    for item in items:
        yield Bookmark(level, str(item.title), places.get(_target(item, objects)))
        yield from _bookmarks(item.children, objects, places, level=level + 1)


def _target(item: Any, objects: pikepdf.Pdf) -> tuple[int, int]:
    """The page an entry leads to, by its own destination, a named one, or an action that goes there."""
    place = item.destination
    if place is None and item.action is not None:
        place = _dictionary(item.action).get("/D")
    if isinstance(place, pikepdf.String | pikepdf.Name | str):
        place = _named(str(place), objects)
    place = _dictionary(place).get("/D", place)
    first = place[0] if isinstance(place, pikepdf.Array | list) and len(place) else None
    return getattr(first, "objgen", (0, 0))


def _named(name: str, objects: pikepdf.Pdf) -> Any:
    tree = _dictionary(objects.Root.get("/Names")).get("/Dests")
    if isinstance(tree, pikepdf.Dictionary):
        return pikepdf.NameTree(tree).get(name)
    return _dictionary(objects.Root.get("/Dests")).get(name if name.startswith("/") else "/" + name)


def _acts(holder: pikepdf.Object, *, at: str) -> Iterator[str]:
    if "/AA" in holder:
        yield f"actions of the {at}"
    for name in ("/OpenAction", "/A"):
        action = _dictionary(holder.get(name))
        if "/JS" in action or str(action.get("/S")) in ACTIVE:
            yield f"{str(action.get('/S', '/JavaScript')).lstrip('/')} on the {at}"


def _open_fields(field: Any, *, depth: int) -> int:
    field = _dictionary(field)
    if str(field.get("/FT")) == "/Sig":
        return 0
    kids = [kid for kid in _array(field.get("/Kids")) if "/T" in _dictionary(kid)]
    if kids and depth < DEEPEST_FIELDS:
        return sum(_open_fields(kid, depth=depth + 1) for kid in kids)
    return 1


def _kinds(page: pikepdf.Page) -> Iterator[str]:
    for mark in _annotations(page):
        yield str(mark.get("/Subtype", "")).lstrip("/")


def _annotations(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    for mark in _array(page.obj.get("/Annots")):
        if isinstance(mark, pikepdf.Dictionary):
            yield mark


def _dictionary(thing: Any) -> Any:
    return thing if isinstance(thing, pikepdf.Dictionary) else {}


def _array(thing: Any) -> Any:
    return thing if isinstance(thing, pikepdf.Array) else ()
