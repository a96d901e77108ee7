"""Who typed a command is in the trail: the account of the machine, which no variable of the environment changes."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command

from casefile import clock, home
from casefile.acts import Act
from casefile.models import AuditEntry, Lawsuit, Scope, Staff
from filings.services.demonstration import description
from tests.api.conftest import token_of
from tests.signing_in import with_app

ENROLLED = ("enrol_staff", "new@moltrask.example", "--name", "New One", "--role", "staff", "--password-stdin")
Command = Callable[[Staff, Path], tuple[str, ...]]


def enrol(staff: Staff, folder: Path) -> tuple[str, ...]:
    return ENROLLED


def reset(staff: Staff, folder: Path) -> tuple[str, ...]:
    with_app(staff)
    return ("reset_factors", staff.email)


def revoke(staff: Staff, folder: Path) -> tuple[str, ...]:
    token_of(staff, scopes=[Scope.READ])
    return ("revoke_tokens", staff.email)


def verify(staff: Staff, folder: Path) -> tuple[str, ...]:
    return ("audit_verify",)


def open_another(staff: Staff, folder: Path) -> tuple[str, ...]:
    path = folder / "lawsuit.json"
    path.write_text(json.dumps(description(today=clock.today()), default=str))
    return ("open_lawsuit", str(path), "--slug", "doe-v-elsewhere")


@pytest.mark.parametrize(
    ("command", "act"),
    [
        (enrol, Act.STAFF_ENROLLED),
        (reset, Act.FACTORS_RESET),
        (revoke, Act.ACCESS_REVOKED),
        (verify, Act.AUDIT_VERIFIED),
        (open_another, Act.LAWSUIT_OPENED),
    ],
)
def test_its_entry_names_the_account_that_typed_it(
    lawsuit: Lawsuit, paralegal: Staff, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command, act: Act
) -> None:
    typed = command(paralegal, tmp_path)
    monkeypatch.setattr("sys.stdin", io.StringIO("the tide table of 1911\n"))
    monkeypatch.setenv("USER", "somebody-else")
    with suppress(SystemExit):
        call_command(*typed, stdout=io.StringIO())
    entry = AuditEntry.objects.filter(act=act).latest("seq")
    assert (entry.detail["account"], entry.detail["uid"]) == (home.account_name(os.getuid()), os.getuid())
