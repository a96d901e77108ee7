"""What others made and we serve is byte for byte what the lock says, and its licence lies beside it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.ROOT) / "static"
LOCK = STATIC / "vendor" / "vendor.lock"
LOCKED = {
    fields[1]: fields[0]
    for line in LOCK.read_text().splitlines()
    if line and not line.startswith("#")
    if (fields := line.split())
}


def test_every_locked_file_has_the_bytes_of_the_lock() -> None:
    assert {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in LOCKED} == LOCKED


def test_no_script_or_font_of_others_is_served_without_the_lock() -> None:
    ours = {"icons/favicon.svg", "icons/chevron.svg"}
    served = {str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.suffix in {".woff2", ".svg"}}
    served |= {str(path.relative_to(STATIC)) for path in (STATIC / "vendor").glob("*.js")}
    assert served - ours == set(LOCKED)


def test_each_maker_is_named_with_a_licence() -> None:
    licences = {path.name.split(".")[0] for path in STATIC.rglob("*.LICENSE.txt")}
    makers = {"htmx", "lucide", "source-serif-4", "atkinson-hyperlegible-next", "atkinson-hyperlegible-mono"}
    assert makers <= licences
