"""The machinery of `manage.py mutate`: what it changes, what it draws, and that what it patches is what runs."""

from __future__ import annotations

import importlib.util
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from casefile.home import ROOT
from tests.mutation import host, rooms
from tests.mutation.changes import Mutant, drawn, mutants_of
from tests.mutation.reach import Reach

SOURCE = b'''"""A door."""
LIMIT = 5


def opens(who, *, rooms=()):
    """Who may."""
    if who.active and len(rooms) <= LIMIT:
        return True
    if not who.known:
        raise PermissionError("no")
    tell(who)
    return who.rows.filter(kept=True, open=False).exists()
'''


@pytest.fixture
def door() -> list[Mutant]:
    return mutants_of("door.py", SOURCE)


def test_each_step_changes_one_line_and_says_which(door: list[Mutant]) -> None:
    told = {(one.line, one.kind, one.diff(SOURCE)[1]) for one in door}
    assert told >= {
        (2, "number", "LIMIT = 6"),
        (7, "operator turned", "if who.active or len(rooms) <= LIMIT:"),
        (7, "operator turned", "if who.active and len(rooms) < LIMIT:"),
        (8, "yes and no", "return False"),
        (8, "answers nothing", "return None"),
        (9, "not taken away", "if   who.known:"),
        (10, "refusal left out", "pass"),
        (11, "act left out", "pass"),
        (12, "condition left out", "return who.rows.filter(open=False).exists()"),
        (12, "condition left out", "return who.rows.filter(kept=True, ).exists()"),
    }
    assert all(one.applied(SOURCE) != SOURCE for one in door)


def test_no_docstring_and_no_message_is_changed(door: list[Mutant]) -> None:
    assert not {one.line for one in door} & {1, 5, 6}


def test_what_runs_when_a_module_is_imported_is_not_patched(door: list[Mutant]) -> None:
    patched = {one.line for one in door if host.can_be_patched(SOURCE, one.applied(SOURCE))}
    assert (2 in patched, {7, 8, 9, 10, 11, 12} <= patched) == (False, True)


def test_a_patched_module_does_what_the_changed_source_says(tmp_path: Path) -> None:
    before = b"def one():\n    return [n for n in (1, 2) if n > 1]\n\n\ndef other():\n    return (lambda: 3)()\n"
    after = before.replace(b"n > 1", b"n >= 1").replace(b"return (lambda: 3)()", b"return (lambda: 4)()")
    module = loaded(tmp_path / "patched.py", before)
    kept = module.one
    host.patch(str(tmp_path / "patched.py"), before=before, after=after)
    assert (kept(), module.other()) == ([1, 2], 4)


def loaded(path: Path, source: bytes) -> ModuleType:
    path.write_bytes(source)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_same_seed_draws_the_same_and_each_module_has_one() -> None:
    all_of = {path: mutants_of(path, (ROOT / path).read_bytes()) for path in rooms.every_module()[:6]}
    lot = drawn(all_of, seed=7, count=40)
    assert lot == drawn(all_of, seed=7, count=40)
    assert lot != drawn(all_of, seed=8, count=40)
    assert (len(lot), len(set(lot))) == (40, 40)
    assert set(Counter(one.path for one in lot)) == set(all_of)


def test_judges_are_those_who_run_the_line_the_nearest_first_and_from_each_file_in_turn() -> None:
    known = Reach()
    names = ["tests/test_door.py::a", "tests/test_door.py::b", "tests/test_far.py::c", "tests/test_wide.py::d"]
    known.add(
        {
            "seconds": dict.fromkeys(names, 2.0),
            "failed": [],
            "lines": {"door.py": {"7": names, "8": [names[3]], "1": [names[3]]}},
        }
    )
    one = Mutant("door.py", "opens", 7, "number", 0, 1, "", lines=(7,))
    assert known.judges_of(one, seconds=9) == [names[0], names[2], names[3], names[1]]
    assert known.judges_of(one, seconds=5) == [names[0], names[2]]
    assert known.judges_of(Mutant("door.py", "", 9, "number", 0, 1, "", lines=(9,)), seconds=5) == []


def test_every_pattern_of_the_rooms_fits_and_every_judge_is_there() -> None:
    assert {room: bool(rooms.modules(room)) for room in rooms.ROOMS} == dict.fromkeys(rooms.ROOMS, True)
    assert [judge for judge in rooms.JUDGES if not (ROOT / judge).exists()] == []
