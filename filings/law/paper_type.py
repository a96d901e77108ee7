"""Typefaces essentially equivalent to Courier, Times New Roman or Arial (CRC 2.105), by their names in files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from filings.law.paper_finding import Finding, note, violation, warning
from filings.law.paper_reading import Page

EQUIVALENT = re.compile(
    r"times|tinos|termes|nimbusrom|liberationserif|freeserif|casefileserif|stixtwo|stixgeneral"
    r"|courier|cousine|cursor|nimbusmon|liberationmono|freemono"
    r"|arial|helvet|arimo|heros|nimbussan|liberationsans|freesans",
    re.IGNORECASE,
)
PLAIN = re.compile(  # other faces for text, of which a clerk may think otherwise than we
    r"century|schola|schoolbook|garamond|bookman|palatino|pagella|antiqua|cambria|caladea|calibri|carlito|aptos|georgia"
    r"|verdana|tahoma|baskerville|caslon|goudy|charter|utopia|equity|minion|dejavu|roboto|opensans|noto|lmroman"
    r"|^cm[a-z]{1,4}\d|^sf[a-z]{2}\d",
    re.IGNORECASE,
)
SIGNS = re.compile(r"symbol|dingbat|wingding|webding|emoji|math|mtextra", re.IGNORECASE)
NAMELESS = re.compile(r"(?:CIDFont|Type3|T3Font|TT|F|C2_|T1_)?[+_]?[A-Z]{0,3}[\d_]*", re.IGNORECASE)
MANY = 12  # words: more of a strange face is no mark and no logotype


def plain_name(name: str) -> str:
    """A font's name without the prefix of its subset."""
    return re.sub(r"^[A-Z]{6}\+", "", name)


def of_faces(pages: Iterable[Page]) -> Iterator[Finding]:
    """Faces that print the words of pleading pages; one without a name cannot be judged."""
    words: Counter[str] = Counter()
    first: dict[str, int] = {}
    for page in pages:
        for word in page.words:
            if word.shown and any(letter.isalnum() for letter in word.text):
                name = plain_name(word.font)
                words[name] += 1
                first.setdefault(name, page.number)
    for name, count in words.items():
        yield from _of_a_face(name, count=count, page=first[name])


def _of_a_face(name: str, *, count: int, page: int) -> Iterator[Finding]:
    plain = re.sub(r"[\s,_-]", "", name)
    if NAMELESS.fullmatch(plain):
        yield note("typeface", "A face has no name, so that it cannot be judged.", "CRC 2.105", page=page)
    elif not EQUIVALENT.search(plain) and not SIGNS.search(plain):
        told = violation if count > MANY and not PLAIN.search(plain) else warning
        text = f"The face {name} is not known to be equivalent to Courier, Times New Roman or Arial."
        yield told("typeface", text, "CRC 2.105", page=page)
