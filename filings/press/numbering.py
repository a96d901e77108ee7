"""Numbers worked out here and not by a style sheet, so that every form of the paper bears the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from filings.press.blocks import Block, Cause, Heading, Items, Para, Quote, Table
from filings.press.literal import bare_in_html
from filings.press.texts import TextRefused

REFERENCE = re.compile(r"\[\[(para|range|cause):([a-z0-9-]+)(?::([a-z0-9-]+))?\]\]")


@dataclass(frozen=True, slots=True)
class Places:
    """What each name of a text stands for: paragraph numbers, and ordinals of causes in lower case."""

    paragraphs: dict[str, int]
    causes: dict[str, str]
    last: int


def number(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], int]:
    """The blocks with numbers and references put in, and the last number given. A name nobody bears is refused."""
    numbered = tuple(_numbered(blocks))
    places = _places(numbered)
    return tuple(_referred(block, places=places) for block in numbered), places.last


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    last = 0
    for block in blocks:
        if isinstance(block, Para) and block.numbered:
            last += 1
            yield replace(block, number=last)
        else:
            yield block


def _places(blocks: Sequence[Block]) -> Places:
    paragraphs: dict[str, int] = {}
    causes: dict[str, str] = {}
    last = 0
    for block in blocks:
        if isinstance(block, Para) and block.numbered:
            last = block.number
            if block.label in paragraphs:
                raise TextRefused(f"Two paragraphs are called “{block.label}”.", line=block.line)
            paragraphs |= {block.label: last} if block.label else {}
        elif isinstance(block, Cause) and block.label:
            causes[block.label] = block.number.capitalize()
    return Places(paragraphs, causes, last)


def _referred(block: Block, *, places: Places) -> Block:
    """References become numbers; only then the signs in facts come back, so that no fact can refer to anything."""

    def put(words: str) -> str:
        told = REFERENCE.sub(lambda found: _words(found, places=places, line=block.line), words)  # type: ignore[union-attr]
        return bare_in_html(told)

    match block:
        case Heading() | Para():
            return replace(block, html=put(block.html))
        case Quote():
            return replace(block, paragraphs=tuple(put(one) for one in block.paragraphs))
        case Items():
            return replace(block, items=tuple(put(one) for one in block.items))
        case Table():
            rows = tuple(tuple(put(cell) for cell in row) for row in block.rows)
            return replace(block, head=tuple(put(cell) for cell in block.head), rows=rows)
    return block


def _words(found: re.Match[str], *, places: Places, line: int) -> str:
    kind, first, last = found.groups()
    if kind == "cause":
        return _of(places.causes, first, what="cause of action", line=line)
    begin = _of(places.paragraphs, first, what="paragraph", line=line)
    if kind == "para":
        return f"paragraph\u00a0{begin}"
    end = _of(places.paragraphs, last or "", what="paragraph", line=line)
    if int(end) < int(begin):
        raise TextRefused(f"The range from “{first}” to “{last}” runs backwards.", line=line)
    return f"paragraphs\u00a0{begin} through\u00a0{end}" if begin != end else f"paragraph\u00a0{begin}"


def _of(places: dict[str, int] | dict[str, str], name: str, *, what: str, line: int) -> str:
    if name not in places:
        raise TextRefused(f"The text refers to a {what} called “{name}”, and there is none.", line=line)
    return str(places[name])
