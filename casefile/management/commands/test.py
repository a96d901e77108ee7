"""`manage.py test`: lint, then every test, on a database server of their own. With arguments: pytest alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand

from casefile import machine
from casefile.home import ROOT, folder
from casefile.management.commands.lint import failed_steps

PARALLEL = ("-q", "-n", "2", "--dist", "loadfile")
NOTHING_COLLECTED = 5
ORDINARY = "not e2e and not drill"  # a drill takes minutes and has a command of its own
REPORT = re.compile(r'<testsuite [^>]*?errors="(\d+)" failures="(\d+)" skipped="(\d+)" tests="(\d+)"')
NO_BROWSER = "Chromium is not here: its tests were skipped."


class Command(BaseCommand):
    help = "Lint and test everything. Arguments, if any, go to pytest, which then runs alone."
    requires_system_checks = ()

    def run_from_argv(self, argv: list[str]) -> None:
        """Past Django's own reading of arguments, which would refuse pytest's."""
        if {"-h", "--help"} & set(argv[2:]):
            self.print_help(argv[0], argv[1])
            return
        machine.bring_pango()
        machine.bring_reader()
        sys.exit(_pytest(argv[2:]).returncode if argv[2:] else run_everything())

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(run_everything())


def run_everything() -> int:
    """The exit code: 0 only when every step and every test is good."""
    browser = machine.bring_browser()
    failed = failed_steps()
    count = Counter(failed=len(failed))
    count += _counted([*PARALLEL, "-m", ORDINARY])
    if browser:
        count += _counted([*PARALLEL, "-m", "e2e"])
    else:
        count += _without_browser()
    if failed:
        sys.stdout.write(f"Lint failed: {', '.join(failed)}; the lines are above.\n")
    sys.stdout.write(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped\n")
    return 1 if count["failed"] else 0


def _counted(arguments: Sequence[str]) -> Counter[str]:
    """Run pytest and count. A run that breaks off counts as one failure at least."""
    report = folder() / f"report-{os.getpid()}.xml"
    done = _pytest([*arguments, f"--junitxml={report}"])
    found = REPORT.search(report.read_text(encoding="utf-8")) if report.is_file() else None
    report.unlink(missing_ok=True)
    if done.returncode == NOTHING_COLLECTED and ORDINARY not in arguments:
        return Counter()
    errors, failures, skipped, tests = map(int, found.groups()) if found else (0, 0, 0, 0)
    bad = max(errors + failures, 1 if done.returncode else 0)
    return Counter(passed=max(tests - errors - failures - skipped, 0), failed=bad, skipped=skipped)


def _without_browser() -> Counter[str]:
    """Skipped aloud; a failure where a browser is required."""
    listed = _pytest(["-q", "--collect-only", "-m", "e2e"], quiet=subprocess.PIPE).stdout or ""
    tests = sum("::" in line for line in listed.splitlines())
    sys.stdout.write(f"{NO_BROWSER} {tests} tests. Type, as root: {machine.line_for(machine.BROWSERS[:1])}\n")
    return Counter(failed=1) if os.environ.get("REQUIRE_BROWSER") == "1" else Counter(skipped=tests)


def _pytest(arguments: Sequence[str], *, quiet: int | None = None) -> subprocess.CompletedProcess[str]:
    sys.stdout.flush()
    environ = dict(os.environ)
    if "e2e" in arguments or any("tests/e2e" in argument for argument in arguments):
        environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # a synchronous browser runs a loop in the test's own thread
    argv = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(argv, cwd=ROOT, env=environ, stdout=quiet, text=True, check=False)  # noqa: S603
