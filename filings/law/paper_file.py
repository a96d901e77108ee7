"""The file as the court's system looks at it: sheets, letters, fonts, colour, and nothing locked, active or hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filings.law.paper_finding import Finding, note, violation, warning
from filings.law.paper_reading import Page, PaperReading, Word
from filings.law.paper_type import plain_name

LETTER = (612.0, 792.0)
LOOSE = 2.0  # points by which scanners miss it
OURS = "CasefileSerif"
OUR_METADATA = {"Title", "Producer"}
STANDARD = re.compile(  # every reader brings these along or their twins, so that nothing is lost in print
    r"(?:Times|TimesNewRoman(?:PS)?(?:MT)?|Helvetica|Arial(?:MT)?|Courier(?:New)?(?:PS)?(?:MT)?)"
    r"(?:[-,](?:Roman|Bold|Italic|Oblique|BoldItalic|BoldOblique)(?:MT)?)?|Symbol|ZapfDingbats"
)
ADDRESS = re.compile(r"@|^www\.|^\(?https?:", re.IGNORECASE)


def of_any_file(reading: PaperReading) -> Iterator[Finding]:
    """What the court's system refuses: locked, active or unsearchable files, other sheets."""
    if not reading.pages:
        yield violation("no_pages", "The file has no page.", "CRC 2.256")
    if reading.damage:
        yield violation("damaged", "The file had to be repaired to be read.", "CRC 2.256")
    yield from _of_what_is_in_it(reading)
    for page in reading.pages:
        sides = (page.width, page.height)
        if not all(abs(side - whole) <= LOOSE for side, whole in zip(sides, LETTER, strict=True)):
            text = f"The sheet is {page.width / 72:.2f} by {page.height / 72:.2f} inches."
            yield violation("paper_size", text, "CRC 2.102, 2.103", page=page.number)
        if page.mute or page.unreadable:
            text = "The page cannot be searched: it is a picture, or its letters have no meaning."
            yield violation("searchable", text, "CRC 2.256(b)(3)", page=page.number)
        yield from _of_colour(page)
    if len(reading.pages) > 1 and not reading.outline:
        yield note("outline", "The file has no bookmarks.", "CRC 3.1110(f)")
    yield from _of_fonts(reading)


def of_our_file(reading: PaperReading) -> Iterator[Finding]:
    """What no paper of the house holds."""
    for font in reading.fonts:
        if not plain_name(font.name).replace("-", "").startswith(OURS):
            yield violation("house_face", f"A face got in that is not of the house: {plain_name(font.name)}.", "")
        if not font.embedded:
            yield violation("font_embedded", f"The font {plain_name(font.name)} is not in the file.", "CRC 2.256(b)(2)")
    strange = sorted(set(reading.metadata) - OUR_METADATA)
    if strange:
        yield violation("metadata", f"The file tells of itself: {', '.join(strange)}.", "")
    for page in reading.pages:
        if page.pictures or page.sideways:
            text = "A picture or turned type stands on the page."
            yield violation("foreign_matter", text, "", page=page.number)
        if page.beside or any(_unseen(word) for word in page.words):
            yield violation("hidden_text", "Words are in the file that nobody sees.", "", page=page.number)


def _of_what_is_in_it(reading: PaperReading) -> Iterator[Finding]:
    if reading.encrypted:
        yield violation("encrypted", "The file is encrypted.", "CRC 2.256")
    if reading.scripts:
        yield violation("active", f"The file holds active content: {', '.join(reading.scripts)}.", "CRC 2.256")
    if reading.forms:
        yield violation("form_fields", f"{reading.forms} fields can still be filled in.", "CRC 2.256")
    if reading.attachments:
        yield violation("attachments", f"{reading.attachments} files are attached to it.", "CRC 2.256")
    for kind in sorted(set(reading.annotations)):
        yield warning("annotations", f"The file bears annotations of the kind {kind}.", "")


def _of_fonts(reading: PaperReading) -> Iterator[Finding]:
    for font in reading.fonts:
        name = plain_name(font.name)
        if not font.embedded:
            told = warning if STANDARD.fullmatch(name) else violation
            yield told("font_embedded", f"The font {name} is not in the file.", "CRC 2.256(b)(2)")


def _of_colour(page: Page) -> Iterator[Finding]:
    for word in page.words:
        if not word.shown or _black(word.colour) or ADDRESS.search(word.text) or _clickable(word, page):
            continue
        if _unseen(word):
            yield warning("hidden_text", "White type stands on the page.", "CRC 2.256(b)", page=page.number)
        else:
            yield warning("colour", "Type is printed in another colour than black.", "CRC 2.106", page=page.number)
        return


def _clickable(word: Word, page: Page) -> bool:
    middle = (word.x0 + word.x1) / 2
    return any(
        left <= middle <= right and top <= word.baseline <= bottom + 2 for left, top, right, bottom in page.links
    )


def _unseen(word: Word) -> bool:
    return not word.shown or min(word.colour) >= 245


def _black(colour: tuple[int, int, int]) -> bool:
    """Black or blue-black (CRC 2.106)."""
    red, green, blue = colour
    return red <= 64 and green <= 64 and blue <= 110
