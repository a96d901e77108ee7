"""A paper, pressed: text and facts to blocks, blocks to pages."""

from __future__ import annotations

import hashlib
from typing import Any

from django.template.loader import render_to_string

from casefile.errors import MissingFacts
from filings.press.blocks import Block
from filings.press.caption import caption
from filings.press.facts import Gap, Heading, PaperFacts, Pressed
from filings.press.gaps import gaps
from filings.press.labels import span
from filings.press.liquid_words import Hole, HolesInText, plain, render
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
        words = render(text.body, context(text, facts), first_line=text.first_line)
    except HolesInText as found:
        raise MissingFacts([_gap(hole, facts=facts) for hole in found.holes]) from found
    return number(parse(words.text, lines=words.lines))


def set_pages(text: PaperText, facts: PaperFacts, blocks: tuple[Block, ...]) -> str:
    """The blocks on the page shell of the paper, as HTML."""
    told = [{"kind": type(block).__name__.lower(), "block": block} for block in blocks]
    return render_to_string(
        f"papers/{text.shell}.html",
        {"text": text, "facts": facts, "lawsuit": facts.lawsuit, "blocks": told, **caption(text, facts)},
    )


def context(text: PaperText, facts: PaperFacts) -> dict[str, Any]:
    """What the words of a text may ask for. An option that nobody turned on is off."""
    told: dict[str, Any] = plain(facts)
    told["count"] = len(facts.plaintiffs)
    told["one"] = len(facts.plaintiffs) == 1
    told["labels"] = span([one.label for one in facts.plaintiffs])
    told["options"] = {name: bool(facts.options.get(name)) for name in text.options or {}}
    for cause, known in zip(told["lawsuit"]["causes"], facts.lawsuit.causes, strict=True):
        cause["kind"] = known.kind
    return told


def _gap(hole: Hole, *, facts: PaperFacts) -> Gap:
    words = f"line {hole.line} of the text prints “{hole.path}”, which is not known"
    return Gap(hole.path, hole.subject or "the lawsuit", words, hole.where or facts.lawsuit.where)
