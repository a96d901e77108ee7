"""What pip cannot bring: Pango, a second PDF reader, a browser for the tests. Installed where we may, else named."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from casefile.home import CannotStart

PANGO = {
    "libgobject-2.0.so.0": "libgobject-2.0.dylib",
    "libpango-1.0.so.0": "libpango-1.0.dylib",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0.dylib",
    "libharfbuzz.so.0": "libharfbuzz.dylib",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset.dylib",
    "libfontconfig.so.1": "libfontconfig.dylib",
}
PANGO_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
READER_PACKAGES = ("poppler-utils",)
BROWSERS = ("chromium", "chromium-browser")
OS_RELEASE = Path("/etc/os-release")


def bring_pango() -> bool:
    """True when it had to be installed. Raises CannotStart, with the line to type, where we may not install."""
    if not missing_libraries():
        return False
    if sys.platform == "darwin":
        raise CannotStart("The papers need Pango. Type: brew install pango")
    if not (may_install() and install(PANGO_PACKAGES)) or missing_libraries():
        raise CannotStart(
            f"The papers need Pango ({missing_libraries()[0]}). Type, as root: {line_for(PANGO_PACKAGES)}"
        )
    return True


def missing_libraries() -> list[str]:
    return [linux for linux, mac in PANGO.items() if not _loads(mac if sys.platform == "darwin" else linux)]


def bring_reader() -> str:
    """Empty when a second PDF reader is here; else the line to type, for without it the guard refuses more."""
    if shutil.which("pdftotext") or (may_install() and install(READER_PACKAGES) and shutil.which("pdftotext")):
        return ""
    return line_for(READER_PACKAGES)


def bring_browser() -> str:
    """The path of a Chromium, installed first where we may; empty when there is none."""
    if not find_browser() and may_install():
        install(BROWSERS[:1])
    return find_browser()


def find_browser() -> str:
    return next(filter(None, map(shutil.which, BROWSERS)), "")


def may_install() -> bool:
    """Root on Debian, Ubuntu or their kin."""
    kin = OS_RELEASE.read_text(encoding="utf-8") if OS_RELEASE.is_file() else ""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and ("debian" in kin or "ubuntu" in kin)


def install(packages: Sequence[str]) -> bool:
    """By apt, quietly; false when it did not work, for want of a network as a rule."""
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(line_for(packages), shell=True, env=environ, capture_output=True, check=False)  # noqa: S602 (constants)
    return done.returncode == 0


def line_for(packages: Sequence[str]) -> str:
    return f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
