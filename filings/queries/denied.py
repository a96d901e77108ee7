"""What is kept from somebody to whom clients are denied: beside their rows, the work that was asked for them.

An item of the ledger has no link upwards, only a key that names a plaintiff, a paper, or the whole suit; so the wall
around it is built here. For somebody to whom nobody is denied it costs one small query.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from casefile.models import Batch, BatchItem, Lawsuit, Staff
from casefile.models.ledger import ItemQuerySet
from filings.models import Document
from plaintiffs.models import Plaintiff
from plaintiffs.models.need_to_know import denied_to

THE_SUIT = "lawsuit"  # the key of the only item of a paper that speaks for all
LENGTH_OF_A_NUMBER = 36


def denied_does(lawsuit: Lawsuit, *, staff: Staff) -> list[str]:
    """The numbers of the plaintiffs' rows that this person may not see; for almost everybody, none."""
    everybody = Plaintiff.objects.unscoped("asks whom a wall hides").filter(lawsuit=lawsuit)
    return [str(number) for number in everybody.filter(client__in=denied_to(staff)).values_list("pk", flat=True)]


def items_shown(items: ItemQuerySet, *, lawsuit: Lawsuit, staff: Staff) -> ItemQuerySet:
    """Those of these items that are about nobody who is denied to her."""
    does = denied_does(lawsuit, staff=staff)
    if not does:
        return items
    spoken_for = Document.objects.unscoped("asks what a wall hides").filter(plaintiffs__pk__in=does)
    papers = [str(number) for number in spoken_for.values_list("pk", flat=True)]
    hidden = (
        Q(of__in=[*does, *papers])
        | Q(key=THE_SUIT, batch__detail__plaintiffs__has_any_keys=does)
        | Q(batch__detail__documents__has_any_keys=papers)
    )
    about = BatchItem.objects.filter(batch__lawsuit=lawsuit).alias(of=Left("key", LENGTH_OF_A_NUMBER))
    return items.exclude(pk__in=about.filter(hidden).values("pk"))


def counted_in(lawsuit: Lawsuit, *, staff: Staff) -> Q:
    """Of the items of batches, those that are counted for her."""
    if not denied_does(lawsuit, staff=staff):
        return Q()
    return Q(items__in=items_shown(BatchItem.objects.filter(batch__lawsuit=lawsuit), lawsuit=lawsuit, staff=staff))


def batches_shown(lawsuit: Lawsuit, *, staff: Staff) -> QuerySet[Batch]:
    """The batches with at least one item that she may see."""
    batches = Batch.objects.filter(lawsuit=lawsuit)
    if not denied_does(lawsuit, staff=staff):
        return batches
    items = BatchItem.objects.filter(batch=OuterRef("pk"))
    return batches.filter(Exists(items_shown(items, lawsuit=lawsuit, staff=staff)))
