"""Invented people of many scripts, and the net that looks for them."""

import json
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from plaintiffs.leakguard.patterns import Needle
from plaintiffs.leakguard.scan import Hit, Net, build

_HOUSE = UUID("5f0c9a4e-0000-4000-8000-000000000000")
_FIELDS = {
    "given": "first",
    "middle": "middle",
    "surname": "last",
    "serial_no": "serial_no",
    "dob": "born_on",
    "home_address": "home_address",
    "phone": "phone",
    "e_mail": "e_mail",
    "spouse": "spouse",
    "claim_no": "city_claim_no",
}
_CANARIES = Path(__file__).parents[2] / "data" / "canaries.json"


def client(name: str) -> UUID:
    return uuid5(_HOUSE, name)


def needles_of(name: str, **fields: str) -> list[Needle]:
    return [Needle(client(name), field, value) for field, value in fields.items()]


@cache
def canaries() -> tuple[dict[str, str], ...]:
    return tuple(json.loads(_CANARIES.read_text(encoding="utf-8"))["people"])


@cache
def canary_net() -> Net:
    told = [
        Needle(client(person["id"]), field, person[key])
        for person in canaries()
        for key, field in _FIELDS.items()
        if person[key]
    ]
    told += [Needle(client(p["id"]), "aliases", json.dumps(p["aliases"])) for p in canaries()]
    return build(told, version="7")


def strongest(net: Net, text: str, *, of: str = "") -> str:
    """The weight of the worst hit in a text (of one person): block, review, note or "" for none."""
    weights = {str(hit.weight) for hit in net.scan(text) if not of or hit.client_id == client(of)}
    return next((weight for weight in ("block", "review", "note") if weight in weights), "")


def rules(hits: tuple[Hit, ...]) -> set[str]:
    return {hit.rule for hit in hits}
