"""Typed readers of the environment: a value that makes no sense is refused, naming the variable and never the value."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ELSEWHERE = {  # read where there are no settings yet, or by docker-compose.yml
    *("CASEFILE_PORT", "CASEFILE_PG_BIN", "CASEFILE_PG_USER", "CASEFILE_HTTPS_PORT", "CASEFILE_HTTP_PORT"),
}
_read: set[str] = set()


def _value(name: str, default: str = "") -> str:
    _read.add(name)
    return os.environ.get(name, default)


def known() -> frozenset[str]:
    """Every variable that somebody reads, once the settings have been read."""
    return frozenset(_read | ELSEWHERE)


def refuse_unknown() -> None:
    """A variable that nobody reads is a wish that is not granted. Called when every reader has read."""
    for name in sorted(os.environ):
        if name.startswith("CASEFILE_") and name not in known():
            near = difflib.get_close_matches(name, known(), n=1, cutoff=0.8)
            meant = f"Is {near[0]} meant?" if near else "docs/running.md has them all."
            raise ImproperlyConfigured(f"{name} is no variable of casefile. {meant}")


def text(name: str, default: str = "") -> str:
    return _value(name, default)


def taken(name: str) -> str:
    """A secret, gone from the environment once it is read: programs that are started from here are not told it."""
    value = _value(name)
    os.environ.pop(name, None)
    return value


def flag(name: str) -> bool:
    """True for 1, false for 0 or absent; anything else is refused."""
    value = _value(name, "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1")
    return value == "1"


def number(name: str, default: int) -> int:
    value = _value(name, str(default))
    if not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number")
    return int(value)


def folder(name: str, default: Path) -> Path:
    return Path(_value(name) or default).absolute()


def log_place(name: str) -> str:
    """Where a system's log listens: a socket's path such as /dev/log, or host:port; empty when absent."""
    value = _value(name)
    host, _, port = value.rpartition(":")
    if value and not value.startswith("/") and not (host and port.isdigit()):
        raise ImproperlyConfigured(f"{name} must be the path of a socket, or host:port")
    return value


def secret(name: str, path: Path) -> str:
    """The secret in the variable, else in the file; an empty one is refused when it is used, by Django."""
    value = _value(name)
    try:
        return value or (path.read_text(encoding="ascii").strip() if path.is_file() else "")
    except (OSError, UnicodeDecodeError):
        raise ImproperlyConfigured(f"{name} is not set, and the file that should hold it cannot be read") from None


def address(name: str) -> str:
    """A server's address from `X_URL`, its password from the file named by `X_PASSWORD_FILE` where that is set."""
    told, file = _value(name), name.removesuffix("_URL") + "_PASSWORD_FILE"
    parts = _parts(told, name=name)
    if not told or not os.environ.get(file):
        return told
    if parts.password:
        raise ImproperlyConfigured(f"{name} holds a password, and {file} names another: leave one of them out")
    try:
        password = Path(os.environ[file]).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as unreadable:
        raise ImproperlyConfigured(f"{file} names a file that cannot be read") from unreadable
    user, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user}:{quote(password, safe='')}@{host}").geturl()


def _parts(told: str, *, name: str) -> SplitResult:
    """The library's own refusal quotes what it could not read, and that may be a piece of the password."""
    try:
        parts = urlsplit(told)
        _ = parts.port  # read here, for it is refused when it is read
    except ValueError:
        raise ImproperlyConfigured(f"{name} is no address: is a sign in its password not written as %XX?") from None
    return parts


def broker(name: str) -> str:
    """A `redis://`, `rediss://` (TLS) or `redis+socket:///path` address; empty when absent."""
    told = address(name)
    parts = _parts(told, name=name)
    whole = parts.path if parts.scheme == "redis+socket" else parts.hostname
    if told and (parts.scheme not in ("redis", "rediss", "redis+socket") or not whole):
        raise ImproperlyConfigured(f"{name} must be a redis://, rediss:// or redis+socket:// address")
    return told


def mail_server(name: str) -> SplitResult:
    """A `smtp://user@host:port` address (STARTTLS) or `smtps://` (TLS from the first byte); without a host, no mail."""
    told = _parts(address(name), name=name)
    if told.geturl() and (told.scheme not in ("smtp", "smtps", "smtp+plain") or not told.hostname):
        raise ImproperlyConfigured(f"{name} must be a smtp:// or smtps:// address with a host")
    if told.scheme == "smtp+plain" and told.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured(f"{name} may go without TLS to this machine alone")
    return told


def database(name: str, *, unset: str) -> dict[str, Any]:
    """A `postgresql://role:password@host/name?host=/socket/folder` address as Django's settings."""
    parts = _parts(address(name) or unset, name=name)
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
