"""A finished PDF read back: text, the baseline of every letter, rules, fonts, outline, and what should not be in it.

Independent of whatever made the file. Two readers look: pdfium at the pages, pikepdf at the objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pikepdf
import pypdfium2

from casefile.errors import Refused
from casefile.unwrapping.pdf import ONE_AT_A_TIME
from filings.law.paper_reading import Font, Page, PaperReading, Word
from filings.press import read_objects
from filings.press.read_frame import Frame, frame_of
from filings.press.read_shapes import shapes_of
from filings.press.read_words import lines_of, words_of

MOST_BYTES = 200_000_000
MOST_PAGES = 5_000
HEAD, TAIL = 1024, 4096  # bytes within which readers look for the marks of a PDF
DAMAGED = "The file is damaged and cannot be read as a PDF."
_BREAKS = (  # all that the two readers were seen to raise over fuzzed files, beside what a kind of object lacks
    pikepdf.PdfError,
    pikepdf.OutlineStructureError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


class UnreadablePaper(Refused):
    """No paper can be read here; `reason` is one of empty, not_a_pdf, not_a_file, encrypted, damaged, too_large."""

    code = "unreadable_paper"

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


def too_large() -> UnreadablePaper:
    return UnreadablePaper("too_large", f"The file is larger than {MOST_BYTES // 1_000_000} MB.")


def read(content: bytes) -> PaperReading:
    """Everything the checks of form look at. Raises UnreadablePaper, with its reason, for what is no whole PDF."""
    if not content:
        raise UnreadablePaper("empty", "The file is empty.")
    if b"%PDF-" not in content[:HEAD]:
        raise UnreadablePaper("not_a_pdf", "The file is not a PDF.")
    if len(content) > MOST_BYTES:
        raise too_large()
    try:
        with _opened(content) as objects:
            return _told(content, objects)
    except _BREAKS as broken:
        raise UnreadablePaper("damaged", DAMAGED) from broken


@contextmanager
def _opened(content: bytes) -> Iterator[pikepdf.Pdf]:
    try:
        objects = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as locked:
        raise UnreadablePaper("encrypted", "The file is locked with a password.") from locked
    try:
        yield objects
    finally:
        objects.close()


def _told(content: bytes, objects: pikepdf.Pdf) -> PaperReading:
    fonts: dict[str, Font] = {}
    if len(objects.pages) > MOST_PAGES:
        raise UnreadablePaper("too_large", f"The file has more than {MOST_PAGES} pages.")
    with ONE_AT_A_TIME:
        pages = tuple(_pages(content, objects, fonts))
    damage = read_objects.damage(objects)
    if damage and b"%%EOF" not in content[-TAIL:]:
        raise UnreadablePaper("damaged", "The file breaks off before its end.")
    return PaperReading(
        pages=pages,
        fonts=tuple(fonts.values()),
        outline=read_objects.outline(objects),
        metadata=read_objects.metadata(objects),
        language=str(objects.Root.get("/Lang", "")),
        tagged="/StructTreeRoot" in objects.Root,
        encrypted=objects.is_encrypted,
        scripts=read_objects.scripts(objects),
        forms=read_objects.fields(objects),
        attachments=read_objects.attachments(objects),
        annotations=read_objects.overlays(objects),
        damage=damage,
    )


def _pages(content: bytes, objects: pikepdf.Pdf, fonts: dict[str, Font]) -> Iterator[Page]:
    """Each page by both readers; a file of which they see different pages is damaged."""
    document = pypdfium2.PdfDocument(content)
    try:
        for number, beside in zip(range(1, len(document) + 1), objects.pages, strict=True):
            yield _page(document[number - 1], beside, number=number, fonts=fonts)
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage, beside: pikepdf.Page, *, number: int, fonts: dict[str, Font]) -> Page:
    frame = frame_of(page, unit=read_objects.unit(beside))
    letters = page.get_textpage()
    found = words_of(letters, frame=frame, fonts=fonts)
    text = letters.get_text_range()
    letters.close()
    shapes = shapes_of(page, frame=frame)
    told = Page(
        number=number,
        width=round(frame.width, 2),
        height=round(frame.height, 2),
        lines=lines_of(word for word in found.words if _on_the_sheet(word, frame)),
        rules=tuple(shapes.rules),
        text=text,
        sideways=tuple(found.sideways),
        beside=tuple(word for word in found.words if not _on_the_sheet(word, frame)),
        links=tuple(frame.box(*area) for area in read_objects.links(beside)),
        pictures=shapes.pictures,
        drawings=shapes.drawings,
        unreadable=found.unreadable,
    )
    page.close()
    return told


def _on_the_sheet(word: Word, frame: Frame) -> bool:
    return 0 <= word.baseline <= frame.height and word.x1 > 0 and word.x0 < frame.width
