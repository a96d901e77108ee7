"""Entering a client and changing the caption, through their pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from casefile.acts import Act
from casefile.models import AuditEntry, Lawsuit, Staff
from plaintiffs.models import Client, Plaintiff, PseudonymOrder, SealedField
from tests.factories import enrolled

SignIn = Callable[[Staff], Browser]
ENTER, CAPTION = "/doe-v-rivermont/intake", "/doe-v-rivermont/caption"
TOLD: dict[str, Any] = {
    "last": "Quillfeather",
    "first": "Odalys",
    "serial_no": "90417",
    "born_on": "1980-02-03",
    "code": "RM-0100",
    "unit": "Narcotics",
    "duty": "current",
    "released_on": "2026-04-06",
    "harms": ["therapy", "relocation"],
    "doe": "JANE",
}


class TestEntering:
    def test_a_client_is_enrolled_sealed_and_in_the_suit(
        self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        answer = browser.post(ENTER, TOLD)
        client = Client.objects.unscoped("test").get(code="RM-0100")
        assert answer.headers["Location"] == f"/doe-v-rivermont/clients/{client.pk}"
        assert (client.unit, client.harms) == ("Narcotics", ["therapy", "relocation"])
        assert client.release is not None and client.release.released_on == date(2026, 4, 6)
        assert SealedField.objects.using("vault").filter(client=client).count() == 4
        assert Plaintiff.objects.unscoped("test").get(client=client).number == 1
        assert "Quillfeather" not in browser.get(answer.headers["Location"]).text

    def test_sent_twice_it_is_one_client_and_the_second_answer_keeps_what_was_typed(
        self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        answers = [browser.post(ENTER, TOLD) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 422]
        assert "The client code RM-0100 is in use" in answers[1].text
        assert 'value="Narcotics"' in answers[1].text
        assert Client.objects.unscoped("test").count() == 1

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"last": ""}, "last"),
            ({"e_mail": "Odalys at home"}, "e_mail"),
            ({"born_on": "the third"}, "born_on"),
            ({"code": "Quillfeather"}, "code"),
            ({"doe": "Odalys"}, "doe"),
        ],
    )
    def test_an_error_tells_the_field_and_never_what_stood_in_it(
        self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff, wrong: dict[str, str], field: str
    ) -> None:
        answer = signed_in(paralegal).post(ENTER, TOLD | wrong)
        errors = answer.context["form"].errors
        assert (answer.status_code, list(errors)) == (422, [field])
        assert not any(typed and typed in str(errors) for typed in wrong.values())
        assert not Client.objects.unscoped("test").exists()

    def test_a_likeness_goes_to_the_custodian_and_says_nothing_of_whom(
        self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        browser.post(ENTER, TOLD)
        referred = AuditEntry.objects.filter(act=Act.LIKENESS_REFERRED)
        before = referred.count()
        page = browser.post(ENTER, TOLD | {"code": "RM-0101"}, follow=True)
        assert "The custodian will look at a possible match." in page.text
        assert "RM-0100" not in page.text
        assert referred.count() == before + 1

    def test_somebody_new_is_referred_to_nobody(self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff) -> None:
        enrolled(lawsuit, code="RM-0001")
        told = TOLD | {"last": "Vandersloot", "first": "Bertil"}
        assert "custodian will look" not in signed_in(paralegal).post(ENTER, told, follow=True).text

    def test_the_right_is_asked_for_and_the_wall_stands(
        self, lawsuit: Lawsuit, signed_in: SignIn, staff_member: Staff, outsider: Staff
    ) -> None:
        for address in (ENTER, CAPTION):
            assert signed_in(staff_member).get(address).status_code == 403
            assert signed_in(staff_member).post(address, TOLD).status_code == 403
            assert signed_in(outsider).get(address).status_code == 404
        assert not Client.objects.unscoped("test").exists()


class TestTheCaption:
    @pytest.fixture
    def shown(self, lawsuit: Lawsuit, signed_in: SignIn, paralegal: Staff) -> dict[str, str]:
        """What the page sends back when nothing was typed."""
        form = signed_in(paralegal).get(CAPTION).context["form"]
        sent: dict[str, str] = {}
        for field in form:
            value = field.value()
            words = value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
            sent |= {field.html_name: words, field.html_initial_name: words}
        return sent

    def test_what_was_typed_is_said_by_the_papers_from_now_on(
        self, lawsuit: Lawsuit, shown: dict[str, str], signed_in: SignIn, paralegal: Staff
    ) -> None:
        more = {"case_number": "26STCV01234", "order_status": "granted", "order_on": "2026-11-02"}
        assert signed_in(paralegal).post(CAPTION, shown | more).status_code == 302
        lawsuit.refresh_from_db()
        assert lawsuit.case_number == "26STCV01234"
        assert PseudonymOrder.objects.get(lawsuit=lawsuit).order_on == date(2026, 11, 2)

    def test_nothing_typed_changes_nothing(
        self, lawsuit: Lawsuit, shown: dict[str, str], signed_in: SignIn, paralegal: Staff
    ) -> None:
        page = signed_in(paralegal).post(CAPTION, shown, follow=True)
        assert "Nothing was changed." in page.text
        assert not PseudonymOrder.objects.exists()

    def test_a_stale_page_changes_nothing(
        self, lawsuit: Lawsuit, shown: dict[str, str], signed_in: SignIn, paralegal: Staff
    ) -> None:
        browser = signed_in(paralegal)
        browser.post(CAPTION, shown | {"judge": "Hon. A. Whitfield"})
        assert browser.post(CAPTION, shown | {"judge": "Hon. B. Quist"}).status_code == 409
        lawsuit.refresh_from_db()
        assert lawsuit.judge == "Hon. A. Whitfield"

    def test_a_grant_without_its_day_is_refused_and_what_the_page_showed_stays(
        self, lawsuit: Lawsuit, shown: dict[str, str], signed_in: SignIn, paralegal: Staff
    ) -> None:
        answer = signed_in(paralegal).post(CAPTION, shown | {"order_status": "granted", "judge": "Hon. B. Quist"})
        assert answer.status_code == 422
        assert 'value="Hon. B. Quist"' in answer.text
        assert '<input type="hidden" name="initial-order_status" value="none"' in answer.text
