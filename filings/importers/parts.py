"""What a workbook says in its XML and the sheet reader leaves unsaid: errors, unworked formulas, strays, 1904."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import PurePosixPath

MOST_CELLS = 6_000_000  # of one sheet, counted as the rectangle that holds them all

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_1904 = re.compile(rb"<(?:\w+:)?workbookPr\s[^>]*date1904=[\"'](?:1|true)")
_ERROR = re.compile(rb"<(?:\w+:)?c\s(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3})(\d+)\"")
_NO_VALUE = rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</"
_UNCALCULATED = re.compile(rb"<(?:\w+:)?c\s(?![^>]*\bt=\"str\")[^>]*\br=\"([A-Z]{1,3})(\d+)\"[^>]*>\s*" + _NO_VALUE)
_OUTLIER = re.compile(rb"\br=\"(?:[A-Z]{3}\d+|[B-Z][A-Z]\d+|[A-Z]{0,2}\d{6,})\"[^>]*[^/]>")
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*\br=\"([A-Z]{1,3})(\d+)\"[^>/]*>")
_FAR_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*\br=\"(\d{6,})\"[^>/]*>\s*<(?:\w+:)?c\b[^>]*[^/]>")


_ERROR_OF_XLS = re.compile(  # a cell that is an error, or a formula that gives one
    rb"\x05\x02\x08\x00(?P<a>..)(?P<b>.\x00)..[\x00\x07\x0f\x17\x1d\x24\x2a]\x01"
    rb"|\x06\x00[\x14-\xff].(?P<c>..)(?P<d>.\x00)..\x02.[\x00\x07\x0f\x17\x1d\x24\x2a]...\xff\xff",
    re.DOTALL,
)
_ERROR_OF_ODS = re.compile(rb"<table:table-cell\b(?=[^>]*\bcalcext:value-type=\"error\")[^>]*?(/?)>")


class Broken(Enum):
    """A cell that shows no value of its own."""

    ERROR = "error_cell"
    UNCALCULATED = "uncalculated_formula"


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Cells by (row, column), counted from 0."""

    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)
    filled_rectangle: int = 0


def counts_from_1904(content: bytes) -> bool:
    """Whether the workbook's serial dates count from January 1, 1904."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return bool(_1904.search(_part(package, "xl/workbook.xml")))


def errors_of_xls(content: bytes) -> frozenset[tuple[int, int]]:
    """Places of errors in an old workbook, on whichever of its sheets: the reader shows them as empty cells."""
    found = (
        match.group("a", "b") if match.group("a") else match.group("c", "d")
        for match in _ERROR_OF_XLS.finditer(content)
    )
    return frozenset((int.from_bytes(row, "little"), int.from_bytes(column, "little")) for row, column in found)


def with_errors_as_text(content: bytes) -> bytes:
    """An OpenDocument sheet whose errors stand as their words: the reader shows them as empty cells or as zero."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        xml = _part(package, "content.xml")
        if b'calcext:value-type="error"' not in xml:
            return content
        plain = _ERROR_OF_ODS.sub(rb'<table:table-cell office:value-type="string"\1>', xml)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in package.namelist():
                copy.writestr(name, plain if name == "content.xml" else package.read(name))
    return out.getvalue()


def unsaid(content: bytes) -> Iterator[tuple[str, Unsaid]]:
    """Of each sheet, by its name, what its XML says besides."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        targets = {
            _said(tag, "Id"): _said(tag, "Target") for tag in _tags(package, "xl/_rels/workbook.xml.rels", _RELATION)
        }
        for tag in _tags(package, "xl/workbook.xml", _SHEET):
            target = targets.get(_said(tag, "id"), "")
            path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            yield _said(tag, "name"), _look(_part(package, path))


def _tags(package: zipfile.ZipFile, path: str, pattern: re.Pattern[bytes]) -> list[str]:
    return [tag.decode("utf-8", errors="replace") for tag in pattern.findall(_part(package, path))]


def _part(package: zipfile.ZipFile, path: str) -> bytes:
    return package.read(path) if path in package.namelist() else b""


def _said(tag: str, word: str) -> str:
    found = re.search(rf"(?<!\w){word}=(\"[^\"]*\"|'[^']*')", tag)
    return html.unescape(found.group(1)[1:-1]) if found else ""


def _look(xml: bytes) -> Unsaid:
    broken = {_place(found): Broken.ERROR for found in _ERROR.finditer(xml)}
    if b"<f" in xml or b":f" in xml:
        broken |= {_place(found): Broken.UNCALCULATED for found in _UNCALCULATED.finditer(xml)}
    return Unsaid(broken, _rectangle(xml) if _OUTLIER.search(xml) or _FAR_ROW.search(xml) else 0)


def _place(found: re.Match[bytes]) -> tuple[int, int]:
    return int(found.group(2)) - 1, column_number(found.group(1).decode()) - 1


def _rectangle(xml: bytes) -> int:
    """How many cells the smallest rectangle holds that reaches from A1 over every filled cell."""
    rows, columns = [1], [1]
    for found in _FILLED.finditer(xml):
        row, column = _place(found)
        if row >= rows[-1]:
            rows.append(row + 1)
        if column >= columns[-1]:
            columns.append(column + 1)
    rows += [int(found.group(1)) for found in _FAR_ROW.finditer(xml)]
    return max(rows) * max(columns)


def column_number(letters: str) -> int:
    """`A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is `A`, 27 is `AA`."""
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
