"""What comes before a name is forgotten: every paper was looked at while the guard still knows it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casefile.errors import Refused
from casefile.models import BatchItem, ItemState, Lawsuit
from filings.models import Document
from filings.services import batches, rescans
from plaintiffs.leakguard import nets


class NotLookedAt(Refused):
    """Papers in which a name could stand unseen, were it forgotten now."""

    code = "papers_not_looked_at"


def refuse_unless_looked_at(lawsuit: Lawsuit) -> None:
    """Raises NotLookedAt. Call it inside the transaction that forgets, once the rows of the name are locked.

    The guard's net is that of the house, so papers of every lawsuit count; how many is told of its own alone.
    """
    pressing = list(_in_the_press())  # before what is stored: a paper that leaves the press now is counted there
    waiting = [*pressing, *rescans.stale(nets.version()).values_list("lawsuit", flat=True)]
    held = _held_back(lawsuit)
    if waiting or held:
        told = _told_of_waiting(waiting.count(lawsuit.pk)) if waiting else []
        raise NotLookedAt(" ".join([*told, *_told_of_held(held), _why()]))


def _in_the_press() -> QuerySet[BatchItem, UUID]:
    """The lawsuits of papers that somebody works on: the guard may have let them go already, under a net of before."""
    working = BatchItem.objects.filter(batch__kind=batches.KIND, state=ItemState.LEASED)
    return working.values_list("batch__lawsuit", flat=True)


def _held_back(lawsuit: Lawsuit) -> int:
    """Held, and not pressed anew: no later paper of the same text speaks for any of its plaintiffs."""
    anew = Document.objects.filter(
        version__code=OuterRef("version__code"),
        plaintiffs__documents=OuterRef("pk"),
        made_at__gt=OuterRef("held_since"),
        held_since=None,
    )
    return Document.objects.filter(~Exists(anew), lawsuit=lawsuit).exclude(held_since=None).count()


def _told_of_waiting(count: int) -> list[str]:
    """None of this lawsuit's: those of another are not counted across the wall."""
    told = ngettext("%(n)s paper waits to be looked at.", "%(n)s papers wait to be looked at.", count) % {"n": count}
    words = told if count else _("Papers of this house wait to be looked at.")
    return [words, _("Try again once that is done: Background work says how far it is.")]


def _told_of_held(count: int) -> list[str]:
    told = ngettext("%(n)s paper is held back: press it anew.", "%(n)s papers are held back: press them anew.", count)
    return [told % {"n": count}] if count else []


def _why() -> str:
    return _("A name that is forgotten can no longer be found in a paper.")
