"""The sealed key: one asks, another decides; every name opened is on record first."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, connections, transaction

from casefile.acts import Act
from casefile.errors import AuditUnavailable, NotAllowed, Refused, Stale
from casefile.models import Lawsuit, Staff
from plaintiffs.models import Effect, KeyCopy, KeyExhibit, KeyRound, KeyState, Plaintiff
from plaintiffs.rules.identity import Identity
from plaintiffs.services import key_exhibit
from plaintiffs.vault import doors
from tests import factories
from tests.plaintiffs.opening import asker, entries, give, people
from tests.plaintiffs.services.reveal.sealed_key.acts import WHY, approve, ask, fetch, pages_of, wanted
from tests.plaintiffs.services.reveal.test_trail_first import line_cut, no_right_to_write, no_room


class TestTheList:
    def test_has_every_name_beside_its_doe_and_its_number_on_each_page(
        self, made: KeyExhibit, lead_attorney: Staff
    ) -> None:
        content = fetch(made, lead_attorney)
        pages = pages_of(content)
        for number in range(10, 10 + 3 * 12, 3):
            assert f"JANE DOE {number} Odalys Quillfeather{number}" in " ".join(pages)
        assert len(pages) == made.pages == 2
        for page in pages:
            assert "FILED UNDER SEAL" in page
            assert "Copy no. 1" in page
            assert "Asked for by Ines Halloran, 11/30/2026 11:00 am; approved by Agnes Whitlow" in page
        assert hashlib.sha256(content).hexdigest() == made.sha256

    def test_of_some_has_those_and_nobody_else(
        self, lawsuit: Lawsuit, does: list[Plaintiff], custodian: Staff, second: Staff
    ) -> None:
        copy = approve(ask(lawsuit, custodian, 10, 16, reason="motion"), second)
        told = " ".join(pages_of(fetch(copy, second)))
        assert [n for n in range(10, 46, 3) if f"Quillfeather{n}" in told] == [10, 16]
        assert "CONDITIONALLY UNDER SEAL" in told
        assert "FILED UNDER SEAL" not in told

    def test_leaves_out_who_was_dismissed(
        self, lawsuit: Lawsuit, does: list[Plaintiff], custodian: Staff, second: Staff
    ) -> None:
        Plaintiff.objects.unscoped("test").filter(pk=does[0].pk).update(dismissed_on="2026-11-01")
        told = " ".join(pages_of(fetch(approve(ask(lawsuit, custodian), second), second)))
        assert "Quillfeather10" not in told
        with pytest.raises(Refused, match="bears the number 10"):
            ask(lawsuit, custodian, 10)

    def test_is_numbered_by_lawsuit_and_a_number_is_given_once(
        self, lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff, custodian: Staff
    ) -> None:
        first, other = ask(lawsuit, lead_attorney), ask(lawsuit, custodian)
        key_exhibit.deny(first.pk, lawsuit=lawsuit, words=WHY, by=asker(custodian))
        assert [first.copy_no, other.copy_no, ask(lawsuit, custodian).copy_no] == [1, 2, 3]

    def test_is_one_however_often_a_form_is_sent(
        self, lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff
    ) -> None:
        form = wanted()
        copies = {key_exhibit.ask(form, lawsuit=lawsuit, by=asker(lead_attorney)).pk for _ in range(2)}
        assert len(copies) == KeyExhibit.objects.count() == 1

    def test_with_a_letter_that_cannot_be_set_is_not_kept_and_no_log_says_which(
        self, lawsuit: Lawsuit, custodian: Staff, second: Staff, caplog: pytest.LogCaptureFixture
    ) -> None:
        factories.enrolled(lawsuit, code="RM-1", number=1, identity=Identity(last="Quill龘feather"))
        copy = ask(lawsuit, custodian)
        with pytest.raises(Refused, match="the name of JANE DOE 1 is not in the house") as refused:
            approve(copy, second)
        assert "龘" not in f"{refused.value}{caplog.text}"
        assert not KeyCopy.objects.using("vault").exists()
        assert KeyExhibit.objects.get().state == KeyState.ASKED

    def test_of_somebody_whose_name_is_gone_is_not_made(
        self, waiting: KeyExhibit, custodian: Staff, superuser_sql: psycopg.Connection[Any]
    ) -> None:
        superuser_sql.execute("DELETE FROM plaintiffs_datakey WHERE client_id = (SELECT min(client_id::text)::uuid "
                              "FROM plaintiffs_datakey)")  # fmt: skip
        superuser_sql.commit()
        with pytest.raises(Refused, match="no name opens"):
            approve(waiting, custodian)


class TestWhoAsks:
    @pytest.mark.parametrize("who", ["paralegal", "staff_member", "auditor"])
    def test_nobody_whose_role_is_another(
        self, lawsuit: Lawsuit, does: list[Plaintiff], custodian: Staff, who: str, request: pytest.FixtureRequest
    ) -> None:
        somebody = request.getfixturevalue(who)
        for doe in does:
            give(doe.client, to=somebody, by=custodian)
        with pytest.raises(NotAllowed):
            ask(lawsuit, somebody)
        assert [one.actor for one in entries(Act.SEALED_KEY_REFUSED)] == [str(somebody.pk)]

    def test_an_attorney_who_was_not_given_one_of_them_is_refused_and_not_told_whom(
        self, lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff
    ) -> None:
        people(lawsuit, [99])
        for numbers in ((), (10, 99)):
            with pytest.raises(NotAllowed) as refused:
                ask(lawsuit, lead_attorney, *numbers)
            assert "99" not in str(refused.value)
        assert ask(lawsuit, lead_attorney, 10, 13).state == KeyState.ASKED
        assert [one.detail for one in entries(Act.SEALED_KEY_REFUSED)] == [{"ip": "192.0.2.7"}] * 2

    def test_who_is_denied_one_is_refused_all_and_her_number_is_nobodys(
        self, lawsuit: Lawsuit, does: list[Plaintiff], custodian: Staff, second: Staff
    ) -> None:
        give(does[0].client, to=custodian, by=second, effect=Effect.DENY)
        with pytest.raises(NotAllowed):
            ask(lawsuit, custodian)
        told = [str(refused_number(lawsuit, custodian, number)) for number in (10, 998)]
        assert told[0].replace("10", "n") == told[1].replace("998", "n")

    def test_no_member_of_another_lawsuit(self, lawsuit: Lawsuit, does: list[Plaintiff], outsider: Staff) -> None:
        with pytest.raises(NotAllowed):
            ask(lawsuit, outsider)

    def test_a_stale_factor_and_an_empty_purpose_are_refused(
        self, lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff
    ) -> None:
        with pytest.raises(NotAllowed, match="five minutes"):
            key_exhibit.ask(wanted(), lawsuit=lawsuit, by=asker(lead_attorney, factor_age=301))
        with pytest.raises(Refused, match="Say why"):
            ask(lawsuit, lead_attorney, purpose="curious")
        assert not KeyExhibit.objects.exists()

    def test_a_caption_with_holes_is_said_before_anybody_decides(
        self, lawsuit: Lawsuit, does: list[Plaintiff], lead_attorney: Staff
    ) -> None:
        lawsuit.counsel.all().delete()
        with pytest.raises(Refused, match="the firm that represents the plaintiffs"):
            ask(lawsuit, lead_attorney)


def refused_number(lawsuit: Lawsuit, staff: Staff, number: int) -> Refused:
    with pytest.raises(Refused) as refused:
        ask(lawsuit, staff, number)
    return refused.value


class TestTheSecondPerson:
    def test_is_never_the_first(self, waiting: KeyExhibit, lead_attorney: Staff, custodian: Staff) -> None:
        for act in (key_exhibit.approve, key_exhibit.deny):
            with pytest.raises(NotAllowed, match="yourself"):
                act(waiting.pk, lawsuit=waiting.lawsuit, words=WHY, by=asker(lead_attorney))
        with pytest.raises(IntegrityError), transaction.atomic():
            KeyExhibit.objects.filter(pk=waiting.pk).update(decided_by=lead_attorney)
        assert approve(waiting, custodian).state == KeyState.APPROVED

    def test_may_know_everybody_on_it(
        self, waiting: KeyExhibit, does: list[Plaintiff], custodian: Staff, second: Staff, paralegal: Staff
    ) -> None:
        give(does[3].client, to=custodian, by=second, effect=Effect.DENY)
        for nobody in (custodian, paralegal):
            with pytest.raises(NotAllowed):
                approve(waiting, nobody)
        assert approve(waiting, second).state == KeyState.APPROVED

    def test_has_shown_her_factor_within_five_minutes(self, waiting: KeyExhibit, custodian: Staff) -> None:
        with pytest.raises(NotAllowed, match="five minutes"):
            approve(waiting, custodian, factor_age=301)
        approve(waiting, custodian, factor_age=290)

    def test_does_not_open_for_who_was_denied_one_meanwhile(
        self, waiting: KeyExhibit, does: list[Plaintiff], lead_attorney: Staff, custodian: Staff
    ) -> None:
        give(does[3].client, to=lead_attorney, by=custodian, effect=Effect.DENY)
        with pytest.raises(Refused, match="any more"):
            approve(waiting, custodian)
        assert not entries(Act.SEALED_KEY_OPENED)

    def test_decides_once(self, made: KeyExhibit, waiting: KeyExhibit, custodian: Staff, second: Staff) -> None:
        with pytest.raises(Stale):
            approve(waiting, second)
        with pytest.raises(Stale):
            key_exhibit.deny(waiting.pk, lawsuit=waiting.lawsuit, words=WHY, by=asker(second))

    def test_of_two_at_once_one_is_too_late(
        self, waiting: KeyExhibit, custodian: Staff, second: Staff, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        door = doors.seal_key

        def somebody_denies_meanwhile(*told: Any, **more: Any) -> Any:
            key_exhibit.deny(waiting.pk, lawsuit=waiting.lawsuit, words=WHY, by=asker(second))
            return door(*told, **more)

        monkeypatch.setattr(doors, "seal_key", somebody_denies_meanwhile)
        with pytest.raises(Stale):
            approve(waiting, custodian)
        assert KeyExhibit.objects.get().state == KeyState.DENIED
        assert not KeyCopy.objects.using("vault").exists()

    def test_has_a_day(self, waiting: KeyExhibit, custodian: Staff, daytime: time_machine.Traveller) -> None:
        daytime.shift(timedelta(hours=24))
        with pytest.raises(Refused, match="more than a day"):
            approve(waiting, custodian)
        key_exhibit.sweep()
        assert [one.state for one in waiting.rounds.all()] == [KeyState.ASKED, KeyState.EXPIRED]
        assert len(entries(Act.SEALED_KEY_EXPIRED)) == 1

    def test_is_kept_with_her_words_round_by_round(
        self, made: KeyExhibit, lead_attorney: Staff, custodian: Staff
    ) -> None:
        fetch(made, lead_attorney)
        told = [(one.state, one.by, one.words) for one in made.rounds.select_related("by")]
        assert told == [
            (KeyState.ASKED, lead_attorney, ""),
            (KeyState.APPROVED, custodian, WHY),
            (KeyState.FETCHED, lead_attorney, ""),
        ]

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE plaintiffs_keyexhibit SET copy_no = 9",
            "UPDATE plaintiffs_keyexhibit SET plaintiffs = '{}'",
            "UPDATE plaintiffs_keyexhibit SET asked_by_id = decided_by_id",
            "UPDATE plaintiffs_keyexhibit SET purpose = ''",
            "DELETE FROM plaintiffs_keyexhibit",
            "UPDATE plaintiffs_keyround SET words = ''",
            "DELETE FROM plaintiffs_keyround",
            "SELECT ciphertext FROM plaintiffs_keycopy",
            "SELECT wrapped FROM plaintiffs_keycopy",
            "UPDATE plaintiffs_keycopy SET kek_version = 2",
        ],
    )
    def test_cannot_be_rewritten_by_the_application(self, made: KeyExhibit, statement: str) -> None:
        with pytest.raises(ProgrammingError, match="permission denied"), connections["default"].cursor() as cursor:
            cursor.execute(statement)


class TestTheTrail:
    def test_names_by_number_everybody_whose_name_was_opened(
        self, made: KeyExhibit, does: list[Plaintiff], custodian: Staff, lead_attorney: Staff
    ) -> None:
        (entry,) = entries(Act.SEALED_KEY_OPENED)
        assert sorted(entry.detail["plaintiffs"]) == sorted(str(one.pk) for one in does)
        assert (entry.actor, entry.detail["asked_by"]) == (str(custodian.pk), str(lead_attorney.pk))
        assert entry.lawsuit == made.lawsuit_id
        assert entry.detail["ip"] == "192.0.2.7"

    def test_is_committed_before_the_vault_is_asked(
        self, waiting: KeyExhibit, custodian: Staff, lead_attorney: Staff, superuser_sql: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        """Somebody else's connection sees each entry at the moment at which the vault is opened."""
        seen: list[int] = []

        def watched(name: str, act: Act) -> None:
            door = getattr(doors, name)

            def look_then_open(*told: Any, **more: Any) -> Any:
                asked = "SELECT count(*) FROM casefile_auditentry WHERE act = %s AND subject LIKE %s"
                seen.append(superuser_sql.execute(asked, [act.value, f"%{waiting.pk}"]).fetchone()[0])
                superuser_sql.commit()
                return door(*told, **more)

            monkeypatch.setattr(doors, name, look_then_open)

        watched("seal_key", Act.SEALED_KEY_OPENED)
        watched("open_key", Act.SEALED_KEY_DOWNLOADED)
        fetch(approve(waiting, custodian), lead_attorney)
        assert seen == [1, 1]

    @pytest.mark.parametrize(("trouble", "times"), [(no_right_to_write, 34), (no_room, 33), (line_cut, 33)])
    def test_that_cannot_be_written_opens_nothing_a_hundred_times_of_a_hundred(
        self, made: KeyExhibit, lawsuit: Lawsuit, lead_attorney: Staff, custodian: Staff,
        superuser_sql: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch,
        trouble: Callable[[psycopg.Connection[Any]], Any], times: int,
    ) -> None:  # fmt: skip
        """As security test T14, for the list and for its file. No download is counted either."""
        other, vault = ask(lawsuit, lead_attorney), list[str]()
        for name in ("seal_key", "open_key"):
            monkeypatch.setattr(doors, name, lambda *_, **__: vault.append("asked"))
        with trouble(superuser_sql):
            for _ in range(times):
                for act in (lambda: approve(other, custodian), lambda: fetch(made, lead_attorney)):
                    with pytest.raises(AuditUnavailable) as refused:
                        act()
                    assert refused.value.status == 503
        assert vault == []
        assert not KeyRound.objects.filter(state=KeyState.FETCHED).exists()
