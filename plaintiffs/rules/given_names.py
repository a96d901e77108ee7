"""Which given names stand for each other: Bob for Robert, Chuy for Jesús."""

from functools import cache
from pathlib import Path

from plaintiffs.rules.letters import squash

_TABLE = Path(__file__).with_name("nicknames.txt")


@cache
def groups() -> dict[str, frozenset[int]]:
    """Each folded given name with the numbers of the lines it stands in."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_TABLE.read_text(encoding="utf-8").splitlines()):
        if not line.startswith("#"):
            for name in line.split():
                found.setdefault(squash(name), set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def stand_for_each_other(one: str, other: str) -> bool:
    """For two folded given names: is one the short form or another spelling of the other?"""
    return one == other or bool(groups().get(one, frozenset()) & groups().get(other, frozenset()))


@cache
def other_forms(name: str) -> frozenset[str]:
    """Every other form of one folded given name."""
    lines = groups().get(name, frozenset())
    return frozenset(other for other, its_lines in groups().items() if its_lines & lines) - {name}
