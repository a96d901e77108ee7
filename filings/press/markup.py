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

from markdown_it import MarkdownIt
from markdown_it.token import Token

from filings.press.blocks import Block, Cause, Heading, Items, PageBreak, Para, Quote, Signature, Table
from filings.press.texts import TextRefused

NUMBERED = re.compile(r"^¶(?:\{([a-z0-9-]+)\})?\s*")
CAUSE = ("number", "nature", "statutes", "by", "against")
SIGNATURE = ("dated", "by", "role")


def parse(words: str) -> tuple[Block, ...]:
    """The blocks of a text whose Liquid is done. Raises TextRefused, naming what is not understood."""
    markdown = MarkdownIt("commonmark", {"html": False, "typographer": True, "linkify": False})
    markdown.enable(["table", "smartquotes"]).disable(["link", "image", "autolink", "reference", "code"])
    return tuple(_blocks(_Reader(markdown.parse(words))))


class _Reader:
    """Tokens, taken one by one."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def more(self) -> bool:
        return self.at < len(self.tokens)

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
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
        match token.type:
            case "heading_open":
                inline = reader.until("heading_close", nested="heading_open")[0]
                yield Heading(int(token.tag[1]), _inline(inline), _text(inline))
            case "paragraph_open":
                yield _para(reader.until("paragraph_close", nested="paragraph_open")[0])
            case "blockquote_open":
                held = reader.until("blockquote_close", nested="blockquote_open")
                yield Quote(tuple(_inline(one) for one in held if one.type == "inline"))
            case "ordered_list_open":
                held = reader.until("ordered_list_close", nested="ordered_list_open")
                yield Items(tuple(_inline(one) for one in held if one.type == "inline"))
            case "bullet_list_open":
                held = reader.until("bullet_list_close", nested="bullet_list_open")
                yield Items(tuple(_inline(one) for one in held if one.type == "inline"), lettered=True)
            case "table_open":
                yield _table(reader.until("table_close", nested="table_open"))
            case "hr":
                yield PageBreak()
            case "fence":
                yield _fence(token)
            case other:
                raise TextRefused(f"Line {(token.map or [0])[0] + 1} of the text: {other} has no place in a paper.")


def _para(inline: Token) -> Para:
    numbered = NUMBERED.match(inline.content)
    if not numbered:
        return Para(_inline(inline))
    first = next(child for child in inline.children or [] if child.type == "text")
    first.content = NUMBERED.sub("", first.content)
    return Para(_inline(inline), numbered=True, label=numbered[1] or "")


def _table(held: Sequence[Token]) -> Table:
    rows: list[list[str]] = []
    for token in held:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token))
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))


def _fence(token: Token) -> Block:
    kind, _, label = token.info.strip().partition(" ")
    told = dict(_told(line) for line in token.content.splitlines() if line.strip())
    match kind:
        case "cause":
            return Cause(**_all(told, CAUSE, kind=kind), label=label)
        case "signature":
            return Signature(firm=told.get("firm", ""), **_all(told, SIGNATURE, kind=kind))
    raise TextRefused(f"Line {(token.map or [0])[0] + 1} of the text: there is no block called {kind or 'nothing'}.")


def _told(line: str) -> tuple[str, str]:
    name, _, words = line.partition(":")
    return name.strip(), re.sub(r"\\([\\`*_\[\]<>#|~^{}&])", r"\1", words.strip())


def _all(told: dict[str, str], names: Sequence[str], *, kind: str) -> dict[str, str]:
    missing = [name for name in names if not told.get(name)]
    if missing:
        raise TextRefused(f"A {kind} does not say: {', '.join(missing)}.")
    return {name: told[name] for name in names}


def _inline(token: Token) -> str:
    return "".join(_piece(child) for child in token.children or [])


def _piece(child: Token) -> str:
    match child.type:
        case "text":
            return html.escape(child.content, quote=False).replace("§ ", "§\u00a0")
        case "softbreak":
            return " "
        case "hardbreak":
            return "<br>"
        case "em_open" | "em_close" | "strong_open" | "strong_close":
            return f"<{'/' if child.nesting < 0 else ''}{child.tag}>"
    raise TextRefused(f"{child.type} has no place in a paper: {child.content[:40]}")


def _text(token: Token) -> str:
    return "".join(child.content or " " for child in token.children or [] if child.type in ("text", "softbreak"))
