"""Every address of the house, asked by each role in each way that HTTP has (security.md T08 and T09)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import LiteralString

from tests.addresses import address, routes
from tests.silence.house import House
from tests.silence.visitor import Visitor

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOT_THERE = frozenset({404, 405})
KNOWN: dict[str, LiteralString] = {  # what fills an address: the word in it -> where the house holds one
    "number": "SELECT lpad(min(number)::text, 3, '0') FROM plaintiffs_plaintiff",
    "client_id": "SELECT id FROM plaintiffs_client WHERE code = 'RM-8001'",
    "claim_id": "SELECT min(id::text) FROM filings_governmentclaim",
    "document_id": "SELECT min(id::text) FROM filings_document",
    "batch_id": "SELECT batch_id FROM casefile_batchitem i JOIN filings_document d ON d.item_id = i.id LIMIT 1",
    "item_id": "SELECT max(id) FROM casefile_batchitem",
    "sheet_id": "SELECT id FROM plaintiffs_waitingsheet ORDER BY received_at DESC LIMIT 1",
    "request_id": "SELECT id FROM plaintiffs_revealrequest WHERE state = 'denied'",
    "glass_id": "SELECT id FROM plaintiffs_brokenglass",
    "alarm_id": "SELECT min(id) FROM plaintiffs_revealalarm",
    "row_id": "SELECT min(id::text) FROM plaintiffs_needtoknow",
}


@dataclass(slots=True)
class Crawl:
    """What was answered: statuses by route, and how many questions were asked."""

    asked: int = 0
    answered: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def by(self, visitor: Visitor, house: House) -> None:
        """The API is asked with the visitor's own token, all else from her browser."""
        known = places(house)
        for route in routes():
            assert route != "logout" or visitor.is_in  # nobody was sent away on the way
            where = address(route, known=known)
            for method in METHODS:
                self.answered[route].add(visitor.ask(method, where))
                self.asked += 1

    @property
    def nowhere(self) -> set[str]:
        """Routes that were there for nobody."""
        return {route for route, statuses in self.answered.items() if statuses <= NOT_THERE}

    @property
    def broken(self) -> set[str]:
        return {route for route, statuses in self.answered.items() if max(statuses) >= 500}


def places(house: House) -> dict[str, object]:
    """An address leads to something that is there."""
    found: dict[str, object] = {word: house.one(question) for word, question in KNOWN.items()}
    return found | {"lawsuit": "doe-v-rivermont", "page": 1, "token": "unknown"}
