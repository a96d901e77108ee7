"""Answers in the words of the register, however they are spelled. A word nobody foresaw is refused, never guessed."""

import re
from collections.abc import Callable

from rapidfuzz.distance import OSA

from filings.importers.cells import folded, is_blank
from filings.importers.reasons import Reason
from filings.importers.sheets import Cell
from filings.importers.words import WORDS, answers, table

Answer = str | Reason

_YES = frozenset(WORDS["yes_no"]["yes"].split())
_NO = frozenset(WORDS["yes_no"]["no"].split())
_DOUBTS = answers(WORDS["blank"]["doubt"])
_NOTHING_DONE = answers(WORDS["blank"]["nothing_done"])
_KINDS: dict[str, str] = {word: kind for kind, words in WORDS["city_action"]["words"].items() for word in words.split()}
_SAID: dict[frozenset[str], str] = {
    frozenset(kinds.split()): answer for answer, sets in WORDS["city_action"]["answers"].items() for kinds in sets
}
_LONG = ("rejected", "rejection", "returned", "partially", "untimely")
_NO_ACTION = re.compile(
    r"(?:no|none|not?)\s+(?:city\s+)?"
    r"(?:action|act|acted|response|respons|reponse|answer|answered|reply|decision|notice|word|letter|determination|ruling)"
    r"(?:\s+(?:taken|yet|to date|so far|received|recd|given|upon|on|by city|from city|was taken|as of now))*"
    r"|did not (?:act|respond|answer)|never (?:acted|answered|responded)|nothing (?:yet|received)|not yet(?: acted)?"
)
_DAYS = re.compile(r"\b\d{1,2}\s*-?\s*days?(?: (?:ran|passed|expired|lapsed|elapsed|up|gone|over))?\b")
_DATE = re.compile(r"\b\d{1,4}[/.\-]\d{1,2}(?:[/.\-]\d{1,4})?\b")
_ASIDE = re.compile(r"\(([^()]*)\)")


def city_action(cell: Cell) -> Answer:
    """none, rejected, rejected in part, returned late or allowed; "" for a blank. Deemed rejection is none: no act."""
    words = folded(cell)
    if is_blank(cell) and words not in _NOTHING_DONE:
        return Reason.UNKNOWN_CITY_ACTION if words in _DOUBTS else ""
    return _action(words) or Reason.UNKNOWN_CITY_ACTION


def _action(words: str) -> str:
    if "?" in words:
        return ""
    words = _part_aside(words).replace("'", "")
    bare = _DATE.sub(" ", _DAYS.sub(" ", words))
    days_ran = bare != words and _DAYS.search(words)
    words = " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())
    if _NO_ACTION.fullmatch(words) or (days_ran and not words):
        return "none"
    said = {_kind(word) for word in words.split()} - {"beside"}
    if re.search(r"\b(?:deemed|operation|law)\b", words) and said <= {"nothing", "rejected"}:
        return "none"
    return _SAID.get(frozenset(said), "")


def _part_aside(words: str) -> str:
    """What stands in brackets counts only where it is a word of an action: (late), (in part)."""

    def kept(found: re.Match[str]) -> str:
        kinds = {_KINDS.get(word) for word in re.findall("[a-z]+", found.group(1))}
        return found.group(1) if kinds & {"part", "late", "returned"} else " "

    return _ASIDE.sub(kept, words)


def _kind(word: str) -> str:
    """What a word says, with a slip of the pen forgiven in the long ones; "?" for a word nobody foresaw."""
    if word not in _KINDS and len(word) >= 6:
        near = (known for known in _LONG if word[0] == known[0] and OSA.distance(word, known) <= 2)
        return _KINDS.get(next(near, ""), "?")
    return _KINDS.get(word, "?")


def rejected_or_not(cell: Cell) -> Answer:
    """Of a column that only asks "Rejected?": yes is rejected, no is none; words of an action count as well."""
    answer = yes_no(cell)
    if answer == "Y":
        return "rejected"
    return "none" if answer == "N" else city_action(cell)


def yes_no(cell: Cell) -> Answer:
    """Y or N; "" for a blank or a doubt."""
    words = folded(cell)
    first = re.split(r"[\s(,;/\-]+", words.strip("[]()"))[0]
    if "?" in words or (is_blank(cell) and words not in _NO):
        return ""
    if first in _NO:
        return "N"
    return "Y" if first in _YES else Reason.UNKNOWN_CHOICE


def in_suit(cell: Cell) -> Answer:
    """Y, or "" for everybody who is not in the suit; a Doe label or number says yes."""
    if re.fullmatch(r"(?:jane|john)?\s*doe\W*(?:no\W*)?\d+|[1-9]\d*", folded(cell)):
        return "Y"
    answer = _IN_SUIT.get(folded(cell)) or yes_no(cell)
    return "" if answer == "N" else answer


def warning(cell: Cell) -> Answer:
    """Y or N; "" where nobody has looked."""
    return _WARNING.get(folded(cell)) or yes_no(cell)


def how_presented(cell: Cell) -> Answer:
    """personal, mail or e-mail; "" for a blank."""
    answer = _how(cell)
    if not isinstance(answer, Reason):
        return answer
    words = re.findall(r"[a-z]+", folded(cell).replace("e-mail", "email").replace("e mail", "email"))
    kinds = {_HOW_WORDS.get(word, "?") for word in words} - {"beside"}
    return answer if "?" in folded(cell) or len(kinds) != 1 or "?" in kinds else kinds.pop()


def status(cell: Cell) -> Answer:
    """current or retired; "" for a blank. What follows the word is passed over, unless it is the other word."""
    answer = _status(cell)
    if not isinstance(answer, Reason) or "?" in folded(cell):
        return answer
    words = re.findall(r"[a-z']+", folded(cell))
    said = {_STATUS[word] for word in words if len(word) > 3 and word in _STATUS}
    return said.pop() if len(said) == 1 and words[0] in _STATUS else answer


def _by(spellings: dict[str, str]) -> Callable[[Cell], Answer]:
    def read(cell: Cell) -> Answer:
        words = folded(cell)
        if words in spellings:
            return spellings[words]
        if is_blank(cell):
            return ""
        bare = _ASIDE.sub(" ", _DATE.sub(" ", words)).strip(" .,;:-")
        return spellings.get(" ".join(bare.split()), Reason.UNKNOWN_CHOICE)

    return read


_IN_SUIT = table("in_suit")
_WARNING = table("warning")
_STATUS = table("status")
_HOW_WORDS = {word: kind for kind, words in WORDS["how_presented_words"].items() for word in words.split()}
_how = _by(table("how_presented"))
_status = _by(_STATUS)
late_application_result = _by(table("late_application_result"))
