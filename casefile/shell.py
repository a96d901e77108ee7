"""What stands around every page: the lawsuit in the rail, what waits there, and whether it is the demonstration."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from casefile.access import Right, StaffRequest, may


def shell(request: StaffRequest) -> dict[str, Any]:
    """`lawsuit` (or None), `rail` (asked once, and only by a page that has one), what she may, `demonstration`."""
    lawsuit = getattr(request, "lawsuit", None)
    may_oversee = cache(lambda: request.user.is_authenticated and may(request.user, Right.OVERSEE))  # if it is drawn
    if lawsuit is None:
        return {"lawsuit": None, "demonstration": False, "may_oversee": may_oversee}
    return {
        "may_oversee": may_oversee,
        "may_audit": may(request.user, Right.AUDIT),
        "lawsuit": lawsuit,
        "rail": cache(lambda: import_string(settings.RAIL)(lawsuit, staff=request.user)),
        "may_import": may(request.user, Right.IMPORT),
        "may_mend": may(request.user, Right.MEND),
        "may_see_openings": may(request.user, Right.OPENINGS),
        "demonstration": lawsuit.is_demonstration,
    }
