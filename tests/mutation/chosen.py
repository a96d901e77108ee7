"""A plugin of pytest: of what was collected only the tests that were chosen, in the order in which they were."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    wanted = json.loads(Path(os.environ["MUTATION_TESTS"]).read_text(encoding="utf-8"))
    place = {test: number for number, test in enumerate(wanted)}
    items[:] = sorted((item for item in items if item.nodeid in place), key=lambda item: place[item.nodeid])
