"""Papers with true names in them. What is made here goes to the vault's door and nowhere else: no shelf, no guard.

The leak guard is not asked, since names are what the paper is for; so nothing made here is a document, and nothing that
serves documents, packages, the API or mail can come by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from casefile import clock
from casefile.templatetags.parts import court_time
from filings.press import facts as press
from filings.press.key_paper import Mark
from filings.press.key_paper import press_key as press_pages
from filings.queries.lawsuit_facts import lawsuit_facts
from plaintiffs.models import KeyExhibit


def press_key(exhibit: KeyExhibit, lines: Sequence[tuple[str, str]]) -> tuple[bytes, int]:
    """The file of a copy and its pages: called by the vault's door with names, and without them for a trial."""
    captioned = tuple(press.Captioned(label) for label, _name in lines)
    lawsuit = lawsuit_facts(exhibit.lawsuit, plaintiffs=captioned)
    facts = press.PaperFacts(lawsuit=lawsuit, plaintiffs=captioned, dated=clock.today())
    return press_pages(facts, lines, Mark(exhibit.legend, exhibit.copy_no, _made(exhibit)))


def _made(exhibit: KeyExhibit) -> str:
    told = f"Asked for by {exhibit.asked_by.name}, {court_time(exhibit.asked_at)}"
    if exhibit.decided_by:
        told += f"; approved by {exhibit.decided_by.name}, {court_time(clock.now())}"
    return told
