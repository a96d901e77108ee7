"""Typed readers of the environment: a value that makes no sense is refused, naming the variable and never the value."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

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


def log_place(name: str) -> str:
    """Where a system's log listens: a socket's path such as /dev/log, or host:port; empty when absent."""
    value = os.environ.get(name, "")
    host, _, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and port.isdigit()):
        raise ImproperlyConfigured(f"{name} must be the path of a socket, or host:port")
    return value


def secret(name: str, path: Path) -> str:
    """The secret in the variable, else in the file; an empty one is refused when it is used, by Django."""
    value = os.environ.get(name, "")
    return value or (path.read_text(encoding="ascii").strip() if path.is_file() else "")


def address(name: str) -> str:
    """A server's address from `X_URL`, its password from the file named by `X_PASSWORD_FILE` where that is set."""
    told, file = os.environ.get(name, ""), name.removesuffix("_URL") + "_PASSWORD_FILE"
    if not told or not os.environ.get(file):
        return told
    parts = urlsplit(told)
    if parts.password:
        raise ImproperlyConfigured(f"{name} holds a password, and {file} names another: leave one of them out")
    try:
        password = Path(os.environ[file]).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as unreadable:
        raise ImproperlyConfigured(f"{file} names a file that cannot be read") from unreadable
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def mail_server(name: str) -> SplitResult:
    """A `smtp://user@host:port` address (STARTTLS) or `smtps://` (TLS from the first byte); without a host, no mail."""
    told = urlsplit(address(name))
    if told.geturl() and (told.scheme not in ("smtp", "smtps", "smtp+plain") or not told.hostname):
        raise ImproperlyConfigured(f"{name} must be a smtp:// or smtps:// address with a host")
    if told.scheme == "smtp+plain" and told.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured(f"{name} may go without TLS to this machine alone")
    return told


def database(name: str, *, unset: str) -> dict[str, Any]:
    """A `postgresql://role:password@host/name?host=/socket/folder` address as Django's settings."""
    parts = urlsplit(address(name) or unset)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must be a postgresql:// address with a database name")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": {"connect_timeout": "5", **options},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
