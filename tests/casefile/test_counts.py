"""Counts are kept in one table by all processes together, as JSON, and end when they are over."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, connections

from casefile import clock, counts

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def still() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def rows() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, value FROM casefile_counts ORDER BY key")
        return [(key, value) for key, value in cursor.fetchall()]


def test_a_count_is_read_again_until_it_is_over(still: time_machine.Traveller) -> None:
    cache.set("tries", [3.5, 2.25], 60)
    assert rows() == [(":1:tries", "[3.5, 2.25]")]
    still.shift(timedelta(seconds=59))
    assert cache.get("tries") == [3.5, 2.25]
    still.shift(timedelta(seconds=1))
    assert cache.get("tries", "none") == "none"


def test_what_is_over_is_forgotten_and_the_rest_is_not(still: time_machine.Traveller) -> None:
    cache.set("short", 1, 60)
    cache.set("long", 2, 120)
    cache.set("always", 3, None)
    still.shift(timedelta(seconds=60))
    counts.sweep()
    assert [key for key, _value in rows()] == [":1:always", ":1:long"]


def test_adding_takes_a_free_key_or_one_that_is_over_and_no_other(still: time_machine.Traveller) -> None:
    assert cache.add("lock", value=True, timeout=10)
    assert not cache.add("lock", value=True, timeout=10)
    still.shift(timedelta(seconds=10))
    assert cache.add("lock", value=True, timeout=10)
    assert cache.delete("lock")
    assert not cache.delete("lock")


def test_of_sixteen_who_add_at_once_one_gets_the_key() -> None:
    def add(_number: int) -> bool:
        try:
            return cache.add("lock", value=True, timeout=10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(add, range(16))) == 1


def test_all_can_be_cleared() -> None:
    cache.set("tries", 1)
    cache.clear()
    assert rows() == []
