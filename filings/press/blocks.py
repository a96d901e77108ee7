"""What a text becomes: typed blocks in order. They are what is numbered, referred to, and set."""

from __future__ import annotations

from dataclasses import dataclass, field

Html = str  # inline HTML made by us from escaped words


def line_of_the_text() -> int:
    """Where a block began, for whoever must put it right; two blocks that say the same are the same."""
    return field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 stands centred in capitals, 2 underlined, 3 at the left."""

    level: int
    html: Html
    plain: str
    line: int = line_of_the_text()


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. A numbered one bears `number` once it was numbered; `label` is what others call it."""

    html: Html
    numbered: bool = False
    label: str = ""
    number: int = 0
    line: int = line_of_the_text()


@dataclass(frozen=True, slots=True)
class Quote:
    """A single-spaced quotation (CRC 2.108(3))."""

    paragraphs: tuple[Html, ...]
    line: int = line_of_the_text()


@dataclass(frozen=True, slots=True)
class Items:
    """A list: numbered as in a prayer, or lettered below a paragraph."""

    items: tuple[Html, ...]
    lettered: bool = False
    line: int = line_of_the_text()


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, single-spaced; its head is repeated on every page."""

    head: tuple[Html, ...]
    rows: tuple[tuple[Html, ...], ...]
    line: int = line_of_the_text()


@dataclass(frozen=True, slots=True)
class Cause:
    """The heading of a cause of action in the four parts of CRC 2.112: number, nature, by whom, against whom."""

    number: str
    nature: str
    statutes: str
    by: str
    against: str
    label: str = ""
    line: int = line_of_the_text()


@dataclass(frozen=True, slots=True)
class Signature:
    """The place where somebody signs: for a firm, or for herself where `firm` is empty."""

    dated: str
    firm: str
    by: str
    role: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a page of its own."""


Block = Heading | Para | Quote | Items | Table | Cause | Signature | PageBreak
