"""What comes before a name is forgotten: every paper was looked at while the guard still knows it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
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

    The guard's net is that of the house, so papers of every lawsuit count; what is held back is told to its own only.
    """
    pressing = _in_the_press()  # before what is stored: a paper that leaves the press now is counted there
    waiting = rescans.stale(nets.version()).count() + pressing
    held = _held_back(lawsuit)
    if waiting or held:
        raise NotLookedAt(" ".join([*_told_of_waiting(waiting), *_told_of_held(held), _why()]))


def _in_the_press() -> int:
    """Papers that somebody works on: the guard may have let them go already, under a net of before."""
    return BatchItem.objects.filter(batch__kind=batches.KIND, state=ItemState.LEASED).count()


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
    told = ngettext("%(n)s paper waits to be looked at.", "%(n)s papers wait to be looked at.", count)
    return [told % {"n": count}, _("Try again once that is done: Background work says how far it is.")] if count else []


def _told_of_held(count: int) -> list[str]:
    told = ngettext("%(n)s paper is held back: press it anew.", "%(n)s papers are held back: press them anew.", count)
    return [told % {"n": count}] if count else []


def _why() -> str:
    return _("A name that is forgotten can no longer be found in a paper.")
