"""Measure on a database of its own and write docs/benchmarks.md. Run by `manage.py bench`."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from casefile import keys, roles

DATABASE = "casefile_bench"
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_VAULT_URL")


def main(arguments: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "casefile.settings"
    with _house():
        django.setup()
        _measure(quick="--quick" in arguments)


@contextmanager
def _house() -> Iterator[None]:
    """Its database, keys and shelf, gone when it is done."""
    server = os.environ["DATABASE_SUPER_URL"]
    for name in ADDRESSES:
        os.environ[name] = os.environ[name].replace("/casefile?", f"/{DATABASE}?")
    roles.drop_database(server, name=DATABASE)
    roles.create_database(server, name=DATABASE)
    with tempfile.TemporaryDirectory(dir=os.environ["CASEFILE_HOME"]) as folder:
        os.environ.update(CASEFILE_KEY_FILE=f"{folder}/keys.json", CASEFILE_MEDIA=folder, CASEFILE_LOG_LEVEL="WARNING")
        keys.make_key_file(Path(folder) / "keys.json")
        try:
            yield
        finally:
            roles.drop_database(server, name=DATABASE)


def _measure(*, quick: bool) -> None:
    from django.conf import settings  # noqa: PLC0415 (Django is set up by now)
    from django.core.management import call_command  # noqa: PLC0415

    from casefile import clock  # noqa: PLC0415
    from casefile.warmth import warm  # noqa: PLC0415
    from filings.services import demonstration  # noqa: PLC0415
    from tests.benchmarks.measure import FULL, QUICK, measure  # noqa: PLC0415
    from tests.benchmarks.report import report  # noqa: PLC0415

    call_command("migrate", database="owner", verbosity=0)
    lawsuit = demonstration.load(today=clock.today())
    if lawsuit is None:
        raise RuntimeError("the database was not empty: nothing was measured")
    warm()
    told = report(measure(lawsuit, size=QUICK if quick else FULL, say=_say), quick=quick)
    if not quick:
        (settings.ROOT / "docs" / "benchmarks.md").write_text(told, encoding="utf-8")
    sys.stdout.write(told)


def _say(what: str) -> None:
    sys.stderr.write(f"{what} ...\n")


if __name__ == "__main__":
    main(sys.argv[1:])
