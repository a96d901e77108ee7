"""A plugin of pytest that writes down which test ran which line of the mutated modules, and how long each took."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

from casefile.home import ROOT
from tests.mutation import rooms


class Tracer:
    """One for each process of a run; beside others under xdist, each writes a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths = rooms.every_module()
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.watch = coverage.Coverage(data_file=None, include=[str(ROOT / path) for path in self.paths])
        self.watch.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.watch.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.watch.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self.watch.stop()
        data = self.watch.get_data()
        told = {path: data.contexts_by_lineno(str(ROOT / path)) for path in self.paths}
        lines = {path: {line: [one for one in by if one] for line, by in held.items()} for path, held in told.items()}
        good = {test: seconds for test, seconds in self.seconds.items() if test not in self.failed}
        text = json.dumps({"lines": lines, "seconds": good, "failed": sorted(self.failed)})
        (self.folder / f"map-{os.getpid()}.json").write_text(text, encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """The process that only hands out tests to others has nothing to trace."""
    hands_out = getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput")
    if not hands_out:
        config.pluginmanager.register(Tracer(Path(os.environ["MUTATION_FOLDER"])))
