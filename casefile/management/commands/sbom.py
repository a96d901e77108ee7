"""`manage.py sbom`: what the lock installs, as a bill of materials that scanners read (CycloneDX 1.5, JSON)."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from django.core.management.base import BaseCommand

from casefile.home import ROOT

LOCKS = {False: "requirements.txt", True: "requirements-dev.txt"}
PINNED = re.compile(r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<rest>(?:.*\\\n)*.*)$", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Print every package of the lock with its version, hashes and licence as CycloneDX JSON."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dev", action="store_true", help="the development lock, which holds the other whole")

    def handle(self, *args: Any, dev: bool, **options: Any) -> None:
        told = bill((ROOT / LOCKS[dev]).read_text(encoding="utf-8"))
        self.stdout.write(json.dumps(told, indent=2, sort_keys=True))


def bill(lock: str) -> dict[str, Any]:
    """The same lock gives the same bill, so that two of them can be compared."""
    about = {"type": "application", "name": "casefile", "licenses": [{"license": {"id": "Apache-2.0"}}]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": about},
        "components": list(_components(lock)),
    }


def _components(lock: str) -> Iterator[dict[str, Any]]:
    for found in PINNED.finditer(lock):
        name, version = found["name"], found["version"]
        address = f"pkg:pypi/{name}@{version}"
        told = {"type": "library", "bom-ref": address, "name": name, "version": version, "purl": address}
        # each is of one file that may be installed, and `hashes` would say that all are of the same
        files = [{"name": "casefile:file:sha256", "value": one} for one in HASH.findall(found["rest"])]
        yield told | {"properties": files} | _licence(name)


def _licence(name: str) -> dict[str, Any]:
    """As the installed package says itself; nothing of one that is not installed here."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return {}
    words = (told.get_all("License-Expression") or [""])[0] or next(
        (one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if one.startswith("License :: ")), ""
    )
    return {"licenses": [{"license": {"name": words}}]} if words else {}
