"""Pleadings as other firms' programs make them: written here object by object, on none of the house's style sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings

FILER = (
    "Orrin Thistlewood (SBN 000077)",
    "Thistlewood Lowe LLP",
    "900 Quay Street, Suite 4",
    "Eldermere, CA 90998",
    "Telephone: (213) 555-0177",
    "orrin@thistlewood.example",
    "Attorneys for Defendant CITY OF ELDERMERE",
)
BODY = "and the moving party has shown no good cause for the relief that it now asks of this Court"


@dataclass(frozen=True)
class Paper:
    """One way to set a pleading, in points from the top left. Every part can be replaced."""

    numbers: int = 28
    pitch: float = 24.0
    first: float = 86.0  # baseline of number 1
    leading: float = 24.0
    shift: float = 0.0  # of all text against the numbers
    number_x: float = 70.0
    text_x: float = 110.0
    rules: tuple[tuple[float, float, float, float], ...] = ((97, 0, 97.7, 792), (574, 0, 574.7, 792))
    court_line: int = 8
    title: str = "OPPOSITION TO MOTION"
    foot: tuple[str, ...] = ("number", "rule", "title")
    first_number: str = "shown"
    pages: int = 3
    font: str = "Times-Roman"
    size: float = 12.0
    words: tuple[tuple[int, float, float, float, str], ...] = ()  # page, x, baseline, size, text
    quote: tuple[int, float] | None = None  # lines on page 2 and their leading
    covers: tuple[tuple[str, int], ...] = field(default=())  # exhibits: cover, and plain pages behind it


def written(paper: Paper) -> bytes:
    """The PDF, with one content stream a page, as a report library writes it."""
    document = pikepdf.new()
    for number in range(1, paper.pages + 1):
        _add(document, _page(paper, number), font=paper.font)
    number = paper.pages
    for cover, behind in paper.covers:
        _add(document, _words(230, 380, 20, cover), font=paper.font)
        for _ in range(behind):
            _add(document, "".join(_words(80, 90 + 14 * row, 11, BODY[:60]) for row in range(40)), font=paper.font)
    out = BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _page(paper: Paper, number: int) -> str:
    parts = [*_numbers(paper), *(_box(*rule) for rule in paper.rules), *_foot(paper, number)]
    parts += _first_page(paper) if number == 1 else _body(paper, number, begin=1)
    parts += [_words(x, y, size, text) for page, x, y, size, text in paper.words if page == number]
    return "".join(parts)


def _numbers(paper: Paper) -> Iterable[str]:
    for label in range(1, paper.numbers + 1):
        indent = 0 if label > 9 else 6
        yield _words(paper.number_x + indent, paper.first + (label - 1) * paper.pitch, 12, str(label))


def _foot(paper: Paper, number: int) -> Iterable[str]:
    below = paper.first + (paper.numbers - 1) * paper.pitch + 16
    for place, part in enumerate(paper.foot):
        if part == "number" and (number > 1 or paper.first_number):
            yield _words(300, below + 8 * place, 12, str(number))
        elif part == "rule":
            yield _box(110, below + 8 * place - 4, 568, below + 8 * place - 3.3)
        elif part == "title":
            yield _words(240, below + 8 * place + 1, 10, paper.title)


def _first_page(paper: Paper) -> Iterable[str]:
    for place, text in enumerate(FILER):
        yield _line(paper, place + 1, paper.text_x, text)
    yield _line(paper, paper.court_line, 160, "SUPERIOR COURT OF THE STATE OF CALIFORNIA")
    yield _line(paper, paper.court_line + 1, 220, "COUNTY OF LOS ANGELES")
    left = ("JANE DOE 1, an individual, et al.,", "Plaintiffs,", "v.", "CITY OF ELDERMERE, a municipal corporation,")
    for place, text in enumerate(left):
        yield _line(paper, 11 + place, paper.text_x, text)
    for place, text in enumerate(("Case No. 27STCV00000", paper.title, "Dept. 7")):
        yield _line(paper, 11 + place, 350, text)
    yield from _body(paper, 1, begin=17)


def _body(paper: Paper, number: int, *, begin: int) -> Iterable[str]:
    end = paper.first + (paper.numbers - 1) * paper.pitch + 1
    baseline = paper.first + paper.shift + (begin - 1) * paper.pitch
    if paper.quote and number == 2:
        for _ in range(paper.quote[0]):
            yield _words(paper.text_x + 72, baseline, paper.size, BODY[:50])
            baseline += paper.quote[1]
        below = baseline - paper.first - paper.shift
        baseline = paper.first + paper.shift + -(-below // paper.pitch) * paper.pitch
    while baseline < end:
        yield _words(paper.text_x, baseline, paper.size, BODY)
        baseline += paper.leading


def _line(paper: Paper, number: int, x: float, text: str) -> str:
    return _words(x, paper.first + paper.shift + (number - 1) * paper.pitch, paper.size, text)


def _words(x: float, baseline: float, size: float, text: str) -> str:
    safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /F1 {size} Tf 1 0 0 1 {x} {792 - baseline} Tm ({safe}) Tj ET\n"


def _box(x0: float, top: float, x1: float, bottom: float) -> str:
    return f"{x0} {792 - bottom} {x1 - x0} {bottom - top} re f\n"


def _add(document: pikepdf.Pdf, content: str, *, font: str) -> None:
    document.add_blank_page(page_size=(612, 792))
    page = document.pages[-1]
    named = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/" + font))
    named.Encoding = pikepdf.Name.WinAnsiEncoding
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=named))
    page.obj.Contents = document.make_stream(content.encode("cp1252"))


FONT = Path(settings.ROOT) / "static" / "fonts" / "Tinos_400Regular.ttf"
WORD_PROCESSOR = """
@font-face {{ font-family: "Firm Times"; src: url("{font}") }}
@page {{ size: 8.5in 11in; margin: 1in 0.5in 0.65in 1.5in;
  @bottom-center {{ content: "- " counter(page) " -"; font: 12pt "{face}"; border-bottom: 1pt solid black;
    vertical-align: top; padding-top: 6pt; width: 100%; height: 16pt; margin-bottom: 0 }} }}
html {{ font: 12pt/{leading}pt "{face}"; }}
* {{ margin: 0; padding: 0 }}
#numbers {{ position: fixed; left: -0.9in; top: 0; width: 0.5in; text-align: right; line-height: 24pt; white-space: pre;
  padding-right: 6pt; border-right: 1pt solid black; border-left: 0 }}
#title {{ position: fixed; bottom: -0.45in; left: 0; right: 0; text-align: center; font-size: 10pt; line-height: 12pt }}
.block {{ line-height: 12pt; height: 168pt; padding-top: 4pt; box-sizing: border-box }}
.court {{ text-align: center; line-height: 24pt; height: 72pt }}
.caption {{ display: flex; line-height: 14pt; height: 168pt }}
.caption div {{ width: 50% }} .caption div:first-child {{ border-right: 1pt solid; border-bottom: 1pt solid }}
blockquote {{ margin: 0 0.5in 0 1in; line-height: {quote}pt }}
p {{ text-indent: 0.5in }} a {{ color: #0563c1; text-decoration: underline }} {more}
"""


@cache
def _library() -> Any:
    return import_module("weasyprint")


def typeset(body: str, *, leading: str = "24", quote: str = "12", face: str = "Firm Times", more: str = "") -> bytes:
    """A pleading of a word processor: numbers in a box of their own that is repeated on every page."""
    numbers = "\n".join(str(number) for number in range(1, 29))
    style = WORD_PROCESSOR.format(leading=leading, quote=quote, face=face, more=more, font=FONT.as_uri())
    html = (
        f"<html lang=en><head><title>x</title><style>{style}</style></head><body>"
        f"<div id=numbers>{numbers}</div><div id=title>ANSWER TO COMPLAINT</div>{body}</body></html>"
    )
    content: bytes = _library().HTML(string=html).write_pdf()
    return content


def first_page(*rest: str) -> str:
    filer = "<br>".join(FILER)
    return (
        f"<div class=block>{filer}</div><div class=court>SUPERIOR COURT OF CALIFORNIA<br>COUNTY OF LOS ANGELES</div>"
        "<div class=caption><div>JANE DOE 1, et al.,<br>Plaintiffs,<br>v.<br>CITY OF ELDERMERE,<br>Defendant.</div>"
        "<div>Case No. 27STCV00000<br>ANSWER TO COMPLAINT</div></div>" + "".join(rest)
    )


def changed(paper: Paper, **parts: Any) -> Paper:
    return replace(paper, **parts)


def paragraphs(count: int) -> Sequence[str]:
    return [f"<p>{number}. Defendant denies {BODY}, {BODY}.</p>" for number in range(1, count + 1)]
