"""Who may learn a client's identity: the first rule that fits decides, and a denial beats what was given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, transaction

from casefile import clock
from casefile.models import Lawsuit, Membership, Role, Staff
from plaintiffs.models import Client, Effect, EndReason, NeedToKnow, Reason
from plaintiffs.queries.need_to_know import Rule, verdict
from tests import factories

pytestmark = pytest.mark.usefixtures("db")
NOW = clock.now()
DAY = timedelta(days=1)


@pytest.fixture
def client(lawsuit: Lawsuit) -> Client:
    return factories.enrolled(lawsuit, code="RM-1", number=1)


@pytest.fixture
def member(lawsuit: Lawsuit) -> Callable[[Role], Staff]:
    """Somebody new of this role who works on the lawsuit."""

    def enrol(role: Role) -> Staff:
        staff = factories.staff(f"New{role} Person", role=role)
        Membership.objects.create(lawsuit=lawsuit, staff=staff)
        return staff

    return enrol


def written(client: Client, staff: Staff, effect: Effect, *, by: Staff, **more: Any) -> NeedToKnow:
    told = {"reason_code": Reason.WORK, "valid_from": NOW - 2 * DAY, "given_at": NOW - 2 * DAY} | more
    return NeedToKnow.objects.create(client=client, staff=staff, effect=effect, given_by=by, **told)


@pytest.mark.parametrize(
    ("role", "effects", "rule", "allowed"),
    [
        (Role.PARALEGAL, [], Rule.NOT_GIVEN, False),
        (Role.PARALEGAL, [Effect.GRANT], Rule.GRANTED, True),
        (Role.PARALEGAL, [Effect.GRANT, Effect.DENY], Rule.DENIED, False),
        (Role.PARALEGAL, [Effect.DENY], Rule.DENIED, False),
        (Role.ATTORNEY, [], Rule.NOT_GIVEN, False),
        (Role.ATTORNEY, [Effect.GRANT], Rule.GRANTED, True),
        (Role.CUSTODIAN, [], Rule.CUSTODIAN, True),
        (Role.CUSTODIAN, [Effect.DENY], Rule.DENIED, False),
        (Role.STAFF, [Effect.GRANT], Rule.ROLE_NEVER, False),
        (Role.AUDITOR, [Effect.GRANT], Rule.ROLE_NEVER, False),
        (Role.ADMINISTRATOR, [Effect.GRANT], Rule.ROLE_NEVER, False),
    ],
)
def test_role_grant_and_denial_decide(
    client: Client,
    member: Callable[[Role], Staff],
    custodian: Staff,
    role: Role,
    effects: list[Effect],
    rule: Rule,
    allowed: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    staff = member(role)
    for effect in effects:
        written(client, staff, effect, by=custodian)
    found = verdict(staff, client)
    assert (found.rule, found.allowed) == (rule, allowed)
    assert found.told.endswith(".")
    assert (found.row is not None) == (rule in (Rule.GRANTED, Rule.DENIED))


def test_an_attorney_learns_whom_she_is_responsible_for(client: Client, member: Callable[[Role], Staff]) -> None:
    attorney, paralegal = member(Role.ATTORNEY), member(Role.PARALEGAL)
    client.owner = attorney
    assert verdict(attorney, client).rule is Rule.RESPONSIBLE
    client.owner = paralegal
    assert verdict(attorney, client).rule is Rule.NOT_GIVEN
    assert not verdict(paralegal, client).allowed


def test_no_grant_reaches_beyond_the_lawsuit_or_into_a_closed_account(
    client: Client, outsider: Staff, paralegal: Staff, custodian: Staff
) -> None:
    for staff in (outsider, paralegal):
        written(client, staff, Effect.GRANT, by=custodian)
    assert verdict(outsider, client).rule is Rule.NO_MEMBER
    assert verdict(paralegal, client).allowed
    paralegal.is_active = False
    assert verdict(paralegal, client).rule is Rule.CLOSED_ACCOUNT


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ({}, True),
        ({"valid_until": NOW + DAY}, True),
        ({"valid_until": NOW - DAY}, False),
        ({"valid_from": NOW + DAY}, False),
    ],
)
def test_a_grant_holds_between_its_days(
    client: Client,
    paralegal: Staff,
    custodian: Staff,
    told: dict[str, Any],
    holds: bool,  # noqa: FBT001 (a column of the table)
) -> None:
    written(client, paralegal, Effect.GRANT, by=custodian, **told)
    assert verdict(paralegal, client).allowed is holds


def test_an_ended_grant_opens_nothing_and_is_still_told_of_its_time(
    client: Client, paralegal: Staff, custodian: Staff
) -> None:
    row = written(client, paralegal, Effect.GRANT, by=custodian)
    NeedToKnow.objects.filter(pk=row.pk).update(ended_at=NOW - DAY, ended_by=custodian, end_reason=EndReason.DONE)
    assert not verdict(paralegal, client).allowed
    assert verdict(paralegal, client, at=NOW - 1.5 * DAY).row == row


class TestTheDatabaseRefuses:
    def test_that_somebody_gives_herself_access_or_lifts_a_denial_of_herself(
        self, client: Client, custodian: Staff
    ) -> None:
        with pytest.raises(IntegrityError, match="nobody_gives_herself_access"), transaction.atomic():
            written(client, custodian, Effect.GRANT, by=custodian)
        row = written(client, custodian, Effect.DENY, by=custodian)
        with pytest.raises(IntegrityError, match="nobody_lifts_a_denial_of_herself"), transaction.atomic():
            NeedToKnow.objects.filter(pk=row.pk).update(ended_at=NOW, ended_by=custodian, end_reason=EndReason.DONE)

    def test_a_second_grant_beside_the_first(self, client: Client, paralegal: Staff, custodian: Staff) -> None:
        written(client, paralegal, Effect.GRANT, by=custodian)
        with pytest.raises(IntegrityError, match="one_grant_and_one_denial_at_a_time"), transaction.atomic():
            written(client, paralegal, Effect.GRANT, by=custodian)

    @pytest.mark.parametrize("changed", [{"reason_code": Reason.CONTACT}, {"valid_until": None}, {"effect": "grant"}])
    def test_that_history_is_rewritten(
        self, client: Client, paralegal: Staff, custodian: Staff, changed: dict[str, Any]
    ) -> None:
        written(client, paralegal, Effect.DENY, by=custodian)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            NeedToKnow.objects.update(**changed)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            NeedToKnow.objects.all().delete()
