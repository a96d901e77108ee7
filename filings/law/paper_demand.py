"""What a complaint may not ask for: remarks for the attorney who reads it, never a reason to refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from filings.law.paper_caption import Caption
from filings.law.paper_finding import Finding, warning
from filings.law.paper_grid import Sheet
from filings.law.paper_headings import pleads

ENTITY = re.compile(
    r"\b(?:CITY|COUNTY|STATE) OF\b|\bpublic (?:entity|agency)\b|\bmunicipal\b|\b(?:SCHOOL|WATER|TRANSIT) DISTRICT\b"
    r"|\bREGENTS OF\b",
    re.IGNORECASE,
)
DOES = re.compile(r"\b(?:DOES?|ROES?)\b")
PRAYER = re.compile(r"^\W*(?:PRAYER\b|WHEREFORE\b)|\bprays? for\b.{0,40}\bjudgment\b", re.IGNORECASE)
PUNITIVE = re.compile(r"\b(?:punitive|exemplary) damages\b", re.IGNORECASE)
INJURY = re.compile(r"\bpersonal injur|\bemotional distress\b|\bwrongful death\b|\bbodily injur", re.IGNORECASE)
MONEY = re.compile(r"\$\s?\d")


def of_the_demand(sheets: Sequence[Sheet], caption: Caption) -> Iterator[Finding]:
    """In the prayer no punitive damages of a public entity (Gov. Code 818), no sum for an injury (CCP 425.10(b))."""
    if not pleads(sheets):
        return
    injury = any(INJURY.search(line.text) for sheet in sheets for line in sheet.body)
    entities = [party for party in caption.defendants if ENTITY.search(party.text)]
    alone = all(party in entities or DOES.search(party.text) for party in caption.defendants)
    for page, line, text, after in _prayer(sheets):
        punitive = PUNITIVE.search(f"{text} {after}")
        if entities and punitive and punitive.start() <= len(text):
            said = "Punitive damages are asked for, and {} a public entity, which owes none."
            said = said.format("the defendant is" if alone else "one defendant is")
            yield warning("punitive_damages", said, "Gov. Code, § 818", page=page, line=line)
        if injury and MONEY.search(text):
            said = "A complaint for personal injury states no amount in its demand."
            yield warning("amount_stated", said, "CCP 425.10(b)", page=page, line=line)


def _prayer(sheets: Sequence[Sheet]) -> Iterator[tuple[int, int, str, str]]:
    """The lines from where the prayer begins, each with the next one's words."""
    lines = [
        (sheet.page.number, sheet.grid.line_of(line.baseline), line.text) for sheet in sheets for line in sheet.body
    ]
    begins = next((place for place, (_, _, text) in enumerate(lines) if PRAYER.search(text)), len(lines))
    for place in range(begins, len(lines)):
        after = lines[place + 1][2] if place + 1 < len(lines) else ""
        yield *lines[place], after
