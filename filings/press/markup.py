"""Markdown to typed blocks. Nothing in it can become HTML but what is made here.

Beside plain Markdown a text may use:

    ¶ words                a numbered paragraph; ¶{name} gives it a name for references
    [[para:name]]          the number of a paragraph; [[range:from:to]] a span of them; [[cause:name]] a cause
    1. words               a numbered list (a prayer); "- words" a lettered one
    > words                a single-spaced quotation
    | a | b |              a ruled table
    ```cause name          the four parts of CRC 2.112, one to a line: number, nature, statutes, by, against
    ```signature           dated, by, role, and firm where one signs, one to a line
    ---                    a new page
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from filings.press.blocks import Block, Cause, Heading, Items, PageBreak, Para, Quote, Signature, Table
from filings.press.literal import bare
from filings.press.texts import TextRefused

NUMBERED = re.compile(r"^¶(?:\{([a-z0-9-]+)\})?\s*")
CAUSE = ("number", "nature", "statutes", "by", "against")
SIGNATURE = ("dated", "by", "role")


def parse(words: str, *, lines: Sequence[int] = ()) -> tuple[Block, ...]:
    """The blocks of a text whose Liquid is done. Raises TextRefused, naming what is not understood.

    `lines` gives for each line of the words the line of the source; without it they are the same.
    """
    return tuple(_blocks(_Reader(_markdown().parse(words), lines=lines)))


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True, "linkify": False})
    return markdown.enable(["table", "smartquotes"]).disable(["link", "image", "autolink", "reference", "code"])


class _Reader:
    """Tokens, taken one by one; `line` is the line of the source where the last block began."""

    def __init__(self, tokens: Sequence[Token], *, lines: Sequence[int]) -> None:
        self.tokens = tokens
        self.lines = lines
        self.at = 0
        self.line = 1

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        if token.map:
            self.line = self.lines[token.map[0]] if self.lines else token.map[0] + 1
        return token

    def until(self, kind: str, *, nested: str) -> list[Token]:
        """Everything up to the token that closes this one, which is taken too."""
        depth, held = 1, []
        while depth:
            token = self.take()
            depth += (token.type == nested) - (token.type == kind)
            held.append(token)
        return held[:-1]


def _blocks(reader: _Reader) -> Iterator[Block]:
    while reader.more():
        token = reader.take()
        line = reader.line
        match token.type:
            case "heading_open":
                inline = reader.until("heading_close", nested="heading_open")[0]
                yield Heading(int(token.tag[1]), _inline(inline, line), _text(inline), line)
            case "paragraph_open":
                yield _para(reader.until("paragraph_close", nested="paragraph_open")[0], line)
            case "blockquote_open":
                held = reader.until("blockquote_close", nested="blockquote_open")
                yield Quote(_inlines(held, line), line)
            case "ordered_list_open":
                held = reader.until("ordered_list_close", nested="ordered_list_open")
                yield Items(_inlines(held, line), line=line)
            case "bullet_list_open":
                held = reader.until("bullet_list_close", nested="bullet_list_open")
                yield Items(_inlines(held, line), lettered=True, line=line)
            case "table_open":
                yield _table(reader.until("table_close", nested="table_open"), line)
            case "hr":
                yield PageBreak()
            case "fence":
                yield _fence(token, line)
            case other:
                raise TextRefused(f"{other} has no place in a paper.", line=line)


def _para(inline: Token, line: int) -> Para:
    numbered = NUMBERED.match(inline.content)
    if not numbered:
        return Para(_inline(inline, line), line=line)
    first = next(child for child in inline.children or [] if child.type == "text")
    first.content = NUMBERED.sub("", first.content)
    return Para(_inline(inline, line), numbered=True, label=numbered[1] or "", line=line)


def _table(held: Sequence[Token], line: int) -> Table:
    rows: list[list[str]] = []
    for token in held:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token, line))
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]), line)


def _fence(token: Token, line: int) -> Block:
    kind, _, label = token.info.strip().partition(" ")
    told = dict(_told(words) for words in token.content.splitlines() if words.strip())
    match kind:
        case "cause":
            return Cause(**_all(told, CAUSE, kind=kind, line=line), label=label, line=line)
        case "signature":
            return Signature(firm=told.get("firm", ""), **_all(told, SIGNATURE, kind=kind, line=line))
    raise TextRefused(f"there is no block called {kind or 'nothing'}.", line=line)


def _told(words: str) -> tuple[str, str]:
    name, _, told = words.partition(":")
    return name.strip(), bare(told.strip())


def _all(told: dict[str, str], names: Sequence[str], *, kind: str, line: int) -> dict[str, str]:
    missing = [name for name in names if not told.get(name)]
    if missing:
        raise TextRefused(f"A {kind} does not say: {', '.join(missing)}.", line=line)
    return {name: told[name] for name in names}


def _inlines(held: Sequence[Token], line: int) -> tuple[str, ...]:
    return tuple(_inline(one, line) for one in held if one.type == "inline")


def _inline(token: Token, line: int) -> str:
    return "".join(_piece(child, line) for child in token.children or [])


def _piece(child: Token, line: int) -> str:
    """Facts in it stay shielded until the references are put in."""
    match child.type:
        case "text":
            return html.escape(child.content, quote=False)
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br>"
        case "em_open" | "em_close" | "strong_open" | "strong_close":
            return f"<{'/' if child.nesting < 0 else ''}{child.tag}>"
    raise TextRefused(f"{child.type} has no place in a paper: {bare(child.content)[:40]}", line=line)


def _text(token: Token) -> str:
    pieces = (child.content or " " for child in token.children or [] if child.type in ("text", "softbreak"))
    return bare("".join(pieces))
