"""Lists as pages show them: tabs with counts, an order, fifty rows to a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator

PAGE = 50
Row = TypeVar("Row")
Keep = Callable[[Row], bool]


@dataclass(frozen=True, slots=True)
class Tab(Generic[Row]):
    """A view of a list: its words (they may be lazy), and which rows are in it."""

    words: object
    keep: Keep[Row]


@dataclass(frozen=True, slots=True)
class View:
    """A tab with its count."""

    words: str
    count: int
    url: str
    current: bool


def views_of(rows: Sequence[Row], tabs: Mapping[str, Tab[Row]], *, chosen: str) -> list[View]:
    """The tabs that hold something, and the one that is open. The first, "", is the whole list."""
    counted = {code: sum(map(tab.keep, rows)) for code, tab in tabs.items()}
    return [
        View(
            words=str(tab.words),
            count=counted[code],
            url=f"?view={code}" if code else "?",
            current=code == chosen,
        )
        for code, tab in tabs.items()
        if counted[code] or code in ("", chosen)
    ]


def in_order(rows: Iterable[Row], sort: str, *, by: Mapping[str, str]) -> list[Row]:
    """By the attribute that a column stands for, "-" for the other way round; rows without one come last both ways."""
    name = by.get(sort.lstrip("-"), next(iter(by.values())))
    known: list[tuple[Any, Row]] = []
    unknown: list[Row] = []
    for row in rows:
        value = getattr(row, name)
        if value is None:
            unknown.append(row)
        else:
            known.append((value, row))
    known.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
    return [*(row for _value, row in known), *unknown]


def page_of(rows: Sequence[Row], number: str) -> Page[Row]:
    """The page asked for, or the nearest that there is."""
    return Paginator(rows, PAGE).get_page(number)
