"""`manage.py test` counts what ran, fails when anything did, and skips a missing browser aloud."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from casefile import machine
from casefile.management.commands import lint
from casefile.management.commands import test as command

FIVE = """
import pytest
def test_a(): pass
def test_b(): pass
def test_c(): assert 0
@pytest.mark.skip
def test_d(): pass
@pytest.fixture
def broken(): raise ValueError
def test_e(broken): pass
"""


@pytest.fixture(autouse=True)
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEFILE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Lint and tests that only are written down: all steps good, seven tests passed in each run."""
    asked: list[Sequence[str]] = []

    def counted(arguments: Sequence[str]) -> Counter[str]:
        asked.append(arguments)
        return Counter(passed=7)

    monkeypatch.setattr(command, "failed_steps", list)
    monkeypatch.setattr(command, "_counted", counted)
    monkeypatch.setattr(machine, "bring_browser", lambda: "/usr/bin/chromium")
    return asked


def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def listed(arguments: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 0, "tests/e2e/test_a.py::test_one\ntests/e2e/test_a.py::test_two\n", "")

    monkeypatch.setattr(machine, "bring_browser", lambda: "")
    monkeypatch.setattr(command, "_pytest", listed)


def test_passed_failed_broken_and_skipped_tests_are_counted_from_a_real_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "test_five.py").write_text(FIVE)

    def alone(arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
        bare = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:django", "-p", "no:cacheprovider"]
        return subprocess.run([*bare, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)

    monkeypatch.setattr(command, "_pytest", alone)
    assert command._counted([str(tmp_path / "test_five.py")]) == Counter(passed=2, failed=2, skipped=1)
    assert command._counted([str(tmp_path / "nowhere.py")])["failed"] == 1
    assert list(tmp_path.glob("report-*")) == []


def test_all_good_is_said_in_a_closing_line(runs: list[Sequence[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run_everything() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "14 passed, 0 failed, 0 skipped"
    assert [run[-1] for run in runs] == ["not e2e and not drill", "e2e"]


def test_a_failed_step_of_lint_fails_the_whole(
    runs: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "failed_steps", lambda: ["types"])
    assert command.run_everything() == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "Lint failed: types; the lines are above.",
        "14 passed, 1 failed, 0 skipped",
    ]


def test_a_missing_browser_is_skipped_aloud_and_a_failure_where_it_is_required(
    runs: list[Sequence[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    without_browser(monkeypatch)
    monkeypatch.delenv("REQUIRE_BROWSER", raising=False)
    assert command.run_everything() == 0
    said = capsys.readouterr().out
    assert "Chromium is not here: its tests were skipped. 2 tests." in said
    assert said.splitlines()[-1] == "7 passed, 0 failed, 2 skipped"
    monkeypatch.setenv("REQUIRE_BROWSER", "1")
    assert command.run_everything() == 1


def test_a_step_of_lint_that_fails_shows_what_it_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = {
        "good one": (sys.executable, "-c", ""),
        "bad one": (sys.executable, "-c", "print('line 7'); raise SystemExit(1)"),
    }
    monkeypatch.setattr(lint, "STEPS", steps)
    assert lint.failed_steps() == ["bad one"]
    assert "line 7" in capsys.readouterr().out
