"""The words of answers, as `answers.toml` lists them."""

import tomllib
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("answers.toml").read_text(encoding="utf-8"))


def answers(said: str) -> frozenset[str]:
    """A list of whole answers, parted by |."""
    return frozenset(" ".join(one.split()) for one in said.split("|"))


def table(room: str) -> dict[str, str]:
    """From every spelling of a room to the answer it stands for."""
    return {spelling: answer for answer, said in WORDS[room].items() for spelling in answers(said)}
