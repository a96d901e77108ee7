"""import_claims tells what a sheet holds to people and scripts, and says by its exit code how it stands."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from casefile.models import Lawsuit, Staff
from plaintiffs.models import Client, WaitingSheet
from tests.filings.importers.messy_register import messy_register
from tests.filings.importers.workbooks import changed, grid, people, xlsx


def run(tmp_path: Path, content: bytes, *flags: str) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was said beside it."""
    file = tmp_path / "register.xlsx"
    file.write_bytes(content)
    out, beside = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_claims", str(file), *flags, stdout=out, stderr=beside)
    return int(ended.value.code or 0), out.getvalue(), beside.getvalue()


def dry(tmp_path: Path, content: bytes) -> tuple[int, dict[str, Any]]:
    code, printed, _ = run(tmp_path, content, "--dry-run", "--json")
    return code, json.loads(printed)


def test_a_clean_sheet_ends_with_nought_and_stores_nothing(db: None, lawsuit: Lawsuit, tmp_path: Path) -> None:
    code, told = dry(tmp_path, xlsx(grid()))
    assert (code, told["rows_to_load"], told["rejected"], told["duplicates"]) == (0, 6, [], [])
    assert not Client.objects.unscoped("test").exists()
    assert not WaitingSheet.objects.exists()


def test_a_sheet_with_something_to_put_right_ends_with_one_and_tells_exactly_these_parts(
    db: None, lawsuit: Lawsuit, tmp_path: Path
) -> None:
    code, told = dry(tmp_path, messy_register())
    assert code == 1
    assert list(told) == ["sheet", "header_row", "data_rows", "rows_to_load", "rejected", "duplicates", "rows"]
    assert set(told["rejected"][0]) == {"row", "column", "reason", "text"}


@pytest.mark.parametrize(
    ("content", "error"), [(b"%PDF-1.7", "not_a_sheet"), (b"", "empty_file"), (b"a,b\r\n1,2\r\n", "no_header")]
)
def test_a_file_that_is_no_register_ends_with_two_and_one_sentence(
    db: None, tmp_path: Path, content: bytes, error: str
) -> None:
    code, told = dry(tmp_path, content)
    assert (code, told["error"], list(told)) == (2, error, ["error", "text"])


def test_a_file_that_is_not_there_is_refused_in_the_same_way(tmp_path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_claims", str(tmp_path / "nowhere.xlsx"), "--dry-run", "--json", stdout=out)
    assert (ended.value.code, json.loads(out.getvalue())["error"]) == (2, "cannot_read")


def test_words_for_people_name_rows_and_no_person(db: None, lawsuit: Lawsuit, tmp_path: Path) -> None:
    code, printed, _ = run(tmp_path, xlsx(grid(changed(1, presented_on="Feb. 30, 2023"))), "--dry-run")
    assert code == 1
    assert "Row 3, Presented on: there is no such day (impossible_date)" in printed
    assert not [row["last"] for row in people() if row["last"] in printed]


def test_without_dry_run_the_sheet_is_loaded_and_a_dry_run_then_says_who_is_here(
    db: None, lawsuit: Lawsuit, paralegal: Staff, tmp_path: Path
) -> None:
    code, printed, _ = run(tmp_path, xlsx(grid()))
    assert (code, json.loads(printed)["loaded"]) == (0, 6)
    assert Client.objects.unscoped("test").count() == 6
    _, _, beside = run(tmp_path, xlsx(grid()), "--dry-run", "--json")
    assert "Rows 2, 3, 4, 5, 6, 7 are like somebody here already." in beside
