"""The shortcuts through the library change no byte, and are off for a version whose insides are not known."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from operator import attrgetter

import pytest

from filings.press import paper, pdf, quick_text, sized_once, styled_once, unhindered, written_once
from filings.press.facts import PaperFacts
from filings.press.texts import PaperText


@pytest.mark.parametrize(("code", "count", "alone"), [("complaint", 60, None), ("declaration", 3, 2), ("letter", 3, 2)])
def test_a_paper_is_the_same_bytes_with_and_without_them(
    facts: Callable[..., PaperFacts],
    text: Callable[[str], PaperText],
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    count: int,
    alone: int | None,
) -> None:
    quick = paper.press(text(code), facts(count, speaks_for=alone)).pdf
    monkeypatch.setattr(pdf, "_shortcuts", nullcontext)
    assert paper.press(text(code), facts(count, speaks_for=alone)).pdf == quick


STRANGE = (
    '<div style="width: 50%; margin: 0 5%; min-width: 10%">'
    '<p style="box-sizing: border-box; padding: 4pt; width: 90pt">in shares</p>'
    '<p style="height: 50%; max-width: calc(30% + 3pt); padding: 1em">a sum</p></div>'
    '<table style="border-collapse: collapse; width: 80%"><tr><td style="border: 2pt solid; width: 30%">joined</td>'
    '<td style="border: 1pt solid; padding: 2%">borders</td></tr></table>'
    '<p style="text-align: justify">Spread over the whole of its line, which is long enough to be broken twice over. '
    "Spread over the whole of its line, which is long enough to be broken twice.</p>"
    '<p style="text-decoration: underline">under</p><p style="font-variant-caps: small-caps">Small</p>'
    '<p style="white-space: pre-line">one\ntwo\u2029three a\u2028b</p>'
    '<p lang="es" style="letter-spacing: 2pt">ancho</p>'
    '<div style="margin-block-start: 9pt; padding-inline-end: 20pt; inline-size: 200pt"><p style="color: inherit">by '
    'where a line begins</p></div><div style="--wide: 70pt; margin-left: 3pt"><p style="width: var(--wide)">told '
    'elsewhere</p><p style="all: initial; border: inherit">as at first</p></div>'
    '<div style="float: left; width: 60pt; height: 40pt; border: 1pt solid">aside</div><p>Beside it, and on as far '
    "as the line goes, and then below it, where the whole width is free again for as many words as come.</p>"
    '<p style="clear: both; float: right">to the right</p><p style="direction: rtl; text-indent: 9pt">back</p>'
    '<p style="font-size: smaller; display: inline-block; vertical-align: 3pt">raised</p>'
    '<p style="white-space: nowrap; overflow: hidden; text-overflow: ellipsis; width: 40pt">cut off at the end</p>'
)


def test_type_that_takes_another_way_is_the_same_too(monkeypatch: pytest.MonkeyPatch) -> None:
    html = f'<html lang="en"><head><title>x</title></head><body><div class="body">{STRANGE}</div></body></html>'
    quick = pdf.print_pdf(html, css="letter.css")[0]
    monkeypatch.setattr(pdf, "_shortcuts", nullcontext)
    assert pdf.print_pdf(html, css="letter.css")[0] == quick


SHORTCUTS = (  # each, and what it puts another in the place of
    (quick_text.set_once, "weasyprint.text.line_break", "Layout.setup"),
    (sized_once.sized_once, "weasyprint.layout.block", "resolve_percentages"),
    (styled_once.styled_once, "weasyprint.css", "ComputedStyle.__missing__"),
    (unhindered.unhindered, "weasyprint.layout.inline", "avoid_collisions"),
)


@pytest.mark.parametrize(("shortcut", "module", "name"), SHORTCUTS)
def test_they_are_on_for_the_version_of_the_lock_alone_and_gone_afterwards(
    shortcut: Callable[[], AbstractContextManager[None]], module: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = attrgetter(name)
    place = import_module(module)
    plain = there(place)
    with shortcut():
        assert there(place) is not plain
    assert there(place) is plain
    monkeypatch.setattr(import_module("weasyprint"), "__version__", "70.1")
    with shortcut():
        assert there(place) is plain


def test_a_file_is_written_once_by_the_version_of_the_lock_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    library = import_module("pydyf")
    plain = library.Stream.data
    with written_once.written_once():
        assert library.Stream.data is not plain
    assert library.Stream.data is plain
    monkeypatch.setattr(library, "VERSION", "0.13.1")
    with written_once.written_once():
        assert library.Stream.data is plain


def test_an_object_without_a_number_may_still_grow() -> None:
    library = import_module("pydyf")
    with written_once.written_once():
        growing = library.Dictionary({"Kind": "/One"})
        assert growing.data == b"<</Kind /One>>"
        growing["More"] = 1
        assert growing.data == b"<</Kind /One/More 1>>"
