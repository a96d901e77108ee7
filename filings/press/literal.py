"""A fact stands as it was written: while a text is read, the signs in it are put where no markup sees them."""

from __future__ import annotations

import html
import re

SIGNS = "!#$%&()*+-./:;<=>?@[\\]^_`{|}~¶"
PLACE = 0xE100  # of the private use area, in which no font and no alphabet has letters
PRIVATE = re.compile("[\ue000-\uf8ff]+")

OUT_OF_REACH = {ord(sign): PLACE + place for place, sign in enumerate(SIGNS)}
BACK = {PLACE + place: sign for place, sign in enumerate(SIGNS)}
BACK_IN_HTML = {place: html.escape(sign, quote=False) for place, sign in BACK.items()}


def without_private_letters(words: str) -> str:
    """What was given to us holds none of the letters that we use as marks."""
    return PRIVATE.sub("", words)


def shielded(words: str) -> str:
    """On one line, and with no power over Markdown, references or HTML."""
    return " ".join(words.split()).translate(OUT_OF_REACH)


def bare(words: str) -> str:
    """Plain words again, once nothing reads them as markup any more."""
    return words.translate(BACK)


def bare_in_html(words: str) -> str:
    """Inline HTML with its facts put back, escaped. A section sign stays with its number."""
    return words.translate(BACK_IN_HTML).replace("§ ", "§\u00a0")
