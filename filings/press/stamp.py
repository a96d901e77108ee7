"""What every page of pleading paper bears alike, drawn once: the numbers 1 to 28 and the upright rules (CRC 2.108(4)).

One stream that all pages share, laid over each when the file is made: laid out on every page like text of the paper,
the numbers take a fifth of the press's time. They are an artifact, outside the reading order, and come last in it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

FACE = "Tinos_400Regular.ttf"
NAME = "/NUMBER+Casefile-Serif"  # six letters, as the name of a subset begins
SIZE, PITCH, LINES = 12, 24, 28
HEIGHT, TOP = 792, 72
RIGHT = 90  # where the numbers end
RULES = ((97, 1), (99, 1), (574, 0.75))  # left edge and width: the double one at the left, the single one at the right
FROM_0, TO_9 = 48, 57


def numbered_lines(_document: Any, pdf: Any) -> None:
    """Lay the numbers and rules over every page of a finished pydyf file."""
    pydyf = import_module("pydyf")
    before, after = pydyf.Stream([b"q"]), pydyf.Stream([b"Q", _drawn()], compress=True)
    pdf.add_object(before)
    pdf.add_object(after)
    pages = [thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/Page"]
    for page in pages:
        page["Contents"] = pydyf.Array([before.reference, page["Contents"], after.reference])
    resources = _held(pdf, pages[0]["Resources"])
    _held(pdf, resources["Font"])["numbers"] = _font(pdf, pydyf).reference


def _drawn() -> bytes:
    """The drawing orders, in points from the bottom left. Baselines are those of text on the same grid."""
    ascent, descent, widths = _measures()
    baseline = HEIGHT - TOP - PITCH / 2 - (ascent + descent) / 2 * SIZE / 1000  # descent is negative
    told = [f"{left} 0 {width} {HEIGHT} re f" for left, width in RULES]
    told.append(f"BT /numbers {SIZE} Tf")
    for number in range(1, LINES + 1):
        left = RIGHT - sum(widths[ord(digit) - FROM_0] for digit in str(number)) * SIZE / 1000
        told.append(f"1 0 0 1 {left:.3f} {baseline - PITCH * (number - 1):.4f} Tm ({number}) Tj")
    return "\n".join(["/Artifact BMC 0 g", *told, "ET EMC"]).encode()


def _font(pdf: Any, pydyf: Any) -> Any:
    """The digits of our own face, embedded: the file's other subsets are made before this stream is there."""
    ascent, descent, widths = _measures()
    face = pydyf.Stream([_digits()], {"Length1": len(_digits())}, compress=True)
    pdf.add_object(face)
    descriptor = pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": NAME,
            "Flags": 32,
            "FontBBox": pydyf.Array([0, descent, 1000, ascent]),
            "ItalicAngle": 0,
            "Ascent": ascent,
            "Descent": descent,
            "CapHeight": ascent,
            "StemV": 80,
            "FontFile2": face.reference,
        }
    )
    pdf.add_object(descriptor)
    font = pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/TrueType",
            "BaseFont": NAME,
            "FirstChar": FROM_0,
            "LastChar": TO_9,
            "Widths": pydyf.Array(widths),
            "Encoding": "/WinAnsiEncoding",
            "FontDescriptor": descriptor.reference,
        }
    )
    pdf.add_object(font)
    return font


def _held(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


@cache
def letters() -> frozenset[int]:
    """The code points that our own face has a picture of."""
    return frozenset(import_module("fontTools.ttLib").TTFont(_face()).getBestCmap())


@cache
def _digits() -> bytes:
    """The face with its ten digits alone; the same bytes in every process."""
    subset = import_module("fontTools.subset")
    told = subset.Options(notdef_outline=True, recalc_timestamp=False, hinting=False, layout_features=[])
    font = subset.load_font(_face(), told)
    cut = subset.Subsetter(told)
    cut.populate(unicodes=range(FROM_0, TO_9 + 1))
    cut.subset(font)
    written = BytesIO()
    subset.save_font(font, written, told)
    return written.getvalue()


@cache
def _measures() -> tuple[float, float, tuple[float, ...]]:
    """Ascent, descent and the widths of the digits, in thousandths of the size."""
    font = import_module("fontTools.ttLib").TTFont(_face())
    unit, names, metrics = font["head"].unitsPerEm / 1000, font.getBestCmap(), font["hmtx"]
    widths = tuple(metrics[names[code]][0] / unit for code in range(FROM_0, TO_9 + 1))
    return font["hhea"].ascent / unit, font["hhea"].descent / unit, widths


def _face() -> BytesIO:
    return BytesIO((Path(settings.ROOT) / "static" / "fonts" / FACE).read_bytes())
