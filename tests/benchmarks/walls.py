"""What a wall costs in a crowd: lists with a scope against lists without, and row security against the vault's role."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import connections

from casefile.models import Lawsuit, Role, Staff
from casefile.row_security import seen_by
from plaintiffs.models import Client, Plaintiff, Reason, SealedField
from plaintiffs.rules.identity import Identity
from plaintiffs.services import intake, need_to_know
from plaintiffs.services.intake import Enrolment
from tests import factories

AT_A_TIME = 1_000
DENIED = 20
PAGE = 50
UNSCOPED, SCOPED, VAULT, GUARDED = "every plaintiff", "those she may see", "as the vault's role", "under row security"


def crowd(size: int) -> tuple[Lawsuit, Staff]:
    """A lawsuit of so many plaintiffs, and somebody to whom a few of them are denied."""
    reader, keeper = (factories.staff(name, role=role) for name, role in PEOPLE)
    lawsuit = factories.opened(slug="doe-v-crowd", members=[reader, keeper])
    for start in range(1, size + 1, AT_A_TIME):
        numbers = range(start, min(start + AT_A_TIME, size + 1))
        intake.engage_all([_enrolment(number) for number in numbers], lawsuit=lawsuit, came_with=None)
    for client in Client.objects.unscoped("benchmark").filter(lawsuit=lawsuit)[:DENIED]:
        need_to_know.deny(client, whom=reader, reason=Reason.CARE, actor=keeper)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    return lawsuit, reader


PEOPLE = (("Wren Attley", Role.PARALEGAL), ("Keir Attley", Role.CUSTODIAN))


def ways_of(lawsuit: Lawsuit, reader: Staff) -> Mapping[str, Callable[[], object]]:
    def shown(rows: Callable[[], object]) -> Callable[[], object]:
        def act() -> object:
            with seen_by(reader):
                return rows()

        return act

    everybody = Plaintiff.objects.unscoped("benchmark").filter(lawsuit=lawsuit)
    hers = Plaintiff.objects.visible_to(reader).filter(lawsuit=lawsuit)
    sealed = SealedField.objects.filter(field="last")
    return {
        UNSCOPED: lambda: _page(everybody),
        SCOPED: lambda: _page(hers),
        VAULT: lambda: sealed.using("vault").filter(client__lawsuit=lawsuit).count(),
        GUARDED: shown(lambda: sealed.filter(client__lawsuit=lawsuit).count()),
    }


def _page(rows: object) -> tuple[list[object], int]:
    found = rows.select_related("client").order_by("number")  # type: ignore[attr-defined]
    return list(found[:PAGE]), rows.count()  # type: ignore[attr-defined]


def _enrolment(number: int) -> Enrolment:
    return Enrolment(code=f"CR-{number}", identity=Identity(last=f"Quillfeather{number}"), doe=("JANE", number))
