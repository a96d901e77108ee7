"""A value on its way out of the vault: it masks itself until its one reader opens it."""

from __future__ import annotations

from typing import Never

MASK = "[sealed]"


class Sealed:
    """One opened field. Its text is a mask; formatting, pickling, copying and JSON are refused."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The plaintext: for the leak guard and the vault's own services alone."""
        return self._value

    def __repr__(self) -> str:
        return MASK

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        raise TypeError("A sealed value cannot be formatted into text.")

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("A sealed value cannot be pickled or copied.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._value == other._value

    def __hash__(self) -> int:
        return hash((Sealed, self._value))
