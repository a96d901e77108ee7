"""What people do in the locked room: openings, decisions, broken glass, searches by name, need to know, the trail.

Every step is asked for with a planted name where one could be typed. The answers that open a field are kept apart,
in a folder named for the field: what they may say, and nothing else may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from tests.silence.house import House
from tests.silence.visitor import Answer, Visitor

SUIT = "/doe-v-rivermont"
PURPOSE = "Verification of the interrogatories, set two"
POLICY = {"an_hour": "5", "a_day": "20", "people_a_day": "10", "quiet_from": "20:00", "quiet_until": "06:00"}
FIELDS = {"phone": "phone", "e_mail": "e_mail", "serial_no": "serial_no"}  # what is opened -> what the sweep calls it
Steps = Iterator[tuple[int, Answer]]


class Room:
    """One client in the locked room, and the people around her, each signed in with a fresh factor."""

    def __init__(self, house: House, person: dict[str, Any], **visitors: Visitor) -> None:
        self.house, self.person, self.name = house, person, person["full_name"]
        self.lead, self.colleague = visitors["attorney"], visitors["colleague"]
        self.custodian, self.auditor = visitors["custodian"], visitors["auditor"]
        self.paralegal = visitors["paralegal"]
        hers = house.one("SELECT id FROM plaintiffs_client WHERE code = %s", person["client_code"])
        self.client = f"{SUIT}/clients/{hers}"

    def latest(self, table: str) -> str:
        return self.house.one(f"SELECT id FROM {table} ORDER BY asked_at DESC LIMIT 1")  # noqa: S608 (ours)

    def staff(self, who: str) -> str:
        return self.house.one("SELECT id FROM casefile_staff WHERE email = %s", f"{who}@moltrask.example")


def opening(room: Room, by: Visitor, *, field: str, **other: str) -> Answer:
    said = {"asking": str(uuid4()), "field": field, "reason_code": "contact", "purpose": PURPOSE}
    return by.post(f"{room.client}/reveal", said | other)


def apart(room: Room, field: str) -> Visitor:
    """The lead attorney, with what she is answered kept where this field may be said."""
    album = room.house.opened / FIELDS[field]
    album.mkdir(mode=0o700, exist_ok=True)
    return replace(room.lead, album=album)


def openings(room: Room) -> Steps:
    """One field, twice by the same form; mistakes; a round that is denied and one that is approved; broken glass."""
    asking = str(uuid4())
    yield 200, opening(room, apart(room, "phone"), field="phone", asking=asking)
    yield 200, opening(room, apart(room, "phone"), field="phone", asking=asking)
    yield 422, opening(room, room.lead, field="last", purpose=f"Ask {room.name} to sign it")
    yield 422, opening(room, room.lead, field=room.name, reason_code=room.name, asking=room.name)
    yield 404, opening(room, room.paralegal, field="last")
    yield 403, room.auditor.post(f"{SUIT}/reveals/policy", POLICY)
    yield 422, room.custodian.post(f"{SUIT}/reveals/policy", POLICY | {"an_hour": room.name})
    yield 200, room.custodian.post(f"{SUIT}/reveals/policy", POLICY | {"two_person": "on"})
    yield from rounds(room)
    yield from glass(room)


def rounds(room: Room) -> Steps:
    """With a second person: the first round is denied, the second approved and used."""
    for answer in ("deny", "approve"):
        yield 200, opening(room, room.lead, field="e_mail")
        request = room.latest("plaintiffs_revealrequest")
        page = f"{SUIT}/reveals/{request}"
        yield 422, room.custodian.post(page, {answer: "1", "words": f"{room.name} has said so herself"})
        yield 404, room.colleague.post(page, {answer: "1", "words": PURPOSE})
        yield 200, room.custodian.post(page, {answer: "1", "words": PURPOSE})
    yield 200, apart(room, "e_mail").post(f"{room.client}/reveal/{request}", {})


def glass(room: Room) -> Steps:
    page = f"{SUIT}/reveals/glass"
    yield 422, room.lead.post(page, {"words": f"Nobody answers, and {room.name} waits"})
    yield 200, room.lead.post(page, {"words": "No custodian answers, and the filing is due today"})
    yield 200, room.colleague.post(f"{page}/{room.latest('plaintiffs_brokenglass')}", {})
    yield 200, opening(room, apart(room, "serial_no"), field="serial_no")
    alarm = room.house.one("SELECT max(id) FROM plaintiffs_revealalarm")
    yield 200, room.custodian.post(f"{SUIT}/reveals/alarms/{alarm}/seen", {})
    yield 200, room.custodian.post(f"{SUIT}/reveals/policy", POLICY)


def seeking(room: Room) -> Steps:
    """By a name that is known, to one who may know it and to one who may not; by one that is not; and mistakes."""
    page, said = f"{SUIT}/reveals/search", {"reason_code": "match", "purpose": PURPOSE}
    yield 200, room.lead.post(page, said | {"name": room.name})
    yield 200, room.paralegal.post(page, said | {"name": room.name})
    yield 200, room.paralegal.post(page, said | {"name": "Nobody Atall"})
    yield 200, room.paralegal.post(page, said | {"name": room.name, "purpose": f"Whether {room.name} is known"})
    yield 422, room.paralegal.post(page, said | {"name": room.person["surname"].split("-")[0]})
    yield 422, room.paralegal.post(page, said | {"name": room.name, "reason_code": room.name, "purpose": ""})


def need_to_know(room: Room) -> Steps:
    """Given, denied, and both ended; the client is gone for whom she is denied to."""
    page, whom = f"{room.client}/access", room.staff("paralegal")
    yield 200, room.custodian.post(f"{page}/give", {"give-staff": whom, "give-reason": "work"})
    yield 422, room.custodian.post(f"{page}/give", {"give-staff": room.name, "give-reason": room.name})
    yield 200, room.custodian.post(f"{page}/deny", {"deny-staff": whom, "deny-reason": "kinship"})
    yield 404, room.paralegal.get(room.client)
    yield 404, opening(room, room.paralegal, field="last")
    yield (
        200,
        room.paralegal.post(f"{SUIT}/reveals/search", {"name": room.name, "reason_code": "match", "purpose": PURPOSE}),
    )
    row = room.house.one("SELECT id FROM plaintiffs_needtoknow WHERE effect = 'deny' ORDER BY given_at DESC LIMIT 1")
    yield 422, room.custodian.post(f"{page}/{row}/end", {"reason": room.name})
    yield 200, room.custodian.post(f"{page}/{row}/end", {"reason": "mistake"})
    yield 422, room.custodian.post(f"{page}/entrust", {"entrust-staff": room.name})
    yield 200, room.custodian.post(f"{page}/entrust", {"entrust-staff": room.staff("colleague")})
    yield 200, room.custodian.post(f"{page}/entrust", {"entrust-staff": room.staff("attorney")})


def trail(room: Room) -> Steps:
    """Read, sought in, verified and taken away in both forms: of the lawsuit and of the house."""
    yield 404, room.paralegal.get(f"{SUIT}/audit")
    for page in (f"{SUIT}/audit", "/audit"):
        yield 200, room.auditor.get(page)
        yield 200, room.auditor.get(f"{page}?act=revealed")
        yield 422, room.auditor.get(f"{page}?q={quote(room.name)}")
        yield 200, room.auditor.post(f"{page}/verify", {})
        yield 422, room.auditor.post(f"{page}/export", {"form": room.name, "since": room.name})
        for form in ("csv", "jsonl"):
            taken = room.auditor.post(f"{page}/export", {"form": form})
            assert taken.body.startswith(b"PK"), taken.status
            yield 200, taken


def visit(room: Room) -> Steps:
    """All of it: what was expected beside what was answered."""
    for steps in (openings, seeking, need_to_know, trail):
        yield from steps(room)
