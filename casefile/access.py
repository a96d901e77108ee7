"""Who may: rights by role, and the wall around each lawsuit."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from casefile import audit
from casefile.errors import NotAllowed
from casefile.models import Lawsuit, Role, Staff

P = ParamSpec("P")


class Right(StrEnum):
    READ = "read"  # everything under pseudonyms
    ENTER = "enter"  # clients, claims and their events
    IMPORT = "import"
    PRESS = "press"
    APPROVE = "approve"
    MEND = "mend"  # background work that has stopped
    AUDIT = "audit"  # the trail of a lawsuit
    OVERSEE = "oversee"  # the trail of the house
    WHY = "why"  # who may learn which client's identity, and why: never the identity
    OPENINGS = "openings"  # who opened which name, and why; never the name


RIGHTS: dict[str, frozenset[Right]] = {
    Role.ATTORNEY: frozenset(Right) - {Right.OVERSEE},
    Role.PARALEGAL: frozenset({Right.READ, Right.ENTER, Right.IMPORT, Right.PRESS}),
    Role.STAFF: frozenset({Right.READ, Right.PRESS}),
    Role.CUSTODIAN: frozenset({Right.READ, Right.ENTER, Right.AUDIT, Right.WHY, Right.OPENINGS}),
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT, Right.OVERSEE, Right.WHY, Right.OPENINGS}),
    Role.ADMINISTRATOR: frozenset({Right.READ, Right.MEND, Right.AUDIT, Right.OVERSEE, Right.WHY}),
}
UNTOLD = frozenset({Right.AUDIT, Right.OVERSEE})  # who has not got them is not told that there is such a page


class StaffRequest(HttpRequest):
    """A request of somebody who signed in, inside one lawsuit."""

    user: Staff
    lawsuit: Lawsuit

    if TYPE_CHECKING:
        htmx: Any


def may(staff: Staff, right: Right) -> bool:
    return staff.is_active and right in RIGHTS.get(staff.role, frozenset())


def require(staff: Staff, right: Right) -> None:
    """Raises NotAllowed, naming the right in plain words; Http404 for a right that is not spoken of."""
    if may(staff, right):
        return
    if right in UNTOLD:
        raise Http404
    raise NotAllowed(_("Your role does not include this: %(right)s. Ask an administrator.") % {"right": right.value})


def enter(staff: Staff, slug: str, right: Right) -> Lawsuit:
    """The lawsuit, for who may do this in it. Unknown and walled-off lawsuits are the same Http404; then the right."""
    found = Lawsuit.objects.visible_to(staff).select_related("court").called(slug)
    if found is None:
        raise Http404
    require(staff, right)
    return found


def house_may(
    right: Right,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page of the house, outside of any lawsuit, for whom the right lets in."""

    def door(view: Callable[Concatenate[StaffRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: StaffRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            require(request.user, right)
            return view(request, *args, **kwargs)

        return login_required(page)

    return door


def staff_may(
    right: Right,
) -> Callable[[Callable[Concatenate[StaffRequest, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """A page inside a lawsuit, for whom `enter` lets in."""

    def door(view: Callable[Concatenate[StaffRequest, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def page(request: StaffRequest, lawsuit: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            request.lawsuit = enter(request.user, lawsuit, right)
            with audit.inside(request.lawsuit.pk):
                return view(request, *args, **kwargs)

        return login_required(page)

    return door
