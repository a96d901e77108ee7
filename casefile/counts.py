"""What all web processes count together, such as wrong passwords: Django's cache over one table, its values as JSON.

Django's own database cache pickles: whoever could write that table could run code in the web process.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from casefile import clock

WRITE = """
INSERT INTO casefile_counts (key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ONLY_IF_OVER = "WHERE casefile_counts.expires <= %s"


class Counts(BaseCache):
    """Each value is one row; `add` is one statement, so that of many processes at once a single one gets true."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        asked = "SELECT value FROM casefile_counts WHERE key = %s AND expires > %s"
        with connection.cursor() as cursor:
            cursor.execute(asked, [self.make_and_validate_key(key, version), clock.now()])
            found = cursor.fetchone()
        return json.loads(found[0]) if found else default

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        row = (self.make_and_validate_key(key, version), json.dumps(value), self._end(timeout))
        with connection.cursor() as cursor:
            cursor.execute(WRITE, row)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        row = (self.make_and_validate_key(key, version), json.dumps(value), self._end(timeout), clock.now())
        with connection.cursor() as cursor:
            cursor.execute(f"{WRITE} {ONLY_IF_OVER}", row)
            return bool(cursor.rowcount == 1)

    def delete(self, key: Any, version: int | None = None) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM casefile_counts WHERE key = %s", [self.make_and_validate_key(key, version)])
            return bool(cursor.rowcount == 1)

    def clear(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM casefile_counts")

    def _end(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return datetime.max.replace(tzinfo=UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)


def sweep() -> None:
    """Forget what counts no more."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casefile_counts WHERE expires <= %s", [clock.now()])
