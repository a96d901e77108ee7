"""What identifies one person, held together in a value that will not show itself."""

from dataclasses import dataclass
from datetime import date
from typing import Never

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


class Unspoken:
    """What will not show itself: its text is a mask; f-strings, pickle, copy and JSON are refused."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        raise TypeError("What identifies a person cannot be formatted into text.")

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("What identifies a person cannot be pickled or copied.")


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
