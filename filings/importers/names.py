"""The parts of a person's name as they stand in one cell or in several."""

import re

from filings.importers.cells import is_blank, text
from filings.importers.reasons import Reason
from filings.importers.sheets import Cell
from filings.importers.words import WORDS, answers

_SUFFIXES = {
    "jr": "Jr.",
    "junior": "Jr.",
    "sr": "Sr.",
    "senior": "Sr.",
    "ii": "II",
    "iii": "III",
    "iv": "IV",
    "2nd": "II",
    "3rd": "III",
}
_SUFFIX = re.compile(r"(?:\s*,\s*|\s+)\(?(jr|junior|sr|senior|ii|iii|iv|2nd|3rd)\)?\.?,?$", re.IGNORECASE)
_TITLES = re.compile(
    r"^(?:(?:mr|mrs|ms|miss|dr|hon|det|detective|sgt|sergeant|ofc|ofcr|off|officer|lt|lieutenant|capt|captain|cmdr|p\.?o|agent|sra?)"
    r"(?:\.\s*|\s+))+",
    re.IGNORECASE,
)
_PARTICLES = frozenset(WORDS["name"]["particles"].split())
_NO_MIDDLE = answers(WORDS["name"]["no_middle"])
_NICKNAME = re.compile(r"[\"(]([^\"()]{2,40})[\")]")
_PSEUDONYM = re.compile(r"(?:jane|john)\s+doe\b.*|doe\s*#?\d+", re.IGNORECASE)
_TWO = re.compile(r"\s(?:&|and)\s|\s/\s|;|\w/\w", re.IGNORECASE)


def part(cell: Cell) -> str:
    """One part of a name; "" for a word that stands for nothing."""
    return "" if is_blank(cell) else text(cell).strip(" ,;")


def middle(cell: Cell) -> str:
    words = part(cell)
    return "" if words.lower().strip(".") in _NO_MIDDLE else words


def suffix(cell: Cell) -> str:
    words = part(cell)
    return _SUFFIXES.get(words.lower().strip("(). "), words)


def last_and_suffix(cell: Cell) -> tuple[str, str]:
    """A surname, and the suffix that was written after it."""
    words = part(cell)
    found = _SUFFIX.search(words)
    if not found or not words[: found.start()].strip(" ,"):
        return words, ""
    return words[: found.start()].strip(" ,"), _SUFFIXES[found.group(1).lower()]


def whole(cell: Cell) -> tuple[str, str, str, str, tuple[str, ...]] | Reason:
    """Last, first, middle, suffix and aliases of a name in one cell: "Last, First M." or "First M. Last, Jr."."""
    words = part(cell)
    if not words or _PSEUDONYM.fullmatch(words):
        return "", "", "", "", ()
    if _TWO.search(words):
        return Reason.TWO_PEOPLE
    aliases = tuple(
        found.strip()
        for found in _NICKNAME.findall(words)
        if found.lower() not in _NO_MIDDLE and found.lower().strip(".") not in _SUFFIXES
    )
    words = _TITLES.sub(
        "",
        " ".join(
            _NICKNAME.sub(lambda m: m.group() if m.group(1).lower().strip(".") in _SUFFIXES else " ", words).split()
        ),
    )
    body, after = last_and_suffix(words)
    if "," in body:
        last, first, mid, inner = _comma_name(body)
    else:
        last, first, mid, inner = *_plain_name(body.split()), ""
    return last, first, middle(mid), after or inner, aliases


def _comma_name(body: str) -> tuple[str, str, str, str]:
    """Last, First M.; the suffix may follow either part, or stand between two commas."""
    pieces = [piece.strip() for piece in body.split(",") if piece.strip()]
    last, inner = last_and_suffix(pieces[0])
    given = [piece for piece in pieces[1:] if piece.lower().strip(".") not in _SUFFIXES]
    inner = next(
        (_SUFFIXES[piece.lower().strip(".")] for piece in pieces[1:] if piece.lower().strip(".") in _SUFFIXES), inner
    )
    words = _TITLES.sub("", " ".join(given)).split()
    return last, " ".join(words[:1]), " ".join(words[1:]), inner


def _plain_name(words: list[str]) -> tuple[str, str, str]:
    """First M. Last; a particle opens the surname, and capitals in front mark it: SMITH John A."""
    if len(words) < 2:
        return " ".join(words), "", ""
    shouted = [len(word.strip(".")) > 1 and word.isupper() for word in words]
    if shouted[0] and not all(shouted):
        count = shouted.index(False)
        return " ".join(words[:count]), words[count], " ".join(words[count + 1 :])
    start = next(
        (n for n, word in enumerate(words) if n and word.lower() in _PARTICLES and n + 1 < len(words)), len(words) - 1
    )
    if words[start].lower() == "y" and start > 1:  # Peña y Lillo: the surname began one word before
        start -= 1
    return " ".join(words[start:]), words[0], " ".join(words[1:start])
