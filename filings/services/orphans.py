"""Papers on the shelf that no row asks for: put aside, kept for 90 days, and brought back when a row asks after all.

Which rows there are is the word of the database we are connected to. It may be an older dump, restored a moment ago, or
another house's: so nothing is destroyed on its word at once, and nothing is moved when too much would go.
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from math import inf
from pathlib import Path

from django.conf import settings

from casefile import clock
from filings.models import Document
from filings.services import shelf

log = logging.getLogger(__name__)

ORPHANED = timedelta(days=1)  # no act takes as long to commit the row of its paper
KEPT = timedelta(days=90)  # from the day on which it was put aside
HANDFUL = 5  # may go from a shelf of any size; of a large one a tenth
PART = 10
APART = 3600.0  # seconds between two looks of one process at the whole shelf

_looked: float | None = None


def look() -> None:
    """A chore of the sweeper, once an hour."""
    global _looked  # a second sweeper would look as well, and find nothing left
    if _looked is None or time.monotonic() - _looked >= APART:
        _looked = time.monotonic()
        put_aside()
        let_go()


def put_aside() -> int:
    """Take papers off the shelf whose writer was killed before their row was committed; how many.

    The rows are read after the shelf: what has lain there for a day has its row by then, or never will.
    """
    papers = list((Path(settings.MEDIA) / "papers").glob("??/*.pdf"))
    lying = _lying_since(clock.now() - ORPHANED, papers)
    known = _known() if lying else set()
    unknown = [path for path in lying if path.stem not in known]
    if not unknown or _looks_wrong(len(unknown), shelf=len(papers), known=len(known)):
        return 0
    moved = sum(_put_aside(path) for path in unknown)
    if moved:
        log.warning("%s papers on the shelf belonged to no document and were put aside for 90 days", moved)
    return moved


def let_go() -> int:
    """Destroy what was put aside 90 days ago and has no row to this day; how many."""
    due = [path for folder in _days_before(clock.today() - KEPT) for path in folder.glob("*.pdf")]
    known = _known() if due else set()
    if not due or _looks_wrong(0, shelf=len(due), known=len(known)):
        return 0
    gone = sum(_let_go(path, wanted=path.stem in known) for path in due)
    if gone:
        log.warning("%s papers that were put aside 90 days ago are gone for good", gone)
    return gone


def _looks_wrong(count: int, *, shelf: int, known: int) -> bool:
    """Rather the database than the shelf."""
    if known and count <= max(HANDFUL, shelf // PART):
        return False
    log.error(
        "The database knows %s papers, and so %s of the %s on the shelf would be orphans. Nothing was moved. "
        "Is it the database of this CASEFILE_MEDIA, and is it restored to the end?",
        known, count, shelf,
    )  # fmt: skip
    return True


def _known() -> set[str]:
    return set(Document.objects.unscoped("the shelf").values_list("sha256", flat=True))


def _lying_since(moment: datetime, papers: list[Path]) -> list[Path]:
    return [path for path in papers if _last_put(path) < moment.timestamp()]


def _last_put(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another sweeper was quicker
        return inf


def _put_aside(path: Path) -> bool:
    """If the same bytes are put in that very moment, `shelf.put` touches them, and they stay or come back.

    Whoever is killed in between leaves them among the orphans, where the shelf looks for what it misses.
    """
    young = (clock.now() - ORPHANED).timestamp()
    aside = shelf.orphans_folder() / clock.today().isoformat() / path.name  # no time of a file: those can be restored
    if _last_put(path) >= young:
        return False
    aside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.replace(path, aside)
    except FileNotFoundError:  # another sweeper was quicker
        return False
    if _last_put(aside) >= young:
        shelf.bring_back(path.stem)
        return False
    return True


def _days_before(last: date) -> list[Path]:
    return [folder for folder in shelf.orphans_folder().glob("????-??-??") if folder.name < last.isoformat()]


def _let_go(path: Path, *, wanted: bool) -> bool:
    if wanted:
        shelf.bring_back(path.stem)
        return False
    with suppress(FileNotFoundError):  # another sweeper was quicker
        path.unlink()
        return True
    return False
