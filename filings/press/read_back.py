"""A finished PDF read back: text, the baseline of every letter, rules, fonts, outline, and what should not be in it.

Independent of whatever made the file. Two readers look: pdfium at the pages, pikepdf at the objects.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

from casefile.errors import Refused
from filings.law.paper_reading import Bookmark, Font, Page, PaperReading, Rule, Word
from filings.press.read_frame import Frame, frame_of
from filings.press.read_words import lines_of, words_of

THICKEST_RULE = 4.0  # points
SHORTEST_RULE = 18.0
DEEPEST_OUTLINE = 12


class UnreadablePaper(Refused):
    """No paper can be read here; `reason` is one of empty, not_a_pdf, encrypted, damaged."""

    code = "unreadable_paper"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


def read(content: bytes) -> PaperReading:
    """Everything the checks of form look at. Raises UnreadablePaper, with its reason, for what is no whole PDF."""
    if not content:
        raise UnreadablePaper("empty", "The file is empty.")
    if b"%PDF-" not in content[:1024]:
        raise UnreadablePaper("not_a_pdf", "The file is not a PDF.")
    with _opened(content) as objects:
        fonts: dict[str, Font] = {}
        pages = tuple(_pages(content, fonts))
        root = objects.Root
        return PaperReading(
            pages=pages,
            fonts=tuple(fonts.values()),
            outline=tuple(_outline(objects)),
            metadata={str(name).lstrip("/"): str(value) for name, value in objects.docinfo.items()},
            language=str(root.get("/Lang", "")),
            tagged="/StructTreeRoot" in root,
            encrypted=objects.is_encrypted,
            scripts=tuple(_scripts(root)),
            forms=len(root.AcroForm.get("/Fields", [])) if "/AcroForm" in root else 0,
            attachments=len(objects.attachments),
            annotations=tuple(_annotations(objects)),
        )


@contextmanager
def _opened(content: bytes) -> Iterator[pikepdf.Pdf]:
    try:
        objects = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as locked:
        raise UnreadablePaper("encrypted", "The file is locked with a password.") from locked
    except (pikepdf.PdfError, ValueError) as broken:
        raise UnreadablePaper("damaged", "The file is damaged and cannot be read as a PDF.") from broken
    try:
        yield objects
    finally:
        objects.close()


def _pages(content: bytes, fonts: dict[str, Font]) -> Iterator[Page]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as broken:
        raise UnreadablePaper("damaged", "The file is damaged and cannot be read as a PDF.") from broken
    try:
        for number in range(1, len(document) + 1):
            yield _page(document[number - 1], number=number, fonts=fonts)
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, *, number: int, fonts: dict[str, Font]) -> Page:
    frame = frame_of(page, unit=1.0)
    letters = page.get_textpage()
    found = words_of(letters, frame=frame, fonts=fonts)
    text = letters.get_text_range()
    letters.close()
    within = [
        word for word in found.words if 0 <= word.baseline <= frame.height and word.x1 > 0 and word.x0 < frame.width
    ]
    rules, drawings, pictures = _shapes(page, frame)
    told = Page(
        number=number,
        width=round(frame.width, 2),
        height=round(frame.height, 2),
        lines=lines_of(within),
        rules=tuple(rules),
        text=text,
        sideways=tuple(found.sideways),
        beside=tuple(word for word in found.words if not _on_the_sheet(word, frame)),
        pictures=pictures,
        drawings=drawings,
        unreadable=found.unreadable,
    )
    page.close()
    return told


def _on_the_sheet(word: Word, frame: Frame) -> bool:
    return 0 <= word.baseline <= frame.height and word.x1 > 0 and word.x0 < frame.width


def _shapes(page: pypdfium2.PdfPage, frame: Frame) -> tuple[list[Rule], int, float]:
    """Rules, the number of other drawings, and the share of the sheet under pictures."""
    rules, drawings, pictured = [], 0, 0.0
    for place in range(pdfium.FPDFPage_CountObjects(page)):
        thing = pdfium.FPDFPage_GetObject(page, place)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind not in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            continue
        left, top, right, bottom = frame.box(*_bounds(thing))
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictured += max(right - left, 0) * max(bottom - top, 0)
        elif min(right - left, bottom - top) <= THICKEST_RULE and max(right - left, bottom - top) >= SHORTEST_RULE:
            rules.append(Rule(left, top, right, bottom))
        else:
            drawings += 1
    return rules, drawings, min(pictured / (frame.width * frame.height), 1.0) if frame.width else 0.0


def _bounds(thing: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what is seen: a border is often a whole box, clipped to one of its edges."""
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    for xs, ys in _clips(thing):
        left, right = max(left, min(xs)), min(right, max(xs))
        bottom, top = max(bottom, min(ys)), min(top, max(ys))
    return left, bottom, max(left, right), max(bottom, top)


def _clips(thing: Any) -> Iterator[tuple[list[float], list[float]]]:
    """The corners of each clip that lies over a shape."""
    clip = pdfium.FPDFPageObj_GetClipPath(thing)
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        xs, ys = [], []
        for place in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, place), x, y)
            xs.append(x.value)
            ys.append(y.value)
        if xs:
            yield xs, ys


def _outline(objects: pikepdf.Pdf) -> list[Bookmark]:
    places = {page.obj.objgen: number for number, page in enumerate(objects.pages, 1)}
    with objects.open_outline(max_depth=DEEPEST_OUTLINE) as outline:
        return list(_bookmarks(outline.root, places, level=1))


def _bookmarks(items: Any, places: dict[tuple[int, int], int], *, level: int) -> Iterator[Bookmark]:
    for item in items:
        target = item.destination
        page = target[0] if isinstance(target, pikepdf.Array | list) and len(target) else None
        yield Bookmark(level, str(item.title), places.get(getattr(page, "objgen", (0, 0))))
        yield from _bookmarks(item.children, places, level=level + 1)


def _scripts(root: pikepdf.Object) -> Iterator[str]:
    for name in ("/OpenAction", "/AA"):
        if name in root:
            yield name.lstrip("/")
    if "/JavaScript" in root.get("/Names", {}):
        yield "JavaScript"


def _annotations(objects: pikepdf.Pdf) -> Iterator[str]:
    for page in objects.pages:
        for note in page.get("/Annots", []):
            kind = str(note.get("/Subtype", "")).lstrip("/")
            if kind != "Link":
                yield kind
