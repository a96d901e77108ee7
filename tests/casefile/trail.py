"""The audit trail under the hands of somebody who owns the tables, and is put back when the test ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from casefile import anchors, chain, clock
from casefile.anchors import Anchor
from casefile.chain import Link, Reading

ALL = f"SELECT {', '.join(Link._fields)} FROM casefile_auditentry ORDER BY seq"  # noqa: S608 - names of columns
ADD = f"INSERT INTO casefile_auditentry ({', '.join(Link._fields)}) VALUES ({', '.join(['%s'] * len(Link._fields))})"  # noqa: S608


class Owned:
    """Triggers off, in a transaction that nobody else sees and that is taken back."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def act(self, statement: str, *values: Any) -> None:
        self.connection.execute(statement.encode(), values)

    def links(self) -> list[Link]:
        return [Link(*row) for row in self.connection.execute(ALL)]

    def put(self, links: Sequence[Link]) -> None:
        """Make the trail anew of these."""
        self.act("DELETE FROM casefile_auditentry WHERE seq >= %s", links[0].seq)
        for link in links:
            self.act(ADD, *link._replace(detail=Jsonb(link.detail)))

    def read(self, held: Sequence[Anchor]) -> tuple[Reading, list[str]]:
        found = chain.read(self.links(), marks={one.seq for one in held})
        return found, anchors.missed(found, held)


@contextmanager
def owned(connection: psycopg.Connection[Any]) -> Iterator[Owned]:
    connection.execute("SET LOCAL TimeZone = 'UTC'")
    connection.execute("ALTER TABLE casefile_auditentry DISABLE TRIGGER ALL")
    yield Owned(connection)
    connection.rollback()


def chained(links: Sequence[Link], *, after: Link | None) -> list[Link]:
    """What somebody who has the key makes of these entries: a chain that follows in every link."""
    made: list[Link] = []
    for link in links:
        before = made[-1] if made else after
        following = link._replace(seq=before.seq + 1 if before else 1, prev=before.mac if before else "")
        made.append(following._replace(mac=chain.mac_of(following, key=chain.key())))
    return made


def anchored(links: Sequence[Link]) -> Anchor:
    """An anchor at the end of these."""
    last = links[-1]
    return Anchor(seq=last.seq, mac=last.mac, count=len(links), at=clock.now().isoformat()).sealed()


def forged(anchor: Anchor, **changes: Any) -> Anchor:
    return dataclasses.replace(anchor, **changes)
