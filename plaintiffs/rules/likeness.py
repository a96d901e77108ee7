"""Whether two entries are likely one person: what a custodian should look at, never what a program merges.

Facts weigh in this order: serial number, date of birth, e-mail, phone, name. A name alone is enough only where nothing
speaks against it; agreement elsewhere never outweighs two people of one family (twins, father and son, spouses).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations

from rapidfuzz.distance import OSA

from plaintiffs.rules.given_names import stand_for_each_other
from plaintiffs.rules.identity import Identity, Unspoken
from plaintiffs.rules.letters import squash, words

PARTICLES = frozenset(
    ("da", "das", "de", "del", "dela", "della", "den", "der", "di", "dos", "du", "el", "la", "las", "le", "les", "lo")
    + ("los", "mac", "mc", "san", "santa", "st", "ter", "van", "vande", "vander", "von", "y", "zu")
)
_UNKNOWN_MIDDLE = frozenset({"nmn", "nmi", "na", "none"})
_SUFFIXES = {"jr": 2, "junior": 2, "ii": 2, "2nd": 2, "sr": 1, "senior": 1, "i": 1, "iii": 3, "3rd": 3, "iv": 4, "v": 5}
_NO_BIRTHDAY = date(1900, 1, 1)  # what a spreadsheet shows for an empty or zero cell


@dataclass(frozen=True, slots=True, repr=False)
class Signature(Unspoken):
    """An identity made ready to be compared many times. It is as secret as the identity."""

    surname: tuple[str, ...]
    given: tuple[str, ...]
    middle: tuple[str, ...]
    also: frozenset[str]
    suffix: int
    serial: str
    born_on: date | None
    phone: str
    e_mail: str
    plain_surname: str
    plain_given: str
    wholes: frozenset[str]

    def shared(self) -> Iterator[tuple[str, object]]:
        """Two entries of one person that are not named alike have at least one of these in common."""
        facts = {"serial": self.serial, "born": self.born_on, "phone": self.phone[-7:], "mail": self.e_mail}
        yield from ((kind, value) for kind, value in facts.items() if value)


def signature(person: Identity) -> Signature:
    """What of a person is compared, folded."""
    surname, suffix = _part_suffix(words(person.last), words(person.suffix))
    given = words(person.first)
    middle = tuple(word for word in words(person.middle) if word not in _UNKNOWN_MIDDLE)
    also = frozenset(squash(alias) for alias in person.aliases) - {""}
    return Signature(
        surname=surname,
        given=given,
        middle=middle,
        also=also,
        suffix=suffix,
        serial=_serial(person.serial_no),
        born_on=None if person.born_on == _NO_BIRTHDAY else person.born_on,
        phone=_phone(person.phone),
        e_mail=person.e_mail.strip().casefold() if "@" in person.e_mail else "",
        plain_surname=_without_particles(surname),
        plain_given=_without_particles(given),
        wholes=_wholes(surname, given, middle) | {alias for alias in also if len(alias) > 7},
    )


def alike(a: Identity, b: Identity) -> bool:
    """Are these likely one person entered twice?"""
    return alike_signatures(signature(a), signature(b))


def alike_signatures(a: Signature, b: Signature) -> bool:
    """The same, of people made ready by signature()."""
    if a.serial and a.serial == b.serial:
        return _one_serial(a, b)
    if _names_near(a, b):
        return _near_names(a, b)
    if _same_birth(a, b) and _given_same(a, b):
        return bool(_same_contact(a, b)) and not (a.suffix and b.suffix and a.suffix != b.suffix)  # a married name
    return _given_near(a, b) and _near_serial(a, b) and _same_birth(a, b) and _same_phone(a, b)


def pairs(people: Sequence[Identity]) -> tuple[tuple[int, int], ...]:
    """The positions (first, second) of all entries that are likely one person, in order."""
    ready = [signature(person) for person in people]
    found = [pair for pair in _worth_comparing(ready) if alike_signatures(ready[pair[0]], ready[pair[1]])]
    return tuple(sorted(found))


def pairs_with(known: Iterable[Signature], person: Identity) -> tuple[int, ...]:
    """The positions, among people already known, of those who are likely this person."""
    ready = signature(person)
    return tuple(n for n, other in enumerate(known) if alike_signatures(ready, other))


def _worth_comparing(ready: Sequence[Signature]) -> set[tuple[int, int]]:
    sharing: dict[tuple[str, object], list[int]] = defaultdict(list)
    for n, one in enumerate(ready):
        for key in one.shared():
            sharing[key].append(n)
    found = {pair for together in sharing.values() for pair in combinations(together, 2)}
    found.update((i, j) for (i, a), (j, b) in combinations(enumerate(ready), 2) if _names_near(a, b))
    return found


# ---- what agreement means


def _one_serial(a: Signature, b: Signature) -> bool:
    """A serial number belongs to one officer, but numbers are mistyped, and a son may be given his father's."""
    if _birth_conflict(a, b):
        return _names_near(a, b) and not _generations_apart(a, b)
    if _same_birth(a, b) or _same_contact(a, b):
        return True
    return _surnames_near(a, b) or _given_near(a, b)


def _near_names(a: Signature, b: Signature) -> bool:
    others_serial = bool(a.serial and b.serial) and not _near_serial(a, b)
    if _birth_conflict(a, b):
        return not others_serial and not _generations_apart(a, b) and bool(_same_contact(a, b) or _near_serial(a, b))
    if a.born_on and b.born_on:
        return _born_alike(a, b, others_serial=others_serial)
    if others_serial or _generations_apart(a, b):
        return _same_mail(a, b) and not _generations_apart(a, b)
    return _near_serial(a, b) or bool(_same_contact(a, b)) or _same_whole_name(a, b)


def _born_alike(a: Signature, b: Signature, *, others_serial: bool) -> bool:
    """Twins share surname, birthday, address and often half a given name; their serial numbers differ."""
    same_day = a.born_on == b.born_on
    if others_serial:
        return _same_mail(a, b) or (_given_same(a, b) and (same_day or _same_phone(a, b)))
    return same_day or _given_same(a, b) or _near(a.plain_given, b.plain_given)


def _generations_apart(a: Signature, b: Signature) -> bool:
    """Sr. and Jr., or birthdays fifteen years apart."""
    if a.suffix and b.suffix and a.suffix != b.suffix:
        return True
    return a.born_on is not None and b.born_on is not None and abs(a.born_on.year - b.born_on.year) in range(15, 60)


# ---- names


def _names_near(a: Signature, b: Signature) -> bool:
    if _surnames_near(a, b) and _given_near(a, b):
        return True
    return _swapped(a, b) or not a.wholes.isdisjoint(b.wholes)


def _swapped(a: Signature, b: Signature) -> bool:
    return _near(a.plain_surname, b.plain_given) and _near(a.plain_given, b.plain_surname)


def _surnames_near(a: Signature, b: Signature) -> bool:
    if not a.surname or not b.surname:
        return False
    return _near(a.plain_surname, b.plain_surname) or _part_of(a, b) or _part_of(b, a)


def _part_of(shorter: Signature, longer: Signature) -> bool:
    """Of two surnames one is left out, or stands where the middle name goes: Hernández-Ruiz and Ruiz."""
    kept = set(shorter.surname) - PARTICLES
    whole = set(longer.surname) - PARTICLES
    if not kept or not whole or max(map(len, kept)) < 3:
        return False
    return kept < whole and (kept | set(shorter.middle) >= whole or len(kept) == 1)


def _given_same(a: Signature, b: Signature) -> bool:
    if not a.given or not b.given:
        return False
    one, other = "".join(a.given), "".join(b.given)
    if one in b.also or other in a.also or stand_for_each_other(one, other):
        return True
    if len(a.given) != len(b.given) and a.given[0] == b.given[0] and len(one) > 1:
        return True
    return len(one) > 2 and _sound(one) == _sound(other)


def _given_near(a: Signature, b: Signature) -> bool:
    if not a.given or not b.given:
        return False
    if _given_same(a, b) or _near(a.plain_given, b.plain_given):
        return True
    one, other = sorted((a.given[0], b.given[0]), key=len)
    if other.startswith(one) and len(one) != 2:  # an initial, or a name cut short
        return True
    return a.given[0] in b.middle or b.given[0] in a.middle


def _same_whole_name(a: Signature, b: Signature) -> bool:
    joined = ("".join(a.surname) == "".join(b.surname)) and _given_same(a, b) and len(a.given[0]) > 1
    middles = {"".join(a.middle)[:1], "".join(b.middle)[:1]} - {""}
    return (joined or not a.wholes.isdisjoint(b.wholes)) and len(middles) < 2


def _wholes(surname: tuple[str, ...], given: tuple[str, ...], middle: tuple[str, ...]) -> frozenset[str]:
    """All of a name in an order of its own: its parts may stand in the wrong columns, or all of them in one."""
    if len(given) + len(middle) + len(surname) < 2:
        return frozenset()
    return frozenset({"".join(sorted((*given, *middle, *surname))), "".join(sorted((*given, *surname)))})


def _without_particles(name: tuple[str, ...]) -> str:
    return "".join(word for word in name if word not in PARTICLES) or "".join(name)


@lru_cache(maxsize=200_000)
def _near(one: str, other: str) -> bool:
    """Equal, or a slip of the pen apart: one letter from four letters on, two from nine on."""
    shorter = min(len(one), len(other))
    if one == other:
        return bool(one)
    if shorter < 4:
        return False
    slips = 1 if shorter < 9 else 2
    return OSA.distance(one, other, score_cutoff=slips) <= slips


_SOUNDS = (("ph", "f"), ("ck", "k"), ("x", "ks"), ("q", "k"), ("z", "s"), ("y", "i"), ("v", "b"))


@lru_cache(maxsize=10_000)
def _sound(name: str) -> str:
    sound = name
    for letters, heard in _SOUNDS:
        sound = sound.replace(letters, heard)
    sound = re.sub(r"c(?=[ei])", "s", sound).replace("c", "k")
    sound = sound[:1] + sound[1:].replace("h", "")
    return re.sub(r"(.)\1+", r"\1", sound)


# ---- numbers


def _near_serial(a: Signature, b: Signature) -> bool:
    """One digit wrong, missing or too many, or two neighbours changed about."""
    if min(len(a.serial), len(b.serial)) < 4:
        return False
    return OSA.distance(a.serial, b.serial, score_cutoff=1) == 1


def _same_birth(a: Signature, b: Signature) -> bool:
    if a.born_on is None or b.born_on is None:
        return False
    return a.born_on == b.born_on or _birth_misread(a.born_on, b.born_on)


def _birth_misread(one: date, other: date) -> bool:
    """Day and month changed about, the wrong century, or one digit wrong."""
    if one.year == other.year and (one.day, one.month) == (other.month, other.day):
        return True
    if (one.day, one.month) == (other.day, other.month) and abs(one.year - other.year) == 100:
        return True
    return OSA.distance(f"{one:%Y%m%d}", f"{other:%Y%m%d}", score_cutoff=1) == 1


def _birth_conflict(a: Signature, b: Signature) -> bool:
    return bool(a.born_on and b.born_on) and not _same_birth(a, b)


def _same_phone(a: Signature, b: Signature) -> bool:
    length = min(len(a.phone), len(b.phone))
    return length >= 7 and a.phone[-length:] == b.phone[-length:]


def _same_mail(a: Signature, b: Signature) -> bool:
    return bool(a.e_mail) and a.e_mail == b.e_mail


def _same_contact(a: Signature, b: Signature) -> bool:
    return _same_phone(a, b) or _same_mail(a, b)


def _serial(text: str) -> str:
    """Letters and digits without leading zeros; "" for what only fills the cell, as N/A or 00000."""
    serial = squash(text).lstrip("0")
    return serial if any(c.isdigit() for c in serial) and len(serial) > 1 else ""


def _phone(text: str) -> str:
    digits = re.split(r"\s*(?:ext\.?|x)\s*\d", text.casefold())[0]
    digits = "".join(c for c in digits if c.isdigit())
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    return digits if len(digits) >= 7 and len(set(digits)) > 1 else ""


def _part_suffix(surname: tuple[str, ...], suffix: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """A suffix stands in a cell of its own or after the surname."""
    if suffix and suffix[-1] in _SUFFIXES:
        return surname, _SUFFIXES[suffix[-1]]
    if len(surname) > 1 and surname[-1] in _SUFFIXES:
        return surname[:-1], _SUFFIXES[surname[-1]]
    return surname, 0
