"""Lists by key and not by number of page: what comes in meanwhile neither repeats a row nor hides one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

Row = TypeVar("Row", bound=Model)
USUAL, MOST = 50, 200
START = "start"


@dataclass(frozen=True, slots=True)
class Cut(Generic[Row]):
    """A piece of a list. `after` asks for the next piece; "" at the end."""

    rows: list[Row]
    after: str


@dataclass(frozen=True, slots=True)
class Keyset:
    """An order that no two rows share: field names, all of them with "-" for the newest first.

    `of` is the address of the list: a cursor of one list is none of another, be it of the same kind.
    """

    name: str
    fields: tuple[str, ...]

    def cut(self, rows: QuerySet[Row], *, of: str, limit: int, after: str) -> Cut[Row]:
        """One query."""
        ordered = rows.order_by(*self.fields)
        signer = Signer(salt=f"casefile.paging.{self.name}.{of}")
        found = list((ordered if after == START else ordered.filter(self._beyond(after, signer)))[: limit + 1])
        piece = found[:limit]
        return Cut(piece, signer.sign_object(self._key(piece[-1])) if len(found) > limit else "")

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(name.lstrip("-") for name in self.fields)

    def _key(self, row: Row) -> list[Any]:
        values = [getattr(row, name) for name in self._names]
        return [value if isinstance(value, int) else _written(value) for value in values]

    def _beyond(self, after: str, signer: Signer) -> Q:
        """Rows behind the key of a cursor; a cursor that this list did not give out is refused."""
        try:
            key = dict(zip(self._names, signer.unsign_object(after), strict=True))
        except (BadSignature, UnicodeError) as wrong:
            raise ValidationError({"after": _("This list has given out no such cursor.")}) from wrong
        word = "lt" if self.fields[0].startswith("-") else "gt"
        beyond, same = Q(), Q()
        for name, value in key.items():
            beyond |= same & Q(**{f"{name}__{word}": value})
            same &= Q(**{name: value})
        return beyond


def address(path: str, *, after: str, **asked: Any) -> str | None:
    """Where the next piece is; None at the end."""
    return f"{path}?{urlencode({**asked, 'after': after})}" if after else None


def _written(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
