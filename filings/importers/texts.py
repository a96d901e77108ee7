"""Delimited text: which encoding, which delimiter, and the records, numbered as a spreadsheet numbers its rows."""

import csv
import io
import math
import re
from collections import Counter
from html.parser import HTMLParser

from casefile.errors import SheetRefused

DELIMITERS = (",", ";", "\t", "|")
OLD_ENCODINGS = ("cp1252", "mac_roman", "cp850")
# A right encoding puts small accents inside words and great ones before them; a wrong one leaves signs and capitals.
SMALL = frozenset("áàâäãåæçéèêëíìîïñóòôöõøœßúùûüýÿčšžřłńśęąğı")
GREAT = frozenset("ÁÀÂÄÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝŠŽ")
MARKS = frozenset("’‘“”–—…§°·•½¼¾®©™€£\u00a0")
HINT = re.compile(r"sep=(.)\s*(?:\r\n|\r|\n)", re.IGNORECASE)
LONGEST_CELL = 1_000_000
SAMPLE = 400


def decode(content: bytes) -> str:
    """The text of these bytes, by its mark, by its shape, else by which old encoding leaves whole words."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace").replace("\x00", "")
    if wide := _wide(content):
        return content.decode(wide, errors="replace").replace("\x00", "")
    _refuse_binary(content)
    content = content.replace(b"\x00", b"")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return max((content.decode(old, errors="replace") for old in OLD_ENCODINGS), key=_wholeness)


def _wide(content: bytes) -> str:
    opening = content[:4000]
    half = max(len(opening) // 2, 1)
    if opening[1::2].count(0) > 0.4 * half and opening[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if opening[::2].count(0) > 0.4 * half and opening[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(content: bytes) -> None:
    opening = content[:20_000]
    odd = sum(opening.count(bytes([byte])) for byte in range(32) if byte not in b"\t\r\n\x0b\x0c\x1a\x00")
    if odd + opening.count(0) / 4 > 0.05 * len(opening):
        raise SheetRefused("not_a_sheet", "The file is not a sheet: its bytes are neither a workbook nor text.")


def _wholeness(text: str) -> int:
    score = -3 * text.count("\ufffd")
    for found in re.finditer(r"[^\x00-\x7f]", text):
        char, at = found.group(), found.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if char in SMALL:
            score += 1 if before.isalpha() and not after.isupper() else -1
        elif char in GREAT:
            score += -1 if before.islower() else 1
        elif char in MARKS:
            score += 1 if char in "’\u00a0" or not (before.isalpha() and after.isalpha()) else -1
        else:
            score -= 1
    return score


def records(text: str) -> list[list[str]]:
    """Rows of cells; record n is row n of the sheet as a spreadsheet program would number it."""
    hint = HINT.match(text)
    delimiter = hint.group(1) if hint else _delimiter(text)
    body = text[hint.end() :] if hint else text
    if body.count("\r") > 4 * body.count("\n"):  # records end as on an old Mac; a line feed is only a break in a cell
        body = body.replace("\n", " ")
    csv.field_size_limit(LONGEST_CELL)
    try:
        return list(csv.reader(io.StringIO(body, newline=""), delimiter=delimiter))
    except csv.Error as broken:
        raise SheetRefused("damaged", "The text cannot be cut into cells: a quotation mark is not closed.") from broken


def _delimiter(text: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, and into the most cells."""
    opening = text[:200_000]
    return max(DELIMITERS, key=lambda delimiter: _evenness(opening, delimiter=delimiter))


def _evenness(opening: str, *, delimiter: str) -> float:
    reader = csv.reader(io.StringIO(opening, newline=""), delimiter=delimiter)
    widths: Counter[int] = Counter()
    try:
        for row in reader:
            if any(row):
                widths[len(row)] += 1
            if widths.total() >= SAMPLE:
                break
    except csv.Error:
        return 0.0
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, count = max(wide.items(), key=lambda pair: pair[1] * pair[0])
    return math.sqrt(width) * count / widths.total()


class _Tables(HTMLParser):
    """The rows of every table of a page, as programs export it under the name of a workbook."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            span = dict(attrs).get("colspan") or "1"
            self.spare = min(int(span), 60) - 1 if span.isdigit() else 0
            self.open += 1
        elif tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self.open:
            self.rows[-1].extend([""] * self.spare)
            self.open -= 1

    def handle_data(self, data: str) -> None:
        if self.open and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def tables(text: str) -> list[list[str]]:
    """Rows of cells of a page that holds tables; the rows are numbered through."""
    reader = _Tables()
    reader.feed(text)
    reader.close()
    if not reader.rows:
        raise SheetRefused("not_a_sheet", "The file is a web page without a table, not a sheet.")
    return reader.rows
