"""What is looked for: every written form of what identifies each person, squashed to letters and digits."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from uuid import UUID

from plaintiffs.leakguard import commonness
from plaintiffs.leakguard.commonness import Commonness
from plaintiffs.rules.identity import Unspoken
from plaintiffs.rules.letters import fold_text, squash
from plaintiffs.rules.name_forms import NameForms, forms, whole_name_forms


class Kind(Enum):
    """What a form is a form of."""

    WHOLE = auto()
    SPOUSE = auto()
    INITIAL = auto()
    SURNAME = auto()
    GIVEN = auto()
    MIDDLE = auto()
    E_MAIL = auto()
    MAILBOX = auto()
    ADDRESS = auto()
    CLAIM_NO = auto()
    PHONE = auto()
    LOCAL_PHONE = auto()
    SERIAL = auto()
    BIRTH = auto()
    KNOWN = auto()  # what may stand in papers: names of judges, attorneys and parties, counsel's address and phone


@dataclass(frozen=True, slots=True, repr=False)
class Needle(Unspoken):
    """One sealed value of one client. Fields are IDENTIFYING_FIELDS and city_claim_no; dates are ISO.

    Aliases may be a JSON list; addresses, phones, e-mails and spouses may be several, parted by ";" or line breaks.
    """

    client_id: UUID
    field: str
    value: str


@dataclass(frozen=True, slots=True, repr=False)
class Entry(Unspoken):
    """Whose form it is. `cuts` are the places where a date may part into numbers."""

    client_id: UUID
    field: str
    commonness: Commonness = Commonness.RARE
    cuts: tuple[tuple[int, ...], ...] = ()


Forms = Iterator[tuple[str, Kind, Entry]]
Catalogue = Mapping[str, Mapping[Kind, tuple[Entry, ...]]]


def catalogue(needles: Iterable[Needle], *, known: Iterable[str] = ()) -> Catalogue:
    """Every form with whose it is. `known` phrases may stand in a paper; of one word alone none is taken."""
    gathered: dict[str, dict[Kind, dict[tuple[UUID, str], Entry]]] = defaultdict(lambda: defaultdict(dict))
    for person in _people(needles).values():
        for form, kind, entry in _forms_of(person):
            gathered[form][kind].setdefault((entry.client_id, entry.field), entry)
    for phrase in known:
        for form in _known_forms(phrase):
            gathered[form][Kind.KNOWN][UUID(int=0), ""] = Entry(UUID(int=0), "")
    return {
        form: {kind: tuple(entries.values()) for kind, entries in kinds.items()} for form, kinds in gathered.items()
    }


_AROUND_NAMES = frozenset({"hon", "honorable", "judge", "justice", "llp", "llc", "apc", "pc", "inc", "esq"})


def _known_forms(phrase: str) -> Iterator[str]:
    """A phrase as it stands, without titles and kinds of firm, and without initials."""
    told = fold_text(phrase).split()
    bare = [word for word in told if word not in _AROUND_NAMES]
    for words in (told, bare, [word for word in bare if len(word) > 1]):
        if len(words) > 1:
            yield "".join(words)


_Person = Mapping[str, Sequence[Needle]]


def _people(needles: Iterable[Needle]) -> dict[UUID, _Person]:
    people: dict[UUID, dict[str, list[Needle]]] = defaultdict(lambda: defaultdict(list))
    for needle in needles:
        for value in _several(needle):
            people[needle.client_id][needle.field].append(Needle(needle.client_id, needle.field, value))
    return {client: dict(fields) for client, fields in people.items()}


def _several(needle: Needle) -> list[str]:
    if needle.field == "aliases" and needle.value.startswith("["):
        values = [str(value) for value in json.loads(needle.value)]
    else:
        values = re.split(r"[;\n]| / ", needle.value)
    return [value.strip() for value in values if value.strip()]


def _forms_of(person: _Person) -> Forms:
    yield from _name(person)
    for field, of_value in _OF_FIELD.items():
        for needle in person.get(field, ()):
            yield from of_value(needle)


# ---- names


def _name(person: _Person) -> Forms:
    told = {
        field: [needle.value for needle in person.get(field, ())] for field in ("last", "first", "middle", "aliases")
    }
    client = next(iter(person.values()))[0].client_id
    for last in told["last"] or [""]:
        for first in told["first"] or [""]:
            known = forms(last=last, first=first, middle=" ".join(told["middle"]), aliases=told["aliases"])
            yield from _of_name(known, client)


def _of_name(known: NameForms, client: UUID) -> Forms:
    for form in known.whole:
        yield form, Kind.WHOLE, Entry(client, "name", _of_whole(form))
    for surname in known.surnames:
        how_common = commonness.of_surname(surname)
        yield surname, Kind.SURNAME, Entry(client, "last", how_common)
        for form in known.initials:
            if form.endswith(surname) or form.startswith(surname):
                yield form, Kind.INITIAL, Entry(client, "last", how_common, cuts=_initial_cuts(form, surname))
    for given in known.given:
        yield given, Kind.GIVEN, Entry(client, "first", _of_given(given))
    for middle in known.middle:
        yield middle, Kind.MIDDLE, Entry(client, "middle", _of_given(middle))


def _of_whole(form: str) -> Commonness:
    """A whole name may read as one ordinary word (Dan Ger): then it must be written apart."""
    if commonness.is_word(form) or commonness.is_known_name(form):
        return Commonness.WORD
    return Commonness.RARE


def _of_given(given: str) -> Commonness:
    if commonness.is_word(given):
        return Commonness.WORD
    if commonness.is_known_name(given) or len(given) < 5:
        return Commonness.COMMON
    return Commonness.RARE


def _initial_cuts(form: str, surname: str) -> tuple[tuple[int, ...], ...]:
    before = len(form) - len(surname)
    places = range(1, before + 1) if form.endswith(surname) else range(len(surname), len(form))
    return (tuple(places),)


def _spouse(needle: Needle) -> Forms:
    for form in whole_name_forms(needle.value):
        yield form, Kind.SPOUSE, Entry(needle.client_id, needle.field, _of_whole(form))


# ---- what is not a name


def _e_mail(needle: Needle) -> Forms:
    local, at, domain = needle.value.partition("@")
    entry = Entry(needle.client_id, needle.field)
    if at:
        yield squash(needle.value), Kind.E_MAIL, entry
        yield squash(f"{local} at {domain.replace('.', ' dot ')}"), Kind.E_MAIL, entry
        mailbox = squash(local)
        if len(mailbox) >= 6 and not commonness.is_word(mailbox) and not commonness.is_known_name(mailbox):
            yield mailbox, Kind.MAILBOX, entry


def _phone(needle: Needle) -> Forms:
    digits = "".join(c for c in squash(needle.value) if c.isdigit())
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    entry = Entry(needle.client_id, needle.field)
    if len(digits) >= 10:
        yield digits[:10], Kind.PHONE, entry
        yield digits[3:10], Kind.LOCAL_PHONE, entry
    elif len(digits) >= 7:
        yield digits, Kind.LOCAL_PHONE, entry


def _serial(needle: Needle) -> Forms:
    whole = squash(needle.value)
    for form in {whole, whole.lstrip("0")}:
        if len(form) >= 3 and any(c.isdigit() for c in form):
            yield form, Kind.SERIAL, Entry(needle.client_id, needle.field)


def _claim_no(needle: Needle) -> Forms:
    """As written, and without leading zeros in its last part: C23-01904 is also C23 1904."""
    parts = fold_text(needle.value).split()
    for form in {"".join(parts), "".join([*parts[:-1], parts[-1].lstrip("0")])} if parts else ():
        if len(form) >= 5 and any(c.isdigit() for c in form):
            yield form, Kind.CLAIM_NO, Entry(needle.client_id, needle.field)


_STREETS = {
    "avenue": "ave", "boulevard": "blvd", "circle": "cir", "court": "ct", "drive": "dr", "highway": "hwy", "lane": "ln",
    "parkway": "pkwy", "place": "pl", "road": "rd", "square": "sq", "street": "st", "terrace": "ter", "trail": "trl",
    "way": "wy",
}  # fmt: skip
_SHORT_STREETS = {short: long for long, short in _STREETS.items()}
_FLATS = frozenset({"apt", "apartment", "unit", "suite", "ste", "no", "floor", "fl"})


def _address(needle: Needle) -> Forms:
    """The street line; with a house number of three digits or more also without the kind of street."""
    street = _without_flat(fold_text(needle.value.splitlines()[0].split(",")[0]).split())
    entry = Entry(needle.client_id, needle.field)
    for form in _street_forms(street):
        if len(form) >= 6:
            yield form, Kind.ADDRESS, entry


def _street_forms(street: list[str]) -> Iterator[str]:
    yield "".join(street)
    kind = street[-1] if len(street) > 2 else ""
    for other in {_STREETS.get(kind, ""), _SHORT_STREETS.get(kind, "")} - {""}:
        yield "".join([*street[:-1], other])
    if kind and len(street[0]) >= 3 and street[0].isdigit():
        yield "".join(street[:-1])


def _without_flat(street: list[str]) -> list[str]:
    cut = next((n for n, word in enumerate(street) if n > 1 and word in _FLATS), len(street))
    return street[:cut]


_MONTHS = ("january", "february", "march", "april", "may", "june") + (
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def _birth(needle: Needle) -> Forms:
    for form, cuts in _written_dates(date.fromisoformat(needle.value)).items():
        yield form, Kind.BIRTH, Entry(needle.client_id, needle.field, cuts=tuple(sorted(cuts)))


def _written_dates(day: date) -> dict[str, set[tuple[int, ...]]]:
    """Each squashed way of writing a day, with where its words part."""
    y, m, d = str(day.year), str(day.month), str(day.day)
    months = {_MONTHS[day.month - 1], _MONTHS[day.month - 1][:3]} | ({"sept"} if day.month == 9 else set())
    orders: list[tuple[str, ...]] = [(y, *md) for md in ((m, d), (m.zfill(2), d.zfill(2)))]
    for year in (y, y[2:]):
        orders += [(a, b, year) for a in {m, m.zfill(2)} for b in {d, d.zfill(2)}]
        orders += [(b, a, year) for a in {m, m.zfill(2)} for b in {d, d.zfill(2)}]
        orders += [
            (name, f"{n}{th}", year) for name in months for n in {d, d.zfill(2)} for th in ("", _ordinal(day.day))
        ]
        orders += [
            (f"{n}{th}", name, year) for name in months for n in {d, d.zfill(2)} for th in ("", _ordinal(day.day))
        ]
        orders += [(f"{d}{_ordinal(day.day)}", "day", "of", name, year) for name in months]
    written: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for parts in orders:
        written["".join(parts)].add(_cuts(parts))
    for together in (y + m.zfill(2) + d.zfill(2), m.zfill(2) + d.zfill(2) + y):
        written[together].add(())
    return written


def _cuts(parts: Sequence[str]) -> tuple[int, ...]:
    return tuple(sum(map(len, parts[:n])) for n in range(1, len(parts)))


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


_OF_FIELD = {
    "spouse": _spouse,
    "e_mail": _e_mail,
    "phone": _phone,
    "serial_no": _serial,
    "city_claim_no": _claim_no,
    "home_address": _address,
    "born_on": _birth,
}
