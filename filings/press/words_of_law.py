"""How lawyers in California write days, series, ordinals and citations: the filters that a text may use."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from itertools import groupby
from typing import Any

ORDINALS = ("", "FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH", "TENTH",
            "ELEVENTH", "TWELFTH")  # fmt: skip
CITE = re.compile(r"(?P<code>[A-Z][\w. &]+ Code|Code Civ\. Proc\.|Cal\. Const\.), (?P<rest>.+)")
SECTION = re.compile(r"§ (?P<number>[\w.]+)(?:, subd\. (?P<subdivision>.+))?")
ARTICLE = re.compile(r"art\. (?P<article>\w+), § (?P<number>\w+)")
CODES = {
    "Civ. Code": "Civil Code",
    "Code Civ. Proc.": "Code of Civil Procedure",
    "Evid. Code": "Evidence Code",
    "Gov. Code": "Government Code",
    "Lab. Code": "Labor Code",
    "Pen. Code": "Penal Code",
    "Veh. Code": "Vehicle Code",
    "Welf. & Inst. Code": "Welfare and Institutions Code",
}
HARMS = {  # a word of intake -> the harm it stands for, in a sentence of hers
    "medical": "the need for medical care",
    "therapy": "the need for psychological care",
    "security measures": "the cost of security measures",
}
Filter = Callable[..., Any]


def courtdate(day: date) -> str:
    """`March 3, 2023`."""
    return f"{day:%B} {day.day}, {day.year}"


def series(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b, and c`; with semicolons where a member holds a comma."""
    if len(words) < 3 and not any("," in word for word in words):
        return " and ".join(words)
    mark = ";" if any("," in word for word in words) else ","
    before = f"{mark} ".join(words[:-1])
    return f"{before}{mark} and {words[-1]}" if before else "".join(words)


def ordinal(number: int) -> str:
    """`FIRST`, as a cause of action is headed."""
    return ORDINALS[number] if 0 < number < len(ORDINALS) else f"{number}TH"


def thousands(number: int) -> str:
    return f"{number:,}"


def cites(words: Sequence[str]) -> str:
    """Sections of one code drawn together as in a citation: `Gov. Code, §§ 815.2, 820`."""
    told = []
    for code, held in groupby(words, key=_code):
        rests = [word.removeprefix(f"{code}, ").removeprefix("§ ") if code else word for word in held]
        sign = "" if not code or rests[0].startswith("art.") else "§§ " if len(rests) > 1 else "§ "
        told.append(f"{code}, {sign}{', '.join(rests)}" if code else "; ".join(rests))
    return "; ".join(told)


def in_words(cite: str) -> str:
    """A citation as it stands in a sentence: `Penal Code section 832.7, subdivision (a)`; unknown ones as they are."""
    found = CITE.fullmatch(cite)
    if not found:
        return cite
    section, article = SECTION.fullmatch(found["rest"]), ARTICLE.fullmatch(found["rest"])
    if article and found["code"] == "Cal. Const.":
        return f"article {article['article']}, section {article['number']} of the California Constitution"
    if not section or found["code"] not in CODES:
        return cite
    subdivision = f", subdivision {section['subdivision']}" if section["subdivision"] else ""
    return f"{CODES[found['code']]} section {section['number']}{subdivision}"


def all_in_words(words: Sequence[str]) -> list[str]:
    return [in_words(word) for word in words]


def suffered(words: Sequence[str]) -> list[str]:
    """Harms as things that were suffered; a word that is not known stays as it was told."""
    return [HARMS.get(word.strip().lower(), word) for word in words]


def _code(cite: str) -> str:
    found = CITE.fullmatch(cite)
    return found["code"] if found else ""


def _nothing_of_nothing(word: Filter) -> Filter:
    """What is not known stays so: a hole for the printer to find, not an error of the filter."""

    @wraps(word)
    def careful(value: Any, *more: Any, **named: Any) -> Any:
        return None if value is None or value == [] else word(value, *more, **named)

    return careful


FILTERS: Mapping[str, Filter] = {
    word.__name__: _nothing_of_nothing(word)
    for word in (courtdate, series, ordinal, thousands, cites, in_words, all_in_words, suffered)
}
