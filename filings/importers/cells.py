"""One cell at a time: its plain text, and the numbers and labels that stand in it."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from filings.importers.parts import Broken
from filings.importers.reasons import Reason
from filings.importers.sheets import EPOCH_1900, Cell
from filings.importers.words import WORDS, answers
from plaintiffs.rules.doe_numbers import label

BLANKS = answers(WORDS["blank"]["words"])
ERRORS = frozenset(
    {"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#getting_data"}
)
LONGEST = 1_000
LONGEST_BLANK = 60
LONGEST_REMARK = 40_000

_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'})
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_AS_TEXT = re.compile(r'^="(.*)"$', re.DOTALL)
_ERROR_NO = re.compile(r"Err:\d{3}")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")


def text(cell: Cell) -> str:
    """The words of a cell on one line, without marks and controls, with composed accents and straight apostrophes."""
    if isinstance(cell, str):
        return _plain(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | int):
        return str(cell)
    return "" if isinstance(cell, Broken | timedelta | time) else str(cell)


def _plain(words: str) -> str:
    if _PLAIN.fullmatch(words) and "_x" not in words and not words.startswith("="):
        return words
    words = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), words)
    words = unicodedata.normalize("NFC", words).translate(_QUOTES).translate(_DASHES)
    kept = "".join(" " if unicodedata.category(c) in _SPACES else c for c in words if unicodedata.category(c) != "Cf")
    kept = " ".join(kept.split())
    as_text = _AS_TEXT.match(kept)
    return as_text.group(1).strip() if as_text else kept


_SPACES = frozenset({"Cc", "Zs", "Zl", "Zp", "Co", "Cs"})


def folded(cell: Cell) -> str:
    """The same in lower case, without accents and without the marks that end a thought."""
    plain = text(cell).lower()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain.strip(" .,;:!")


def is_blank(cell: Cell) -> bool:
    """Empty, or a word that stands for nothing."""
    if cell == "" or cell is None:
        return True
    if not isinstance(cell, str) or len(cell.strip()) > LONGEST_BLANK:
        return False
    words = folded(cell)
    return not words or words in BLANKS


def broken(cell: Cell) -> Reason | None:
    """The reason why the cell shows no value of its own; None for every other cell."""
    if isinstance(cell, Broken):
        return Reason.ERROR_CELL if cell is Broken.ERROR else Reason.UNCALCULATED_FORMULA
    if isinstance(cell, str) and cell[:1] in "#E" and (text(cell).lower() in ERRORS or _ERROR_NO.fullmatch(text(cell))):
        return Reason.ERROR_CELL
    return None


def number_text(cell: Cell, *, epoch: date = EPOCH_1900) -> str:
    """The text of a cell that holds a number; a number dressed as a date is undressed again."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return str((cell - epoch).days)
    return re.sub(r"^(\d+)\.0$", r"\1", text(cell).lstrip("'").strip())


def serial_no(cell: Cell, *, epoch: date = EPOCH_1900) -> str | Reason:
    """Five digits; leading zeros that a number lost are given back. Longer ones, or with letters, are kept."""
    if is_blank(cell):
        return ""
    if isinstance(cell, int | float) and cell < 0:
        return Reason.BAD_SERIAL
    plain = re.sub(
        r"^(?:serial|badge|ser|id)?\s*(?:no|num|number)?\s*[.:#]*\s*", "", number_text(cell, epoch=epoch), flags=re.I
    )
    compact = re.sub(r"[\s,.\-/]", "", plain).upper() if not re.fullmatch(r"\d+\.\d+", plain) else plain
    if re.fullmatch(r"\d{1,8}", compact):
        return compact.zfill(5) if int(compact) else Reason.BAD_SERIAL
    return compact if re.fullmatch(r"[A-Z]{1,2}\d{3,7}|\d{3,7}[A-Z]{1,2}", compact) else Reason.BAD_SERIAL


def phone(cell: Cell) -> str:
    """Ten digits are written (213) 555-0100; anything else is kept as it stands."""
    if is_blank(cell):
        return ""
    plain = number_text(cell)
    digits = re.sub(r"\D", "", re.split(r"(?i)\b(?:ext|x)\b", plain)[0])
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else plain


def city_claim_no(cell: Cell) -> str | Reason:
    """The City's number as it stands. A cell without a digit says that there is none yet."""
    if is_blank(cell):
        return ""
    if isinstance(cell, date | time | timedelta | bool):
        return Reason.BAD_CLAIM_NO
    plain = number_text(cell)
    return plain if re.search(r"\d", plain) else ""


def claim_no_keys(number: str) -> tuple[str, ...]:
    """What two spellings of one number have in common: C23-01426, c23 1426 and C2301426 are one."""
    groups = re.findall(r"[A-Z]+|\d+", number.upper())
    parted = "-".join(group.lstrip("0") or "0" if group.isdigit() else group for group in groups)
    return (parted, "".join(groups))


_DOE = re.compile(
    r"(?:(JANE|JOHN|JN|J)?\W*DOES?|(J)\W?D)?\W*(?:NO|NUM|NUMBER|NR)?\W*0*(\d{1,5})(?:\.0)?", re.IGNORECASE
)


def doe_label(cell: Cell, *, style: str) -> str | Reason:
    """`JANE DOE 17`. `style` is what stands before a number that says neither JANE nor JOHN."""
    if is_blank(cell):
        return ""
    found = _DOE.fullmatch(number_text(cell).strip(" .,;:()\"'"))
    if not found or not int(found.group(3)):
        return Reason.BAD_DOE_LABEL
    said = (found.group(1) or "").upper()
    return label(said if said in ("JANE", "JOHN") else style, int(found.group(3)))


def doe_style(words: str) -> str:
    """JANE or JOHN where the words say one of them and not the other; else ""."""
    said = {style for style in ("JANE", "JOHN") if re.search(rf"\b{style}\b", words, re.IGNORECASE)}
    return said.pop() if len(said) == 1 else ""
