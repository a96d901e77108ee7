"""Pages of an issued paper as pictures, drawn from the very bytes that lie on the shelf."""

from __future__ import annotations

import io
import threading
from functools import lru_cache

import pypdfium2

from casefile.errors import LeakRefused, Missing
from casefile.unwrapping.pdf import ONE_AT_A_TIME
from filings.models import Document
from filings.services import findings, shelf
from plaintiffs.leakguard import guard, nets

DOTS_PER_INCH = 110
POINTS_PER_INCH = 72
_one_look = threading.Lock()


def picture(document: Document, *, page: int) -> bytes:
    """The PNG of a page, counted from 1. Under the guard of the file itself: LeakRefused when the vault has grown.

    A picture is no download and leaves no entry: the pages of a paper are looked at under its pseudonyms.
    """
    if not 1 <= page <= document.pages:
        raise Missing("This paper has no such page.")
    findings.refuse_held_back(document)
    _refuse_unless_passed(document)
    return _drawn(shelf.get(document.sha256), page=page)


def _refuse_unless_passed(document: Document) -> None:
    """Nothing is scanned for a paper that has passed the vault as it is, which is all of them a minute after a change.

    Until the second look comes by, one that is looked at meanwhile is scanned here: a single paper, once in a process
    for all of its pictures, as its download is each time.
    """
    version = nets.version()
    if (document.net, document.guard) == (version, guard.GUARD_VERSION):
        return
    with _one_look:  # forty pictures are asked for in a moment: the others wait for what the first finds out
        found = _found(document.sha256, audience=document.audience, name=document.file_name, _net=version)
    if found is not None:
        raise LeakRefused(found)


@lru_cache(maxsize=64)
def _found(sha256: str, *, audience: str, name: str, _net: str) -> tuple[object, ...] | None:
    """For what it is refused; None when it passes. Not the error itself, which would keep the text it was found in."""
    held = nets.current_net()
    try:
        guard.release(shelf.get(sha256), kind="pdf", audience=audience, name=name, net=held.net)
    except LeakRefused as refusal:
        return refusal.findings
    return None


def _drawn(content: bytes, *, page: int) -> bytes:
    drawn = io.BytesIO()
    with ONE_AT_A_TIME:
        paper = pypdfium2.PdfDocument(content)
        try:
            paper[page - 1].render(scale=DOTS_PER_INCH / POINTS_PER_INCH).to_pil().save(drawn, "PNG")
        finally:
            paper.close()
    return drawn.getvalue()
