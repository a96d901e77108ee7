"""The strings to look for: a line each, or people as the canaries are written down."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casefile.errors import Refused

SHORTEST = 4
_UNMISTAKABLE = 8  # letters from which one name by itself is looked for
_ODD = re.compile(r"[^A-Za-z]")


class StringsRefused(Refused):
    """A file of strings that cannot be looked for."""

    code = "strings_refused"


@dataclass(frozen=True, slots=True, repr=False)
class Planted:
    """One string, and the label under which it is told: its line, or the person's id and field."""

    label: str
    text: str

    def __repr__(self) -> str:
        return f"<planted string, {self.label}>"


def read_strings(content: bytes) -> tuple[Planted, ...]:
    """Raises StringsRefused for what is not UTF-8, is empty, or has a string too short to be looked for."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise StringsRefused("The file of strings is not text in UTF-8.") from problem
    found = tuple(_of_people(text) if text.lstrip().startswith(("{", "[")) else _of_lines(text))
    if not found:
        raise StringsRefused("The file of strings is empty.")
    short = [planted.label for planted in found if len(planted.text) < SHORTEST]
    if short:
        raise StringsRefused(f"Too short to be looked for (fewer than {SHORTEST} signs): {', '.join(short)}.")
    return found


def _of_lines(text: str) -> Iterator[Planted]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield Planted(f"line {number}", line.strip())


def _of_people(text: str) -> Iterator[Planted]:
    try:
        told = json.loads(text)
        people = told["people"] if isinstance(told, dict) else told
        for number, person in enumerate(people, 1):
            name = str(person.get("id") or f"person {number}")
            for field, value in dict.fromkeys(_of_person(person)):
                yield Planted(f"{name} {field}", value)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise StringsRefused("The file of strings is JSON, but not in the shape of the canaries.") from problem


def _of_person(person: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    told = {key: str(value).strip() for key, value in person.items() if isinstance(value, str) and str(value).strip()}
    given, surname = told.get("given", ""), told.get("surname", "")
    yield "full_name", told.get("full_name") or f"{given} {surname}".strip()
    if given and surname:
        yield "full_name", f"{given} {surname}"
        yield "full_name", f"{surname}, {given}"
    for field in ("given", "surname"):
        parts = re.split(r"[\s-]+", told.get(field, ""))
        yield from ((field, part) for part in {told.get(field, ""), *parts} if unmistakable(part))
    aliases = person.get("aliases", ())
    yield from (("aliases", alias) for alias in (aliases if isinstance(aliases, list) else ()) if unmistakable(alias))
    for field in ("serial_no", "phone", "e_mail", "spouse", "claim_no", "home_address"):
        if field in told:
            yield field, told[field]
    if "home_address" in told:
        yield "home_address", told["home_address"].split(",")[0]
    if "dob" in told:
        yield from (("dob", day) for day in _days(told["dob"]))


def unmistakable(name: str) -> bool:
    """Long, of several words, or of letters that English has not: not Street, not Quasi."""
    letters = sum(map(str.isalpha, name))
    return letters >= _UNMISTAKABLE or (letters >= SHORTEST and bool(_ODD.search(name)))


_MONTHS = ("January", "February", "March", "April", "May", "June") + (
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _days(iso: str) -> Iterator[str]:
    yield iso
    if parts := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", iso):
        year, month, day = parts.groups()
        yield f"{month}/{day}/{year}"
        yield f"{int(month)}/{int(day)}/{year}"
        yield f"{_MONTHS[int(month) - 1]} {int(day)}, {year}"
