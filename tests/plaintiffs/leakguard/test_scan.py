"""Every dress a name can wear, each beside a text that only resembles it."""

import time
import unicodedata
from base64 import b64encode
from collections.abc import Callable

import pytest

from plaintiffs.leakguard.scan import build
from tests.plaintiffs.leakguard.people import canaries, canary_net, client, needles_of, rules, strongest

PEOPLE = canaries()
NAMED = [p for p in PEOPLE if len(p["given"]) > 2]
LATIN = str.maketrans("aceopxyiACEOPXBHKMT", "асеорхуіАСЕОРХВНКМТ")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def full(person: dict[str, str]) -> str:
    return f"{person['given']} {person['surname']}"


def bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def sprinkled(mark: str) -> Callable[[dict[str, str]], str]:
    return lambda p: full(p)[:2] + mark + mark.join(full(p)[2:])


TRANSFORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "plain": full,
    "with the middle name": lambda p: f"{p['given']} {p['middle']} {p['surname']}",
    "with a middle initial": lambda p: f"{p['given']} {p['middle'][:1]}. {p['surname']}",
    "capitals": lambda p: full(p).upper(),
    "small letters": lambda p: full(p).lower(),
    "last name first": lambda p: f"{p['surname']}, {p['given']}",
    "last name first, middle initial": lambda p: f"{p['surname']}, {p['given']} {p['middle'][:1]}.",
    "a line break between": lambda p: f"{p['given']}\n{p['surname']}",
    "a hyphen at the line's end": lambda p: f"{p['given']} {p['surname'][:4]}-\n{p['surname'][4:]}",
    "pdfium's hyphen at the line's end": lambda p: f"{p['given']} {p['surname'][:4]}\ufffe\n{p['surname'][4:]}",
    "spaced letters": lambda p: " ".join(full(p)),
    "zero-width signs": sprinkled("\u200b"),
    "soft hyphens": sprinkled("\u00ad"),
    "direction marks and tags": sprinkled("\u202e\U000e0041"),
    "decomposed": lambda p: unicodedata.normalize("NFD", full(p)),
    "without accents": lambda p: bare(full(p)),
    "full width": lambda p: full(p).translate(WIDE),
    "homoglyphs": lambda p: full(p).translate(LATIN),
    "non-breaking spaces": lambda p: full(p).replace(" ", "\u00a0"),
    "curly apostrophe": lambda p: full(p).replace("'", "\u2019"),
    "apostrophe left out": lambda p: full(p).replace("'", ""),
    "hyphen left out": lambda p: full(p).replace("-", " "),
    "possessive": lambda p: f"{full(p)}'s photograph",
    "file name": lambda p: f"{full(p).replace(' ', '_')}_2026.pdf",
    "camel case": lambda p: f"scan{p['given']}{p['surname'].replace(' ', '')}Final.pdf",
    "e-mail": lambda p: f"<{bare(p['given'])}.{bare(p['surname'])}@city.example>",
    "glued to a number": lambda p: f"{p['given']}{p['surname'].replace(' ', '')}1975",
    "backwards": lambda p: full(p)[::-1],
    "JSON": lambda p: f'{{"last_name": "{p["surname"]}", "unit": 4, "first_name": "{p["given"]}"}}',
    "cells of a table": lambda p: f"{p['surname']}\t30999\t{p['given']}",
    "rank, initial and surname": lambda p: f"Sgt. {p['given'][:1]}. {p['surname']}",
}


@pytest.mark.parametrize("person", NAMED, ids=[p["note"] for p in NAMED])
@pytest.mark.parametrize("transform", TRANSFORMS.values(), ids=TRANSFORMS)
def test_a_full_name_stops_the_paper_in_every_dress(
    transform: Callable[[dict[str, str]], str], person: dict[str, str]
) -> None:
    text = f"The records of {transform(person)} were given out."
    common = person["surname"] == "Court" and transform is TRANSFORMS["rank, initial and surname"]
    assert strongest(canary_net(), text, of=person["id"]) == ("review" if common else "block")


@pytest.mark.parametrize("person", PEOPLE, ids=[p["note"] for p in PEOPLE])
def test_short_and_odd_names_are_found_whole_and_by_alias(person: dict[str, str]) -> None:
    assert strongest(canary_net(), full(person), of=person["id"]) == "block"
    assert strongest(canary_net(), person["full_name"], of=person["id"]) == "block"
    for alias in person["aliases"]:
        assert strongest(canary_net(), f"{alias} {person['surname']}", of=person["id"]) == "block"


@pytest.mark.parametrize("person", PEOPLE, ids=[p["note"] for p in PEOPLE])
@pytest.mark.parametrize("field", ["serial_no", "home_address", "phone", "e_mail", "spouse", "claim_no"])
def test_an_identifier_as_it_was_enrolled_stops_the_paper(field: str, person: dict[str, str]) -> None:
    label = "Serial No. " if field == "serial_no" else ""
    assert strongest(canary_net(), f"See {label}{person[field]} there.", of=person["id"]) == "block"


RENNICK = build(
    [
        *needles_of(
            "officer",
            last="Garcia",
            first="Robert",
            middle="Luis",
            serial_no="30417",
            born_on="1975-03-09",
            phone="818-555-0142",
            home_address="4412 W. Larch Street, Apt. 3, Cedar Notch, CA 93997",
            e_mail="rgarcia75@mail.example",
            city_claim_no="C23-01904",
        ),
        *needles_of("rare", last="Quorndyke", first="Ella"),
        *needles_of("word", last="King", first="Grace"),
        *needles_of("rare given name", last="Hill", first="Ysanth"),
        *needles_of("leading zero", last="Osei", first="Abena", serial_no="08187"),
        *needles_of("long serial", last="Osei", first="Kofi", serial_no="P4471902"),
        *needles_of("glued", last="Ofthem", first="Una"),
        *needles_of("initialled", last="Rooks", first="Beth"),
    ],
    known=["Hon. Tamsin Quorndyke", "tel. (818) 555-0142", "Garcia"],
)

WEIGHED = [
    # a common surname
    ("Judge Garcia presided, and Attorney Garcia appeared.", ""),
    ("the Garcia decision", "note"),
    ("Plaintiff Garcia fears for his family.", "block"),
    ("Ms. Garcia called.", "review"),
    ("Officer Garcia was told.", "block"),
    ("Chief Garcia was told.", ""),
    ("Bob Garcia", "block"),
    ("Garcia, Ofc. Robert", "block"),
    ("Garcia, whose given name is Robert", "review"),
    ("attorneys Robert Lopez and Daniel Garcia", "note"),
    ("R. Garcia", "review"),
    ("Miguel R. Garcia", "note"),
    ("Luis Garcia", "block"),
    ("Robert Gracia", "review"),
    ("the G4rc1a file", "review"),
    # a rare surname
    ("quorndyke", "block"),
    ("the Quorndykes", "block"),
    ("Hon. Tamsin Quorndyke, Department 12", ""),
    ("Hon. Tamsin Quorndyke and Ella Quorndyke", "block"),
    ("some of them left", "review"),
    ("some Ofthem left", "block"),
    ("Judge Tamsin Quorndyke", ""),
    ("tel. (818) 555-0142", ""),
    ("tel (818) 555-0142 and (818) 555-0142", "block"),
    ("Plaintiff Garcia", "block"),
    # a surname that is a word
    ("King County, the king, KING", ""),
    ("Sgt. King signed", "review"),
    ("Grace King", "block"),
    ("by the grace, king of all", "review"),
    ("the brooks ran high", ""),
    ("B. Rooks", "review"),
    # a given name that nobody else bears
    ("then Ysanth was told", "block"),
    ("ysanth_photo.jpg", "block"),
    ("Ysanth\nThe court", "block"),
    ("Attorney Ysanth Merriweather", "review"),
    ("Robert was told", ""),
    # a serial number
    ("Serial No. 30417", "block"),
    ("badge #30417", "block"),
    ("Officer Doe (30417) was", "block"),
    ('"30417",', "block"),
    ("Cedar Notch, CA 30417", ""),
    ("State Bar No. 30417", ""),
    ("(SBN 30417)", ""),
    ("Case No. 30417", ""),
    ("23STCV30417", ""),
    ("$30,417 and $30417.00 and 130417", ""),
    ("C23-30417", ""),
    ("30417-2231", ""),
    ("it lay at mark 30417 on the shelf", "review"),
    ("Garcia, of long service, 30417 on file", "block"),
    ("badge 8187", "block"),
    ("in 8187 cases", ""),
    ("P4471902", "block"),
    # a birthday
    ("born March 9, 1975", "block"),
    ("DOB: 03/09/75", "block"),
    ("D.O.B. 9 Mar 1975", "block"),
    ("date of birth: 1975-03-09", "block"),
    ("JANE DOE 17, March 9th, 1975", "block"),
    ("It was enacted on March 9, 1975.", "review"),
    ("19750309", "block"),
    ("sections 3.9.1975b", ""),
    ("March 9, 2023", ""),
    # the rest
    ("(818) 555-0142", "block"),
    ("+1 818.555.0142", "block"),
    ("18185550142", "block"),
    ("call 555-0142", "review"),
    ("(213) 555-0142", ""),
    ("4412 West Larch Street", ""),
    ("4412 W Larch St.", "block"),
    ("4412 w. larch", "block"),
    ("441 Larch Street", ""),
    ("rgarcia75 [at] mail [dot] example", "block"),
    ("rgarcia75", "review"),
    ("c23 1904", "block"),
    ("C23-01905", ""),
]


@pytest.mark.parametrize(("text", "weight"), WEIGHED, ids=[text for text, _ in WEIGHED])
def test_context_decides_what_a_common_name_or_a_short_number_weighs(text: str, weight: str) -> None:
    assert strongest(RENNICK, text) == weight


def test_a_hit_tells_the_place_and_the_rule_but_shows_no_word() -> None:
    text = "Then Ella Quorndyke spoke."
    (hit,) = RENNICK.scan(text)
    assert text[hit.start : hit.end] == "Ella Quorndyke"
    assert (hit.client_id, hit.rule) == (client("rare"), "full name")
    assert "uorndyke" not in repr((hit, RENNICK, needles_of("rare", last="Quorndyke"))).lower()


def test_places_are_those_of_the_original_text_after_signs_that_fold_to_more_or_less() -> None:
    text = "½ ﬁne ß \u200b\u00adŠtorySoFar: Ella Quorndyke"
    (hit,) = RENNICK.scan(text)
    assert text[hit.start : hit.end] == "Ella Quorndyke"


def test_people_who_share_a_surname_are_told_apart_by_their_given_names() -> None:
    net = build([*needles_of("one", last="Garcia", first="Ana"), *needles_of("two", last="Garcia", first="Teo")])
    assert {hit.client_id for hit in net.scan("Ana Garcia") if hit.weight == "block"} == {client("one")}


def test_two_of_a_kind_in_one_field_are_both_looked_for() -> None:
    net = build(
        needles_of("one", e_mail="a.first@mail.example; b.second@mail.example", phone="818-555-0101\n818-555-0102")
    )
    for told in ("b.second@mail.example", "a.first@mail.example", "818 555 0102"):
        assert strongest(net, told) == "block"


def test_an_empty_net_finds_nothing_and_an_empty_text_holds_nothing() -> None:
    assert build([]).scan("Ella Quorndyke") == ()
    assert RENNICK.scan("") == RENNICK.scan(" \n") == ()
    assert rules(RENNICK.scan(b64encode(b"plain").decode())) == set()


def test_sixty_pages_full_of_surname_words_are_scanned_within_half_a_second() -> None:
    page = "the King of Street and Garcia said that Robert in the court had 30417 reasons, Officer Quail said. " * 30
    began = time.perf_counter()
    canary_net().scan(page * 60)
    RENNICK.scan(page * 6)
    assert time.perf_counter() - began < 0.5
