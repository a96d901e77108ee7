"""Opening a lawsuit: court, caption, counsel, defendants and causes, from one description."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from casefile import addresses, audit, clock
from casefile.acts import Act
from casefile.errors import Missing, Refused
from casefile.models import (
    CauseOfAction,
    Counsel,
    Court,
    Defendant,
    Enactment,
    Firm,
    Lawsuit,
    Membership,
    PublicEntity,
    Role,
    Side,
    Staff,
)

Description = Mapping[str, Any]
LONGEST_SLUG = 60
CLERK = "clerk@casefile.example"


@transaction.atomic
def open_lawsuit(told: Description, *, slug: str, actor: Staff, members: Sequence[Staff], **more: Any) -> Lawsuit:
    """A lawsuit with all that its caption needs, from JSON as docs/using.md describes it; Refused names what is wrong.

    `more` are further columns of the lawsuit, such as `is_demonstration`.
    """
    _refuse_unless_free(slug)
    defendants: list[Description] = _part(told, "defendants")
    entity = _entity(defendants)
    lawsuit = Lawsuit.objects.create(
        slug=slug,
        short_title=_part(told, "short_title"),
        court=_court(told),
        case_number=told.get("case_number", ""),
        judge=told.get("judge", ""),
        department=told.get("department", ""),
        filed_on=_day(told, "complaint_filed"),
        trial_on=_day(told, "trial_date"),
        claims_entity=entity,
        claims_presented_to=told.get("government_claims", {}).get("presented_to", ""),
        opened_at=clock.now(),
        **_story(told.get("release", {})),
        **more,
    )
    _defendants(lawsuit, defendants, entity)
    _counsel(lawsuit, _part(told, "counsel"))
    _causes(lawsuit, told.get("causes_of_action", []))
    Membership.objects.bulk_create(Membership(lawsuit=lawsuit, staff=staff) for staff in members)
    audit.record(actor, Act.LAWSUIT_OPENED, lawsuit)
    return lawsuit


def _refuse_unless_free(slug: str) -> None:
    """A word that fits no address would close the first page to all who work on the lawsuit."""
    try:
        Lawsuit._meta.get_field("slug").clean(slug, None)
    except ValidationError as wrong:
        raise Refused(
            "The short name of a lawsuit (--slug) is 2 to 60 small letters, digits and hyphens, a letter first."
        ) from wrong
    if slug in addresses.taken():
        raise Refused(f"No lawsuit may be called this: an address of casefile itself begins with “{slug}”.")
    if Lawsuit.objects.filter(slug=slug).exists():
        raise Refused(f"There is a lawsuit called {slug} already.")


def slug_of(short_title: str) -> str:
    """`doe-v-rivermont` from "JANE DOE 1, et al. v. City of Rivermont"."""
    ours, _, theirs = short_title.partition(" v. ")
    first = "doe" if " doe" in f" {ours.lower()}" else slugify(ours.split(",")[0])
    last = slugify(theirs.replace("City of ", "").split(",")[0]) or "lawsuit"
    slug = f"{first}-v-{last}"
    return (slug if slug[0].isalpha() else f"case-{slug.lstrip('-')}")[:LONGEST_SLUG]


def free_slug(short_title: str) -> str:
    """The slug of the title, numbered when another lawsuit has it."""
    slug, number = slug_of(short_title), 1
    while Lawsuit.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{slug_of(short_title)[: LONGEST_SLUG - 4]}-{number}"
    return slug


def clerk() -> Staff:
    """Whom the trail names for what a command did: whoever may run commands owns the machine. Never signs in."""
    return Staff.objects.get_or_create(
        email=CLERK,
        defaults={"name": "casefile", "role": Role.ADMINISTRATOR, "is_active": False, "password": "!"},
    )[0]


def current(slug: str | None = None) -> Lawsuit:
    """The lawsuit a command means: the one named; else the only real one; else the demonstration."""
    if slug:
        found = Lawsuit.objects.filter(slug=slug).first()
        if found is None:
            raise Missing(f"There is no lawsuit called {slug}. There are: {', '.join(_slugs()) or 'none yet'}.")
        return found
    real = list(Lawsuit.objects.filter(is_demonstration=False)[:2])
    if len(real) > 1:
        raise Refused(f"There are several lawsuits. Say which with --lawsuit: {', '.join(_slugs())}.")
    lawsuit = real[0] if real else Lawsuit.objects.first()
    if lawsuit is None:
        raise Missing(
            "There is no lawsuit yet. Open one with open_lawsuit, or start casefile once for the demonstration."
        )
    return lawsuit


def _slugs() -> list[str]:
    return list(Lawsuit.objects.order_by("slug").values_list("slug", flat=True))


def _part(told: Description, name: str) -> Any:
    if not told.get(name):
        raise Refused(f"The description of the lawsuit has no “{name}”.")
    return told[name]


def _day(told: Description, name: str) -> date | None:
    try:
        return date.fromisoformat(told[name]) if told.get(name) else None
    except ValueError as wrong:
        raise Refused(f"“{name}” must be a day written as 2026-01-31.") from wrong


def _court(told: Description) -> Court:
    return Court.objects.get_or_create(
        county=_part(told, "county"),
        courthouse=told.get("courthouse", ""),
        defaults={
            "name": _part(told, "court"),
            "district": told.get("district", ""),
            "address": "\n".join(told.get("court_address", [])),
        },
    )[0]


def _entity(defendants: Sequence[Description]) -> PublicEntity:
    first = defendants[0]
    return PublicEntity.objects.get_or_create(
        name=first["name"], defaults={"descriptor": first.get("descriptor", "a public entity")}
    )[0]


def _story(release: Description) -> dict[str, Any]:
    """What became public, when, and who asked: the complaint's common facts."""
    return {
        "records_requested_on": _day(release, "requested"),
        "records_requester": release.get("requester", ""),
        "released_from": _day(release, "from"),
        "released_until": _day(release, "until"),
        "photographs_published_at": release.get("published", ""),
        "officers_published": release.get("officers"),
    }


def _defendants(lawsuit: Lawsuit, told: Sequence[Description], entity: PublicEntity) -> None:
    for position, one in enumerate(told, 1):
        Defendant.objects.create(
            lawsuit=lawsuit,
            entity=entity if position == 1 else None,
            name=one["name"],
            descriptor=one.get("descriptor", ""),
            served_on=_day(one, "served"),
            position=position,
        )


def _counsel(lawsuit: Lawsuit, told: Sequence[Description]) -> None:
    for office in told:
        firm = Firm.objects.get_or_create(
            name=office["firm"],
            defaults={
                "address": "\n".join(office["address"]),
                "telephone": office.get("telephone", ""),
                "facsimile": office.get("facsimile", ""),
            },
        )[0]
        side = Side.PLAINTIFFS if office["side"] == "plaintiffs" else Side.DEFENDANTS
        for position, one in enumerate(office["attorneys"], 1):
            Counsel.objects.create(
                lawsuit=lawsuit,
                firm=firm,
                side=side,
                name=one["name"],
                bar_number=one["sbn"],
                email=one.get("e_mail", ""),
                position=position,
            )


def _causes(lawsuit: Lawsuit, told: Sequence[Description]) -> None:
    defendants = {one.name: one for one in lawsuit.defendants.all()}
    for one in told:
        cause = CauseOfAction.objects.create(
            lawsuit=lawsuit, ordinal=one["number"], title=one["title"], pleaded_by=one.get("by", "all plaintiffs")
        )
        cause.statutes.set(_enactments(one.get("statutes", [])))
        cause.enactments.set(_enactments(one.get("enactments", [])))
        cause.against.set(defendants[name] for name in one["against"] if name in defendants)


def _enactments(cites: Sequence[str]) -> list[Enactment]:
    return [Enactment.objects.get_or_create(cite=cite)[0] for cite in cites]
