"""Which entries go to the custodian as likely one person, and which never do."""

import random
import time
from datetime import date

import pytest

from plaintiffs.rules.identity import Identity
from plaintiffs.rules.likeness import alike, pairs, pairs_with, signature


def person(last: str, first: str, born: str = "", serial: str = "", **more: object) -> Identity:
    born_on = date.fromisoformat(born) if born else None
    return Identity(last=last, first=first, serial_no=serial, born_on=born_on, **more)  # type: ignore[arg-type]


P = "(818) 555-0111"
MAIL = "wren@mail.example"

ONE_PERSON = {
    "an apostrophe dropped and a letter added": (
        person("O’Dunnelly", "Eamon", "1971-05-06", "30111"),
        person("ODunnelley", "Eamonn", "", "30111"),
    ),
    "a hyphenated surname taken apart and two digits of the serial changed about": (
        person("Fernández-Soto", "Thessaly", "1984-01-09", "28943", phone=P),
        person("Soto", "Tessaly", "1984-01-09", "28493", middle="Fernandez", phone="818.555.0111"),
    ),
    "the final letter and the suffix missing": (
        person("Robicheaux Jr.", "Florian", "1969-09-09", "25001"),
        person("Robicheau", "Florian", "1969-09-09", "25001", suffix=""),
    ),
    "an accent dropped, in the other form of Unicode": (
        person("Man\u0303osa", "Xiomara", serial="31999"),
        person("Mañosa".replace("ñ", "n"), "XIOMARA", serial="31999"),
    ),
    "Katherine written with a C": (
        person("Netherwood", "Katherine", "1980-02-02", "40404"),
        person("Netherwood", "Catherine", "1980-02-02", "40404", middle="A."),
    ),
    "a serial number that lost its leading zero": (
        person("Ibarra", "Lot", serial="08187"),
        person("Ibarra", "Lot", serial="8187"),
    ),
    "a married name, same birthday and phone": (
        person("Yarrow", "Bettina", "1979-12-01", phone=P),
        person("Castellanos", "Bettina", "1979-12-01", phone="1-818-555-0111"),
    ),
    "a married name under one serial number": (
        person("Yarrow", "Bettina", "", "27272"),
        person("Castellanos", "Bettina", "", "27272"),
    ),
    "last and first name in each other's columns": (
        person("Okafor", "Chidi", "1990-10-10"),
        person("Chidi", "Okafor", "1990-10-10"),
    ),
    "Bob for Robert, same birthday, serial numbers unlike": (
        person("Penrose", "Robert", "1966-03-04", "21111"),
        person("Penrose", "Bob", "1966-03-04", "38222"),
    ),
    "Chuy for Jesús, no serial number": (
        person("Arriaga", "Jesús", "1977-07-07"),
        person("Arriaga", "Chuy", "1977-07-07"),
    ),
    "day and month changed about": (
        person("Lindqvist", "Saga", "1985-03-04"),
        person("Lindqvist", "Saga", "1985-04-03"),
    ),
    "a century too late": (
        person("Lindqvist", "Saga", "1965-03-04", "30303"),
        person("Lindqvist", "Saga", "2065-03-04", "30303"),
    ),
    "nothing but the same name": (person("Abernathy", "Wilhelmina"), person("ABERNATHY", " Wilhelmina ")),
    "an initial for the given name": (
        person("Quarles", "J.", "1972-08-08"),
        person("Quarles", "Jerusha", "1972-08-08"),
    ),
    "Maria Elena, once with Elena as the middle name": (
        person("Bravo", "Maria Elena", "1988-05-05"),
        person("Bravo", "Maria", "1988-05-05", middle="Elena"),
    ),
    "an alias that is the other entry's whole name": (
        person("Zhongtan", "Weiqing", "1975-01-01", aliases=("Evangeline Marlowe",)),
        person("Marlowe", "Evangeline", "1975-01-01"),
    ),
    "the whole name in one cell": (
        person("Delacroix Amandine", "", "1981-06-07"),
        person("Delacroix", "Amandine", "1981-06-07"),
    ),
    "a serial number of another style, same name, e-mail and birthday": (
        person("Haverford", "Gil", "1970-02-02", "N/A", e_mail=MAIL),
        person("Haverford", "Gilbert", "1970-02-02", "24680", e_mail=MAIL.upper()),
    ),
    "no last name, but serial number and given name": (
        person("", "Philippa", "", "29292"),
        person("Underhay", "Philippa", "1970-03-03", "29292"),
    ),
    "a particle written together": (
        person("de la Zaranda", "Bruno", "", "26262"),
        person("DelaZaranda", "Bruno", "", "26262"),
    ),
}

TWO_PEOPLE = {
    "twins of other given names, at one address and phone": (
        person("Ortolan", "Marcus", "1983-02-11", "33001", phone=P),
        person("Ortolan", "Felix", "1983-02-11", "33002", phone=P),
    ),
    "twins whose given names differ by one letter": (
        person("Ortolan", "Marcus", "1983-02-11", "33001", phone=P),
        person("Ortolan", "Marcos", "1983-02-11", "35870", phone=P),
    ),
    "twins Paul and Paula": (
        person("Ortolan", "Paul", "1983-02-11", "33001"),
        person("Ortolan", "Paula", "1983-02-11", "35870"),
    ),
    "father and son, Sr. and Jr.": (
        person("Vandermeer", "Cyrus", "1955-05-01", "19001", suffix="Sr.", phone=P),
        person("Vandermeer", "Cyrus", "1982-06-02", "36001", suffix="Jr.", phone=P),
    ),
    "father and son without suffixes, who share e-mail and phone": (
        person("Vandermeer", "Cyrus", "1955-05-01", phone=P, e_mail=MAIL),
        person("Vandermeer", "Cyrus", "1982-06-02", phone=P, e_mail=MAIL),
    ),
    "a son who was given his father's badge": (
        person("Vandermeer", "Cyrus", "1955-05-01", "19001", suffix="Sr."),
        person("Vandermeer", "Cyrus", "1982-06-02", "19001", suffix="Jr."),
    ),
    "spouses who share surname, phone, e-mail and address": (
        person("Featherlow", "Iris", "1980-01-01", "30001", phone=P, e_mail=MAIL),
        person("Featherlow", "Dorian", "1979-04-02", "30002", phone=P, e_mail=MAIL),
    ),
    "brothers born a year apart": (
        person("Santoro", "Nico", "1980-01-01", "30001"),
        person("Santoro", "Enzo", "1981-01-01", "30010"),
    ),
    "namesakes with other birthdays and serial numbers": (
        person("Garcia", "Maria", "1980-01-01", "30001"),
        person("Garcia", "Maria", "1974-11-23", "22222"),
    ),
    "namesakes with other serial numbers and no birthdays": (
        person("Garcia", "Maria", "", "30001"),
        person("Garcia", "Maria", "", "22222"),
    ),
    "namesakes whose middle names differ, and nothing else known": (
        person("Garcia", "Maria", middle="Luz"),
        person("Garcia", "Maria", middle="Reyes"),
    ),
    "two strangers born on one day": (
        person("Pettibone", "Agnes", "1980-01-01", "30001"),
        person("Zamudio", "Rex", "1980-01-01", "30050"),
    ),
    "two strangers with one phone number": (
        person("Pettibone", "Agnes", "1980-01-01", "30001", phone=P),
        person("Zamudio", "Rex", "1991-09-09", "38050", phone=P),
    ),
    "a serial number mistyped onto a stranger": (
        person("Pettibone", "Agnes", "1980-01-01", "30001"),
        person("Zamudio", "Rex", "1991-09-09", "30001"),
    ),
    "cells that only say unknown": (
        person("Pettibone", "Agnes", "", "N/A", phone="000-000-0000", e_mail="none"),
        person("Pettibone", "Rex", "", "n/a", phone="0000000000", e_mail="none"),
    ),
    "short surnames one letter apart": (
        person("Lee", "Ann", "1980-01-01", "30001"),
        person("Li", "Anna", "1987-05-05", "39999"),
    ),
    "two entries of which nothing is known": (Identity(), Identity()),
}


@pytest.mark.parametrize(("a", "b"), ONE_PERSON.values(), ids=ONE_PERSON)
def test_one_person_entered_twice_is_seen_whichever_entry_came_first(a: Identity, b: Identity) -> None:
    assert alike(a, b)
    assert alike(b, a)


@pytest.mark.parametrize(("a", "b"), TWO_PEOPLE.values(), ids=TWO_PEOPLE)
def test_two_people_are_not_taken_for_one(a: Identity, b: Identity) -> None:
    assert not alike(a, b)
    assert not alike(b, a)


def test_in_a_register_each_second_entry_is_paired_with_its_first() -> None:
    register = [*(a for a, _ in ONE_PERSON.values() if a.serial_no), ONE_PERSON["Katherine written with a C"][1]]
    (found,) = [pair for pair in pairs(register) if len(register) - 1 in pair]
    assert register[found[0]].first == "Katherine"
    assert pairs_with([signature(p) for p in register[:-1]], register[-1]) == (found[0],)


def test_every_pair_that_is_alike_is_found_by_the_quick_way_too() -> None:
    everybody = [p for table in (ONE_PERSON, TWO_PEOPLE) for couple in table.values() for p in couple]
    slowly = {(i, j) for i, a in enumerate(everybody) for j, b in enumerate(everybody) if i < j and alike(a, b)}
    assert set(pairs(everybody)) == slowly


def test_a_register_of_450_is_compared_within_two_seconds_and_has_no_false_pair() -> None:
    dice = random.Random(7)  # noqa: S311 - invented people
    syllables = [
        "bra",
        "cor",
        "del",
        "fin",
        "gro",
        "hal",
        "jun",
        "kes",
        "lor",
        "mun",
        "nev",
        "pol",
        "quil",
        "ros",
        "tam",
    ]
    serials = dice.sample(range(20000, 45000), 450)
    people = [
        person(
            "".join(dice.choices(syllables, k=3)),
            dice.choice(["Maria", "Jose", "James", "Ana", "Luis", "Dana", "Kim", "Robert", "Linda", "Mark"]),
            date.fromordinal(dice.randint(716000, 728000)).isoformat(),
            str(serial),
            phone=f"818-555-01{dice.randint(0, 99):02d}",
        )
        for serial in serials
    ]
    began = time.perf_counter()
    assert pairs(people) == ()
    assert time.perf_counter() - began < 2
