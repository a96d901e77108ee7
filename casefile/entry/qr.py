"""A QR code as one path of an inline SVG: no picture, no style, nothing that a strict policy would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


@dataclass(frozen=True, slots=True, repr=False)
class Drawing:
    size: int  # modules on a side, the quiet edge included
    path: str


def draw(text: str) -> Drawing:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    strokes = [stroke for y, row in enumerate(rows) for stroke in _strokes(row, y=y)]
    return Drawing(len(rows), "".join(strokes))


def _strokes(row: list[bool], *, y: int) -> list[str]:
    """Each run of dark modules as one rectangle."""
    runs = [[x for x, _dark in run] for dark, run in groupby(enumerate(row), key=lambda one: one[1]) if dark]
    return [f"M{run[0]} {y}h{len(run)}v1h-{len(run)}z" for run in runs]
