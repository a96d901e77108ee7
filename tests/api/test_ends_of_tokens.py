"""What ends every access token of a person: whatever cuts off a device that was lost, and her leaving the house."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client as Browser

from casefile import clock, stepup, tokens
from casefile.accounts import InviteOnly
from casefile.acts import Act
from casefile.entry import factors, sign_ins
from casefile.errors import NotAllowed
from casefile.models import AccessToken, AuditEntry, EndedBy, Lawsuit, Membership, SignIn, Staff
from tests.api.conftest import SUIT, Program, token_of
from tests.api.test_tokens import make
from tests.casefile.test_ledger import await_somebody_waiting_for_a_row
from tests.signing_in import let_in

PASSWORD, NEW = "the tide table of 1911", "the tide table of 1912"
pytestmark = pytest.mark.usefixtures("lawsuit")


def end_the_others(staff: Staff) -> None:
    let_in(staff).post("/account/sign-ins/end-others")


def end_one_elsewhere(staff: Staff) -> None:
    let_in(staff)
    elsewhere = SignIn.objects.get(staff=staff)
    let_in(staff).post(f"/account/sign-ins/{elsewhere.pk}/end")


def change_password(staff: Staff) -> None:
    staff.set_password(PASSWORD)
    staff.save()
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert let_in(staff).post("/password", sent).status_code == 302


def reset(staff: Staff) -> None:
    call_command("reset_factors", staff.email)


def revoke(staff: Staff) -> None:
    call_command("revoke_tokens", staff.email.upper())


ACTS = [end_the_others, end_one_elsewhere, change_password, reset, revoke]


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_it_opens_nothing_any_more_and_the_trail_says_so(
    act: Callable[[Staff], None], staff_member: Staff, lead_attorney: Staff, program: Program
) -> None:
    hers, anothers = program(staff_member), program(lead_attorney)
    ref = AccessToken.objects.get(user=staff_member).ref
    act(staff_member)
    assert (hers.get(SUIT).status_code, anothers.get(SUIT).status_code) == (401, 200)
    entry = AuditEntry.objects.get(act=Act.ACCESS_REVOKED, subject=f"access token {ref}")
    assert entry.detail["whose"] == str(staff_member.pk)


def test_revoking_those_of_nobody_is_told(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("revoke_tokens", "nobody@moltrask.example")
    assert "no account" in capsys.readouterr().err


def active(staff: Staff, *, is_active: bool) -> None:
    Staff.objects.filter(pk=staff.pk).update(is_active=is_active)


@pytest.mark.parametrize("met_by", ["the sweeper", "the door"])
def test_who_left_and_comes_back_has_none_of_her_old_ones(met_by: str, staff_member: Staff, program: Program) -> None:
    reader, ref = program(staff_member), AccessToken.objects.get().ref
    active(staff_member, is_active=False)
    if met_by == "the sweeper":
        tokens.sweep()
    else:
        assert reader.get(SUIT).status_code == 401
    active(staff_member, is_active=True)
    assert reader.get(SUIT).status_code == 401
    assert AuditEntry.objects.filter(act=Act.ACCESS_REVOKED, subject=f"access token {ref}").count() == 1


def test_the_sweeper_leaves_those_of_who_is_here(staff_member: Staff, program: Program) -> None:
    reader = program(staff_member)
    tokens.sweep()
    assert reader.get(SUIT).status_code == 200


@pytest.mark.parametrize(("by_link", "status", "made"), [(True, 422, 0), (False, 200, 1)])
def test_the_demonstrations_link_makes_none(
    staff_member: Staff, monkeypatch: pytest.MonkeyPatch, *, by_link: bool, status: int, made: int
) -> None:
    monkeypatch.setattr("casefile.entry.sign_ins.may_look_without", lambda _request: True)
    browser: Any = let_in(staff_member, Browser())
    SignIn.objects.update(by_link=by_link)
    page = make(browser)
    assert (page.status_code, AccessToken.objects.count()) == (status, made)
    assert ("Sign in to make a token" in page.content.decode()) is by_link


def deactivate(staff: Staff) -> None:
    active(staff, is_active=False)


def set_password(staff: Staff) -> None:
    InviteOnly().set_password(staff, NEW)


def remove_a_factor(staff: Staff) -> None:
    factors.reset(staff, actor=staff)


CUT_OFF = [set_password, remove_a_factor, deactivate]


class TestAtTheSameMoment:
    """One connection revokes or deactivates, another makes a token; whoever comes second waits for the first."""

    @pytest.mark.parametrize("cut_off", CUT_OFF, ids=lambda act: act.__name__)
    def test_one_that_is_made_while_she_is_cut_off_is_refused(
        self, cut_off: Callable[[Staff], None], staff_member: Staff
    ) -> None:
        came: list[str] = []
        shown_at = clock.now()
        maker = Thread(target=elsewhere, args=(lambda: token_of(staff_member, shown_at=shown_at), came))
        with transaction.atomic():
            cut_off(staff_member)
            maker.start()
            await_somebody_waiting_for_a_row()
        maker.join()
        assert (came, AccessToken.objects.count()) == (["refused"], 0)

    def test_one_that_was_made_just_before_goes_with_the_others(self, staff_member: Staff) -> None:
        came: list[str] = []
        revoker = Thread(target=elsewhere, args=(lambda: tokens.revoke_all(staff_member, actor="system"), came))
        with transaction.atomic():
            token_of(staff_member)
            revoker.start()
            await_somebody_waiting_for_a_row()
        revoker.join()
        assert (came, AccessToken.objects.count()) == (["done"], 0)

    def test_all_her_sign_ins_end_while_one_of_them_is_signed_out(self, staff_member: Staff, program: Program) -> None:
        program(staff_member)
        let_in(staff_member)
        (here,) = SignIn.objects.filter(staff=staff_member)
        came: list[str] = []
        ending = partial(sign_ins.end_all, staff_member, by=EndedBy.ELSEWHERE, actor=staff_member)
        all_of_them = Thread(target=elsewhere, args=(ending, came))
        with transaction.atomic():
            SignIn.objects.filter(pk=here.pk).update(seen_at=clock.now())
            all_of_them.start()
            await_somebody_waiting_for_a_row()
            sign_ins.end(here, by=EndedBy.SIGN_OUT, actor=staff_member)
        all_of_them.join()
        assert (came, AccessToken.objects.count()) == (["done"], 0)
        here.refresh_from_db()
        assert here.ended_by == EndedBy.SIGN_OUT

    def test_a_row_that_only_names_her_does_not_wait_for_her_factors(
        self, lawsuit: Lawsuit, staff_member: Staff
    ) -> None:
        came: list[str] = []
        Membership.objects.filter(staff=staff_member).delete()
        named = partial(Membership.objects.create, lawsuit=lawsuit, staff=staff_member)
        maker = Thread(target=elsewhere, args=(named, came))
        with transaction.atomic():
            factors.reset(staff_member, actor=staff_member)
            maker.start()
            maker.join(timeout=10)
            assert came == ["done"]

    def test_anothers_is_made_without_waiting(self, staff_member: Staff, lead_attorney: Staff) -> None:
        came: list[str] = []
        maker = Thread(target=elsewhere, args=(lambda: token_of(lead_attorney), came))
        with connections["owner"].cursor() as cursor, transaction.atomic(using="owner"):
            cursor.execute("SELECT FROM casefile_staff WHERE id = %s FOR UPDATE", [staff_member.pk])
            maker.start()
            maker.join()
        assert came == ["done"]


def elsewhere(act: Callable[[], Any], came: list[str]) -> None:
    """The act on a connection of its own, and what came of it."""
    try:
        act()
        came.append("done")
    except NotAllowed:
        came.append("refused")
    finally:
        connections.close_all()


class TestAfterARevocation:
    def test_who_confirmed_before_it_is_asked_again_and_then_makes_one(self, staff_member: Staff) -> None:
        browser = let_in(staff_member)
        tokens.revoke_all(staff_member, actor="system")
        assert make(browser)["Location"].startswith("/confirm?")
        assert not AccessToken.objects.exists()
        session = browser.session
        session[stepup.KEPT_AS] |= {"at": clock.now().isoformat()}
        session.save()
        assert make(browser).status_code == 200
        assert AccessToken.objects.count() == 1

    def test_a_changed_password_brings_nobody_back_who_was_deactivated_meanwhile(self, staff_member: Staff) -> None:
        read_before = Staff.objects.get(pk=staff_member.pk)
        deactivate(staff_member)
        set_password(read_before)
        assert not Staff.objects.get(pk=staff_member.pk).is_active
