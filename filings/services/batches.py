"""Batches of papers: one row in the ledger for each paper, pressed one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from casefile import access, ledger
from casefile.access import Right
from casefile.editions import edition
from casefile.errors import Refused
from casefile.ledger import Lease
from casefile.models import Batch, Lawsuit, Staff
from filings.models import Finding, TemplateVersion
from filings.models.document import BY_THE_GUARD
from filings.queries.denied import THE_SUIT, denied_does
from filings.services import issue, templates
from plaintiffs.models import Plaintiff

KIND = "press"
PRESSED = "the press: whose papers these are was asked before"


class AskedOtherwise(Refused):
    """The same key, and another request behind it."""

    code = "key_used_before"


@transaction.atomic
def open_batch(
    code: str,
    *,
    lawsuit: Lawsuit,
    plaintiffs: Sequence[Plaintiff],
    options: Mapping[str, bool],
    actor: Staff,
    asking: UUID | None = None,
    fingerprint: str = "",
) -> Batch:
    """Ask for a paper: one item for each plaintiff, or a single one for a paper that speaks for all.

    `asking` is the page's own number for this press of the button: asked twice, it is one batch. `fingerprint` is kept
    for `require_same`.
    """
    version = templates.current(code, actor=actor)
    if not plaintiffs:
        raise Refused("Choose at least one plaintiff.")
    known = Batch.objects.filter(pk=asking, lawsuit=lawsuit).first() if asking else None
    if known is not None:
        return known
    per_plaintiff = templates.text_of(version).cardinality == "per_plaintiff"
    if not per_plaintiff and denied_does(lawsuit, staff=actor):
        raise Refused(_("This paper speaks for plaintiffs whom you may not see. Somebody who may see all presses it."))
    chosen = [str(one.pk) for one in sorted(plaintiffs, key=lambda one: one.number)]
    return ledger.open_batch(
        lawsuit,
        kind=KIND,
        title=version.title,
        keys=chosen if per_plaintiff else [THE_SUIT],
        asked_by=actor,
        detail={"version": version.pk, "options": dict(options), "plaintiffs": chosen, "fingerprint": fingerprint},
        asking=asking,
    )


def require_same(batch: Batch, *, fingerprint: str) -> None:
    """Raises AskedOtherwise when the batch that this key has opened was asked for in other words."""
    if batch.detail.get("fingerprint") != fingerprint:
        raise AskedOtherwise("This Idempotency-Key was sent before, with another request. Draw a new one.")


def press_item(item_id: int) -> None:
    """Press one item: takes the row's lease, and does nothing when another worker holds it or it is done."""
    with ledger.work(item_id) as held, suppress(Refused):  # a refusal is stored with its findings, and the item says so
        if held:
            _press(held)


def _press(held: Lease) -> None:
    whose = ("asked_by", "lawsuit", "lawsuit__court", "lawsuit__claims_entity")
    batch = Batch.objects.select_related(*whose).get(pk=held.batch_id)
    told = edition(Plaintiff, TemplateVersion)
    version, (plaintiffs, alone) = _version(batch.detail["version"], told), _whose(held, batch=batch, told=told)
    if why := _why_not(held, batch=batch, version=version, plaintiffs=plaintiffs, alone=alone):
        ledger.refuse(held, text=why)
        return
    issue.issue(
        version,
        lawsuit=batch.lawsuit,
        plaintiffs=plaintiffs,
        plaintiff=alone,
        options=batch.detail["options"],
        actor=batch.asked_by,
        held=held,
    )


@lru_cache(maxsize=16)
def _version(number: int, _edition: str) -> TemplateVersion:
    """Read once for each edition of the texts: the same for every letter of a batch."""
    return TemplateVersion.objects.get(pk=number)


def _whose(held: Lease, *, batch: Batch, told: str) -> tuple[Sequence[Plaintiff], Plaintiff | None]:
    """All of the caption, and the one for whom alone a paper speaks: of her the client is read too, each time anew.

    She is not there for somebody who has left the lawsuit meanwhile, or from whom she is kept.
    """
    chosen = tuple(batch.detail["plaintiffs"])
    if held.key == THE_SUIT:
        return list(_by_number(chosen).select_related("client")), None
    hers = Plaintiff.objects.visible_to(batch.asked_by).in_suit().filter(pk=held.key)
    return _captioned(chosen, told), hers.select_related("client").first()


def _why_not(
    held: Lease, *, batch: Batch, version: TemplateVersion, plaintiffs: Sequence[Plaintiff], alone: Plaintiff | None
) -> str:
    """Why this item is not pressed, in a sentence; empty when it is."""
    if not _may_still_press(batch, held=held, alone=alone):
        return _("Whoever asked for this may no longer press papers here. Somebody who may asks anew.")
    if len(plaintiffs) != len(batch.detail["plaintiffs"]) or (alone is None and held.key != THE_SUIT):
        return _("Somebody of its caption is no longer in the lawsuit. Ask for it anew.")
    if _named_somebody(held) and version != templates.current(version.code, actor=batch.asked_by):
        return _("Its text named somebody and was changed since. Ask for it anew.")
    return ""


@lru_cache(maxsize=4)
def _captioned(chosen: tuple[str, ...], _edition: str) -> tuple[Plaintiff, ...]:
    """Read once for each edition of the plaintiffs: the same for every letter of a batch. Nobody writes to these."""
    return tuple(_by_number(chosen))


def _by_number(chosen: tuple[str, ...]) -> QuerySet[Plaintiff]:
    return Plaintiff.objects.unscoped(PRESSED).in_suit().filter(pk__in=chosen).order_by("number")


def _named_somebody(held: Lease) -> bool:
    """The guard has refused it before. It may have forgotten the name since, which that version carries for ever."""
    return held.attempt > 1 and Finding.objects.filter(BY_THE_GUARD, item=held.item_id).exists()


def _may_still_press(batch: Batch, *, held: Lease, alone: Plaintiff | None) -> bool:
    """Papers carry on in nobody's name who has gone, or from whom somebody is kept for whom they speak.

    Whoever sees the one it speaks for works on the lawsuit: that is not asked again for each letter.
    """
    staff = batch.asked_by
    may = access.may(staff, Right.PRESS)
    if alone is not None or not may:
        return may
    spoken_for = batch.detail["plaintiffs"] if held.key == THE_SUIT else [held.key]
    member = batch.lawsuit.members.filter(staff=staff).exists()
    return member and not set(denied_does(batch.lawsuit, staff=staff)).intersection(spoken_for)
