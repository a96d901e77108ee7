"""Liquid over plain values: strict, bounded, and able to reach nothing but the facts it was given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from liquid import Environment, FalsyStrictUndefined
from liquid.exceptions import LiquidError, UndefinedError

from filings.press.texts import TextRefused

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
CURLED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
MARKS = re.compile(r"([\\`*_\[\]<>#|~^{}&])")
ORDINALS = ("", "FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH", "SIXTH", "SEVENTH", "EIGHTH", "NINTH", "TENTH",
            "ELEVENTH", "TWELFTH")  # fmt: skip


class HoleInText(TextRefused):
    """The text would print a fact that the house does not have; `path` is what the text calls it."""

    code = "hole_in_text"

    def __init__(self, path: str) -> None:
        super().__init__(f"The text prints “{path}”, which is not known.")
        self.path = path


class Bounded(Environment):
    """Limits for a text that somebody wrote: it may be long, and it ends."""

    context_depth_limit = 30
    loop_iteration_limit = 200_000
    local_namespace_limit = 2_000_000
    output_stream_limit = 8_000_000


def render(body: str, context: Mapping[str, Any], *, first_line: int = 1) -> str:
    """The words with their facts. HoleInText for a fact that is not there, TextRefused for a mistake, by line."""
    straight = TAG.sub(lambda tag: tag[0].translate(CURLED), body)
    try:
        return _environment().from_string(straight).render(**context)
    except UndefinedError as hole:
        raise HoleInText(_named(hole)) from hole
    except LiquidError as wrong:
        line = wrong.token.start_index if wrong.token else 0
        at = straight.count("\n", 0, line) + first_line
        raise TextRefused(f"Line {at} of the text: {wrong.message}") from wrong


def plain(value: Any) -> Any:
    """Facts as plain values: dataclasses become mappings, words lose their power over the markup, holes are left out.

    What is None or "" is absent: asked for in a condition it is false, printed it is a hole.
    """
    match value:
        case str():
            return MARKS.sub(r"\\\1", " ".join(value.split()))
        case bool() | int() | float() | date():
            return value
        case Mapping():
            return {key: plain(one) for key, one in value.items() if one not in (None, "")}
        case Sequence():
            return [plain(one) for one in value]
        case _ if is_dataclass(value):
            told = {field.name: getattr(value, field.name) for field in fields(value)}
            return {name: plain(one) for name, one in told.items() if one not in (None, "")}
    raise TypeError(f"a fact of kind {type(value).__name__} has no place in a paper")


def _environment() -> Bounded:
    environment = Bounded(undefined=FalsyStrictUndefined)
    environment.add_filter("courtdate", courtdate)
    environment.add_filter("series", series)
    environment.add_filter("ordinal", ordinal)
    environment.add_filter("thousands", thousands)
    return environment


def courtdate(day: date) -> str:
    """`March 3, 2023`, the day kept with its month."""
    return f"{day:%B} {day.day}, {day.year}"


def series(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b, and c`."""
    if len(words) < 3:
        return " and ".join(words)
    return f"{', '.join(words[:-1])}, and {words[-1]}"


def ordinal(number: int) -> str:
    """`FIRST`, as a cause of action is headed."""
    return ORDINALS[number] if 0 < number < len(ORDINALS) else f"{number}TH"


def thousands(number: int) -> str:
    return f"{number:,}"


def _named(hole: UndefinedError) -> str:
    found = re.search(r"'([^']+)'", str(hole.message))
    return found[1] if found else "a fact"
