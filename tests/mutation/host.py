"""A plugin of pytest that loads every judge once and then waits: each mutant is patched into a fork of it.

What can be patched is the code of the functions that are there. What runs when a module is imported (constants,
classes, defaults) cannot be: such a mutant takes a start of its own, in `tests/mutation/trial.py`.
"""

from __future__ import annotations

import gc
import inspect
import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import NoReturn

import pytest

MOST_CPU, MOST_SECONDS = 60, 240  # of one trial; others may want the machine too
TOO_LONG, BROKEN = 99, 98
Shape = tuple[bytes, tuple[str, ...], tuple[object, ...]]


def can_be_patched(before: bytes, after: bytes) -> bool:
    """True when what runs at import is the same in both, and each function that is there can take the other's code."""
    old, new = compile(before, "", "exec"), compile(after, "", "exec")
    return _at_import(old) == _at_import(new) and _closures(old) == _closures(new)


def _closures(code: CodeType) -> dict[tuple[str, int], tuple[str, ...]]:
    return {key: held.co_freevars for key, held in _codes(code, Counter())}


def _at_import(code: CodeType) -> Shape:
    held = [
        _at_import(one) if isinstance(one, CodeType) else (type(one), one) for one in code.co_consts if _counts(one)
    ]
    return code.co_code, code.co_names, tuple(held)


def _counts(constant: object) -> bool:
    return not (isinstance(constant, CodeType) and constant.co_flags & inspect.CO_OPTIMIZED)


def patch(path: str, *, before: bytes, after: bytes) -> None:
    """Give every function of this module the code that it has in the changed source."""
    old, new = (dict(_codes(compile(source, path, "exec"), Counter())) for source in (before, after))
    places = {(code.co_qualname, code.co_firstlineno): key for key, code in old.items()}
    for held in gc.get_objects():  # by its type: asking a lazy object what it is would wake it
        if type(held) is FunctionType and held.__code__.co_filename == path:
            held.__code__ = new[places[held.__code__.co_qualname, held.__code__.co_firstlineno]]


def _codes(code: CodeType, seen: Counter[str]) -> Iterator[tuple[tuple[str, int], CodeType]]:
    """Each code by its name and its number among those of that name."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield (one.co_qualname, seen[one.co_qualname]), one
            seen[one.co_qualname] += 1
            yield from _codes(one, seen)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Take a line of JSON for each mutant and answer with pytest's code, until the line is closed."""
    items = {item.nodeid: item for item in session.items}
    with socket.socket(fileno=int(os.environ["MUTATION_LINE"])) as line, line.makefile("rw") as told:
        told.write("loaded\n")
        told.flush()
        for asked in told:
            told.write(f"{_tried(session, items, json.loads(asked))}\n")
            told.flush()
    os._exit(0)


def _tried(session: pytest.Session, items: dict[str, pytest.Item], asked: dict[str, str]) -> str:
    child = os.fork()
    if not child:
        _judge(session, [items[test] for test in asked["tests"]], asked)
    return f"{_code_of(child)} {child}"


def _code_of(child: int) -> int:
    """Waits; a child that was killed, by us or by its limit, counts as one that never ended."""
    until = time.monotonic() + MOST_SECONDS
    ended, status = os.waitpid(child, os.WNOHANG)
    while not ended:
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.01)
        ended, status = os.waitpid(child, os.WNOHANG)
    code = os.waitstatus_to_exitcode(status)
    return TOO_LONG if code < 0 else code


def _judge(session: pytest.Session, items: list[pytest.Item], asked: dict[str, str]) -> NoReturn:
    """In the fork: wear the mutant, run these tests until one fails."""
    code = BROKEN
    try:
        os.setsid()
        sys.dont_write_bytecode = True
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
        if asked["after"]:
            patch(asked["path"], before=asked["before"].encode(), after=asked["after"].encode())
        for item, following in zip(items, [*items[1:], None], strict=True):
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                break
        code = 1 if session.testsfailed else 0
    except BaseException:
        Path(os.environ["MUTATION_TROUBLE"]).write_text(traceback.format_exc(), encoding="utf-8")
        raise
    finally:
        os._exit(code)
