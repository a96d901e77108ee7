"""A client is enrolled whole or not at all, and a Doe number is given once."""

from typing import Any

import pytest
from django.db import DatabaseError

from casefile import clock
from casefile.acts import Act
from casefile.errors import Refused
from casefile.models import AuditEntry, Lawsuit, Staff
from plaintiffs.models import Client, Plaintiff, SealedField
from plaintiffs.rules.identity import Identity
from plaintiffs.services import intake
from plaintiffs.services.intake import Enrolment

PERSON = Identity(last="O'Quibblethwaite", first="Oonagh", serial_no="98762")


def enrol(lawsuit: Lawsuit, actor: Staff, *, code: str = "RM-1", number: int | None = None, **more: object) -> Client:
    doe = ("JANE", number) if number else None
    return intake.engage(
        Enrolment(code=code, identity=PERSON, doe=doe, **more),  # type: ignore[arg-type]
        lawsuit=lawsuit,
        actor=actor,
    )


@pytest.mark.usefixtures("db")
class TestEnrolling:
    def test_a_client_her_sealed_fields_and_the_entry_come_together(self, lawsuit: Lawsuit, paralegal: Staff) -> None:
        client = enrol(lawsuit, paralegal, unit="Narcotics", harms=("relocation",))
        assert (client.code, client.unit, client.harms) == ("RM-1", "Narcotics", ["relocation"])
        assert SealedField.objects.using("vault").filter(client=client).count() == 3
        assert AuditEntry.objects.latest("seq").act == Act.CLIENT_ENROLLED

    def test_a_code_in_use_is_refused_and_nothing_of_the_second_client_is_stored(
        self, lawsuit: Lawsuit, paralegal: Staff
    ) -> None:
        enrol(lawsuit, paralegal)
        with pytest.raises(Refused, match="RM-1 is in use") as refusal:
            enrol(lawsuit, paralegal)
        assert "Quibble" not in str(refusal.value)
        assert (Client.objects.unscoped("test").count(), SealedField.objects.using("vault").count()) == (1, 3)

    def test_the_likeness_of_somebody_known_is_told_by_place_alone(self, lawsuit: Lawsuit, paralegal: Staff) -> None:
        enrol(lawsuit, paralegal)
        asked = [
            Identity(last="Nobody", first="New"),
            Identity(last="OQuibblethwaite", first="Oonagh", serial_no="98762"),
        ]
        assert intake.resembles(asked, lawsuit=lawsuit) == {1}


@pytest.mark.usefixtures("db")
class TestDoeNumbers:
    def test_the_number_asked_for_is_given(self, lawsuit: Lawsuit, paralegal: Staff) -> None:
        client = enrol(lawsuit, paralegal, number=17)
        assert client.designations.unscoped("test").get().label == "JANE DOE 17"

    def test_a_number_that_is_borne_is_not_given_again(self, lawsuit: Lawsuit, paralegal: Staff) -> None:
        enrol(lawsuit, paralegal, code="RM-1", number=17)
        second = enrol(lawsuit, paralegal, code="RM-2", number=17)
        assert second.designations.unscoped("test").get().label == "JANE DOE 18"

    def test_a_reserved_number_is_free_again_when_its_row_goes(self, lawsuit: Lawsuit, paralegal: Staff) -> None:
        enrol(lawsuit, paralegal, number=17).designations.unscoped("test").get().delete()
        assert enrol(lawsuit, paralegal, code="RM-2", number=17).designations.unscoped("test").get().number == 17

    @pytest.mark.parametrize("change", [None, {"number": 18}, {"used_at": None}])
    def test_a_number_that_a_paper_bears_is_never_given_up(
        self, lawsuit: Lawsuit, paralegal: Staff, change: dict[str, Any] | None
    ) -> None:
        plaintiff = enrol(lawsuit, paralegal, number=17).designations.unscoped("test").get()
        rows = Plaintiff.objects.unscoped("test").filter(pk=plaintiff.pk)
        rows.update(used_at=clock.now())
        with pytest.raises(DatabaseError, match="never given up"):
            rows.update(**change) if change else rows.delete()
        assert rows.get().number == 17
