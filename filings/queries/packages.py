"""The package of a batch as its page shows it: not asked for, being made, ready, no longer kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile.models import Batch, BatchItem, ItemState, Lawsuit, Staff
from filings.models import Document
from filings.queries.batches import addresses, told_of
from filings.queries.denied import items_shown
from filings.queries.held import held_among


@dataclass(frozen=True, slots=True)
class Package:
    """The papers of a batch in one file: what there is of it, and what may be done."""

    is_open: bool
    done: int
    words: str
    text: str
    part_url: str
    page_url: str
    download_url: str
    ask_url: str


def package(batch: Batch, *, item: BatchItem | None, kept: bool, lawsuit: Lawsuit, staff: Staff) -> Package | None:
    """The package asked for last (`kept` when it is under way or on the shelf); None where there is nothing to pack."""
    states = Counter(items_shown(batch.items.all(), lawsuit=lawsuit, staff=staff).values_list("state", flat=True))
    papers = states[ItemState.DONE]
    if not papers or states.total() == 1:
        return None
    at = addresses(batch, lawsuit=lawsuit)
    is_open = kept and item is not None and item.state != ItemState.DONE
    ready = kept and item is not None and item.state == ItemState.DONE
    held = Document.objects.visible_to(staff).filter(item__batch=batch).exclude(held_since=None).count()
    if held:
        return _none_of(held, at=at)
    words, text = _told(item, kept=kept, papers=papers)
    return Package(
        is_open=is_open,
        done=item.progress if item else 0,
        words=words,
        text=text,
        part_url=at("batch-package"),
        page_url=at("batch"),
        download_url=at("batch-zip") if ready else "",
        ask_url="" if is_open or (ready and item and item.outcome["documents"] == papers) else at("batch-zip"),
    )


def _none_of(held: int, *, at: Callable[[str], str]) -> Package:
    """Neither made nor given away while one of its papers is held back."""
    return Package(
        is_open=False,
        done=0,
        words=_("There is no package"),
        text=f"{held_among(held)}. {_('Press anew what is held back.')}",
        part_url=at("batch-package"),
        page_url=at("batch"),
        download_url="",
        ask_url="",
    )


def _told(item: BatchItem | None, *, kept: bool, papers: int) -> tuple[str, str]:
    """What there is of a package, and what is to be said of it."""
    finished = ngettext("%(n)s finished paper", "%(n)s finished papers", papers) % {"n": papers}
    if item is None:
        return _("All in one file"), finished
    match item.state:
        case ItemState.DONE if not kept:
            return _("The package is no longer kept"), _(
                "It is kept for a day, or until somebody is entered. Ask for it again."
            )
        case ItemState.DONE:
            return _("The package is ready"), _size(item, papers=papers)
        case ItemState.ASKED | ItemState.LEASED:
            return _("The package is being made"), told_of(item)
        case _:
            return _("The package was not made"), told_of(item)


def _size(item: BatchItem, *, papers: int) -> str:
    told = item.outcome
    held = ngettext("%(n)s paper", "%(n)s papers", told["documents"]) % {"n": told["documents"]}
    later = papers - int(told["documents"])
    more = ngettext("%(n)s was finished since", "%(n)s were finished since", later) % {"n": later} if later else ""
    return "; ".join(filter(None, [f"{held}, {filesizeformat(told['size'])}", more]))
