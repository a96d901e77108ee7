"""What comes before a name is forgotten: whatever could bring it onto paper was looked at while the guard knows it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from casefile import clock
from casefile.errors import Refused
from casefile.models import BatchItem, Lawsuit
from filings.models import Document, Finding
from filings.queries import words
from filings.queries.denied import THE_SUIT
from filings.services import batches, rescans
from plaintiffs.leakguard import guard, nets
from plaintiffs.leakguard.context import Weight
from plaintiffs.leakguard.scan import Net


class NotLookedAt(Refused):
    """Papers in which a name could stand unseen, were it forgotten now."""

    code = "papers_not_looked_at"


EVERY = "papers of every lawsuit count before a name is forgotten"


@dataclass(frozen=True, slots=True)
class Reason:
    """What stands against it. `found` gives a lawsuit for each paper; of another lawsuit's no number is told."""

    found: Callable[[], Sequence[UUID]]
    ours: Callable[[int], str]
    elsewhere: Promise


def refuse_unless_looked_at(lawsuit: Lawsuit, clients: Collection[UUID]) -> None:
    """Raises NotLookedAt. Call it inside the transaction that forgets these, once the rows of the names are locked.

    The guard's net is that of the house, so papers of every lawsuit count.
    """
    told = [words for reason in REASONS if (words := _told(reason, lawsuit=lawsuit))]
    told += _told_of_words(clients, lawsuit=lawsuit)
    if told:
        raise NotLookedAt(" ".join([*told, _("A name that is forgotten can no longer be found in a paper.")]))


def _told(reason: Reason, *, lawsuit: Lawsuit) -> str:
    found = list(reason.found())
    count = found.count(lawsuit.pk)
    return reason.ours(count) % {"n": count} if count else str(reason.elsewhere) if found else ""


def _waiting() -> Sequence[UUID]:
    """Asked for, in the press, or stored and held against a net of before.

    The press comes first: a paper that leaves it at this moment is counted among what is stored.
    """
    pressing = BatchItem.objects.unfinished().filter(batch__kind=batches.KIND)
    return [
        *pressing.values_list("batch__lawsuit", flat=True),
        *rescans.stale(nets.version()).values_list("lawsuit", flat=True),
    ]


def _held_back() -> Sequence[UUID]:
    """Held, and not pressed anew: no later paper of the same text speaks for any of its plaintiffs."""
    papers = Document.objects.unscoped(EVERY)
    anew = papers.filter(
        version__code=OuterRef("version__code"),
        plaintiffs__documents=OuterRef("pk"),
        made_at__gt=OuterRef("held_since"),
        held_since=None,
    )
    return papers.filter(~Exists(anew)).exclude(held_since=None).values_list("lawsuit", flat=True)  # type: ignore[return-value]


def _refused() -> Sequence[UUID]:
    """Refused by the guard, and not pressed anew: asked for once more it would pass, name and all."""
    found = Finding.objects.filter(document=None, rule__startswith="identity in", severity=Weight.BLOCK)
    latest = {(one.lawsuit_id, one.version.code, _whose(one)): one for one in found.select_related("version", "item")}
    return [one.lawsuit_id for one in latest.values() if not _pressed_anew(one)]


def _whose(refused: Finding) -> str:
    """The number of the plaintiff for whom alone the paper was to speak."""
    return refused.item.key if refused.item and refused.item.key != THE_SUIT else ""


def _pressed_anew(refused: Finding) -> bool:
    later = Document.objects.unscoped(EVERY).filter(
        lawsuit=refused.lawsuit_id, version__code=refused.version.code, made_at__gt=refused.found_at, held_since=None
    )
    alone = _whose(refused)
    return later.filter(plaintiffs=UUID(alone)).exists() if alone else later.exists()


def _told_of_words(clients: Collection[UUID], *, lawsuit: Lawsuit) -> list[str]:
    """Her name in the words that papers are made of: whatever is pressed afterwards would carry it past the guard."""
    net = nets.current_net().net
    if _named(words.of_texts(), clients, net=net):
        return [_("The words of a paper name somebody who would be forgotten: mend the text first.")]
    for one in Lawsuit.objects.all():
        if _named(words.of_facts(one, today=clock.today()), clients, net=net):
            return [
                _("The facts of this lawsuit name somebody who would be forgotten: look at the caption first.")
                if one == lawsuit
                else _("The facts of a lawsuit in this house name somebody who would be forgotten.")
            ]
    return []


def _named(told: Collection[str], clients: Collection[UUID], *, net: Net) -> bool:
    hits = (hit for text in told for hit in guard.check_text(text, net))
    return any(hit.client_id in clients and hit.weight is Weight.BLOCK for hit in hits)


def _soon(count: int) -> str:
    waits = ngettext("%(n)s paper waits to be looked at.", "%(n)s papers wait to be looked at.", count)
    return f"{waits} {_('Try again once that is done: Background work says how far it is.')}"


REASONS = (
    Reason(_waiting, _soon, gettext_lazy("Papers of this house wait to be looked at. Try again once that is done.")),
    Reason(
        _held_back,
        lambda n: ngettext(
            "%(n)s paper is held back: press it anew.", "%(n)s papers are held back: press them anew.", n
        ),
        gettext_lazy("Papers elsewhere in this house are held back and were not pressed anew."),
    ),
    Reason(
        _refused,
        partial(
            ngettext,
            "%(n)s paper was refused, for an identity stands in it: press it anew.",
            "%(n)s papers were refused, for an identity stands in them: press them anew.",
        ),
        gettext_lazy("Papers elsewhere in this house were refused for an identity in them and not pressed anew."),
    ),
)
