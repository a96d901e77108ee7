"""What is drawn on a page by pdfium: rules, other shapes, and how much of the sheet pictures cover."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from filings.law.paper_reading import Rule
from filings.press.read_frame import Frame

THICKEST_RULE = 4.0  # points
SHORTEST_RULE = 9.0
DEEPEST = 6  # forms within forms
MOST_SHAPES = 50_000  # on one page; more is a drawing

_Matrix = tuple[float, float, float, float, float, float]
_AS_IS: _Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(slots=True)
class Shapes:
    rules: list[Rule] = field(default_factory=list)
    drawings: int = 0
    pictures: float = 0.0


def shapes_of(page: pypdfium2.PdfPage, *, frame: Frame) -> Shapes:
    """`pictures` is the share of the sheet under images, at most 1."""
    found, sheet = Shapes(), frame.width * frame.height
    for number, (kind, (left, top, right, bottom)) in enumerate(_boxes(page, frame)):
        wide, high = max(right - left, 0), max(bottom - top, 0)
        if number > MOST_SHAPES:
            found.drawings += 1
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures += wide * high
        elif min(wide, high) <= THICKEST_RULE and max(wide, high) >= SHORTEST_RULE:
            found.rules.append(Rule(left, top, right, bottom))
        else:
            found.drawings += 1
    found.pictures = min(found.pictures / sheet, 1.0) if sheet else 0.0
    return found


def _boxes(page: pypdfium2.PdfPage, frame: Frame) -> Iterator[tuple[int, tuple[float, float, float, float]]]:
    """The kind and the box, as shown, of every path and image, those inside forms included."""
    count = pdfium.FPDFPage_CountObjects(page)
    stack = [(pdfium.FPDFPage_GetObject(page, place), _AS_IS, 0) for place in reversed(range(count))]
    while stack:
        thing, matrix, depth = stack.pop()
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _joined(_matrix(thing), matrix)
            for place in reversed(range(max(pdfium.FPDFFormObj_CountObjects(thing), 0))):
                stack.append((pdfium.FPDFFormObj_GetObject(thing, place), inner, depth + 1))
        elif kind in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE):
            yield kind, frame.box(*_moved(_bounds(thing), matrix))


def _bounds(thing: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what is seen: a border is often a whole box, clipped to one of its edges."""
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(thing, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    for xs, ys in _clips(thing):
        left, right = max(left, min(xs)), min(right, max(xs))
        bottom, top = max(bottom, min(ys)), min(top, max(ys))
    return left, bottom, max(left, right), max(bottom, top)


def _clips(thing: Any) -> Iterator[tuple[list[float], list[float]]]:
    """The corners of each clip that lies over a shape."""
    clip = pdfium.FPDFPageObj_GetClipPath(thing)
    for path in range(max(pdfium.FPDFClipPath_CountPaths(clip), 0)):
        xs, ys = [], []
        for place in range(pdfium.FPDFClipPath_CountPathSegments(clip, path)):
            x, y = ctypes.c_float(), ctypes.c_float()
            pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFClipPath_GetPathSegment(clip, path, place), x, y)
            xs.append(x.value)
            ys.append(y.value)
        if xs:
            yield xs, ys


def _matrix(thing: Any) -> _Matrix:
    told = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(thing, told)
    return told.a, told.b, told.c, told.d, told.e, told.f


def _joined(first: _Matrix, then: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return (
        a * ta + b * tc, a * tb + b * td, c * ta + d * tc, c * tb + d * td, e * ta + f * tc + te, e * tb + f * td + tf
    )  # fmt: skip


def _moved(box: tuple[float, float, float, float], by: _Matrix) -> tuple[float, float, float, float]:
    if by == _AS_IS:
        return box
    a, b, c, d, e, f = by
    x0, y0, x1, y1 = box
    corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((x0, y0), (x0, y1), (x1, y0), (x1, y1))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
