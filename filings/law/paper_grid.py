"""The geometry of pleading paper: the numbers at the left, and every line of type against them (CRC 2.107, 2.108)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from filings.law.paper_reading import Line, Page, PaperReading, Word

NEAR = 0.5  # points: a line is on its number
LINE, HALF = 24.0, 12.0
FEWEST_NUMBERS = 20
SMALL = 10.0  # points: smaller type is a mark, not a line
REACH = 6 * LINE  # within which the rules of a box lie
BELOW = 6.0  # points under the last number begins the foot


@dataclass(frozen=True, slots=True)
class Grid:
    """The numbers of one page: their right edge and their baselines in order."""

    labels: tuple[int, ...]
    baselines: tuple[float, ...]
    right: float

    @property
    def pitch(self) -> float:
        return (self.baselines[-1] - self.baselines[0]) / (len(self.baselines) - 1)

    @property
    def foot(self) -> float:
        return self.baselines[-1] + BELOW

    def line_of(self, baseline: float) -> int:
        """The number nearest to a baseline."""
        return min(range(len(self.baselines)), key=lambda place: abs(self.baselines[place] - baseline)) + 1


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
    """A line that stands on no number, and how far off it is."""

    page: int
    line: int
    off: float


def grid_of(page: Page) -> Grid | None:
    """The column of numbers at the left of a page; None where there is none."""
    first = [line.words[0] for line in page.lines if line.words[0].text.isdigit() and len(line.words[0].text) < 3]
    columns: dict[int, list[Word]] = {}
    for word in first:
        if word.x1 < page.width / 4:
            columns.setdefault(round(word.x1 / 2), []).append(word)
    best = max(columns.values(), key=len, default=[])
    if len(best) < FEWEST_NUMBERS:
        return None
    return Grid(tuple(int(word.text) for word in best), tuple(word.baseline for word in best), max(w.x1 for w in best))


def body_lines(page: Page, grid: Grid) -> Iterator[Line]:
    """Lines of type beside the numbers, without the numbers themselves, the foot, and marks of small type."""
    for line in page.lines:
        if line.baseline > grid.foot:
            continue
        words = tuple(word for word in line.words if word.x0 > grid.right and word.size >= SMALL and word.shown)
        if words:
            yield Line(words)


def foot_lines(page: Page, grid: Grid) -> list[Line]:
    return [line for line in page.lines if line.baseline > grid.foot]


def measure(reading: PaperReading) -> tuple[Measured, list[Stray]]:
    """Every line of every numbered page against its number."""
    told, strays = Measured(pages=len(reading.pages)), []
    for page in reading.pages:
        grid = grid_of(page)
        told.numbers.append(len(grid.labels) if grid else 0)
        if grid is not None:
            strays += _measure_page(page, grid, told)
    told.off = len(strays)
    return told, strays


def uneven(grid: Grid, *, allowed: float) -> bool:
    """Whether two numbers stand further from the even pitch than allowed."""
    steps = [below - above for above, below in zip(grid.baselines, grid.baselines[1:], strict=False)]
    return any(abs(step - grid.pitch) > allowed for step in steps)


def _measure_page(page: Page, grid: Grid, told: Measured) -> list[Stray]:
    told.marks += sum(1 for word in page.words if word.size < SMALL and word.baseline <= grid.foot)
    lines = list(body_lines(page, grid))
    strays = []
    for line in lines:
        off = min(abs(line.baseline - number) for number in grid.baselines)
        half = abs(off - grid.pitch / 2)
        if off <= NEAR:
            told.on_a_number += 1
            told.largest = max(told.largest, off)
        elif half <= NEAR and (_single_spaced(line, lines) or _boxed(line, page)):
            told.on_a_half += 1
            told.largest = max(told.largest, half)
        else:
            strays.append(Stray(page.number, grid.line_of(line.baseline), round(off, 3)))
    return strays


def _single_spaced(line: Line, lines: Sequence[Line]) -> bool:
    """A neighbour at single spacing that stands above or below it."""
    return any(
        abs(abs(other.baseline - line.baseline) - HALF) <= NEAR and other.x0 < line.x1 and line.x0 < other.x1
        for other in lines
    )


def _boxed(line: Line, page: Page) -> bool:
    """Inside a ruled box: a level rule below it, and one above it or an upright one at its side (a caption)."""
    level = [rule for rule in page.rules if not rule.upright and rule.x0 - 1 <= line.x0 <= rule.x1 + 1]
    above = any(0 < line.baseline - rule.bottom < REACH for rule in level)
    below = any(0 < rule.top - line.baseline < REACH for rule in level)
    beside = any(
        rule.upright and rule.length < page.height - LINE and rule.top <= line.baseline <= rule.bottom
        for rule in page.rules
    )
    return below and (above or beside)


def texts(lines: Iterable[Line]) -> list[str]:
    return [line.text for line in lines]
