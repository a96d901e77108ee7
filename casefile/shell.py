"""What stands around every page: the lawsuit in the rail, what waits there, and whether it is the demonstration."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


def shell(request: HttpRequest) -> dict[str, Any]:
    """`lawsuit` (or None), `rail` (asked once, and not at all for a page without a rail), `demonstration`."""
    lawsuit = getattr(request, "lawsuit", None)
    if lawsuit is None:
        return {"lawsuit": None, "demonstration": False}
    return {
        "lawsuit": lawsuit,
        "rail": cache(lambda: import_string(settings.RAIL)(lawsuit)),
        "demonstration": lawsuit.is_demonstration,
    }
