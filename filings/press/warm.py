"""The press made ready before a worker forks: library, fonts, shells, style sheets, each proved by one small page."""

from __future__ import annotations

from datetime import date
from typing import get_args

from filings.press import paper, read_back, texts
from filings.press.facts import Counsel, Court, LawsuitFacts, PaperFacts, Party
from filings.press.texts import Shell

OF_NOBODY = PaperFacts(
    lawsuit=LawsuitFacts(
        short_title="",
        court=Court("", ""),
        counsel=Counsel(firm="", attorneys=(), address=(), telephone=""),
        plaintiffs=(),
        defendants=(),
        causes=(),
        entity=Party(""),
    ),
    plaintiffs=(),
    dated=date(2026, 1, 1),
)
EVERY_FACE = """+++
code = "warm"
title = "Warm"
footer = "Warm"
shell = "{shell}"
cardinality = "per_lawsuit"
audience = "public"
+++
# Warm

Upright, *slanted*, **bold**, ***both***.
"""


def warm() -> None:
    """Press a page on every shell and read it back. Raises PressUnavailable where Pango is missing."""
    for shell in get_args(Shell):
        read_back.read(paper.press(texts.read(EVERY_FACE.format(shell=shell)), OF_NOBODY).pdf)
