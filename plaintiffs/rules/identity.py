"""What identifies one person, held together in a value that will not show itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Never

MASK = "[sealed]"

IDENTIFYING_FIELDS: tuple[str, ...] = (
    "last",
    "first",
    "middle",
    "suffix",
    "serial_no",
    "born_on",
    "home_address",
    "phone",
    "e_mail",
    "spouse",
    "aliases",
)


class Unspeakable(Exception):
    """Something asked for a piece of what identifies a person. No TypeError: templates and encoders live with those."""


class Unspoken:
    """What will not show itself: its text is a mask; f-strings, pickle, copy, JSON and templates are refused."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        raise TypeError("What identifies a person cannot be formatted into text.")

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("What identifies a person cannot be pickled or copied.")

    def __getstate__(self) -> Never:
        raise TypeError("What identifies a person cannot be pickled or copied.")

    def __getitem__(self, key: object) -> Never:
        """A template asks an item before an attribute, and so gets neither."""
        raise Unspeakable("What identifies a person is not read piece by piece from outside.")


class _OfTheClassAlone:
    """The fields of a dataclass for who asks the class; `asdict` and its kin ask an instance, and are refused."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def __get__(self, instance: object, owner: type) -> dict[str, Any]:
        if instance is not None:
            raise TypeError("What identifies a person cannot be taken apart.")
        return self._fields


@dataclass(frozen=True, slots=True, repr=False)
class Identity(Unspoken):
    """A true identity; "" means unknown."""

    last: str = ""
    first: str = ""
    middle: str = ""
    suffix: str = ""
    serial_no: str = ""
    born_on: date | None = None
    home_address: str = ""
    phone: str = ""
    e_mail: str = ""
    spouse: str = ""
    aliases: tuple[str, ...] = ()


Identity.__dataclass_fields__ = _OfTheClassAlone(Identity.__dataclass_fields__)  # type: ignore[assignment]
Identity.__getstate__ = Unspoken.__getstate__  # type: ignore[method-assign]  # slots of a dataclass bring their own
