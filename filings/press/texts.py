"""A text of a paper: TOML between `+++` lines that says what it is, then the words in Markdown and Liquid."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from casefile.errors import Refused

Shell = Literal["pleading", "letter"]
Cardinality = Literal["per_lawsuit", "per_plaintiff"]
NEEDED = ("code", "title", "footer", "shell", "cardinality", "audience")


class TextRefused(Refused):
    """A text that is not written as a text of a paper; the words name the line where there is one."""

    code = "text_refused"

    def __init__(self, words: str, *, line: int = 0) -> None:
        super().__init__(f"Line {line} of the text: {words}" if line else words)
        self.line = line


@dataclass(frozen=True, slots=True)
class PaperText:
    """One text. `needs` are paths of facts it cannot do without; `body` begins on `first_line`.

    `caption` is its title on the first page, with {plaintiff} for whom it speaks; `footer` stands below the page number
    (CRC 2.110); `options` are switches a person may turn on, each with the words that explain it.
    """

    source: str
    code: str
    title: str
    footer: str
    shell: Shell
    cardinality: Cardinality
    audience: str
    body: str
    first_line: int
    caption: str = ""
    about: str = ""
    needs: tuple[str, ...] = ()
    options: Mapping[str, str] | None = None


@lru_cache(maxsize=16)
def read(source: str) -> PaperText:
    """Raises TextRefused when the head is missing, is no TOML, or leaves out what every paper must say of itself."""
    parts = source.split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise TextRefused("A text begins with its head between two lines of +++.")
    try:
        head = tomllib.loads(parts[1])
    except tomllib.TOMLDecodeError as wrong:
        raise TextRefused(f"The head of the text is not written as TOML: {wrong}") from wrong
    missing = [name for name in NEEDED if not head.get(name)]
    if missing:
        raise TextRefused(f"The head of the text does not say: {', '.join(missing)}.")
    if head["cardinality"] == "per_plaintiff" and any(need.startswith("plaintiffs.") for need in head.get("needs", ())):
        raise TextRefused("A paper that speaks for one plaintiff needs nothing of the others but their labels.")
    return PaperText(
        source=source,
        **{name: head[name] for name in NEEDED},
        body=parts[2],
        first_line=parts[1].count("\n") + 3,
        caption=head.get("caption", head["title"]),
        about=head.get("about", ""),
        needs=tuple(head.get("needs", ())),
        options=dict(head.get("options", {})),
    )
