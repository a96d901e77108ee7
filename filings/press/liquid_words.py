"""Liquid over plain values: strict, bounded, and able to reach nothing but the facts it was given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from datetime import date
from functools import cache, lru_cache
from threading import local
from types import MappingProxyType
from typing import Any, TextIO

from liquid import BoundTemplate, Environment, RenderContext, StrictUndefined
from liquid.builtin.output import Output, OutputNode
from liquid.exceptions import LiquidError
from liquid.stringify import to_liquid_string

from filings.press import words_of_law
from filings.press.facts import Captioned, names_of
from filings.press.literal import shielded, without_private_letters
from filings.press.texts import TextRefused

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
CURLED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
ORIGIN = re.compile("\ue000(\\d+)\ue001")  # which line of the text a line came from
KNOWN_TAGS = frozenset({"content", "output", "illegal", "if", "unless", "case", "for", "break", "continue", "assign",
                        "capture", "comment", "#"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hole:
    """A fact that the text prints and the house does not have: what the text calls it, whose it is, and the line."""

    path: str
    subject: str
    where: str
    line: int


class HolesInText(TextRefused):
    """The text would print facts that the house does not have; `holes` are all of them."""

    code = "holes_in_text"

    def __init__(self, holes: Sequence[Hole]) -> None:
        super().__init__(f"The text prints what is not known: {', '.join(hole.path for hole in holes)}.")
        self.holes = tuple(holes)


@dataclass(frozen=True, slots=True)
class Words:
    """A text with its facts, and for each of its lines the line of the source that it came from."""

    text: str
    lines: tuple[int, ...]


class Told(OutputNode):
    """What a text prints: shielded, and noted as a hole where there is nothing to print."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        if value is None or value == "" or value == []:
            context.env.found.holes.append(self._hole(context))  # type: ignore[attr-defined]
            return 0
        return buffer.write(shielded(to_liquid_string(value, autoescape=False)))

    def _hole(self, context: RenderContext) -> Hole:
        path = str(self.expression).partition("|")[0].strip()
        whose = context.resolve(re.split(r"[.\[]", path)[0], default=None)
        told = whose if isinstance(whose, Mapping) else {}
        line = self.token.source.count("\n", 0, self.token.start_index)
        return Hole(path, told.get("label") or "", told.get("where") or "", line)


class Printing(Output):
    node_class = Told


class Bounded(Environment):
    """Limits for a text that somebody wrote: it may be long, and it ends. Tags that load, count or nest are gone."""

    context_depth_limit = 30
    loop_iteration_limit = 200_000
    local_namespace_limit = 2_000_000
    output_stream_limit = 8_000_000

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined)
        self.found = local()  # by each thread, in the text that it renders
        self.add_tag(Printing)
        self.tags = {name: tag for name, tag in self.tags.items() if name in KNOWN_TAGS}
        for name, word in words_of_law.FILTERS.items():
            self.add_filter(name, word)


def render(body: str, context: Mapping[str, Any], *, first_line: int = 1) -> Words:
    """The words with their facts. HolesInText for facts that are not there, TextRefused for a mistake, by line."""
    source = _source(body, first_line=first_line)
    environment = _environment()
    environment.found.holes = []
    try:
        told = _template(source).render(**context)
    except LiquidError as wrong:
        place = wrong.token.start_index if wrong.token else 0
        raise TextRefused(str(wrong.message), line=source.count("\n", 0, place) + first_line) from wrong
    if environment.found.holes:
        raise HolesInText([_from(hole, first_line) for hole in dict.fromkeys(environment.found.holes)])
    return _words(told, first_line=first_line)


@cache
def _environment() -> Bounded:
    return Bounded()


@lru_cache(maxsize=16)
def _source(body: str, *, first_line: int) -> str:
    return "\n".join(_with_origins(_straightened(without_private_letters(body)), first_line=first_line))


@lru_cache(maxsize=16)
def _template(source: str) -> BoundTemplate:
    """A text that was read: it is the same for 300 letters."""
    return _environment().from_string(source)


def plain(value: Any) -> Any:
    """Facts as plain values, dataclasses as mappings; what is empty is None: false when asked, a hole when printed."""
    match value:
        case str():
            return without_private_letters(value) or None
        case None | bool() | int() | float() | date():
            return value
        case tuple() | list():
            return [plain(one) for one in value]
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case Captioned() if type(value) is Captioned:
            return _captioned(value)
        case _ if is_dataclass(value):
            return {name: plain(getattr(value, name)) for name in names_of(value)}
    raise TypeError(f"a fact of kind {type(value).__name__} has no place in a paper")


@lru_cache(maxsize=1024)
def _captioned(one: Captioned) -> Mapping[str, Any]:
    """Whom a caption names and no more: twice in every letter, and the same in all of them."""
    return MappingProxyType({name: plain(getattr(one, name)) for name in names_of(one)})


def _straightened(body: str) -> str:
    """Curled quotation marks inside a tag would end no string."""
    return TAG.sub(lambda tag: tag[0].translate(CURLED), body)


def _with_origins(source: str, *, first_line: int) -> Iterator[str]:
    """Lines that begin with words bear their number; one that begins with a tag may be joined to its neighbour."""
    tags = [tag.span() for tag in TAG.finditer(source)]
    place = 0
    for number, line in enumerate(source.split("\n"), start=first_line):
        within = any(begin < place < end for begin, end in tags)
        place += len(line) + 1
        marked = not within and line.strip() and not line.lstrip().startswith(("{%", "{{-"))
        yield f"\ue000{number}\ue001{line}" if marked else line


def _words(told: str, *, first_line: int) -> Words:
    lines: list[int] = []
    for line in told.split("\n"):
        found = ORIGIN.search(line)
        lines.append(int(found[1]) if found else lines[-1] if lines else first_line)
    return Words(ORIGIN.sub("", told), tuple(lines))


def _from(hole: Hole, first_line: int) -> Hole:
    return Hole(hole.path, hole.subject, hole.where, hole.line + first_line)
