"""A value on its way out of the vault: it masks itself until its one reader opens it."""

from __future__ import annotations

from collections.abc import Callable

from plaintiffs.rules.identity import Unspoken


class Sealed(Unspoken):
    """One opened field. Who walks its slots, or asks for its state, finds a function and no text."""

    __slots__ = ("_open",)

    def __init__(self, value: str) -> None:
        self._open: Callable[[], str] = lambda: value

    def reveal(self) -> str:
        """The plaintext: for the leak guard and the vault's own services alone (security.md T13)."""
        return self._open()

    reveal.alters_data = True  # type: ignore[attr-defined]  # or a Django template would call it by itself

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self._open() == other._open()

    def __hash__(self) -> int:
        return hash((Sealed, self._open()))
