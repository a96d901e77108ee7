"""What ends every access token of a person: whatever cuts off a device that was lost, and her leaving the house."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from casefile import tokens
from casefile.acts import Act
from casefile.models import AccessToken, AuditEntry, SignIn, Staff
from tests.api.conftest import SUIT, Program
from tests.api.test_tokens import make
from tests.signing_in import let_in

PASSWORD, NEW = "the tide table of 1911", "the tide table of 1912"
pytestmark = pytest.mark.usefixtures("lawsuit")


def end_the_others(staff: Staff) -> None:
    let_in(staff).post("/account/sign-ins/end-others")


def change_password(staff: Staff) -> None:
    staff.set_password(PASSWORD)
    staff.save()
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert let_in(staff).post("/password", sent).status_code == 302


def reset(staff: Staff) -> None:
    call_command("reset_factors", staff.email)


def revoke(staff: Staff) -> None:
    call_command("revoke_tokens", staff.email.upper())


@pytest.mark.parametrize("act", [end_the_others, change_password, reset, revoke], ids=lambda act: act.__name__)
def test_it_opens_nothing_any_more_and_the_trail_says_so(
    act: Callable[[Staff], None], staff_member: Staff, lead_attorney: Staff, program: Program
) -> None:
    hers, anothers = program(staff_member), program(lead_attorney)
    ref = AccessToken.objects.get(user=staff_member).ref
    act(staff_member)
    assert (hers.get(SUIT).status_code, anothers.get(SUIT).status_code) == (401, 200)
    entry = AuditEntry.objects.get(act=Act.ACCESS_REVOKED, subject=f"access token {ref}")
    assert entry.detail == {"whose": str(staff_member.pk)}


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
