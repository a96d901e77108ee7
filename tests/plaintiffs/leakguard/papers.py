"""Small PDFs, each with a name in one place where nobody looks."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

NAME = "Ottilwyne Brambleskutch-Dorn"


def pdf(*, poison: Callable[[pikepdf.Pdf], None] | None = None, drawing: str = "", **saving: Any) -> bytes:
    """One page of clean text, saved once."""
    document = pikepdf.Pdf.new()
    document.add_blank_page(page_size=(612, 792))
    page = document.pages[0]
    page.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    orders = f"BT /F1 12 Tf 72 700 Td (COMPLAINT FOR DAMAGES OF JANE DOE 801) Tj ET {drawing}"
    page.Contents = document.make_stream(orders.encode("latin-1"))
    if poison:
        poison(document)
    written = io.BytesIO()
    document.save(written, **saving)
    return written.getvalue()


def _shown(extra: str, place: str = "72 600 Td") -> Callable[[], bytes]:
    return lambda: pdf(drawing=f"BT /F1 12 Tf {extra} {place} ({NAME}) Tj ET")


def _poisoned(poison: Callable[[pikepdf.Pdf], None]) -> Callable[[], bytes]:
    return lambda: pdf(poison=poison)


def _information(key: str) -> Callable[[], bytes]:
    def poison(document: pikepdf.Pdf) -> None:
        document.docinfo[key] = NAME

    return _poisoned(poison)


def _metadata(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as told:
        told["dc:creator"] = [NAME]


def _bookmark(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(NAME, 0))


def _annotation(**entries: Any) -> Callable[[], bytes]:
    def poison(document: pikepdf.Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)
        document.pages[0].Annots = Array([document.make_indirect(note)])

    return _poisoned(poison)


def _attachment(name: str, content: bytes) -> Callable[[], bytes]:
    def poison(document: pikepdf.Pdf) -> None:
        document.attachments[name] = content

    return _poisoned(poison)


def _unlisted_attachment(document: pikepdf.Pdf) -> None:
    document.Root.Kept = document.make_stream(NAME.encode(), Type=Name.EmbeddedFile)


def _alternative_text(document: pikepdf.Pdf) -> None:
    figure = Dictionary(S=Name.Figure, Alt=String(NAME))
    document.Root.StructTreeRoot = document.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([figure])))


def _field(document: pikepdf.Pdf) -> None:
    box = document.make_indirect(Dictionary(FT=Name.Tx, T=String("f1"), V=String(NAME)))
    document.Root.AcroForm = Dictionary(Fields=Array([box]))


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{NAME}')"))


def _unused_object(document: pikepdf.Pdf) -> None:
    document.Root.PieceInfo = Dictionary(Editor=Dictionary(Private=String(NAME)))


def _object_name(document: pikepdf.Pdf) -> None:
    document.Root.Layers = Dictionary({"/" + NAME.replace(" ", "_"): 1})


def _picture(document: pikepdf.Pdf) -> None:
    photo = document.make_stream(b"\xff\xd8\xff\xe1\0\x20Exif\0\0" + NAME.encode() + b"\0\xff\xd9")
    photo.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        Filter=Name.DCTDecode,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    document.pages[0].Resources.XObject = Dictionary(P=photo)


def earlier_revision() -> bytes:
    """The name was on the page; a second saving covers it and leaves the first in the file."""
    first = pdf(drawing=f"BT /F1 12 Tf 72 600 Td ({NAME}) Tj ET", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(first)) as document:
        number = document.pages[0].Contents.objgen[0]
        size = int(document.trailer.Size)
        root = document.trailer.Root.objgen[0]
    orders = b"BT /F1 12 Tf 72 700 Td (COMPLAINT) Tj ET"
    last = int(first.rsplit(b"startxref", 1)[1].split()[0])
    added = b"%d 0 obj\n<</Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, len(orders), orders)
    table = b"xref\n0 1\n0000000000 65535 f \n%d 1\n%010d 00000 n \n" % (number, len(first))
    end = b"trailer\n<</Size %d/Root %d 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        last,
        len(first) + len(added),
    )
    return first + added + table + end


POISONED: dict[str, Callable[[], bytes]] = {
    "shown": _shown(""),
    "white on white": _shown("1 1 1 rg"),
    "invisible": _shown("3 Tr"),
    "one point small": _shown("/F1 1 Tf"),
    "beside the page": _shown("", "900 900 Td"),
    "behind a black bar": lambda: pdf(drawing=f"BT /F1 12 Tf 72 600 Td ({NAME}) Tj ET 0 g 70 590 300 20 re f"),
    "kerned letter by letter": lambda: pdf(
        drawing="BT /F1 12 Tf 72 600 Td [(Ottilwyne Bram) -20 (bles) 10.5 (kutch)] TJ ET"
    ),
    "title": _information("/Title"),
    "author": _information("/Author"),
    "keywords": _information("/Keywords"),
    "an entry of its own": _information("/ReviewedBy"),
    "metadata": _poisoned(_metadata),
    "bookmark": _poisoned(_bookmark),
    "annotation": _annotation(Subtype=Name.Text, Contents=String(NAME)),
    "annotation's author": _annotation(Subtype=Name.Text, T=String(NAME)),
    "link": _annotation(
        Subtype=Name.Link,
        A=Dictionary(S=Name.URI, URI=String("https://files.example/Ottilwyne%20Brambleskutch%2DDorn")),
    ),
    "attachment's name": _attachment(f"{NAME}.txt", b"nothing"),
    "attachment": _attachment("a.txt", NAME.encode()),
    "attachment in UTF-16": _attachment("a.txt", NAME.encode("utf-16")),
    "a PDF attached": lambda: _attachment("a.pdf", _shown("")())(),
    "unlisted attachment": _poisoned(_unlisted_attachment),
    "alternative text": _poisoned(_alternative_text),
    "form field": _poisoned(_field),
    "script": _poisoned(_script),
    "an editor's private data": _poisoned(_unused_object),
    "the name of an object": _poisoned(_object_name),
    "beside a photograph": _poisoned(_picture),
    "an earlier revision": earlier_revision,
    "a comment between objects": lambda: pdf().replace(b"startxref", f"%{NAME}\nstartxref".encode(), 1),
}
