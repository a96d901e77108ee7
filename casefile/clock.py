"""The only reader of the wall clock. Court time is Pacific time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

COURT_ZONE = ZoneInfo("America/Los_Angeles")


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is at the courthouse."""
    return now().astimezone(COURT_ZONE).date()
