"""What the rig plants in a house: poisons in chosen letters, and death between a commit and its ring.

The house's own code knows nothing of it: this is an app of the rig's settings, and does nothing until a file asks.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

POISONS = "poisons.json"  # a plaintiff's number -> the name of a poison
AT_COMMIT = "die-at-commit"


class Planted(AppConfig):
    name = "tests.chaos"
    label = "chaos"

    def ready(self) -> None:
        from filings.services import issue  # noqa: PLC0415 (models are loaded only now)

        issue.issue = _poisonable(issue.issue)
        hooks = _mortal(BaseDatabaseWrapper.run_and_clear_commit_hooks)
        BaseDatabaseWrapper.run_and_clear_commit_hooks = hooks  # type: ignore[assignment, method-assign]


def killed() -> None:
    """As an extension that reads where it may not, or the kernel when memory ends."""
    os.kill(os.getpid(), signal.SIGKILL)


def endless() -> None:
    while True:
        sum(range(1000))


def broken() -> None:
    raise ZeroDivisionError


DOSES: dict[str, Callable[[], None]] = {"killed": killed, "endless": endless, "broken": broken}


def _poisonable(issue: Callable[..., Any]) -> Callable[..., Any]:
    def taste(version: Any, *, plaintiff: Any = None, **asked: Any) -> Any:
        dose = _poisons().get(str(plaintiff and plaintiff.pk))
        if dose:
            DOSES[dose]()
        return issue(version, plaintiff=plaintiff, **asked)

    return taste


def _mortal(run_hooks: Callable[[BaseDatabaseWrapper], None]) -> Callable[[BaseDatabaseWrapper], None]:
    """In the web: committed, and dead before anything that waits for the commit."""

    def run(connection: BaseDatabaseWrapper) -> None:
        sign = Path(settings.HOME) / AT_COMMIT
        if connection.run_on_commit and "gunicorn" in sys.argv[0] and sign.exists():
            sign.unlink()
            killed()
        run_hooks(connection)

    return run


def _poisons() -> dict[str, str]:
    path = Path(settings.HOME) / POISONS
    return json.loads(path.read_text(encoding="ascii")) if path.is_file() else {}
