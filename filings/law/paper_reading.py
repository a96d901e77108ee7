"""What a reader finds in a finished paper: words with their baselines, rules, fonts, outline. Points from the top left.

72 points make an inch; everything is as the page is shown, its rotation undone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap between them. `size` is that of the type as printed; `shown` is false for hidden text."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    font: str = ""
    colour: Colour = (0, 0, 0)
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """Words that share a baseline, from left to right: also those of a margin number and of a neighbouring column."""

    words: tuple[Word, ...]

    @property
    def baseline(self) -> float:
        return self.words[0].baseline

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Rule:
    """A printed line, level or upright, as the box it fills."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def upright(self) -> bool:
        return self.bottom - self.top > self.x1 - self.x0

    @property
    def length(self) -> float:
        return max(self.bottom - self.top, self.x1 - self.x0)


@dataclass(frozen=True)
class Page:
    """One page as shown. `text` is in the order of the file; `lines` are from top to bottom.

    `sideways` is text that does not run from left to right, `beside` words that lie outside the sheet, `pictures` the
    share of the sheet under images, `drawings` the shapes that are no rules, `unreadable` letters without a meaning,
    `links` the areas that can be clicked.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    text: str = ""
    sideways: tuple[Word, ...] = ()
    beside: tuple[Word, ...] = ()
    links: tuple[Box, ...] = ()
    pictures: float = 0.0
    drawings: int = 0
    unreadable: int = 0

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for line in self.lines for word in line.words)

    @cached_property
    def scanned(self) -> bool:
        """A picture of a page: at most hidden letters lie over it, and a stamp."""
        return self.pictures > 0.5 and sum(word.shown for word in self.words) < 20

    @cached_property
    def mute(self) -> bool:
        """Something is to be seen and nothing can be searched: a bare scan, or letters drawn as shapes."""
        if self.scanned:
            return not any(not word.shown for word in self.words)
        return not self.words and not self.sideways and (self.pictures > 0.02 or self.drawings > 20)


@dataclass(frozen=True, slots=True)
class Font:
    """A font that prints letters in this paper, by the name in the file, its subset's prefix included."""

    name: str
    embedded: bool


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; `level` and `page` count from 1, `page` is None for one that leads nowhere."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True)
class PaperReading:
    """A whole paper. `damage` is what had to be repaired to read it; `annotations` their kinds, links left out.

    `forms` counts fields that can still be filled in, `scripts` and `attachments` say where they are.
    """

    pages: tuple[Page, ...]
    fonts: tuple[Font, ...] = ()
    outline: tuple[Bookmark, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    tagged: bool = False
    encrypted: bool = False
    scripts: tuple[str, ...] = ()
    forms: int = 0
    attachments: int = 0
    annotations: tuple[str, ...] = ()
    damage: tuple[str, ...] = ()

    @cached_property
    def text(self) -> str:
        """All pages, each closed by a form feed."""
        return "".join(page.text + "\f" for page in self.pages)
