"""The form of papers as the clerk looks at it (CRC 2.100 to 2.119, 2.256; 3.1110), over what a reader found. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filings.law import paper_words
from filings.law.paper_finding import Finding, Severity, note, violation, warning
from filings.law.paper_grid import Grid, Measured, body_lines, grid_of, measure, uneven
from filings.law.paper_reading import Page, PaperReading

__all__ = ["Finding", "Measured", "Severity", "check", "check_own", "measured"]

LETTER = (612.0, 792.0)
LEFT, RIGHT = 72.0, 36.0  # the narrowest margins (CRC 2.107), in points
BODY, FOOT = 11.95, 9.95  # the smallest type (CRC 2.104, 2.110)
OURS = "CasefileSerif"
PERMITTED = re.compile(  # essentially Courier, Times New Roman or Arial (CRC 2.105), by their names in files
    r"times|tinos|termes|nimbusrom|liberationserif|freeserif|casefileserif|century|garamond|bookman|palatino|cambria"
    r"|courier|cousine|cursor|nimbusmon|liberationmono|freemono"
    r"|arial|helvetica|arimo|heros|nimbussan|liberationsans|freesans|calibri|carlito|symbol",
    re.IGNORECASE,
)


def check(reading: PaperReading) -> tuple[Finding, ...]:
    """Every finding on any paper, also one not ours, violations first."""
    found = [*_of_the_file(reading), *_of_fonts(reading), *paper_words.of_leftovers(reading)]
    grids = [(page, grid_of(page)) for page in reading.pages]
    if any(grid for _, grid in grids):
        found += _of_numbered_pages(reading, grids, allowed=0.6)
    else:
        found.append(violation("line_numbers", "No page bears line numbers at its left.", "CRC 2.108(4)", page=1))
    return tuple(sorted(found, key=lambda one: (list(Severity).index(one.severity), one.page or 0)))


def check_own(reading: PaperReading, *, shell: str, parties: Sequence[str]) -> tuple[Finding, ...]:
    """Every finding on a paper of the house: the strict grid, our faces alone, an outline, and each party captioned."""
    found = [*_of_the_file(reading), *_of_fonts(reading), *paper_words.of_leftovers(reading), *_of_our_file(reading)]
    if shell == "pleading":
        found += _of_numbered_pages(reading, [(page, grid_of(page)) for page in reading.pages], allowed=0.01)
        found += _of_our_grid(reading)
        if parties:
            found += paper_words.missing_parties(reading, parties=parties)
    return tuple(found)


def measured(reading: PaperReading) -> Measured:
    return measure(reading)[0]


def _of_the_file(reading: PaperReading) -> Iterator[Finding]:
    """What the court's system refuses: locked, active or unsearchable files, other sheets."""
    if not reading.pages:
        yield violation("no_pages", "The file has no page.", "CRC 2.256")
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
    for page in reading.pages:
        if (round(page.width), round(page.height)) != LETTER:
            text = f"The sheet is {page.width / 72:.2f} by {page.height / 72:.2f} inches."
            yield violation("paper_size", text, "CRC 2.102, 2.103", page=page.number)
        if page.scanned or page.unreadable:
            text = "The page cannot be searched: it is a picture, or its letters have no meaning."
            yield violation("searchable", text, "CRC 2.256(b)(3)", page=page.number)
    if len(reading.pages) > 1 and not reading.outline:
        yield note("outline", "The file has no bookmarks.", "CRC 3.1110(f)")


def _of_fonts(reading: PaperReading) -> Iterator[Finding]:
    for font in reading.fonts:
        name = _plain(font.name)
        if not font.embedded:
            yield violation("font_embedded", f"The font {name} is not in the file.", "CRC 2.256")
        if not PERMITTED.search(name.replace("-", "")):
            yield warning("typeface", f"The face {name} is not one of those the rule names.", "CRC 2.105")
    for page in reading.pages:
        coloured = next((word for word in page.words if not _black(word.colour) and word.shown), None)
        if coloured:
            yield warning("colour", "Type is printed in another colour than black.", "CRC 2.106", page=page.number)


def _of_numbered_pages(
    reading: PaperReading, grids: Sequence[tuple[Page, Grid | None]], *, allowed: float
) -> Iterator[Finding]:
    for page, grid in grids:
        if grid is None:
            yield violation("line_numbers", "The page bears no line numbers.", "CRC 2.108(4)", page=page.number)
            continue
        yield from _of_numbers(page, grid, allowed=allowed)
        yield from _of_margins(page, grid)
        yield from paper_words.of_the_foot(page, grid)
        if page.number == 1:
            yield from paper_words.of_the_first_page(page, grid)
    for stray in measure(reading)[1]:
        text = f"The line stands {stray.off} points off the nearest number."
        yield violation("baseline", text, "CRC 2.108(4)", page=stray.page, line=stray.line)
    yield from paper_words.of_causes(reading)
    yield from paper_words.of_paragraphs(reading)
    yield from paper_words.of_the_demand(reading)


def _of_numbers(page: Page, grid: Grid, *, allowed: float) -> Iterator[Finding]:
    if list(grid.labels) != list(range(1, len(grid.labels) + 1)):
        yield violation("line_numbers", "The line numbers do not run from 1 on.", "CRC 2.108(4)", page=page.number)
    if uneven(grid, allowed=allowed):
        yield violation("line_spacing", "The line numbers are not evenly spaced.", "CRC 2.108(4)", page=page.number)
    if grid.pitch > 24.05:
        text = f"There are {72 / grid.pitch:.2f} line numbers to the inch, not three."
        yield violation("numbers_per_inch", text, "CRC 2.108(4)", page=page.number)
    first = min((line.x0 for line in body_lines(page, grid)), default=page.width)
    ruled = any(rule.upright and rule.length > 400 and grid.right <= rule.x0 <= first for rule in page.rules)
    if not ruled and first - grid.right < 14.4:
        text = "Neither a line nor a fifth of an inch stands between the numbers and the text."
        yield violation("number_column", text, "CRC 2.108(4)", page=page.number)


def _of_margins(page: Page, grid: Grid) -> Iterator[Finding]:
    for line in body_lines(page, grid):
        at = grid.line_of(line.baseline)
        if line.x0 < LEFT:
            yield violation(
                "left_margin", "Less than an inch is left at the left.", "CRC 2.107", page=page.number, line=at
            )
        if line.x1 > page.width - RIGHT:
            text = "Less than half an inch is left at the right."
            yield violation("right_margin", text, "CRC 2.107", page=page.number, line=at)
        if line.size < BODY:
            text = f"The type is {line.size:.1f} points, not 12."
            yield violation("type_size", text, "CRC 2.104", page=page.number, line=at)


def _of_our_grid(reading: PaperReading) -> Iterator[Finding]:
    for page in reading.pages:
        grid = grid_of(page)
        if grid and (len(grid.labels) != 28 or abs(grid.pitch - 24) > 0.01):
            text = f"{len(grid.labels)} numbers, {grid.pitch:.3f} points apart: the house has 28 at 24."
            yield violation("grid", text, "CRC 2.108(4)", page=page.number)


def _of_our_file(reading: PaperReading) -> Iterator[Finding]:
    for font in reading.fonts:
        if not _plain(font.name).replace("-", "").startswith(OURS):
            yield violation("house_face", f"A face got in that is not of the house: {_plain(font.name)}.", "")
    strange = sorted(set(reading.metadata) - {"Title", "Producer"})
    if strange:
        yield violation("metadata", f"The file tells of itself: {', '.join(strange)}.", "")


def _plain(name: str) -> str:
    return re.sub(r"^[A-Z]{6}\+", "", name)


def _black(colour: tuple[int, int, int]) -> bool:
    """Black or blue-black (CRC 2.106)."""
    red, green, blue = colour
    return red <= 64 and green <= 64 and blue <= 110
