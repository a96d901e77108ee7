"""`undo_import` takes back the newest sheet that brought something."""

import json

import pytest
from django.core.management import call_command

from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client
from tests.filings.importers.test_claims_import import load


def undo(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    call_command("undo_import", *arguments)
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_a_second_load_that_changed_nothing_does_not_stand_in_the_way(
    db: None, lawsuit: Lawsuit, paralegal: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    first = load(lawsuit, paralegal)
    load(lawsuit, paralegal)
    assert undo(capsys) == {"import": str(first.pk), "clients_gone": 3}
    assert Client.objects.unscoped("test").count() == 0


def test_where_nothing_was_loaded_it_says_so_and_exits_with_2(
    db: None, lawsuit: Lawsuit, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("undo_import")
    assert ended.value.code == 2
    assert json.loads(capsys.readouterr().out)["text"] == "There is no loaded sheet to take back."
