"""Second factors: sealed in the table, shown once, removed with everything that rested on them."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.core.management import call_command
from django.db import connections
from django.test import Client as Browser

from casefile import audit
from casefile.acts import Act
from casefile.entry import factors
from casefile.errors import Missing, Refused, VaultSealed
from casefile.models import AuditEntry, SignIn, Staff
from casefile.stepup import Method
from tests.signing_in import code_now, let_in, sign_in_of, with_app, without_factor


def entries(act: Act) -> list[dict[str, Any]]:
    return list(AuditEntry.objects.filter(act=act.value).order_by("seq").values_list("detail", flat=True))


def of(staff: Staff, method: Method) -> Authenticator:
    return Authenticator.objects.get(user=staff, type=method)


class TestASecret:
    def test_lies_in_the_table_as_ciphertext_alone(
        self, lead_attorney: Staff, superuser_sql: psycopg.Connection[Any]
    ) -> None:
        seed = with_app(lead_attorney)
        recovery = decrypt(of(lead_attorney, Method.RECOVERY_CODE).data["seed"]).partition(":")[2]
        assert len(recovery) == 80
        rows = superuser_sql.execute("SELECT data::text FROM mfa_authenticator").fetchall()
        assert len(rows) == 2
        for (told,) in rows:
            assert seed not in told
            assert recovery not in told
            assert str(lead_attorney.pk) not in told

    def test_on_offer_lies_in_the_session_as_ciphertext_alone(
        self, lead_attorney: Staff, superuser_sql: psycopg.Connection[Any]
    ) -> None:
        browser = without_factor(lead_attorney)
        shown = browser.get("/account/enrol/app").context["seed"].replace(" ", "")
        assert len(shown) == 32
        kept = json.dumps(dict(browser.session.items()))
        assert "seed_to_enrol" in kept
        assert shown not in kept

    def test_moved_into_another_persons_row_does_not_open_there(self, lead_attorney: Staff, paralegal: Staff) -> None:
        seed, _other = with_app(lead_attorney), with_app(paralegal)
        stolen = of(lead_attorney, Method.APP).data
        Authenticator.objects.filter(user=paralegal, type=Method.APP).update(data=stolen)
        with pytest.raises(VaultSealed):
            factors.accept_app_code(paralegal, code_now(seed))
        assert factors.accept_app_code(lead_attorney, code_now(seed))

    def test_that_was_altered_opens_nothing(self, lead_attorney: Staff) -> None:
        seed, row = with_app(lead_attorney), of(lead_attorney, Method.APP)
        row.data["secret"] = row.data["secret"][:-8] + "AAAAAAA="
        row.save()
        with pytest.raises(VaultSealed):
            factors.accept_app_code(lead_attorney, code_now(seed))


class TestACodeOfTheApp:
    def test_opens_once(self, lead_attorney: Staff) -> None:
        seed = with_app(lead_attorney)
        assert factors.accept_app_code(lead_attorney, code_now(seed))
        assert factors.accept_app_code(lead_attorney, code_now(seed)) is None
        assert factors.accept_app_code(lead_attorney, code_now(seed, steps=1))

    def test_of_a_step_before_the_last_used_one_opens_no_more(self, lead_attorney: Staff) -> None:
        seed = with_app(lead_attorney)
        assert factors.accept_app_code(lead_attorney, code_now(seed, steps=1))
        assert factors.accept_app_code(lead_attorney, code_now(seed)) is None

    def test_used_at_enrolment_does_not_sign_in(self, lead_attorney: Staff) -> None:
        seed = with_app(lead_attorney)
        assert factors.accept_app_code(lead_attorney, code_now(seed, steps=-1)) is None

    def test_sent_by_eight_at_once_opens_for_one(self, lead_attorney: Staff) -> None:
        seed = with_app(lead_attorney)
        code = code_now(seed)

        def send(_number: int) -> bool:
            try:
                return factors.accept_app_code(lead_attorney, code) is not None
            finally:
                connections.close_all()

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(send, range(8))) == 1

    def test_of_somebody_else_opens_nothing(self, lead_attorney: Staff, paralegal: Staff) -> None:
        with_app(lead_attorney)
        seed = with_app(paralegal)
        assert factors.accept_app_code(lead_attorney, code_now(seed)) is None


class TestRecoveryCodes:
    def test_open_once_each_and_the_trail_counts_what_is_left(self, lead_attorney: Staff) -> None:
        with_app(lead_attorney)
        told = factors.make_recovery_codes(lead_attorney)
        assert len(set(told)) == 10
        assert factors.accept_recovery_code(lead_attorney, f"{told[3][:4]} {told[3][4:]}")  # as it is printed
        assert factors.accept_recovery_code(lead_attorney, told[3]) is None
        assert factors.accept_recovery_code(lead_attorney, "00000000") is None
        assert [one["left"] for one in entries(Act.RECOVERY_CODE_USED)[-1:]] == [9]
        assert [one.codes_left for one in factors.held_by(lead_attorney) if one.codes_left] == [9]

    def test_made_anew_put_the_old_ones_out(self, lead_attorney: Staff) -> None:
        with_app(lead_attorney)
        old = factors.make_recovery_codes(lead_attorney)
        new = factors.make_recovery_codes(lead_attorney)
        assert factors.accept_recovery_code(lead_attorney, old[0]) is None
        assert factors.accept_recovery_code(lead_attorney, new[0])

    def test_are_no_factor_that_confirms(self, lead_attorney: Staff) -> None:
        with_app(lead_attorney)
        assert factors.can_confirm(lead_attorney)
        of(lead_attorney, Method.APP).delete()
        assert not factors.can_confirm(lead_attorney)


class TestEnrolling:
    def test_asks_for_a_right_code_and_leaves_an_entry(self, lead_attorney: Staff) -> None:
        before = len(entries(Act.FACTOR_ENROLLED))
        with pytest.raises(Refused):
            factors.enrol_app(lead_attorney, seed="A" * 32, code="000000")
        assert not Authenticator.objects.exists()
        with_app(lead_attorney)
        assert [one["method"] for one in entries(Act.FACTOR_ENROLLED)[before:]] == ["totp"]

    def test_a_second_app_is_refused(self, lead_attorney: Staff) -> None:
        with_app(lead_attorney)
        with pytest.raises(Refused):
            with_app(lead_attorney)
        assert Authenticator.objects.filter(type=Method.APP).count() == 1


class TestRemoving:
    def test_the_only_factor_is_refused(self, lead_attorney: Staff) -> None:
        with_app(lead_attorney)
        with pytest.raises(Refused):
            factors.remove(of(lead_attorney, Method.APP).pk, staff=lead_attorney, here=None)
        assert factors.can_confirm(lead_attorney)

    def test_one_of_two_ends_her_other_sign_ins(self, lead_attorney: Staff, paralegal: Staff) -> None:
        here, there, stranger = let_in(lead_attorney), let_in(lead_attorney), let_in(paralegal)
        factors.enrol_passkey(lead_attorney, name="laptop", credential={})
        factors.remove(of(lead_attorney, Method.APP).pk, staff=lead_attorney, here=sign_in_of(here))
        assert [one.method for one in factors.held_by(lead_attorney)] == [Method.PASSKEY, Method.RECOVERY_CODE]
        assert {sign_in_of(one).ended_by for one in (here, stranger)} == {""}
        assert sign_in_of(there).ended_by == "reset"
        assert entries(Act.FACTOR_REMOVED)[-1]["method"] == "totp"

    def test_somebody_elses_is_refused_as_unknown(self, lead_attorney: Staff, paralegal: Staff) -> None:
        with_app(lead_attorney)
        with_app(paralegal)
        with pytest.raises(Missing):
            factors.remove(of(paralegal, Method.APP).pk, staff=lead_attorney, here=None)
        assert factors.can_confirm(paralegal)


class TestAReset:
    def test_by_an_administrator_ends_all_and_the_next_sign_in_leads_to_enrolment(
        self, lead_attorney: Staff, capsys: pytest.CaptureFixture[str]
    ) -> None:
        browser = let_in(lead_attorney)
        call_command("reset_factors", lead_attorney.email.upper())
        assert "Ines Halloran sets up a second factor" in capsys.readouterr().out
        assert not Authenticator.objects.exists()
        assert not SignIn.objects.open().exists()
        last = AuditEntry.objects.filter(act=Act.FACTORS_RESET.value).latest("seq")
        assert (last.actor, last.subject) == (audit.SYSTEM, f"casefile.staff {lead_attorney.pk}")
        assert browser.get("/").url.startswith("/login")
        assert without_factor(lead_attorney, Browser()).get("/").url == "/account/enrol"

    def test_of_nobody_is_told(self, db: None, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit):
            call_command("reset_factors", "nobody@moltrask.example")
        assert "no account" in capsys.readouterr().err
