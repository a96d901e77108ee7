"""One way to fold letters, so that a name is found however it was typed."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that carry no decomposition, and letters of other scripts that pass for Latin ones (after lower-casing, so the
# look of the capital decides: Cyrillic "Н" passes for "H"). Both sides of a comparison are folded, so a name really
# written in Cyrillic or Greek still meets itself.
_PLAIN = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ĳ": "ij"} | dict(
    zip(
        "øłđðħŧŋıɑɡɩʀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꜱᴛᴜᴠᴡʏᴢ" + "авекмнорстухіѕјԁԛԝһѵӏԍ" + "αβεζηικμνορτυχγϲϳ" + "օսհոցզ",
        "olddhtniagirbcdefghijklmnopstuvwyz" + "abekmhopctyxisjdqwhvlg" + "abezhikmnoptyxycj" + "ouhngq",
        strict=True,
    )
)
_DISCS = ((0x1F150, 26), (0x1F170, 26), (0x1F1E6, 26))  # white letters on black discs and squares, flag letters
_NO_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI", "LAO ", "KHMER", "MYANMAR")


@lru_cache(maxsize=4096)
def fold_letter(letter: str) -> str:
    """The plain lower-case letters or digits of one character; "" for what does not show, " " for what parts words."""
    for first, count in _DISCS:
        if first <= ord(letter) < first + count:
            return chr(ord("a") + ord(letter) - first)
    plain = "".join(_plain_letters(letter))
    if plain.isalnum() and _written_without_spaces(letter):
        return f" {plain} "
    return plain


def fold_text(text: str) -> str:
    """Folded words parted by single spaces; an apostrophe parts words like any other mark."""
    return " ".join("".join(map(fold_letter, text)).split())


def squash(text: str) -> str:
    """Folded letters and digits alone: "O'Brien" and "OBrien" are one."""
    return fold_text(text).replace(" ", "")


def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, in which an apostrophe does not part: "O'Brien" is one word."""
    return tuple(fold_text("".join(c for c in text if c not in APOSTROPHES)).split())


APOSTROPHES = frozenset("'’‘ʼʹ′`´＇ʻˈꞌ׳‛")


def _plain_letters(letter: str) -> Iterator[str]:
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold()):
        folded = _PLAIN.get(part, part)
        if folded.isdecimal():
            yield str(unicodedata.decimal(folded))
        elif folded.isalnum():
            yield folded
        elif unicodedata.category(part) not in _INVISIBLE and part not in _FILLERS:
            yield " "


_INVISIBLE = frozenset({"Mn", "Me", "Cf"})  # accents; soft hyphen, zero-width, direction marks, tags
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u180b\u180c\u180d\u180f")


def _written_without_spaces(letter: str) -> bool:
    return letter > "\u0dff" and unicodedata.name(letter, "").startswith(_NO_SPACES)
