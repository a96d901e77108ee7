"""How long a sign-in lasts: 15 minutes without anything done, 8 hours at most, and no longer than its owner wants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from casefile import audit, clock, tokens, welcome
from casefile.acts import Act
from casefile.models import EndedBy, SignIn, Staff

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
NOTICED_EVERY = timedelta(seconds=30)  # what was done is written down this often, not at each request
KEPT_AS = "sign_in"

BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}


def begin(session: SessionBase, staff: Staff, *, device: str = "", by_link: bool = False) -> SignIn:
    now = clock.now()
    sign_in = SignIn.objects.create(staff=staff, device=device, by_link=by_link, started_at=now, seen_at=now)
    session[KEPT_AS] = str(sign_in.pk)
    return sign_in


def of(request: HttpRequest) -> SignIn | None:
    """The sign-in that this browser claims, if it is this person's."""
    try:
        return SignIn.objects.filter(pk=str(request.session.get(KEPT_AS)), staff=request.user.pk).first()
    except ValidationError:
        return None


def over(sign_in: SignIn, *, request: HttpRequest) -> str:
    """Why it is over, or nothing. The demonstration's link has no idle time: it opens once, and nothing real."""
    now = clock.now()
    if sign_in.ended_at:
        return sign_in.ended_by
    if now - sign_in.started_at >= LONGEST:
        return EndedBy.TOO_LONG
    if sign_in.by_link:
        return "" if may_look_without(request) else EndedBy.LINK
    return EndedBy.IDLE if now - sign_in.seen_at >= IDLE else ""


def may_look_without(request: HttpRequest) -> bool:
    """True on the machine that casefile runs on, while the demonstration is all there is."""
    return welcome.from_this_machine(request) and welcome.only_the_demonstration()


def seconds_left(sign_in: SignIn) -> int:
    ends = sign_in.started_at + LONGEST
    if not sign_in.by_link:
        ends = min(ends, sign_in.seen_at + IDLE)
    return max(0, int((ends - clock.now()).total_seconds()))


def notice(sign_in: SignIn) -> None:
    """The person did something."""
    now = clock.now()
    if now - sign_in.seen_at >= NOTICED_EVERY:
        SignIn.objects.open().filter(pk=sign_in.pk).update(seen_at=now)


@transaction.atomic
def end(sign_in: SignIn, *, by: str, actor: Staff | str) -> bool:
    """End it once: false when it was ended already."""
    moved = SignIn.objects.open().filter(pk=sign_in.pk).update(ended_at=clock.now(), ended_by=by)
    if moved:
        act = Act.SIGNED_OUT if by == EndedBy.SIGN_OUT else Act.SIGN_IN_ENDED
        audit.record(actor, act, sign_in.staff, sign_in=sign_in.pk, why=by)
    return bool(moved)


@transaction.atomic
def end_all(staff: Staff, *, but: SignIn | None = None, by: EndedBy, actor: Staff | str) -> int:
    """End every sign-in of this person, perhaps but one; how many there were. Her access tokens go with them.

    What was made at a device that is cut off would open the house from there for up to a year.
    """
    tokens.in_turn(staff)
    mine = SignIn.objects.open().filter(staff=staff).select_related("staff").order_by("pk")
    found = list(mine.select_for_update(of=("self",)))  # before the chain's end, as `end` takes them
    tokens.revoke_all(staff, actor=actor)
    return sum(end(one, by=by, actor=actor) for one in found if one != but)


@transaction.atomic
def cut_off(sign_in: SignIn, *, actor: Staff) -> None:
    """End one at a device that is not here, lost perhaps; all access tokens of its owner go, as any was made there."""
    tokens.in_turn(sign_in.staff)
    SignIn.objects.select_for_update().get(pk=sign_in.pk)
    tokens.revoke_all(sign_in.staff, actor=actor)
    end(sign_in, by=EndedBy.ELSEWHERE, actor=actor)


def open_of(staff: Staff) -> list[SignIn]:
    return list(SignIn.objects.open().filter(staff=staff).exclude(_run_out(clock.now())).order_by("-seen_at"))


def sweep() -> None:
    """Write down the end of what nobody came back to."""
    now = clock.now()
    for one in SignIn.objects.open().filter(_run_out(now)).select_related("staff")[:200]:
        end(one, by=EndedBy.TOO_LONG if now - one.started_at >= LONGEST else EndedBy.IDLE, actor=audit.SYSTEM)


def by_itself(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view that a page asks again and again without its reader: asking it keeps no sign-in alive."""
    view.by_itself = True  # type: ignore[attr-defined]
    return view


def device_of(request: HttpRequest) -> str:
    """`Firefox on Linux`, from what the browser says of itself."""
    told = request.META.get("HTTP_USER_AGENT", "")
    words = [next((name for mark, name in marks.items() if mark in told), "") for marks in (BROWSERS, SYSTEMS)]
    return " on ".join(filter(None, words))


def address_of(request: HttpRequest) -> str:
    """Where the request came from, past the proxies of the house alone."""
    return str(get_adapter(request).get_client_ip(request))


def _run_out(now: datetime) -> Q:
    return Q(started_at__lte=now - LONGEST) | Q(by_link=False, seen_at__lte=now - IDLE)
