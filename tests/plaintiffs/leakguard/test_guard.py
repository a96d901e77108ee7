"""What leaves the house and what does not, by file and by channel."""

import dataclasses
import hashlib
import io
import json
import re
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest

from casefile.errors import GuardUnavailable, LeakRefused
from casefile.unwrapping import pdf as pdf_reading
from casefile.unwrapping.unreadable import Unreadable
from plaintiffs.leakguard import channels, controls, guard
from plaintiffs.leakguard.guard import Audience, Finding, Released
from plaintiffs.leakguard.scan import build
from tests.plaintiffs.leakguard.papers import NAME, POISONED, pdf
from tests.plaintiffs.leakguard.people import canary_net, client, needles_of

HERS = client("CANARY-01")


def release(
    content: bytes, kind: str = "pdf", audience: str = Audience.PUBLIC, name: str = "", **more: Any
) -> Released:
    return guard.release(
        content,
        kind=kind,
        audience=audience,
        name=name or f"Doe-801_complaint.{kind}",
        net=canary_net(),
        **more,
    )


def refusal(content: bytes, kind: str = "pdf", **more: Any) -> list[Finding]:
    with pytest.raises(LeakRefused) as refused:
        release(content, kind=kind, **more)
    assert "rambleskutch" not in (str(refused.value) + repr(refused.value.findings)).lower()
    return [finding for finding in refused.value.findings if isinstance(finding, Finding)]


def zipped(**entries: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.fixture
def unproved() -> Iterator[None]:
    """A process in which no reader has shown yet that it works."""
    controls.prove.cache_clear()
    yield
    controls.prove.cache_clear()


# ---- PDF


def test_a_clean_paper_is_released_with_its_hash_and_both_versions() -> None:
    clean = pdf()
    assert release(clean) == Released(hashlib.sha256(clean).hexdigest(), guard.GUARD_VERSION, "7")


@pytest.mark.parametrize("poisoned", POISONED.values(), ids=POISONED)
def test_a_name_in_any_channel_of_a_pdf_is_refused(poisoned: Callable[[], bytes]) -> None:
    assert HERS in {finding.client_id for finding in refusal(poisoned())}


def test_each_reader_of_pages_alone_would_find_what_is_shown() -> None:
    seen = {finding.channel for finding in refusal(POISONED["shown"]())}
    assert {"pages by pdfium", "drawn strings"} <= seen
    assert ("pages by pdftotext" in seen) is bool(pdf_reading.poppler())


def test_a_finding_tells_page_rule_and_person_but_no_word_of_what_was_found() -> None:
    with pikepdf.open(io.BytesIO(pdf())) as paper, pikepdf.open(io.BytesIO(POISONED["shown"]())) as second:
        paper.pages.append(second.pages[0])
        written = io.BytesIO()
        paper.save(written)
    found = next(f for f in refusal(written.getvalue()) if f.channel == "pages by pdfium")
    assert (found.page, found.rule, found.client_id, found.weight) == (2, "full name", HERS, "block")


def test_a_file_name_is_a_channel() -> None:
    with pytest.raises(LeakRefused):
        release(pdf(), name="Brambleskutch_complaint.pdf")


def test_what_a_person_must_read_comes_with_the_release() -> None:
    released = release(b"Ms. Ottilwyne Brown was seen.", kind="txt")
    assert [(finding.rule, finding.weight) for finding in released.reviews] == [("given name", "review")]


@pytest.mark.parametrize("mode", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_numbers_that_only_count_the_bytes_of_a_pdf_are_no_serial_numbers(mode: pikepdf.ObjectStreamMode) -> None:
    paper = pdf(drawing="0 g " * 9000, object_stream_mode=mode, compress_streams=False)
    counts = sorted({number.decode() for number in re.findall(rb"(?<!\d)[1-9]\d{4}(?!\d)", paper)})
    net = build([needle for number in counts for needle in needles_of(number, serial_no=number)])
    assert counts
    assert guard.release(paper, kind="pdf", audience="public", name="a.pdf", net=net).reviews == ()


@pytest.mark.parametrize(
    "damage",
    {
        "empty": lambda whole: b"",
        "cut off": lambda whole: whole[: len(whole) // 2],
        "no PDF at all": lambda whole: b"Dear Clerk,",
        "something behind its end": lambda whole: whole + b"PK\x03\x04 more",
        "encrypted for reading": lambda whole: pdf(encryption=pikepdf.Encryption(user="a", owner="b")),
        "encrypted against changes": lambda whole: pdf(encryption=pikepdf.Encryption(user="", owner="b")),
        "a broken stream": lambda whole: pdf(
            poison=lambda document: setattr(
                document.Root, "Kept", pikepdf.Stream(document, b"no zlib", Filter=pikepdf.Name.FlateDecode)
            ),
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        ),
        "an attachment of unknown kind": lambda whole: pdf(
            poison=lambda document: document.attachments.__setitem__("a.bin", b"\0\x01\x02\xfe\xff" * 9)
        ),
    }.items(),
    ids=lambda item: item[0],
)
def test_a_pdf_that_cannot_be_read_is_not_released(damage: tuple[str, Callable[[bytes], bytes]]) -> None:
    with pytest.raises(Unreadable):
        release(damage[1](pdf()))


# ---- other files

HIDDEN = {
    "plain text": ("txt", NAME.encode()),
    "text in UTF-16": ("txt", NAME.encode("utf-16")),
    "percent signs": ("txt", b"?q=Ottilwyne%20%42rambleskutch%2dDorn"),
    "percent signs twice": ("txt", b"?q=Ottilwyne%2520%2542rambleskutch"),
    "entities": ("html", b"Ottilwyne &#66;ramble&#x73;kutch&shy;-&#68;orn"),
    "tags within a word": ("html", b"<p>Ottilwyne Bram<b>bles</b>kutch</p>"),
    "tags between words": ("html", b"<td>Ottilwyne</td><td class=x>Brambleskutch</td>"),
    "a comment": ("html", f"<p>clean</p><!-- {NAME} -->".encode()),
    "an attribute": ("html", f'<img alt="{NAME}">'.encode()),
    "JSON escapes": ("json", json.dumps({"who": "Škvårťelová Žofrína"}).encode()),
    "JSON keys": ("json", json.dumps({NAME: 1}).encode()),
    "cells": ("csv", b'"Brambleskutch-Dorn","1961","Ottilwyne"\n'),
    "a folded line": ("ics", b"BEGIN:VCALENDAR\r\nSUMMARY:Ottilwyne Bramb\r\n leskutch\r\nEND:VCALENDAR\r\n"),
    "quoted-printable": ("txt", b"Ottilwyne =42rambleskutch-Dorn"),
    "base64": ("txt", b"data:" + b64encode(NAME.encode())),
    "base64 of what is packed": ("txt", b64encode(zlib.compress(f"Let it be known: {NAME}".encode()))),
    "hexadecimal": ("txt", NAME.encode().hex().encode()),
    "an entry": ("zip", zipped(**{"a.txt": NAME.encode()})),
    "the name of an entry": ("zip", zipped(**{f"{NAME}.txt": b"clean"})),
    "a PDF in a zip in a zip": ("zip", zipped(**{"b.zip": zipped(**{"a.pdf": POISONED["title"]()})})),
    "a Word file": ("docx", zipped(**{"word/document.xml": b"<w:t>Ottilwyne Bram</w:t><w:t>bleskutch</w:t>"})),
}


@pytest.mark.parametrize(("kind", "content"), HIDDEN.values(), ids=HIDDEN)
def test_a_name_hidden_in_a_file_of_any_known_kind_is_refused(kind: str, content: bytes) -> None:
    with pytest.raises(LeakRefused):
        release(content, kind=kind)


CLEAN = {
    "txt": b"JANE DOE 801 appeared. See section 910.",
    "html": b"<p>JANE DOE 801 &amp; others</p>",
    "json": b'{"label": "JANE DOE 801"}',
    "csv": b"label,day\nJANE DOE 801,2026-01-05\n",
    "ics": b"BEGIN:VCALENDAR\r\nSUMMARY:casefile event\r\nEND:VCALENDAR\r\n",
    "zip": zipped(**{"Doe-801.txt": b"clean", "paper.pdf": pdf()}),
}


@pytest.mark.parametrize(("kind", "content"), CLEAN.items(), ids=CLEAN)
def test_a_clean_file_of_each_kind_is_released(kind: str, content: bytes) -> None:
    assert release(content, kind=kind).reviews == ()


UNREADABLE = {
    "of an unknown kind": ("exe", b"MZ"),
    "a text that is none": ("txt", b"\xff\x00\xfe\x01"),
    "a zip that is none": ("zip", b"clean"),
    "a damaged zip": ("zip", zipped(a=b"clean")[:-30]),
    "damaged JSON": ("json", b'{"a": '),
    "an entry of unknown kind": ("zip", zipped(**{"a.exe": b"MZ\0\xff\xfe\x90"})),
    "a bomb": ("zip", zipped(a=bytes(40_000_000))),
    "files within files without end": ("zip", zipped(a=zipped(a=zipped(a=zipped(a=zipped(a=zipped(a=b"clean"))))))),
}


@pytest.mark.parametrize(("kind", "content"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_looked_into_is_not_released(kind: str, content: bytes) -> None:
    with pytest.raises(Unreadable):
        release(content, kind=kind)


def test_an_encrypted_archive_is_not_released() -> None:
    locked = bytearray(zipped(a=b"clean"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1
    with pytest.raises(Unreadable):
        release(bytes(locked), kind="zip")


# ---- audience


def test_a_paper_to_an_entity_may_name_its_one_claimant_and_nobody_else() -> None:
    letter = f"Claim of {NAME}.".encode()
    assert release(letter, kind="txt", audience="entity", allowed=frozenset({HERS})).sha256
    with pytest.raises(LeakRefused):
        release(letter, kind="txt", audience="entity", allowed=frozenset({client("CANARY-02")}))
    with pytest.raises(ValueError, match="at most 1"):
        release(letter, kind="txt", audience="entity", allowed=frozenset({HERS, client("CANARY-02")}))


def test_a_public_paper_admits_nobody_whoever_asks() -> None:
    with pytest.raises(ValueError, match="at most 0"):
        release(b"clean", kind="txt", allowed=frozenset({HERS}))
    with pytest.raises(ValueError, match="nobody"):
        release(b"clean", kind="txt", audience="nobody in particular")


def test_free_text_is_checked_as_it_is_typed() -> None:
    assert [hit.rule for hit in guard.check_text("call Brambleskutch back", canary_net())] == ["surname"]
    assert guard.check_text("call the clerk back", canary_net()) == ()


# ---- positive controls


@pytest.mark.parametrize(
    "broken",
    [
        (pdf_reading, "pages_by_pdfium", lambda content: "\f"),
        (pdf_reading, "objects", lambda content: pdf_reading.Inside()),
        (pdf_reading, "revisions", lambda content: iter(())),
        (pdf_reading, "drawn_strings", lambda stream: ""),
        (channels, "printable_runs", lambda content: ""),
    ],
    ids=lambda broken: broken[1],
)
def test_a_reader_that_no_longer_finds_its_planted_word_closes_the_guard(
    broken: tuple[object, str, Callable[..., object]], monkeypatch: pytest.MonkeyPatch, unproved: None
) -> None:
    monkeypatch.setattr(broken[0], broken[1], broken[2])
    with pytest.raises(GuardUnavailable):
        release(pdf())


def test_pdftotext_that_finds_nothing_closes_the_guard_and_one_that_is_missing_does_not(
    monkeypatch: pytest.MonkeyPatch, unproved: None
) -> None:
    monkeypatch.setattr(pdf_reading, "poppler", lambda: "/bin/true")
    with pytest.raises(GuardUnavailable):
        release(pdf())
    monkeypatch.setattr(pdf_reading, "poppler", lambda: None)
    assert release(pdf())


def test_a_second_reader_that_was_begun_counts_for_those_very_bytes_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[bytes] = []

    def by_another(content: bytes, *, program: str) -> str:
        read.append(content)
        return NAME if content == named else ""

    named, harmless = pdf(), pdf() + b"\n"
    controls.prove("pdf")
    monkeypatch.setattr(pdf_reading, "poppler", lambda: "pdftotext")
    monkeypatch.setattr(pdf_reading, "pages_by_poppler", by_another)
    with guard.looking_ahead(harmless):
        assert release(harmless)
        assert {one.channel for one in refusal(named)} == {"pages by pdftotext"}
    assert read == [harmless, named]
    with guard.looking_ahead(named), pytest.raises(LeakRefused):
        release(named)
    assert read == [harmless, named, named]


def test_what_the_second_reader_could_not_read_is_not_released_though_it_was_begun_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper = pdf()
    controls.prove("pdf")
    monkeypatch.setattr(pdf_reading, "poppler", lambda: "/bin/false")
    with guard.looking_ahead(paper), pytest.raises(Unreadable):
        release(paper)


@pytest.mark.parametrize("kind", ["pdf", "zip", "txt", "html", "json", "csv", "ics", "docx"])
def test_every_reader_finds_its_planted_word(kind: str, unproved: None) -> None:
    controls.prove(kind)


def test_a_released_paper_is_one_value_that_cannot_be_altered() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        release(pdf()).sha256 = "0" * 64  # type: ignore[misc]
