"""The floors hold: every contract is kept, and a wall that is broken is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLANTS = {  # contract -> (file, a line that breaks it)
    "The three floors": ("casefile/clock.py", "import plaintiffs.rules.doe_numbers"),
    "Inside filings": ("filings/queries/claims.py", "import filings.services.claims"),
    "Inside plaintiffs": ("plaintiffs/models/client.py", "import plaintiffs.services.intake"),
    "Rules are pure": ("filings/law/court_days.py", "import django.utils.timezone"),
    "The press sees no model": ("filings/press/facts.py", "import casefile.models"),
    "Few hands on the vault": ("filings/services/claims.py", "import plaintiffs.vault.doors"),
    "No cycles among siblings": ("casefile/env.py", "import casefile.settings"),
}


def lint_imports(tree: Path) -> tuple[int, str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True)
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three floors and their contracts, copied so that a wall can be broken."""
    copy = tmp_path_factory.mktemp("tree")
    for floor in ("casefile", "plaintiffs", "filings"):
        shutil.copytree(ROOT / floor, copy / floor, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_all_contracts_are_kept(tree: Path) -> None:
    code, told = lint_imports(tree)
    assert code == 0, told
    assert f"{len(PLANTS)} kept, 0 broken" in told


@pytest.mark.parametrize("contract", PLANTS)
def test_a_planted_violation_breaks_the_right_contract(tree: Path, contract: str) -> None:
    name, line = PLANTS[contract]
    file = tree / name
    whole = file.read_text()
    file.write_text(f"{whole}\n{line}\n")
    try:
        code, told = lint_imports(tree)
    finally:
        file.write_text(whole)
    broken = [words.removesuffix(" BROKEN").strip() for words in told.splitlines() if words.endswith(" BROKEN")]
    assert code == 1, told
    assert contract in broken
