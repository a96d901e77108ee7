"""Typed readers of the environment: a value that makes no sense is refused, naming the variable and never the value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def flag(name: str) -> bool:
    """True for 1, false for 0 or absent; anything else is refused."""
    value = os.environ.get(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1")
    return value == "1"


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number")
    return int(value)


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).absolute()


def secret(name: str, path: Path) -> str:
    """The secret in the variable, else in the file; an empty one is refused when it is used, by Django."""
    value = os.environ.get(name, "")
    return value or (path.read_text(encoding="ascii").strip() if path.is_file() else "")


def database(name: str, *, unset: str) -> dict[str, Any]:
    """A `postgresql://role:password@host/name?host=/socket/folder` address as Django's settings."""
    address = urlsplit(os.environ.get(name) or unset)
    if address.scheme not in ("postgresql", "postgres") or not address.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address with a database name")
    options = dict(parse_qsl(address.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.strip("/")),
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(address.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
