"""A Doe number is read in every way it is written, and never given twice."""

import pytest

from plaintiffs.rules.doe_numbers import label, next_free, numbers_in, parse


@pytest.mark.parametrize("style", ["JANE", "JOHN"])
def test_a_label_reads_back_as_it_was_written(style: str) -> None:
    assert parse(label(style, 17)) == (style, 17)


@pytest.mark.parametrize("text", ["jane doe 017", " Jane  Doe No. 17 ", "JANE DOE NO 17"])
def test_other_ways_of_writing_a_label_are_read(text: str) -> None:
    assert parse(text) == ("JANE", 17)


@pytest.mark.parametrize(
    "text", ["", "JANE DOE", "JANE DOE 0", "JANE ROE 17", "JANE DOE 17 and others", "DOE 17", "JANE DOE 17a"]
)
def test_what_is_no_label_is_none(text: str) -> None:
    assert parse(text) is None


def test_the_next_number_never_fills_a_gap_that_a_retired_number_left() -> None:
    assert next_free([]) == 1
    assert next_free({1, 2, 9}) == 10


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", set()),
        (" ", set()),
        ("7", {7}),
        ("007, 9", {7, 9}),
        ("1-3, 17", {1, 2, 3, 17}),
        ("1 – 3", {1, 2, 3}),
        ("3-3", {3}),
        ("3-1", None),
        ("0", None),
        ("0-4", None),
        ("1,,2", None),
        ("1-", None),
        ("123456", None),
        ("seven", None),
    ],
)
def test_numbers_are_read_as_people_list_them_and_anything_else_is_none(text: str, numbers: set[int] | None) -> None:
    assert numbers_in(text) == numbers
