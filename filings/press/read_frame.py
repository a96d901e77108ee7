"""A page's own coordinates turned into points from the top left corner of the sheet as it is shown."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium


@dataclass(frozen=True, slots=True)
class Frame:
    """`across` and `down` each take x, y and a constant; `unit` is the size of one unit of the file in points."""

    width: float
    height: float
    across: tuple[float, float, float]
    down: tuple[float, float, float]
    unit: float = 1.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        a, b = self.across, self.down
        return a[0] * x + a[1] * y + a[2], b[0] * x + b[1] * y + b[2]

    def direction(self, x: float, y: float) -> tuple[float, float]:
        a, b = self.across, self.down
        return a[0] * x + a[1] * y, b[0] * x + b[1] * y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of a box, as shown."""
        (ax, ay), (bx, by) = self.point(x0, y0), self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def frame_of(page: pypdfium2.PdfPage, *, unit: float) -> Frame:
    """The frame of what is visible: the crop box, turned as the page asks."""
    box = pdfium.FS_RECTF()
    pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    wide, high = (right - left) * unit, (top - bottom) * unit
    match page.get_rotation():
        case 90:
            return Frame(high, wide, (0, unit, -bottom * unit), (unit, 0, -left * unit), unit)
        case 180:
            return Frame(wide, high, (-unit, 0, right * unit), (0, unit, -bottom * unit), unit)
        case 270:
            return Frame(high, wide, (0, -unit, top * unit), (-unit, 0, right * unit), unit)
        case _:
            return Frame(wide, high, (unit, 0, -left * unit), (0, -unit, top * unit), unit)
