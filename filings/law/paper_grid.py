"""The geometry of pleading paper: the numbers at the left, and every line of type against them (CRC 2.107, 2.108)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from filings.law.paper_reading import Line, Page, Rule, Word

NEAR = 0.5  # points: a line is on its number
LINE, HALF = 24.0, 12.0
FEWEST_NUMBERS = 20
SMALL = 10.0  # points: smaller type may be a mark beside a line
MARK = 6  # letters: the longest mark
REACH = 6 * LINE  # within which the rules of a box lie
BELOW = 6.0  # points under the last number begins the foot
ABOVE = 18.0  # points over the first number ends the head


@dataclass(frozen=True, slots=True)
class Grid:
    """The numbers of one page: their right edge and their baselines in order."""

    labels: tuple[int, ...]
    baselines: tuple[float, ...]
    right: float

    @property
    def pitch(self) -> float:
        """The step from a number to the next; one that is missing does not widen it."""
        steps = self.labels[-1] - self.labels[0]
        return (self.baselines[-1] - self.baselines[0]) / (steps if steps > 0 else len(self.baselines) - 1)

    @property
    def foot(self) -> float:
        return self.baselines[-1] + BELOW

    @property
    def head(self) -> float:
        return self.baselines[0] - ABOVE

    def line_of(self, baseline: float) -> int:
        """The number nearest to a baseline."""
        return min(zip(self.baselines, self.labels, strict=True), key=lambda number: abs(number[0] - baseline))[1]

    def off(self, baseline: float) -> float:
        """How far under the nearest number a baseline lies; less than 0 above it."""
        return min((baseline - number for number in self.baselines), key=abs)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A numbered page: `body` beside the numbers, without them and without marks; `head` above and `foot` below."""

    page: Page
    grid: Grid
    head: tuple[Line, ...]
    body: tuple[Line, ...]
    foot: tuple[Line, ...]
    marks: int = 0


@dataclass(slots=True)
class Measured:
    """What was measured over a whole paper, in points."""

    pages: int = 0
    numbers: list[int] = field(default_factory=list)
    on_a_number: int = 0
    on_a_half: int = 0
    off: int = 0
    largest: float = 0.0
    marks: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            "pages": self.pages,
            "numbers_per_page": sorted(set(self.numbers)),
            "baselines_on_a_number": self.on_a_number,
            "baselines_on_a_half_line": self.on_a_half,
            "baselines_off": self.off,
            "largest_deviation_pt": round(self.largest, 3),
            "small_marks": self.marks,
        }


@dataclass(frozen=True, slots=True)
class Stray:
    """A line that stands on no number, and how far off it is; `single` when it is one of single-spaced lines."""

    page: int
    line: int
    off: float
    single: bool


def grid_of(page: Page) -> Grid | None:
    """The column of numbers at the left of a page; None where there is none."""
    for column in _columns(page):
        labels = tuple(int(word.text) for word in column)
        if len(column) >= FEWEST_NUMBERS or _numbers_typed_lines_alone(labels, column):
            return Grid(labels, tuple(word.baseline for word in column), max(word.x1 for word in column))
    return None


def sheet_of(page: Page) -> Sheet | None:
    """A page with its numbers taken off; None for one that has none."""
    grid = grid_of(page)
    if grid is None:
        return None
    lines = [line for line in (_without_numbers(line, grid) for line in page.lines) if line]
    within = [line for line in lines if grid.head < line.baseline <= grid.foot]
    body = [stripped for line in within if (stripped := _without_marks(line, within))]
    return Sheet(
        page,
        grid,
        head=tuple(line for line in lines if line.baseline <= grid.head),
        body=tuple(body),
        foot=tuple(line for line in lines if line.baseline > grid.foot),
        marks=sum(len(line.words) for line in within) - sum(len(line.words) for line in body),
    )


def measure(sheets: Iterable[Sheet], *, shift: float = 0.0) -> tuple[Measured, list[Stray]]:
    """Every line of every numbered page against its number, all of them first moved up by `shift`."""
    told, strays = Measured(), []
    for sheet in sheets:
        told.pages += 1
        told.numbers.append(len(sheet.grid.labels))
        told.marks += sheet.marks
        strays += _measure_page(sheet, told, shift=shift)
    told.off = len(strays)
    return told, strays


def common_shift(sheets: Iterable[Sheet]) -> float:
    """How far all lines of a paper alike lie under their numbers; 0 unless nearly all agree."""
    offs = [
        sheet.grid.off(line.baseline) for sheet in sheets for line in sheet.body if not single_spaced(line, sheet.body)
    ]
    middle = median(offs) if offs else 0.0
    agree = sum(abs(off - middle) <= NEAR for off in offs)
    return middle if abs(middle) > NEAR and agree > 0.85 * len(offs) else 0.0


def uneven(grid: Grid, *, allowed: float) -> bool:
    """Whether two numbers stand further from the even pitch than allowed."""
    numbers = list(zip(grid.labels, grid.baselines, strict=True))
    return any(
        abs((below - above) - grid.pitch * max(after - before, 1)) > allowed
        for (before, above), (after, below) in zip(numbers, numbers[1:], strict=False)
    )


def single_spaced(line: Line, lines: Sequence[Line], *, closest: float = 9.0, widest: float = 16.5) -> bool:
    """A neighbour at single spacing that stands above or below it."""
    return any(
        closest <= abs(other.baseline - line.baseline) <= widest and other.x0 < line.x1 and line.x0 < other.x1
        for other in lines
    )


def boxed(line: Line, sheet: Sheet) -> bool:
    """Inside a ruled box: between two level rules above the foot, or beside an upright one within the text."""
    level = [
        rule
        for rule in sheet.page.rules
        if not rule.upright and rule.x0 - 1 <= line.x0 <= rule.x1 + 1 and rule.top <= sheet.grid.foot + BELOW
    ]
    above = any(0 < line.baseline - rule.bottom < REACH for rule in level)
    below = any(0 < rule.top - line.baseline < REACH for rule in level)
    return (above and below) or any(_parts(rule, line, sheet.page.width) for rule in sheet.page.rules)


def _parts(rule: Rule, line: Line, width: float) -> bool:
    """An upright rule that parts a caption or a table beside a line; those of the page stand further out."""
    within = 0.25 * width < rule.x0 < 0.85 * width
    return rule.upright and within and rule.top <= line.baseline <= rule.bottom


def _measure_page(sheet: Sheet, told: Measured, *, shift: float) -> list[Stray]:
    strays = []
    for line in sheet.body:
        off = abs(sheet.grid.off(line.baseline - shift))
        half = abs(off - sheet.grid.pitch / 2)
        if off <= NEAR:
            told.on_a_number += 1
            told.largest = max(told.largest, off)
        elif half <= NEAR and (_on_half_lines(line, sheet) or boxed(line, sheet)):
            told.on_a_half += 1
            told.largest = max(told.largest, half)
        else:
            place, single = sheet.grid.line_of(line.baseline), single_spaced(line, sheet.body)
            strays.append(Stray(sheet.page.number, place, round(off, 3), single))
    return strays


def _on_half_lines(line: Line, sheet: Sheet) -> bool:
    return single_spaced(line, sheet.body, closest=HALF - NEAR, widest=HALF + NEAR)


def _columns(page: Page) -> Iterator[list[Word]]:
    """Bare numbers at the left that stand under one another, from the left."""
    found = [line.words[0] for line in page.lines if line.words[0].text.isdecimal() and len(line.words[0].text) < 3]
    found = sorted((word for word in found if word.x1 < page.width / 4 and word.shown), key=lambda word: word.x0)
    columns: list[list[Word]] = []
    for word in found:
        if columns and abs(word.x0 + word.x1 - columns[-1][0].x0 - columns[-1][0].x1) / 2 <= word.size:
            columns[-1].append(word)
        else:
            columns.append([word])
    for column in columns:
        yield sorted(column, key=lambda word: word.baseline)


def _numbers_typed_lines_alone(labels: tuple[int, ...], column: list[Word]) -> bool:
    """A short column of a word processor, which gives a number to each line that is typed and to no other."""
    steps = [below.baseline - above.baseline for above, below in zip(column, column[1:], strict=False)]
    return len(labels) > 2 and labels == tuple(range(1, len(labels) + 1)) and column[0].x1 < 108 and max(steps) < 40


def _without_numbers(line: Line, grid: Grid) -> Line | None:
    numbered = line.baseline in grid.baselines
    words = tuple(word for word in line.words if word.shown and not (numbered and word.x1 <= grid.right + 1))
    return Line(words) if words else None


def _without_marks(line: Line, lines: Sequence[Line]) -> Line | None:
    """None for a line that is but a raised mark of its neighbour."""
    if line.size >= SMALL:
        return Line(tuple(word for word in line.words if word.size >= SMALL or len(word.text) > MARK))
    near = any(0 < abs(other.baseline - line.baseline) < 8 and other.size >= SMALL for other in lines)
    return None if near and sum(len(word.text) for word in line.words) <= MARK else line
