"""The form of papers as the clerk looks at it (CRC 2.100 to 2.119, 2.256; 3.1110), over what a reader found. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from filings.law import paper_caption, paper_demand, paper_file, paper_headings, paper_type, paper_words
from filings.law.paper_finding import Finding, Severity, note, violation, warning
from filings.law.paper_grid import (
    NEAR,
    Measured,
    Sheet,
    Stray,
    boxed,
    common_shift,
    measure,
    sheet_of,
    single_spaced,
    uneven,
)
from filings.law.paper_pages import Kind, exhibit_named_by, sorted_pages
from filings.law.paper_reading import Line, Page, PaperReading, Word

__all__ = ["Finding", "Measured", "Severity", "caption_parties", "check", "check_own", "measured"]

LEFT, RIGHT = 72.0, 36.0  # the narrowest margins (CRC 2.107), in points
BODY = 11.95  # the smallest type (CRC 2.104)
WIDEST_PITCH = 24.05  # three numbers to the inch (CRC 2.108(4))
EVEN = 0.6  # points by which the steps of a word processor's numbers may differ
HOUSE_NUMBERS, HOUSE_PITCH = 28, 24.0
UNNUMBERED = 20.0  # points off every number: a line whose number is missing
COLUMN = 14.4  # a fifth of an inch between the numbers and the text
FREE = ((17.0, 21.5), (26.0, 60.0))  # one and a half lines, and a word processor's two: not meant for the numbers
MOST_SINGLE = 15  # full lines of single-spaced type on a page: more is no quotation and no footnote


def check(reading: PaperReading) -> tuple[Finding, ...]:
    """Every finding on any paper, also one not ours, violations first."""
    found = [*paper_file.of_any_file(reading)]
    pages = list(sorted_pages(reading))
    pleading = [page for page, kind, _ in pages if kind is Kind.PLEADING]
    sheets = [sheet for _, kind, sheet in pages if kind is Kind.PLEADING and sheet]
    found += paper_words.of_leftovers(pleading)
    found += paper_type.of_faces(pleading)
    found += _of_other_pages(reading, pages)
    if sheets:
        found += _of_numbered_pages(sheets)
        found += _of_spacing(sheets)
        found += _over_the_rule(sheets, clear=-NEAR, told=warning)
        found += paper_headings.of_bookmarks(reading, sheets)
        found += _of_the_parties(sheets, caption := paper_caption.caption_of(sheets))
        found += paper_demand.of_the_demand(sheets, caption)
        numbered = {sheet.page.number for sheet in sheets}
        for page in pleading:
            if page.number not in numbered:
                found.append(violation("line_numbers", _no_numbers(page), "CRC 2.108(4)", page=page.number))
    elif pleading:
        text = "No page bears line numbers at its left."
        found.append(violation("line_numbers", text, "CRC 2.108(4)", page=pleading[0].number))
    return tuple(sorted(found, key=lambda one: (list(Severity).index(one.severity), one.page or 0)))


def check_own(reading: PaperReading, *, shell: str, parties: Sequence[str]) -> tuple[Finding, ...]:
    """Every finding on a paper of the house: the strict grid, our faces alone, nothing hidden, each party captioned."""
    found = [*paper_file.of_any_file(reading), *paper_file.of_our_file(reading)]
    found += paper_words.of_leftovers(reading.pages)
    if shell == "pleading":
        sheets = [sheet for page in reading.pages if (sheet := sheet_of(page))]
        for page in reading.pages:
            if sheet_of(page) is None:
                found.append(violation("line_numbers", _no_numbers(page), "CRC 2.108(4)", page=page.number))
        found += _of_numbered_pages(sheets)
        found += _of_our_grid(sheets)
        found += _over_the_rule(sheets, clear=1.0, told=violation)
        found += paper_headings.of_bookmarks(reading, sheets, told=violation)
        caption = paper_caption.caption_of(sheets)
        found += _of_the_parties(sheets, caption)
        found += paper_demand.of_the_demand(sheets, caption)
        if parties:
            found += paper_caption.missing_parties(caption, parties=parties)
    return tuple(found)


def caption_parties(reading: PaperReading) -> paper_caption.Caption:
    """Both sides of the caption as printed, each party with the page and line on which she begins."""
    return paper_caption.caption_of([sheet for page in reading.pages if (sheet := sheet_of(page))])


def measured(reading: PaperReading) -> Measured:
    sheets = [sheet for _, kind, sheet in sorted_pages(reading) if sheet and kind is Kind.PLEADING]
    told, _ = measure(sheets)
    told.pages = len(reading.pages)
    return told


def _of_other_pages(reading: PaperReading, pages: Sequence[tuple[Page, Kind, Sheet | None]]) -> Iterator[Finding]:
    """Exhibits, forms and scans: what still holds for them, and what was not looked at."""
    marked = {entry.page for entry in reading.outline}
    for page, kind, sheet in pages:
        exhibit = exhibit_named_by(page, sheet)
        if exhibit and page.number not in marked:
            text = f"No bookmark leads to exhibit {exhibit}."
            yield warning("exhibit_bookmark", text, "CRC 3.1110(f)(4)", page=page.number)
        if kind is Kind.SCAN:
            text = "The page is a picture, so that nothing on it was measured."
            yield warning("scan", text, "", page=page.number)
    for kind, text, authority in (
        (Kind.EXHIBIT, "{} pages are exhibits, for which only the rules on the file were checked.", "CRC 2.110, 2.114"),
        (Kind.FORM, "{} pages are court forms, for which only the rules on the file were checked.", "CRC 2.119"),
    ):
        those = [page.number for page, what, _ in pages if what is kind]
        if those:
            yield note(f"{kind}_pages", text.format(len(those)), authority, page=those[0])


def _of_numbered_pages(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    for sheet in sheets:
        yield from _of_numbers(sheet)
        yield from _of_margins(sheet)
        yield from paper_words.of_the_foot(sheet)
        if sheet.page.number == 1:
            yield from paper_words.of_the_first_page(sheet)
    yield from _of_where_numbers_end(sheets)
    yield from paper_headings.of_causes(sheets)
    yield from paper_words.of_paragraphs(sheets)


def _of_the_parties(sheets: Sequence[Sheet], caption: paper_caption.Caption) -> Iterator[Finding]:
    """A first pleading names every party; later papers may give the short title."""
    if paper_headings.pleads(sheets):
        yield from paper_caption.of_the_caption(sheets, caption)


def _of_numbers(sheet: Sheet) -> Iterator[Finding]:
    grid, place = sheet.grid, sheet.page.number
    if list(grid.labels) != list(range(1, len(grid.labels) + 1)):
        yield violation("line_numbers", "The line numbers do not run from 1 on.", "CRC 2.108(4)", page=place)
    if uneven(grid, allowed=EVEN) and not _each_has_its_line(sheet):
        text = "The line numbers are neither evenly spaced nor each beside a line of type."
        yield violation("line_spacing", text, "CRC 2.108(4)", page=place)
    if grid.pitch > WIDEST_PITCH:
        text = f"There are {72 / grid.pitch:.2f} line numbers to the inch, not three."
        yield violation("numbers_per_inch", text, "CRC 2.108(4)", page=place)
    first = min((line.x0 for line in sheet.body), default=sheet.page.width)
    if first - grid.right < COLUMN and not _ruled_off(sheet, first):
        text = "Neither a line nor a fifth of an inch stands between the numbers and the text."
        yield violation("number_column", text, "CRC 2.108(4)", page=place)


def _of_where_numbers_end(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Type below the last number of a page that has fewer of them than the others."""
    usual = max((len(sheet.grid.labels) for sheet in sheets), default=0)
    for sheet in sheets:
        grid = sheet.grid
        end = grid.baselines[0] + (usual - grid.labels[0]) * grid.pitch + NEAR
        if len(grid.labels) < usual and any(line.baseline <= end for line in sheet.foot):
            text = f"The line numbers end at {grid.labels[-1]}, and type stands below."
            yield violation("line_numbers", text, "CRC 2.108(4)", page=sheet.page.number, line=grid.labels[-1])


def _each_has_its_line(sheet: Sheet) -> bool:
    lines = [line.baseline for line in sheet.body]
    return all(any(abs(line - number) <= 2 * NEAR for line in lines) for number in sheet.grid.baselines)


def _ruled_off(sheet: Sheet, first: float) -> bool:
    """An upright line, perhaps in pieces, over most of the page."""
    pieces = [rule for rule in sheet.page.rules if rule.upright and sheet.grid.right <= rule.x0 <= first]
    return sum(rule.length for rule in pieces) > 400


def _of_margins(sheet: Sheet) -> Iterator[Finding]:
    place = sheet.page.number
    for line in sheet.body:
        at = sheet.grid.line_of(line.baseline)
        if line.x0 < LEFT - NEAR:
            text = "Less than an inch is left at the left."
            yield violation("left_margin", text, "CRC 2.107", page=place, line=at)
        if line.x1 > sheet.page.width - RIGHT + NEAR:
            text = "Less than half an inch is left at the right."
            yield violation("right_margin", text, "CRC 2.107", page=place, line=at)
        small = min((word.size for word in line.words if _is_small(word, line)), default=0.0)
        if small:
            yield violation("type_size", f"The type is {small:.1f} points, not 12.", "CRC 2.104", page=place, line=at)


def _over_the_rule(sheets: Iterable[Sheet], *, clear: float, told: paper_headings.Telling) -> Iterator[Finding]:
    """Type that comes nearer to the upright line at the right than `clear` points, or runs over it."""
    for sheet in sheets:
        upright = [rule for rule in sheet.page.rules if rule.upright and rule.x0 > 0.8 * sheet.page.width]
        edge = max((rule.x0 for rule in upright), default=sheet.page.width)  # further in lie the sides of tables
        if sum(rule.length for rule in upright) > 400:
            for line in sheet.body:
                if line.x1 > edge - clear:
                    at = sheet.grid.line_of(line.baseline)
                    yield told(
                        "right_rule", "Type runs into the line at the right.", "", page=sheet.page.number, line=at
                    )


def _is_small(word: Word, line: Line) -> bool:
    """Type under 12 points that is neither a mark nor small capitals beside full ones."""
    if word.size >= BODY or not any(letter.isalnum() for letter in word.text):
        return False
    return not (word.text.isupper() and line.size >= BODY and word.size >= 0.65 * line.size)


def _of_spacing(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    """Lines against numbers on a paper of any firm, whose lines need not meet evenly spaced numbers (CRC 2.108(4))."""
    for sheet in sheets:
        full = [line for line in sheet.body if _full_and_single(line, sheet)]
        if len(full) > MOST_SINGLE:
            text = f"{len(full)} full lines are single-spaced."
            yield violation("single_spaced", text, "CRC 2.108(1)", page=sheet.page.number)
    leading = _leading(sheets)
    if any(low <= leading <= high for low, high in FREE) and abs(leading - sheets[0].grid.pitch) > 1.5:
        text = f"The text is set at {leading:.1f} points and does not meet the numbers, which are evenly spaced."
        yield note("free_spacing", text, "CRC 2.108(1); CRC 2.108(4)")
        return
    shift = common_shift(sheets)
    if shift:
        text = f"All lines stand {abs(shift):.1f} points {'under' if shift > 0 else 'above'} their numbers."
        yield warning("baseline_shift", text, "CRC 2.108(4)", page=sheets[0].page.number)
    yield from _strays(stray for stray in measure(sheets, shift=shift)[1] if not stray.single)


def _full_and_single(line: Line, sheet: Sheet) -> bool:
    wide = line.x1 - line.x0 > 0.6 * (sheet.page.width - sheet.grid.right)
    at_the_margin = line.x0 < min(one.x0 for one in sheet.body) + 4
    return wide and at_the_margin and single_spaced(line, sheet.body) and not boxed(line, sheet)


def _leading(sheets: Sequence[Sheet]) -> float:
    """The commonest distance of two lines that are not single-spaced; 0 for a paper without such."""
    steps: Counter[float] = Counter()
    for sheet in sheets:
        for above, below in zip(sheet.body, sheet.body[1:], strict=False):
            step = below.baseline - above.baseline
            if 16.5 < step < 40:
                steps[round(step * 2) / 2] += 1
    return steps.most_common(1)[0][0] if steps else 0.0


def _of_our_grid(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    for sheet in sheets:
        grid = sheet.grid
        if len(grid.labels) != HOUSE_NUMBERS or abs(grid.pitch - HOUSE_PITCH) > 0.01 or uneven(grid, allowed=0.01):
            text = f"{len(grid.labels)} numbers, {grid.pitch:.3f} points apart: the house has 28 at 24."
            yield violation("grid", text, "CRC 2.108(4)", page=sheet.page.number)
        if sheet.head:
            yield violation("grid", "Type stands above the first line.", "", page=sheet.page.number)
    yield from _strays(measure(sheets)[1])


def _strays(strays: Iterable[Stray]) -> Iterator[Finding]:
    for stray in strays:
        text = f"The line stands {stray.off} points off the nearest number."
        text = text if stray.off < UNNUMBERED else "No number stands beside the line."
        yield violation("baseline", text, "CRC 2.108(4)", page=stray.page, line=stray.line)


def _no_numbers(page: Page) -> str:
    if len(page.sideways) > len(page.words):
        return "The page lies on its side or its head: no line numbers stand at its left."
    return "The page bears no line numbers."
