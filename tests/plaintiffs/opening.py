"""People who may open and what they ask for, as the tests of reveal need them; and what the trail says of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db import connections

from casefile import clock
from casefile.acts import Act
from casefile.errors import CasefileError
from casefile.models import AuditEntry, Lawsuit, Staff
from plaintiffs.models import Client, Effect, NeedToKnow, RevealAlarm
from plaintiffs.rules.identity import Identity
from plaintiffs.services import reveal
from plaintiffs.services.reveal import Asked, Asker
from tests import factories

PURPOSE = "Verification of the interrogatories, set two"
DAYTIME = datetime(2026, 11, 30, 19, tzinfo=UTC)  # 11 am at the court
ALWAYS = datetime.fromisoformat("2020-01-01T00:00:00+00:00")


def person(number: int) -> Identity:
    return Identity(last=f"Quillfeather{number}", first="Odalys", serial_no=f"{70000 + number}")


def people(lawsuit: Lawsuit, numbers: Sequence[int]) -> list[Client]:
    """Plaintiffs of these Doe numbers, each with a last name of her own."""
    return [factories.enrolled(lawsuit, code=f"RM-{n:04}", number=n, identity=person(n)) for n in numbers]


def give(client: Client, *, to: Staff, by: Staff, effect: Effect = Effect.GRANT) -> NeedToKnow:
    return NeedToKnow.objects.create(
        client=client, staff=to, effect=effect, reason_code="work", valid_from=ALWAYS, given_by=by, given_at=clock.now()
    )


def asked(client: Client, *, field: str = "last", subject: UUID | None = None, purpose: str = PURPOSE) -> Asked:
    """A form of its own each time."""
    return Asked(client, field, subject, "contact", purpose, uuid4())


def asker(staff: Staff, *, factor_age: float = 0, device: str = "Firefox on Linux") -> Asker:
    shown = clock.now() - timedelta(seconds=factor_age)
    return Asker(staff=staff, ip="192.0.2.7", factor_at=shown, device=device)


def opened(client: Client, staff: Staff, *, field: str = "last") -> str:
    answer = reveal.ask(asked(client, field=field), by=asker(staff))
    assert answer.value is not None
    return answer.value.reveal()


class _Trail:
    begins_after = 0


def begin() -> None:
    """From here on it is this test's."""
    _Trail.begins_after = AuditEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def entries(act: Act) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(act=act, seq__gt=_Trail.begins_after).order_by("seq"))


def alarms() -> list[str]:
    return sorted(RevealAlarm.objects.values_list("kind", flat=True))


def at_once(times: int, act: Callable[[], str]) -> Counter[str]:
    """What came of it, each in a thread with connections of its own, eight at a time."""
    told: Counter[str] = Counter()
    begin, lock = threading.Barrier(8), threading.Lock()

    def hand(share: int) -> None:
        begin.wait()
        try:
            for _ in range(share):
                came = _outcome(act)
                with lock:
                    told[came] += 1
        finally:
            connections.close_all()

    shares = [times // 8 + (place < times % 8) for place in range(8)]
    threads = [threading.Thread(target=hand, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def _outcome(act: Callable[[], str]) -> str:
    try:
        return act()
    except CasefileError as refusal:
        return type(refusal).__name__
