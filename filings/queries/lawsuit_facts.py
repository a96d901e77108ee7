"""The facts a paper sees of the lawsuit itself: court, counsel, parties, causes, the leave to sue without a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import cast
from uuid import UUID

from casefile.editions import edition
from casefile.models import CauseOfAction, Counsel, Defendant, Enactment, Firm, Lawsuit, Side
from filings.press import facts as press
from filings.press.labels import span
from plaintiffs.models import PseudonymOrder, Release

READ_ONCE = (  # the tables behind `Standing`
    Defendant,
    Counsel,
    Firm,
    CauseOfAction,
    CauseOfAction.statutes.through,
    CauseOfAction.enactments.through,
    CauseOfAction.against.through,
    Enactment,
    PseudonymOrder,
    Release,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a lawsuit has in rows of its own, the same for every letter of a batch."""

    counsel: press.Counsel
    defendants: tuple[press.Party, ...]
    causes: tuple[press.Cause, ...]
    pseudonym: press.Pseudonym
    released_on: tuple[date, ...]


@lru_cache(maxsize=8)
def _standing(lawsuit_id: UUID, _edition: str) -> Standing:
    """Read once for each edition of its tables: a row that was changed between two letters is read by the second."""
    return Standing(
        counsel=_counsel(lawsuit_id),
        defendants=tuple(
            press.Party(name=one.name, descriptor=one.descriptor)
            for one in Defendant.objects.filter(lawsuit=lawsuit_id)
        ),
        causes=_causes(lawsuit_id),
        pseudonym=_pseudonym(lawsuit_id),
        released_on=tuple(Release.objects.filter(lawsuit=lawsuit_id).values_list("released_on", flat=True)),
    )


def lawsuit_facts(lawsuit: Lawsuit, *, plaintiffs: tuple[press.Captioned, ...]) -> press.LawsuitFacts:
    standing = _standing(lawsuit.pk, edition(*READ_ONCE))
    entity = lawsuit.claims_entity
    return press.LawsuitFacts(
        short_title=lawsuit.short_title,
        court=_court(lawsuit),
        counsel=_speaking_for(standing.counsel, plaintiffs=plaintiffs),
        plaintiffs=plaintiffs,
        defendants=standing.defendants,
        causes=standing.causes,
        entity=press.Party(entity.name, entity.descriptor) if entity else press.Party(""),
        pseudonym=standing.pseudonym,
        release=_release(lawsuit, days=standing.released_on),
        case_number=lawsuit.case_number,
        judge=lawsuit.judge,
        department=lawsuit.department,
        filed_on=lawsuit.filed_on,
        where=f"/{lawsuit.slug}/caption",
    )


def _court(lawsuit: Lawsuit) -> press.Court:
    court = lawsuit.court
    return press.Court(
        name=court.name,
        county=court.county,
        district=court.district,
        courthouse=court.courthouse,
        address=tuple(court.address.splitlines()),
    )


def _counsel(lawsuit_id: UUID) -> press.Counsel:
    ours = list(Counsel.objects.filter(lawsuit=lawsuit_id, side=Side.PLAINTIFFS).select_related("firm"))
    if not ours:
        return press.Counsel(firm="", attorneys=(), address=(), telephone="")
    firm = ours[0].firm
    return press.Counsel(
        firm=firm.name,
        attorneys=tuple(press.Attorney(one.name, one.bar_number, one.email) for one in ours if one.firm_id == firm.pk),
        address=tuple(firm.address.splitlines()),
        telephone=firm.telephone,
        facsimile=firm.facsimile,
    )


def _speaking_for(counsel: press.Counsel, *, plaintiffs: tuple[press.Captioned, ...]) -> press.Counsel:
    if not counsel.attorneys:
        return counsel
    return replace(counsel, represents=_represented([one.label for one in plaintiffs]))


def _represented(labels: Sequence[str]) -> str:
    return f"Plaintiff {labels[0]}" if len(labels) == 1 else f"Plaintiffs {span(labels)}".strip()


def _causes(lawsuit_id: UUID) -> tuple[press.Cause, ...]:
    causes = CauseOfAction.objects.filter(lawsuit=lawsuit_id).prefetch_related("statutes", "enactments", "against")
    return tuple(
        press.Cause(
            ordinal=cause.ordinal,
            title=cause.title,
            statutes=tuple(one.cite for one in sorted(cause.statutes.all(), key=lambda one: one.pk)),
            enactments=tuple(one.cite for one in sorted(cause.enactments.all(), key=lambda one: one.pk)),
            against=tuple(one.name for one in sorted(cause.against.all(), key=lambda one: one.position)),
            by=cause.pleaded_by,
        )
        for cause in causes
    )


def _pseudonym(lawsuit_id: UUID) -> press.Pseudonym:
    order = PseudonymOrder.objects.filter(lawsuit=lawsuit_id).last()
    if order is None:
        return press.Pseudonym()
    return press.Pseudonym(
        status=cast(press.PseudonymStatus, order.status), order_on=order.order_on, hearing_on=order.hearing_on
    )


def _release(lawsuit: Lawsuit, *, days: Sequence[date]) -> press.Release:
    return press.Release(
        requested_on=lawsuit.records_requested_on,
        released_from=lawsuit.released_from or min(days, default=None),
        released_until=lawsuit.released_until or max(days, default=None),
        requester=lawsuit.records_requester,
        officers=lawsuit.officers_published or 0,
        site=lawsuit.photographs_published_at,
    )
