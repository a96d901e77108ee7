"""What tests set a house up with: people enrolled with their claims, as the services do it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from casefile import clock
from casefile.lawsuits import open_lawsuit
from casefile.models import Lawsuit, Role, Staff
from filings.law.claim_events import Event, EventKind, Method
from filings.models import GovernmentClaim
from filings.services import claims
from filings.services.demonstration import description
from plaintiffs.models import Client, Plaintiff
from plaintiffs.rules.identity import Identity
from plaintiffs.services import intake
from plaintiffs.services.intake import Enrolment

SOMEBODY = Identity(last="Quillfeather", first="Odalys")


def staff(name: str, *, role: Role) -> Staff:
    return Staff.objects.enrol(f"{name.split()[0].lower()}@moltrask.example", name=name, role=role)


def opened(*, slug: str, members: Sequence[Staff]) -> Lawsuit:
    """The invented lawsuit against the City of Rivermont."""
    return open_lawsuit(description(today=clock.today()), slug=slug, actor=members[0], members=members)


def enrolled(
    lawsuit: Lawsuit,
    *,
    code: str,
    number: int | None = None,
    identity: Identity = SOMEBODY,
    events: Sequence[Event] | None = None,
    city_claim_no: str = "",
    **more: Any,
) -> Client:
    """A client, a plaintiff when she has a number, with a claim when there are events (an empty list: a bare claim)."""
    claim_id = uuid4()
    secrets = intake.claim_secrets(claim_id, city_claim_no=city_claim_no, remarks="")
    doe = ("JANE", number) if number else None
    enrolment = Enrolment(code=code, identity=identity, doe=doe, claim_secrets=secrets, **more)
    client = intake.engage(enrolment, lawsuit=lawsuit, actor=somebody(lawsuit))
    if events is not None:
        claim = claims.new_claim(client, entity=lawsuit.claims_entity, claim_id=claim_id, came_with=None)  # type: ignore[arg-type]
        claims.record_claims([(claim, events)], actor=somebody(lawsuit))
    return client


def three(lawsuit: Lawsuit, *, events: Sequence[Sequence[Event] | None] = (None, None, None)) -> list[Plaintiff]:
    """JANE DOE 1 to 3, each of a name of her own, and with a claim where there are events."""
    for number, hers in enumerate(events, 1):
        who = Identity(last=f"Quillfeather{number}")
        enrolled(lawsuit, code=f"RM-{number}", number=number, identity=who, events=hers)
    return list(Plaintiff.objects.unscoped("test").filter(lawsuit=lawsuit).order_by("number"))


def claim_of(client: Client) -> GovernmentClaim:
    return GovernmentClaim.objects.unscoped("test").get(client=client)


def somebody(lawsuit: Lawsuit) -> Staff:
    """A member of the lawsuit who may do everything."""
    return Staff.objects.filter(memberships__lawsuit=lawsuit, role=Role.ATTORNEY)[0]


def presented(*, days_ago: int, accrued_days_before: int = 30) -> list[Event]:
    """A claim presented in time on that day, and nothing of the City since."""
    on = clock.today() - timedelta(days=days_ago)
    accrued = Event(EventKind.ACCRUED, on - timedelta(days=accrued_days_before))
    return [accrued, Event(EventKind.PRESENTED, on, method=Method.PERSONAL)]


def rejected(*, days_ago: int) -> list[Event]:
    """A claim the City rejected by a notice, with its warning, mailed on that day."""
    on = clock.today() - timedelta(days=days_ago)
    notice = Event(EventKind.REJECTED, on, method=Method.MAIL, mailed_on=on, warning=True)
    return [*presented(days_ago=days_ago + 20), notice]


def canary(person: dict[str, Any]) -> Identity:
    """The sealed identity of one planted person."""
    return Identity(
        last=person["surname"],
        first=person["given"],
        middle=person["middle"],
        suffix=person["suffix"],
        serial_no=person["serial_no"],
        born_on=date.fromisoformat(person["dob"]),
        home_address=person["home_address"],
        phone=person["phone"],
        e_mail=person["e_mail"],
        spouse=person["spouse"],
        aliases=tuple(person["aliases"]),
    )
