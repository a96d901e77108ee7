"""The caption: its parties as they are printed, and whether each has a line of her own (CRC 2.111(4), CCP 422.40)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from filings.law.paper_finding import Finding, violation, warning
from filings.law.paper_grid import Sheet
from filings.law.paper_reading import Line

COURT_LINES = 8  # a caption stands below the title of the court
MOST_PAGES = 40  # of one caption
ASIDE = 3.0  # points by which a line that goes on is indented
ROLE = re.compile(
    r"^(?P<suing>plaintiff|petitioner|cross-complainant)?(?(suing)|(?:defendant|respondent|cross-defendant))"
    r"(?:s|\(s\))?(?:\s*(?:and|/)\s*[\w-]+?(?:s|\(s\))?)?\s*[,.;]?$",
    re.IGNORECASE,
)
VERSUS = re.compile(r"^v(?:s|ersus)?\.?,?$", re.IGNORECASE)
ENDS = re.compile(r"(?:[;,]|\band)\s*$")
NAMED = re.compile(r"^(?:and\s+)?[A-Z][A-Z’'.&-]+ [A-Z&]{2,}")
DOE = re.compile(r"\b[A-Z]{3,12} DOE \d+\b")
RANGE = re.compile(r"\bDOE \d+\s*(?:through|to|[-–—])\s*(?:[A-Z]+ DOE )?\d+", re.IGNORECASE)
ET_AL = re.compile(r"\bet al\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Captioned:
    """One party as captioned; `alone` when her title begins a line."""

    text: str
    page: int
    line: int
    alone: bool

    @property
    def label(self) -> str:
        """What stands before the first comma."""
        return self.text.partition(",")[0].strip()


@dataclass(frozen=True, slots=True)
class Caption:
    """Both sides in their order. `pages` is how many pages the title of the case takes; 0 where none was found."""

    plaintiffs: tuple[Captioned, ...] = ()
    defendants: tuple[Captioned, ...] = ()
    pages: int = 0

    @property
    def whole(self) -> bool:
        """Whether it names everybody and not the first with "et al."."""
        return self.pages > 0 and not any(ET_AL.search(one.text) for one in (*self.plaintiffs, *self.defendants))


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the left half of the caption."""

    text: str
    x0: float
    page: int
    line: int


def caption_of(sheets: Sequence[Sheet]) -> Caption:
    """The parties between the court and the role of the second side; an empty caption where no role stands."""
    sides: list[list[_Row]] = [[]]
    for row in _rows(sheets):
        role = ROLE.match(row.text)
        if role and not role["suing"]:
            plaintiffs, defendants = (sides[0], sides[1]) if len(sides) > 1 else ([], sides[0])
            pages = row.page - sheets[0].page.number + 1
            return Caption(tuple(_parties(plaintiffs)), tuple(_parties(defendants)), pages)
        if VERSUS.match(row.text) or role:
            sides += [[]] if sides[-1] else []
        else:
            sides[-1].append(row)
    return Caption()


def of_the_caption(sheets: Sequence[Sheet], caption: Caption) -> Iterator[Finding]:
    """On a first pleading each party on a line of its own; a Doe of the body has her place in it."""
    for party in caption.plaintiffs if caption.whole else ():
        if RANGE.search(party.text):
            text = "Plaintiffs are captioned as a range, not each on a line."
            yield warning("caption_range", text, "CRC 2.111(4); CCP 422.40", page=party.page, line=party.line)
        elif not party.alone:
            text = f"{party.label} does not begin a line of the caption." if DOE.match(party.label) else _CROWDED
            yield warning("caption_party", text, "CRC 2.111(4)", page=party.page, line=party.line)
    yield from _forgotten(sheets, caption)


def missing_parties(caption: Caption, *, parties: Sequence[str]) -> Iterator[Finding]:
    """Every party on a line of the caption of its own, once, in order (CRC 2.111(4), CCP 422.40)."""
    there = [party.label for party in caption.plaintiffs if party.alone]
    for party in parties:
        if there.count(party) != 1:
            text = f"{party} stands on {there.count(party)} lines of the caption."
            yield violation("caption_party", text, "CRC 2.111(4); CCP 422.40", page=1)
    if there != list(parties) and sorted(there) == sorted(parties):
        yield violation("caption_order", "The caption names the parties in another order.", "CRC 2.111(4)", page=1)
    for label in there:
        if label not in parties:
            text = f"{label} is captioned and is no party to this paper." if DOE.fullmatch(label) else _STRANGER
            yield violation("caption_party", text, "CRC 2.111(4)", page=1)


_CROWDED = "A party does not begin a line of the caption."
_STRANGER = "Somebody is captioned who is no party to this paper."


def _forgotten(sheets: Sequence[Sheet], caption: Caption) -> Iterator[Finding]:
    """Does of the body who are not in a caption that names everybody, and Does of the caption whom no row names."""
    captioned = {label for party in caption.plaintiffs for label in DOE.findall(party.text)}
    if not caption.whole or not captioned or any(RANGE.search(party.text) for party in caption.plaintiffs):
        return
    spoken: dict[str, int] = {}
    for sheet in sheets[caption.pages - 1 :]:
        for line in _below_the_caption(sheet, caption):
            for label in DOE.findall(line.text):
                spoken.setdefault(label, sheet.page.number)
    for label, page in spoken.items():
        if label not in captioned:
            yield violation("caption_party", f"{label} is spoken of and not in the caption.", "CCP 422.40", page=page)
    silent = sorted(captioned - spoken.keys())
    if len(silent) < len(captioned) / 2:
        for label in silent:
            yield warning("party_left_out", f"{label} is captioned; the text names others one by one, not her.", "")


def _below_the_caption(sheet: Sheet, caption: Caption) -> Iterable[Line]:
    last = max((party.line for party in caption.defendants if party.page == sheet.page.number), default=0)
    return [line for line in sheet.body if sheet.grid.line_of(line.baseline) > last]


def _rows(sheets: Sequence[Sheet]) -> Iterator[_Row]:
    for place, sheet in enumerate(sheets[:MOST_PAGES]):
        parting = _parting(sheet)
        for line in sheet.body:
            at = sheet.grid.line_of(line.baseline)
            words = tuple(word for word in line.words if (word.x0 + word.x1) / 2 < parting)
            words = tuple(word for word in words if not re.fullmatch(r"[)(:§]+", word.text))
            if words and (place or at > COURT_LINES) and not _of_the_court(line):
                yield _Row(Line(words).text, words[0].x0, sheet.page.number, at)


def _parting(sheet: Sheet) -> float:
    """Where the caption is parted: its upright rule, a column of brackets, else the middle of the sheet."""
    width = sheet.page.width
    upright = [rule.x0 for rule in sheet.page.rules if rule.upright and 0.4 * width < rule.x0 < 0.7 * width]
    brackets = [word.x0 for line in sheet.body for word in line.words if word.text == ")" and word.x0 > 0.35 * width]
    return min(upright + (brackets if len(brackets) > 3 else []), default=width / 2)


def _of_the_court(line: Line) -> bool:
    text = line.text.upper()
    return "COURT" in text or text.startswith(("COUNTY OF", "FOR THE COUNTY", "IN AND FOR"))


def _parties(rows: Sequence[_Row]) -> Iterator[Captioned]:
    """Rows joined to parties. A hanging indent tells where one goes on; without it, commas and capitals do."""
    left = min((row.x0 for row in rows), default=0.0)
    hanging = any(row.x0 > left + ASIDE for row in rows)
    begun: list[_Row] = []
    for row in rows:
        flush = row.x0 <= left + ASIDE
        if begun and flush and (hanging or _begins(row.text, after=begun[-1].text)):
            yield from _split(begun)
            begun = []
        begun.append(row)
    yield from _split(begun)


def _begins(text: str, *, after: str) -> bool:
    return bool(after.rstrip().endswith(";") or ENDS.search(after) and NAMED.match(text))


def _split(rows: Sequence[_Row]) -> Iterator[Captioned]:
    """A group of rows, parted once more at each semicolon within."""
    alone, row_of = True, [(row, part) for row in rows for part in _pieces(row.text)]
    words: list[str] = []
    first = rows[0] if rows else None
    for place, (row, part) in enumerate(row_of):
        first = first or row
        words.append(part)
        if part.endswith(";") or place == len(row_of) - 1:
            told = re.sub(r"^and\s+|[\s,;.]+$|(?:[;,]\s*)?\band\s*$", "", " ".join(words)).strip(" ,;")
            if re.search(r"\w", told):
                yield Captioned(told, first.page, first.line, alone)
            words, first = [], None
            alone = place + 1 < len(row_of) and row_of[place + 1][0] is not row
    return


def _pieces(text: str) -> list[str]:
    return [part.strip() for part in re.findall(r"[^;]*;|[^;]+$", text) if part.strip()]
