"""Enrolling people: client, sealed identity, designation and audit in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db import connection, transaction

from casefile import audit, clock
from casefile.acts import Act
from casefile.errors import Refused
from casefile.models import Batch, Lawsuit, Role, Staff
from plaintiffs.models import Client, Plaintiff, Release
from plaintiffs.rules import doe_numbers
from plaintiffs.rules.identity import Identity
from plaintiffs.vault import doors
from plaintiffs.vault.doors import CITY_CLAIM_NO, REMARKS, ClaimSecret
from plaintiffs.vault.sealed import Sealed

NUMBERS_LOCK = 4_711_002  # designations are given one act at a time


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the firm knows of one new client. `doe` is (style, number), (style, None) for the next free number, or None.

    `claim_secrets` are the City's claim number and the remarks of her claims, by claim. `owner` is the attorney who
    answers for her.
    """

    code: str
    identity: Identity
    unit: str = ""
    covert_role: str = ""
    duty: str = ""
    released_on: date | None = None
    harms: tuple[str, ...] = ()
    doe: tuple[str, int | None] | None = None
    claim_secrets: tuple[ClaimSecret, ...] = field(default=(), repr=False)
    owner: Staff | None = None


def claim_secrets(claim_id: UUID, *, city_claim_no: str, remarks: str) -> tuple[ClaimSecret, ...]:
    """The values of one claim that lead to the claimant, ready for the vault."""
    told = [(CITY_CLAIM_NO, city_claim_no), (REMARKS, remarks)]
    return tuple(ClaimSecret(claim_id=claim_id, field=name, value=Sealed(value)) for name, value in told if value)


@transaction.atomic
def engage(enrolment: Enrolment, *, lawsuit: Lawsuit, actor: Staff) -> Client:
    """One new client. Raises Refused when the code is taken or the Doe number is borne by another."""
    (client,) = engage_all([enrolment], lawsuit=lawsuit, came_with=None)
    audit.record(actor, Act.CLIENT_ENROLLED, client)
    return client


@dataclass(frozen=True, slots=True)
class Entered:
    """A client entered by hand; `referred` when she may be somebody already there. Who, only the custodian learns."""

    client: Client
    referred: bool


@transaction.atomic
def enter(enrolment: Enrolment, *, lawsuit: Lawsuit, actor: Staff) -> Entered:
    """One new client from the form. A likeness to somebody in the vault goes to the custodian and stops nothing."""
    Lawsuit.objects.select_for_update().get(pk=lawsuit.pk)  # one at a time: the form sent twice finds its code in use
    referred = bool(resembles([enrolment.identity], lawsuit=lawsuit))
    answers = actor if actor.role == Role.ATTORNEY else None  # she has just typed the name
    client = engage(replace(enrolment, owner=answers), lawsuit=lawsuit, actor=actor)
    if referred:
        audit.record(actor, Act.LIKENESS_REFERRED, client)
    return Entered(client=client, referred=referred)


@transaction.atomic
def engage_all(enrolments: Sequence[Enrolment], *, lawsuit: Lawsuit, came_with: Batch | None) -> list[Client]:
    """New clients, all or none, in the order given. The act that brings them records itself."""
    _refuse_codes_in_use([one.code for one in enrolments], lawsuit=lawsuit)
    releases = _releases({one.released_on for one in enrolments} - {None}, lawsuit=lawsuit, came_with=came_with)
    enrolled_at = clock.now()
    clients = Client.objects.bulk_create(
        Client(
            lawsuit=lawsuit,
            code=one.code,
            unit=one.unit,
            covert_role=one.covert_role,
            duty=one.duty,
            owner=one.owner,
            release=releases.get(one.released_on),
            harms=list(one.harms),
            came_with=came_with,
            enrolled_at=enrolled_at,
        )
        for one in enrolments
    )
    pairs = list(zip(clients, enrolments, strict=True))
    doors.seal_people((client, one.identity, one.claim_secrets) for client, one in pairs)
    _designate(pairs, lawsuit=lawsuit, came_with=came_with)
    return clients


@transaction.atomic
def join(client: Client, *, style: str, actor: Staff) -> Plaintiff:
    """Give a client of the firm the next free designation in her lawsuit; asked twice, the one she has."""
    Client.objects.unscoped("locks the row that its page let her see").select_for_update().get(pk=client.pk)
    known = client.designations.unscoped("hers").filter(lawsuit=client.lawsuit).first()
    if known is not None:
        return known
    plaintiffs = _designate_at(client.lawsuit, [(client, style, None)], came_with=None)
    audit.record(actor, Act.CLIENT_JOINED, client, label=plaintiffs[0].label)
    return plaintiffs[0]


def seal_claim(client: Client, secrets: tuple[ClaimSecret, ...]) -> None:
    """Seal a later claim's values under the key the client already has; in the caller's transaction."""
    doors.seal_secrets(client, secrets)


def resembles(identities: Sequence[Identity], *, lawsuit: Lawsuit) -> set[int]:
    """Places of those who are likely somebody already in the vault. Who that is, only the custodian learns."""
    return set(doors.resembling(identities, lawsuit=lawsuit))


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """What a sheet says of somebody who may be in the house already."""

    identity: Identity
    city_claim_no: str = ""


def changed(told: Mapping[str, Told], *, lawsuit: Lawsuit) -> set[str]:
    """Codes of clients whose sealed identity or claim's number is not the one told: compared inside the vault."""
    sealed, numbers = doors.identities(lawsuit), doors.city_claim_numbers(lawsuit)
    everybody = Client.objects.unscoped("a sheet is held against everybody")
    codes = everybody.filter(lawsuit=lawsuit, code__in=told).values_list("code", "pk")
    return {
        code
        for code, client in codes
        if sealed.get(client, Identity()) != told[code].identity
        or numbers.get(client, frozenset()) != {told[code].city_claim_no} - {""}
    }


def numbers_given(lawsuit: Lawsuit) -> Collection[int]:
    borne = Plaintiff.objects.unscoped("a number is given once").filter(lawsuit=lawsuit)
    return set(borne.values_list("number", flat=True))


def _refuse_codes_in_use(codes: Sequence[str], *, lawsuit: Lawsuit) -> None:
    everybody = Client.objects.unscoped("a code is given once").filter(lawsuit=lawsuit)
    taken = everybody.filter(code__in=codes).values_list("code", flat=True)
    if taken:
        raise Refused(f"The client code {taken[0]} is in use. Open that client, or choose another code.")


def _releases(
    days: Collection[date | None], *, lawsuit: Lawsuit, came_with: Batch | None
) -> dict[date | None, Release]:
    known: dict[date | None, Release] = {}
    known |= {release.released_on: release for release in Release.objects.filter(lawsuit=lawsuit)}
    for day in sorted(day for day in days if day and day not in known):
        known[day] = Release.objects.create(lawsuit=lawsuit, released_on=day, came_with=came_with)
    return known


def _designate(pairs: Sequence[tuple[Client, Enrolment]], *, lawsuit: Lawsuit, came_with: Batch | None) -> None:
    asked = [(client, one.doe[0], one.doe[1]) for client, one in pairs if one.doe]
    if asked:
        _designate_at(lawsuit, asked, came_with=came_with)


def _designate_at(
    lawsuit: Lawsuit, asked: Sequence[tuple[Client, str, int | None]], *, came_with: Batch | None
) -> list[Plaintiff]:
    """Numbers asked for are kept where they are free; who asks for none, or for one that is borne, gets the next."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NUMBERS_LOCK])
    given = set(numbers_given(lawsuit))
    kept, chosen = {number for _, _, number in asked if number}, []
    for client, style, number in asked:
        if number is None or number in given:
            number = doe_numbers.next_free(given | kept)
        given.add(number)
        chosen.append(Plaintiff(client=client, lawsuit=lawsuit, style=style, number=number, came_with=came_with))
    return Plaintiff.objects.bulk_create(chosen)
