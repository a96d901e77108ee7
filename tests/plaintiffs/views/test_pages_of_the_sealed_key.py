"""The pages of the sealed key: asked for on one, decided on another, fetched from a third; no other tells a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import psycopg
import pypdfium2
import pytest

from casefile import clock, stepup
from casefile.acts import Act
from casefile.models import AuditEntry, Lawsuit, Role, Staff
from plaintiffs.models import Client, Effect, KeyExhibit, KeyRound, KeyState
from tests import factories
from tests.plaintiffs import opening
from tests.plaintiffs.opening import entries, give, people
from tests.plaintiffs.services.reveal.test_trail_first import no_right_to_write

DESK, ASK = "/doe-v-rivermont/reveals", "/doe-v-rivermont/reveals/key"
PURPOSE = "Lodged with the motion for leave, set for January"
SignIn = Callable[[Staff], Any]


@pytest.fixture(autouse=True)
def trail_of_this_test(db: None) -> None:
    opening.begin()


@pytest.fixture
def clients(lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff) -> list[Client]:
    found = people(lawsuit, [10, 11, 12])
    for client in found:
        give(client, to=lead_attorney, by=custodian)
    return found


@pytest.fixture
def hers(clients: list[Client], signed_in: SignIn, lead_attorney: Staff) -> Any:
    return signed_in(lead_attorney)


@pytest.fixture
def keepers(clients: list[Client], signed_in: SignIn, custodian: Staff) -> Any:
    return signed_in(custodian)


def form(**other: str) -> dict[str, str]:
    told = {"asking": str(uuid4()), "numbers": "", "reason_code": "order", "hearing": "", "purpose": PURPOSE}
    return told | other


def asked(browser: Any, **other: str) -> str:
    """The address on which it is decided."""
    assert browser.post(ASK, form(**other)).status_code == 302
    return f"{ASK}/{KeyExhibit.objects.latest('asked_at').pk}"


def made(browser: Any, second: Any) -> str:
    """The address from which it is fetched."""
    address = asked(browser)
    assert second.post(address, {"words": "The court ordered it.", "approve": ""}).status_code == 302
    return f"{address}/copy"


def age(browser: Any, *, seconds: int) -> None:
    session = browser.session
    session[stepup.KEPT_AS] |= {"at": (clock.now() - timedelta(seconds=seconds)).isoformat()}
    session.save()


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(content))
    told = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    return told


class TestTheWay:
    def test_leads_from_the_openings_to_the_file_and_shows_a_name_nowhere_else(self, hers: Any, keepers: Any) -> None:
        assert ASK in hers.get(DESK).text
        address = asked(hers, hearing="Department 7, January 14")
        shown = [hers.get(DESK).text, keepers.get(DESK).text, keepers.get(address).text]
        assert address not in shown[0]
        assert address in shown[1]
        assert all("every plaintiff of the suit: 3" in text for text in shown)
        assert "Department 7, January 14" in shown[2]
        keepers.post(address, {"words": "The court ordered it.", "approve": ""})
        fetching = f"{address}/copy"
        shown += [hers.get(DESK).text, keepers.get(fetching).text]
        assert fetching in shown[3]
        answer = hers.post(fetching)
        assert "JANE DOE 11 Odalys Quillfeather11" in text_of(answer.content)
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'attachment; filename="sealed-key_copy-001.pdf"'
        assert {"no-store", "private"} <= set(answer["Cache-Control"].replace(" ", "").split(","))
        assert answer["Referrer-Policy"] == "no-referrer"
        shown.append(hers.get(DESK).text)
        assert "downloads left: 2" in shown[-1]
        assert not [text for text in shown if "Quillfeather1" in text]

    def test_is_denied_in_words_that_whoever_asked_reads(self, hers: Any, keepers: Any) -> None:
        address = asked(hers)
        keepers.post(address, {"words": "There is no order yet.", "deny": ""})
        assert "There is no order yet." in hers.get(DESK).text
        assert hers.get(f"{address}/copy").status_code == hers.post(f"{address}/copy").status_code == 404
        assert not entries(Act.SEALED_KEY_OPENED)

    def test_shows_on_the_page_of_a_client_who_is_on_it(self, hers: Any, keepers: Any, clients: list[Client]) -> None:
        asked(hers, numbers="10, 12")
        logs = [hers.get(f"/doe-v-rivermont/clients/{client.pk}/reveals").text for client in clients]
        assert ["Copy no. 1" in log for log in logs] == [True, False, True]
        assert "2 plaintiffs: Doe 10, 12" in logs[0]

    def test_is_in_the_trail_by_how_many_and_not_by_whom(self, hers: Any, keepers: Any) -> None:
        made(hers, keepers)
        told = keepers.get("/doe-v-rivermont/audit").text
        assert "Had names opened for the sealed key" in told
        assert "plaintiffs: 3" in told


class TestTheForm:
    @pytest.mark.parametrize(
        ("wrong", "field", "told"),
        [
            ({"numbers": "ten"}, "numbers", "such as 1-12, 17"),
            ({"numbers": "12-10"}, "numbers", "such as 1-12, 17"),
            ({"numbers": "10, 998"}, "__all__", "bears the number 998"),
            ({"reason_code": "fun"}, "reason_code", "Choose one"),
            ({"purpose": "curious"}, "purpose", "at least 15"),
            ({"purpose": "The true name of Odalys Quillfeather10"}, "purpose", "seems to stand here"),
            ({"hearing": "Odalys Quillfeather10 v. City"}, "hearing", "seems to stand here"),
        ],
    )
    def test_a_mistake_asks_for_nothing_and_a_name_is_not_repeated(
        self, hers: Any, wrong: dict[str, str], field: str, told: str
    ) -> None:
        answer = hers.post(ASK, form(**wrong))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
        assert told in str(answer.context["form"].errors)
        assert "Quillfeather10" not in answer.text
        assert not KeyExhibit.objects.exists()

    def test_sent_with_a_factor_of_six_minutes_ago_is_not_taken(self, hers: Any, keepers: Any) -> None:
        address = made(hers, keepers)
        for browser, page in ((hers, ASK), (hers, address), (keepers, address.removesuffix("/copy"))):
            age(browser, seconds=360)
            answers = [browser.get(page), browser.post(page, form())]
            assert [one.status_code for one in answers] == [302, 302]
            assert all(one["Location"].startswith("/confirm") for one in answers)
        assert KeyExhibit.objects.count() == 1
        assert not KeyRound.objects.filter(state=KeyState.FETCHED).exists()


class TestWhoIsLetIn:
    def test_whoever_asked_cannot_decide(self, hers: Any) -> None:
        address = asked(hers)
        for answer in (hers.get(address), hers.post(address, {"words": "I say so myself.", "approve": ""})):
            assert answer.status_code == 404
        assert KeyExhibit.objects.get().state == KeyState.ASKED

    @pytest.mark.parametrize(("who", "status"), [("paralegal", 403), ("staff_member", 403), ("auditor", 403)])
    def test_other_roles_do_not_ask(
        self, clients: list[Client], signed_in: SignIn, who: str, status: int, request: pytest.FixtureRequest
    ) -> None:
        assert signed_in(request.getfixturevalue(who)).post(ASK, form()).status_code == status

    def test_who_is_denied_a_client_reads_nothing_of_a_list_with_her(
        self, lawsuit: Lawsuit, hers: Any, clients: list[Client], signed_in: SignIn, custodian: Staff
    ) -> None:
        address = asked(hers)
        second = factories.staff("Ruth Amadi", role=Role.CUSTODIAN)
        lawsuit.members.create(staff=second)
        browser = signed_in(second)
        assert browser.get(address).status_code == 200
        give(clients[1], to=second, by=custodian, effect=Effect.DENY)
        assert "Copy no. 1" not in browser.get(DESK).text
        for answer in (browser.get(address), browser.post(address, {"words": "The court said so.", "approve": ""})):
            assert answer.status_code == 404
        assert not entries(Act.SEALED_KEY_OPENED)

    def test_nobody_but_the_two_fetches_it(self, lawsuit: Lawsuit, hers: Any, keepers: Any, signed_in: SignIn) -> None:
        address = made(hers, keepers)
        second = factories.staff("Ruth Amadi", role=Role.CUSTODIAN)
        lawsuit.members.create(staff=second)
        browser = signed_in(second)
        assert (browser.get(address).status_code, browser.post(address).status_code) == (404, 404)
        assert not entries(Act.SEALED_KEY_DOWNLOADED)


def test_a_file_whose_download_cannot_be_recorded_does_not_leave(
    hers: Any, keepers: Any, superuser_sql: psycopg.Connection[Any]
) -> None:
    address = made(hers, keepers)
    before = AuditEntry.objects.count()
    with no_right_to_write(superuser_sql):
        answer = hers.post(address)
    assert answer.status_code == 503
    assert b"%PDF" not in answer.content
    assert AuditEntry.objects.count() == before
    assert hers.post(address).content.startswith(b"%PDF")
