"""What people do in the drill's house, and what goes wrong there: every step with planted names in it."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from casefile import children, clock
from casefile.entry import codes
from tests.silence import crawl, locked_room
from tests.silence.cast import PASSWORD, SEED
from tests.silence.house import House
from tests.silence.locked_room import Room
from tests.silence.visitor import Answer, Visitor, fields_of

SUIT = "/doe-v-rivermont"
ROLES = ("attorney", "paralegal", "staff", "custodian", "auditor", "administrator")
NUMBERED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
HEADINGS = {
    "Client code": "client_code",
    "Last name": "surname",
    "First name": "given",
    "Middle name": "middle",
    "Serial No.": "serial_no",
    "Date of birth": "dob",
    "Home address": "home_address",
    "Phone": "phone",
    "E-mail": "e_mail",
    "Spouse": "spouse",
    "Doe label": "doe_label",
    "City claim no.": "claim_no",
}
BREAK = """
CREATE FUNCTION drill() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{trouble}', DETAIL = NEW::text; END $$;
CREATE TRIGGER drill BEFORE INSERT ON plaintiffs_client FOR EACH ROW EXECUTE FUNCTION drill()
"""
People = Sequence[dict[str, Any]]


def signed_in(house: House, role: str) -> Visitor:
    visitor = Visitor(house.port, house.place / "answers")
    shown = house.shown[role] = max(codes.step_at(clock.now()), house.shown.get(role, 0) + 1)  # a code opens once
    answer = visitor.sign_in(f"{role}@moltrask.example", PASSWORD, code=codes.code_of(SEED, step=shown))
    assert answer.status == 200, told(answer)
    return visitor


def enter(visitor: Visitor, person: dict[str, Any], **other: str) -> Answer:
    """The page that enters a client. Her claim is recorded on the page that follows."""
    said = {
        "last": person["surname"],
        "first": person["given"],
        "middle": person["middle"],
        "suffix": person["suffix"],
        "serial_no": person["serial_no"],
        "born_on": person["dob"],
        "home_address": person["home_address"],
        "phone": person["phone"],
        "e_mail": person["e_mail"],
        "spouse": person["spouse"],
        "aliases": ", ".join(person["aliases"]),
        "code": person["client_code"],
        "covert_role": "undercover",
        "duty": "current",
        "released_on": str(clock.today() - timedelta(days=150)),
        "harms": "therapy",
        "doe": "JANE",
    }
    visitor.get(f"{SUIT}/intake")
    return visitor.post(f"{SUIT}/intake", said | other)


def claim(visitor: Visitor, person: dict[str, Any]) -> Answer:
    """Her claim and its rejection, from the address of her page."""
    entered = enter(visitor, person)
    assert entered.status == 200, entered.status
    today = clock.today()
    said = {
        "accrued_on": str(today - timedelta(days=150)),
        "presented_on": str(today - timedelta(days=120)),
        "method": "personal",
        "city_claim_no": person["claim_no"],
    }
    recorded = visitor.post(entered.path, said)
    notice = str(today - timedelta(days=100))
    event = {"kind": "rejected", "on": notice, "method": "mail", "mailed_on": notice, "warning": "yes"}
    return visitor.post(recorded.path, event)


def sheet(people: People) -> bytes:
    """A register as a firm keeps it."""
    today = clock.today()
    days = {
        "Released on": today - timedelta(days=150),
        "Presented on": today - timedelta(days=120),
        "City action": "rejected",
        "Notice mailed on": today - timedelta(days=100),
        "In suit": "Y",
        "Status": "current",
        "Damages": "therapy",
        "Covert role": "undercover",
    }
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow([*HEADINGS, *days, f"Remarks on {people[0]['surname']}", "Remarks"])
    for person in people:
        told = [person[key] for key in HEADINGS.values()]
        rows.writerow([*told, *days.values(), "", f"asked for {person['full_name']}"])
    return written.getvalue().encode("utf-8-sig")


def load(visitor: Visitor, people: People) -> Answer:
    """The sheet by its pages: brought under a name that tells, its columns asked for, tried dry, loaded."""
    visitor.get(f"{SUIT}/import")
    columns = visitor.bring(f"{SUIT}/import", name=f"register {people[0]['full_name']}.csv", content=sheet(people))
    address = columns.path.removesuffix("/columns")
    dry = visitor.post(address, fields_of(columns))
    return visitor.post(address, {"commit": "1", **fields_of(dry)})


def press(visitor: Visitor, code: str) -> Answer:
    said = {"text": code, "asking": str(uuid4()), "whom": "all"}
    return visitor.post(f"{SUIT}/filings", said)


def await_end(visitor: Visitor, batch: str, *, seconds: float = 120.0) -> Answer:
    """The page of a batch once nothing of it waits any more."""
    until = time.monotonic() + seconds
    while b"every 2s" in (page := visitor.get(f"{batch}/progress")).body or b"hx-trigger" in page.body:
        assert time.monotonic() < until, "the work does not end"
        time.sleep(0.3)
    return visitor.get(batch)


def packed(visitor: Visitor, batch: str) -> Answer:
    """All papers of a batch in one file."""
    page = visitor.post(f"{batch}/zip", {})
    until = time.monotonic() + 120.0
    while b"hx-trigger" in visitor.get(f"{batch}/package").body:
        assert time.monotonic() < until, "the package is not made"
        time.sleep(0.3)
    return visitor.get(f"{page.path}/zip")


def walk(visitor: Visitor, *, every: bool) -> set[str]:
    """All pages that links lead to; or one of each kind. The kinds that were seen."""
    waiting, seen, kinds = ["/"], set[str](), set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = NUMBERED.sub("#", path.partition("?")[0])
        if path in seen or (kind in kinds and not every):
            continue
        seen.add(path)
        kinds.add(kind)
        answer = visitor.get(path)
        assert answer.status < 500, (answer.status, kind)
        waiting += sorted(one for one in answer.links if one.startswith(SUIT) and one not in seen)
    return kinds


def go_wrong(house: House, visitor: Visitor, person: dict[str, Any]) -> Iterator[tuple[int, Answer]]:
    """Every kind of refusal and breakdown, with what is hers in addresses, headers, fields and values."""
    name, code = person["full_name"], "DRILL-7"
    stranger = Visitor(house.port, house.place / "answers")
    somebody = min(link for link in visitor.get(f"{SUIT}/plaintiffs").links if link[-3:].isdigit())
    yield 404, visitor.get(f"{SUIT}/plaintiffs/{quote(name)}")
    yield 404, visitor.get(f"/{quote(person['surname'])}/plaintiffs")
    yield 422, visitor.get(f"{SUIT}/plaintiffs?q={quote(name)}")
    yield 422, visitor.get(f"{SUIT}/claims?q={quote(person['e_mail'])}")
    yield 403, stranger.post("/login", {"login": person["e_mail"], "password": name})
    yield 403, signed_in(house, "auditor").post(f"{SUIT}/intake", {"last": person["surname"]})
    yield 422, visitor.bring(f"{SUIT}/import", name=f"{name}.pdf", content=b"%PDF " + name.encode())
    yield 422, enter(visitor, person, code=f"{person['surname']} 1", born_on=name, e_mail=name)
    yield 422, enter(visitor, person, code=code, doe=name, duty=name)
    yield 422, enter(visitor, person)  # the code is in use
    yield 422, enter(visitor, person, code=code, unit=f"Unit of {person['surname']}")
    yield 422, enter(visitor, person, code=f"X-{person['serial_no']}")
    yield 422, visitor.post(f"{SUIT}/intake", {"last": f"{name}\x00", "first": name, "code": code})
    yield 422, visitor.post(somebody, {"accrued_on": name, "city_claim_no": person["claim_no"]})
    yield 409, visitor.post(f"{SUIT}/caption", stale(visitor, person))
    for trouble in ("unique_violation", "invalid_text_representation", "foreign_key_violation", "division_by_zero"):
        with broken_insert(house, trouble):
            yield 500, enter(visitor, person, code=code)


def told(answer: Answer) -> str:
    """The words of a page, for who has to find out why the drill stopped."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def stale(visitor: Visitor, person: dict[str, Any]) -> dict[str, str]:
    """The caption as a page showed it that somebody has changed meanwhile."""
    shown = fields_of(visitor.get(f"{SUIT}/caption"))
    return shown | {"initial-judge": "Somebody Else", "judge": person["full_name"]}


@contextmanager
def broken_insert(house: House, trouble: str) -> Iterator[None]:
    """A database that refuses the next client, and quotes her row in doing so."""
    with house.super() as root:
        root.execute(BREAK.replace("{trouble}", trouble).encode())
        yield
        root.execute("DROP TRIGGER drill ON plaintiffs_client; DROP FUNCTION drill")


def live(house: House, people: People) -> None:
    """Everything that is done in the house. The database is settled, dumped and named at the end."""
    house.watch_the_database()
    lead = signed_in(house, "attorney")
    for person in people[:4]:
        assert claim(lead, person).status == 200
    worker = house.start_worker()
    await_end(lead, load(lead, people[4:8]).path)
    children.stop([worker])
    presses = [press(lead, code) for code in ("complaint", "declaration", "letter")]
    assert house.keep_queue() > 1000
    house.start_worker()
    for page in [await_end(lead, batch.path) for batch in presses]:
        assert "refused" not in told(page), told(page)
        if "Make a ZIP of all" in told(page):
            assert packed(lead, page.path).body.startswith(b"PK"), told(page)
    as_expected(go_wrong(house, lead, people[0]))
    visitors = {who: signed_in(house, who) for who in (*ROLES, "colleague")}
    as_expected(locked_room.visit(Room(house, people[0], **visitors)))
    for role in ROLES:
        walk(signed_in(house, role), every=role == "attorney")
    look_everywhere(house, lead, people[4:8])
    settle(house)


def as_expected(steps: Iterable[tuple[int, Answer]]) -> None:
    """Every step is taken, and those that were answered otherwise are told together."""
    otherwise = [
        (expected, answer.status, answer.path, told(answer)[:300])
        for expected, answer in steps
        if answer.status != expected
    ]
    assert not otherwise, otherwise


def look_everywhere(house: House, lead: Visitor, people: People) -> None:
    """While a sheet full of names waits to be loaded. Each role comes in with a factor of this minute."""
    lead.bring(f"{SUIT}/import", name="register.csv", content=sheet(people))
    tokens = json.loads((house.place / "tokens.json").read_text())
    house.crawled = crawl.Crawl()
    for role in ROLES:
        house.crawled.by(replace(signed_in(house, role), bearer=tokens[role]), house)


def settle(house: House) -> None:
    """Everything that is held in memory is written, and what a firm would carry away is made."""
    with house.super() as root:
        root.execute("CHECKPOINT")
    house.snapshot()
    house.dump()
    house.back_up()
