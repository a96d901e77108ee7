"""Rows that nobody reads by accident: a queryset says for whose eyes it is before it is evaluated.

    Client.objects.visible_to(staff)             what this person may know of
    Client.objects.unscoped("rescans")           the house's own work; tests keep the list of modules that may

Anything else that would read, count, change or delete raises Unscoped: rows, count, exists, get, aggregates, an inner
query, what is joined by `|` or `union`, and what a related manager or a prefetch asks for. Making a row asks for no
scope. Not walled: `Exists` and `Subquery`, which take the query out of its queryset, and what Django itself asks by a
model's base manager, such as the one row a foreign key points to: who holds the key saw its row.
"""

from __future__ import annotations

from typing import Any, Self, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class Unscoped(RuntimeError):
    """A mistake in the program: rows were asked for, and not for whom."""


class Walled(models.QuerySet[Row]):
    """A queryset of such rows. `visible_to` of each model calls `opened`."""

    _is_open = False

    def opened(self) -> Self:
        """The same rows, scoped by whoever calls this."""
        found = self._chain()  # type: ignore[attr-defined]
        found._is_open = True
        return found  # type: ignore[no-any-return]

    def unscoped(self, reason: str) -> Self:
        """All rows, past every wall, for work that is nobody's in particular. `reason` is for who reads the code."""
        if not reason:
            raise Unscoped("Say why.")
        return self.opened()

    def _clone(self) -> Self:
        found = super()._clone()  # type: ignore[misc]
        found._is_open = self._is_open
        return found  # type: ignore[no-any-return]

    def _require(self) -> None:
        if not (self._is_open or self.query.is_empty() or self._result_cache is not None):
            raise Unscoped(
                f"{self.model.__name__}: .visible_to(staff), or .unscoped(why), before its rows are asked for"
            )

    def _merge_sanity_check(self, other: Any) -> None:
        """Before `|`, `&` and `^`: what is joined to rows for somebody's eyes must be for somebody's eyes too."""
        _require_of(other)
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _combinator_query(self, combinator: str, *others: Any, all: bool = False) -> Any:  # noqa: A002
        for other in others:
            _require_of(other)
        return super()._combinator_query(combinator, *others, all=all)  # type: ignore[misc]

    def _fetch_all(self) -> None:
        self._require()
        super()._fetch_all()

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        self._require()
        return super().resolve_expression(*args, **kwargs)

    def iterator(self, *args: Any, **kwargs: Any) -> Any:
        self._require()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._require()
        return super().count()

    def exists(self) -> bool:
        self._require()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._require()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._require()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._require()
        return super().delete()


def _require_of(other: models.QuerySet[Any]) -> None:
    if isinstance(other, Walled):
        other._require()
