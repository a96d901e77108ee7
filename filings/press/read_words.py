"""The words of a page by pdfium, each letter's baseline taken from its own origin in the file, not from its outline."""

import ctypes
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from filings.law.paper_reading import Colour, Font, Line, Word
from filings.press.read_frame import Frame

MOST_LETTERS = 200_000  # on one page; more is no paper
_GAP = 0.22  # of the size of type: the narrowest blank of a Times is a quarter
_SAME_BASELINE = 0.25  # points
_HIDDEN_MODES = (3, 7)
_HYPHENS = {0x2, 0xFFFE}  # how pdfium reports a hyphen at the end of a line


@dataclass(frozen=True, slots=True)
class _Style:
    """What all letters of one text object share. `turned` text does not run from left to right."""

    font: str
    size: float
    colour: Colour
    shown: bool
    turned: bool


@dataclass(slots=True)
class PageWords:
    """What the letters of one page make."""

    words: list[Word] = field(default_factory=list)
    sideways: list[Word] = field(default_factory=list)
    unreadable: int = 0


@dataclass(slots=True)
class _Growing:
    """A word while its letters come in."""

    style: _Style
    letters: list[str]
    x0: float
    last: float
    x1: float
    baseline: float

    def takes(self, style: _Style, x: float, baseline: float) -> bool:
        """A letter follows where the last one ends, or stands in its place: ligatures are told letter by letter."""
        slack = _GAP * style.size
        return (
            abs(baseline - self.baseline) <= _SAME_BASELINE
            and self.last - slack <= x <= self.x1 + slack
            and (style is self.style or _alike(style, self.style))
        )

    def word(self) -> Word:
        style = self.style
        text = "".join(self.letters)
        return Word(text, self.x0, self.x1, self.baseline, style.size, style.font, style.colour, style.shown)


def _alike(one: _Style, other: _Style) -> bool:
    return abs(one.size - other.size) < 0.3 and one.turned == other.turned


def words_of(textpage: pypdfium2.PdfTextPage, *, frame: Frame, fonts: dict[str, Font]) -> PageWords:
    """Every word of a page; the fonts that print them are added to `fonts` by name."""
    found = PageWords()
    growing: _Growing | None = None
    for letter, style, x0, x1, baseline in _letters(textpage, frame, fonts, found):
        if growing and not letter.isspace() and growing.takes(style, x0, baseline):
            growing.letters.append(letter)
            growing.last, growing.x1 = x0, max(growing.x1, x1)
            continue
        _close(growing, found)
        growing = None if letter.isspace() else _Growing(style, [letter], x0, x0, x1, baseline)
    _close(growing, found)
    return found


def lines_of(words: Iterable[Word]) -> tuple[Line, ...]:
    """Words gathered by baseline, from top to bottom, each line from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: word.baseline):
        if lines and word.baseline - lines[-1][0].baseline <= _SAME_BASELINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(Line(tuple(sorted(line, key=lambda word: word.x0))) for line in lines)


def _close(growing: _Growing | None, found: PageWords) -> None:
    if growing:
        (found.sideways if growing.style.turned else found.words).append(growing.word())


def _letters(
    textpage: pypdfium2.PdfTextPage, frame: Frame, fonts: dict[str, Font], found: PageWords
) -> Iterator[tuple[str, _Style, float, float, float]]:
    """Each letter with its style, left and right edge, and baseline, as the page is shown."""
    styles: dict[int, _Style] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    to_x, to_y, to_box = ctypes.addressof(x), ctypes.addressof(y), ctypes.addressof(box)
    raw = ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0
    (ax, ay, a), (bx, by, b) = frame.across, frame.down
    upright = ax > 0 and ay == 0 and bx == 0  # a page that is shown as it was set
    for index in range(min(textpage.count_chars(), MOST_LETTERS)):
        key = _object_at(raw, index)
        if not key:
            continue  # a blank or an end of line that pdfium adds
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(textpage, index, frame, fonts)
        _origin(raw, index, to_x, to_y)
        _loose_box(raw, index, to_box)
        letter = _letter(_code(raw, index))
        if letter == "\ufffd":
            found.unreadable += 1
        if upright:
            yield letter, style, ax * x.value + a, ax * box.right + a, by * y.value + b
            continue
        at_x, at_y = x.value, y.value
        right = max(ax * box.left + ay * box.bottom, ax * box.right + ay * box.top) + a
        yield letter, style, ax * at_x + ay * at_y + a, right, bx * at_x + by * at_y + b  # as Frame.point has it


def _quick(function: Any, *, gives: Any) -> Any:
    """A function of pdfium that is called for every letter: addresses go in as numbers, and nobody else's turn comes.

    Such a call takes less time than giving up the interpreter's lock and asking for it again.
    """
    takes = (kind if kind is ctypes.c_int else ctypes.c_void_p for kind in function.argtypes)
    plain = ctypes.PYFUNCTYPE(gives, *takes)
    return plain(ctypes.cast(function, ctypes.c_void_p).value or 0)


_object_at = _quick(pdfium.FPDFText_GetTextObject, gives=ctypes.c_void_p)
_code = _quick(pdfium.FPDFText_GetUnicode, gives=ctypes.c_uint)
_origin = _quick(pdfium.FPDFText_GetCharOrigin, gives=ctypes.c_int)
_loose_box = _quick(pdfium.FPDFText_GetLooseCharBox, gives=ctypes.c_int)


@lru_cache(maxsize=4096)
def _letter(code: int) -> str:
    """U+FFFD for a code that means nothing: such text cannot be searched."""
    if code in _HYPHENS:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or 0xE000 <= code <= 0xF8FF or code > 0x10FFFF:
        return "\ufffd"
    return chr(code)


def _style(textpage: pypdfium2.PdfTextPage, index: int, frame: Frame, fonts: dict[str, Font]) -> _Style:
    thing = pdfium.FPDFText_GetTextObject(textpage, index)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d) * frame.unit
    along, across = frame.direction(matrix.a, matrix.b)
    red, green, blue, opacity = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(thing, red, green, blue, opacity)
    return _Style(
        font=_font(thing, fonts),
        size=round(size, 3),
        colour=(red.value, green.value, blue.value),
        shown=pdfium.FPDFTextObj_GetTextRenderMode(thing) not in _HIDDEN_MODES and opacity.value > 0,
        turned=along <= 0 or abs(across) > 0.02 * along,
    )


def _font(thing: Any, fonts: dict[str, Font]) -> str:
    font = pdfium.FPDFTextObj_GetFont(thing)
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    name = buffer.value.decode("utf-8", "replace")
    embedded = pdfium.FPDFFont_GetIsEmbedded(font) == 1
    known = fonts.get(name)
    if known is None or known.embedded and not embedded:
        fonts[name] = Font(name, embedded)
    return name
