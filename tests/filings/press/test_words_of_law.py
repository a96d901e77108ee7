"""Citations, series and labels as a court reads them."""

import pytest

from filings.press import labels, words_of_law


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b"), "a and b"),
        (("a", "b", "c"), "a, b, and c"),
        (("a, b", "c"), "a, b; and c"),
    ],
)
def test_a_series_is_written_as_lawyers_write_it(words: tuple[str, ...], said: str) -> None:
    assert words_of_law.series(words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Gov. Code, § 815.2", "Gov. Code, § 820"), "Gov. Code, §§ 815.2, 820"),
        (("Gov. Code, § 815.6",), "Gov. Code, § 815.6"),
        (("Civ. Code, § 1714", "Gov. Code, § 820"), "Civ. Code, § 1714; Gov. Code, § 820"),
        (("Cal. Const., art. I, § 1",), "Cal. Const., art. I, § 1"),
        (("common law",), "common law"),
    ],
)
def test_sections_of_one_code_are_cited_together(words: tuple[str, ...], said: str) -> None:
    assert words_of_law.cites(words) == said


@pytest.mark.parametrize(
    ("cite", "said"),
    [
        ("Pen. Code, § 832.7, subd. (b)(6)", "Penal Code section 832.7, subdivision (b)(6)"),
        ("Gov. Code, § 7922.000", "Government Code section 7922.000"),
        ("Cal. Const., art. I, § 1", "article I, section 1 of the California Constitution"),
        ("Mun. Code, § 12", "Mun. Code, § 12"),
        ("a policy of the department", "a policy of the department"),
    ],
)
def test_a_citation_stands_in_a_sentence_in_words_and_an_unknown_one_as_it_is(cite: str, said: str) -> None:
    assert words_of_law.in_words(cite) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([4], "JANE DOE 4"),
        ([4, 5], "JANE DOE 4 and JANE DOE 5"),
        ([1, 2, 3], "JANE DOE 1 through JANE DOE 3"),
        ([1, 2, 3, 7], "JANE DOE 1 through JANE DOE 3 and JANE DOE 7"),
        ([1, 3, 5, 7, 9], "JANE DOE 1 and the other plaintiffs named in the caption"),
    ],
)
def test_a_span_names_nobody_who_is_not_a_plaintiff(numbers: list[int], said: str) -> None:
    assert labels.span([f"JANE DOE {number}" for number in numbers]) == said


def test_two_series_are_not_drawn_together() -> None:
    assert labels.span(["JANE DOE 1", "JOHN DOE 2", "JOHN DOE 3"]) == "JANE DOE 1, JOHN DOE 2, and JOHN DOE 3"
