"""A paper, pressed: text and facts to blocks, blocks to pages."""

from __future__ import annotations

import hashlib
from typing import Any

from django.template.loader import render_to_string

from casefile.errors import MissingFacts
from filings.press.blocks import Block
from filings.press.facts import Gap, Heading, PaperFacts, PlaintiffFacts, Pressed
from filings.press.gaps import gaps
from filings.press.liquid_words import HoleInText, plain, render
from filings.press.markup import parse
from filings.press.numbering import number
from filings.press.pdf import print_pdf
from filings.press.texts import PaperText


def press(text: PaperText, facts: PaperFacts) -> Pressed:
    """The finished bytes. Raises MissingFacts with every gap at once, TextRefused for a text badly written."""
    blocks, paragraphs = blocks_of(text, facts)
    html = set_pages(text, facts, blocks)
    pdf, pages, marks = print_pdf(html, css=f"{text.shell}.css")
    return Pressed(
        pdf=pdf,
        page_count=pages,
        paragraphs=paragraphs,
        outline=tuple(Heading(mark.level, mark.text, mark.page) for mark in marks),
        sha256=hashlib.sha256(pdf).hexdigest(),
    )


def blocks_of(text: PaperText, facts: PaperFacts) -> tuple[tuple[Block, ...], int]:
    """The numbered blocks and the last paragraph's number."""
    missing = gaps(facts, needs=text.needs)
    if missing:
        raise MissingFacts(missing)
    try:
        words = render(text.body, context(facts), first_line=text.first_line)
    except HoleInText as hole:
        raise MissingFacts([Gap(hole.path, "the lawsuit", str(hole), facts.lawsuit.where)]) from hole
    return number(parse(words))


def set_pages(text: PaperText, facts: PaperFacts, blocks: tuple[Block, ...]) -> str:
    """The blocks on the page shell of the paper, as HTML."""
    told = [{"kind": type(block).__name__.lower(), "block": block} for block in blocks]
    return render_to_string(
        f"papers/{text.shell}.html",
        {"text": text, "facts": facts, "lawsuit": facts.lawsuit, "blocks": told, **_caption(text, facts)},
    )


def context(facts: PaperFacts) -> dict[str, Any]:
    """What the words of a text may ask for."""
    told: dict[str, Any] = plain(facts)
    for cause, words in zip(facts.lawsuit.causes, told["lawsuit"]["causes"], strict=True):
        words["kind"] = cause.kind
    told["count"] = len(facts.plaintiffs)
    told["one"] = len(facts.plaintiffs) == 1
    told["labels"] = plain(span(facts.plaintiffs))
    told["options"] = {name: bool(on) for name, on in facts.options.items()}
    return told


def span(plaintiffs: tuple[PlaintiffFacts, ...]) -> str:
    """`JANE DOE 1 through JANE DOE 146`, or the one label."""
    labels = [one.label for one in plaintiffs]
    if len(labels) < 3:
        return " and ".join(labels)
    return f"{labels[0]} through {labels[-1]}"


def _caption(text: PaperText, facts: PaperFacts) -> dict[str, Any]:
    """Every party on a line of its own in the first paper (CRC 2.111(4)), the short form afterwards."""
    parties = facts.plaintiffs
    whole = text.code == "complaint"
    return {
        "captioned": parties if whole else parties[:1],
        "et_al": not whole and len(parties) > 1,
        "others": not whole and len(facts.lawsuit.defendants) > 1,
        "whole": whole,
    }
