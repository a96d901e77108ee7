"""The parts of pages: what they say to the eye, to a screen reader, and what they must not say at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from casefile.templatetags import charts, parts, timeline

ROOT = Path(settings.ROOT)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "papers" not in path.relative_to(ROOT / "templates").parts[:1]]


def draw(text: str, **context: object) -> str:
    return Template("{% load parts charts timeline %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("label", "mark", "spoken"),
    [("JANE DOE 17", "017", "Jane Doe 17"), ("JOHN DOE 146", "146", "John Doe 146"), (7, "007", "Doe 7")],
)
def test_a_doe_chip_shows_three_digits_and_reads_the_designation_aloud(label: object, mark: str, spoken: str) -> None:
    chip = draw("{% doe label url %}", label=label, url="/doe/plaintiffs/017")
    assert f"<i>{mark}</i>" in chip
    assert f'aria-label="{spoken}"' in chip
    assert 'href="/doe/plaintiffs/017"' in chip


def test_a_chip_without_an_address_is_no_link() -> None:
    assert "<a" not in draw("{% doe 'JANE DOE 17' %}")
    assert "<a" not in draw("{% client_code 'RM-0173' %}")


def test_what_is_put_into_a_part_is_escaped() -> None:
    wicked = "<script>1</script>"
    for text in ("{% doe x x %}", "{% client_code x x %}", "{% badge 'late' x %}", "{{ x|cite }}"):
        assert "<script" not in draw(text, x=wicked)


def test_the_redaction_bar_knows_nothing_it_could_tell() -> None:
    with pytest.raises(TypeError):
        parts.bar("a name")  # type: ignore[call-arg]
    assert draw("{% bar %}") == draw("{% bar %}")
    assert "style" not in draw("{% bar %}")


def test_a_badge_has_its_word_and_an_unknown_state_is_a_plain_one() -> None:
    assert draw("{% badge 'late' '9 days' %}") == '<span class="badge late">9 days</span>'
    assert draw("{% badge 'x\" onload=' '9 days' %}") == '<span class="badge ">9 days</span>'


@pytest.mark.parametrize(
    ("days", "state", "words"),
    [
        (None, "off", "no date"),
        (-1, "late", "1 day past"),
        (-12, "late", "12 days past"),
        (0, "late", "today"),
        (14, "late", "14 days"),
        (15, "soon", "15 days"),
        (35, "soon", "35 days"),
        (36, "watch", "36 days"),
    ],
)
def test_a_last_day_presses_two_weeks_before_it_comes(days: int | None, state: str, words: str) -> None:
    assert draw("{% days_badge days %}", days=days) == f'<span class="badge {state}">{words}</span>'


def test_a_day_is_written_as_courts_write_it() -> None:
    day = date(2026, 12, 2)
    assert parts.court_date(day) == "12/02/2026"
    assert parts.court_day(day) == "Wednesday 12/02/2026"
    assert parts.long_day(day) == "Wednesday, December 2"
    assert [parts.court_date(None), parts.court_day(None), parts.long_day(None)] == ["", "", ""]


def test_an_instant_is_told_by_the_clock_of_the_courthouse() -> None:
    assert parts.court_time(datetime(2026, 11, 24, 1, 12, tzinfo=UTC)) == "11/23/2026 5:12 pm"
    assert parts.court_time(None) == ""


def test_the_gutter_holds_weekday_number_month_and_a_strange_year() -> None:
    assert "Mon<b>24</b>May 1999" in draw("{% gutter day %}", day=date(1999, 5, 24))
    assert 'datetime="1999-05-24"' in draw("{% gutter day %}", day=date(1999, 5, 24))
    assert "undated" in draw("{% gutter day %}", day=None)


def test_an_authority_is_not_torn_apart_at_the_end_of_a_line() -> None:
    assert " " not in parts.cite("Gov. Code § 945.6(a)(1)")


def test_initials_are_two_letters() -> None:
    assert [parts.initials(name) for name in ("Rosa Delgado", "Sun-mi Kwan", "Li", "")] == ["RD", "SK", "L", ""]


@dataclass(frozen=True)
class Share:
    words: str
    count: int


@dataclass(frozen=True)
class Week:
    starts_on: date
    count: int
    near: bool = False


@dataclass(frozen=True)
class Mark:
    on: date
    words: str
    look: str = ""


def test_the_claims_bar_is_filled_and_leaves_out_parts_of_nothing() -> None:
    drawn = charts.stackbar([Share("rejected", 30), Share("pending", 0), Share("late", 10)])
    widths = [float(width) for width in re.findall(r'y="0" width="([\d.]+)"', drawn)]
    assert widths == [238.5, 79.5]
    assert 'class="c3"' in drawn  # the third part keeps its colour, as in the legend
    assert 'aria-label="30 rejected, 10 late"' in drawn


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert "nothing yet" in charts.stackbar([])
    assert "<rect" not in charts.clocks_chart([])
    assert timeline.timeline([], date(2026, 11, 24)) == ""


def test_the_clocks_tell_every_week_in_words_and_mark_the_near_one() -> None:
    drawn = charts.clocks_chart([Week(date(2026, 11, 30), 9, near=True), Week(date(2026, 12, 7), 0)])
    assert "11/30 9, 12/07 0" in drawn
    assert drawn.count('class="now"') == 1
    assert drawn.count('class="none"') == 1


def test_words_of_near_days_do_not_stand_on_each_other() -> None:
    marks = [Mark(date(2026, 6, day), "rejection mailed") for day in (2, 3, 4)]
    marks += [Mark(date(2026, 1, 9), "released"), Mark(date(2026, 12, 2), "sue by", "due")]
    drawn = timeline.timeline(marks, date(2026, 11, 24))
    words = re.findall(r'<text class="v" x="([\d.]+)" y="(\d+)" text-anchor="(\w+)">', drawn)
    assert len(words) == len(set(words)) == len(marks)
    assert drawn.index("01/09/2026") < drawn.index("06/02/2026")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_says_what_it_needs_and_holds_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{# needs: "), "the first line says what the template needs"
    assert not re.search(r"<[^>]*\sstyle=|<style|javascript:|\shx-on|\son[a-z]+=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_an_icon_that_a_template_asks_for_is_in_the_sprite(path: Path) -> None:
    sprite = (ROOT / "static" / parts.SPRITE).read_text()
    for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text()):
        assert f'<symbol id="{name}"' in sprite
