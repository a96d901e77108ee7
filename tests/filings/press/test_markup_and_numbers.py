"""A text becomes blocks, and every number in it is worked out here."""

import pytest

from filings.press import liquid_words, markup, numbering, texts
from filings.press.blocks import Cause, Heading, Items, PageBreak, Para, Quote, Signature, Table
from filings.press.texts import TextRefused

SAMPLE = """
# Facts

Opening words.

¶{first} One.

¶ Two, as in [[para:first]].

> Quoted.

1. For damages;
2. for costs.

- lettered

| Plaintiff | Claim |
| --- | --- |
| JANE DOE 1 | Timely |

```cause negligence
number: FIRST
nature: Negligence
statutes: Gov. Code, § 815.2
by: all plaintiffs
against: the City
```

¶{last} They incorporate [[range:first:last]] and the [[cause:negligence]] cause.

---

```signature
dated: Dated: today
firm: A & B LLP
by: A
role: Attorneys
```
"""


def blocks() -> tuple[object, ...]:
    return numbering.number(markup.parse(SAMPLE))[0]


def test_a_text_becomes_blocks_of_every_kind_in_order() -> None:
    kinds = [type(block) for block in blocks()]
    assert kinds == [
        Heading, Para, Para, Para, Quote, Items, Items, Table, Cause, Para, PageBreak, Signature,
    ]  # fmt: skip


def test_only_marked_paragraphs_are_numbered_and_in_one_series() -> None:
    numbers = [block.number for block in blocks() if isinstance(block, Para)]
    assert numbers == [0, 1, 2, 3]


def test_references_become_numbers() -> None:
    words = [block.html for block in blocks() if isinstance(block, Para)]
    assert words[2] == "Two, as in paragraph\u00a01."
    assert words[3] == "They incorporate paragraphs\u00a01 through\u00a03 and the First cause."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("¶ See [[para:nowhere]].", "a paragraph called “nowhere”"),
        ("¶{a} One. [[cause:none]]", "a cause of action called “none”"),
        ("¶{a} One.\n\n¶{a} Two.", "Two paragraphs are called “a”"),
        ("¶{a} One.\n\n¶{b} [[range:b:a]]", "runs backwards"),
        ("```cause x\nnumber: FIRST\n```", "A cause does not say: nature, statutes, by, against"),
        ("```poem\nx\n```", "no block called poem"),
    ],
)
def test_a_text_that_is_badly_written_is_refused_in_words(words: str, said: str) -> None:
    with pytest.raises(TextRefused, match=said):
        numbering.number(markup.parse(words))


def test_what_stands_in_a_text_cannot_become_html() -> None:
    (para,) = markup.parse('<script>alert(1)</script> <img src="file:///etc/hostname"> ![x](file:///x) [y](z)')
    assert isinstance(para, Para)
    assert "<" not in para.html.replace("&lt;", "")


def test_a_fact_cannot_work_as_markup_or_as_liquid() -> None:
    told = liquid_words.plain({"firm": "A *B* [[para:x]] | `c` {{ d }} # e & f\n# g"})
    (para,) = markup.parse(liquid_words.render("{{ firm }}", told))
    assert isinstance(para, Para)
    assert para.html == "A *B* [[para:x]] | `c` {{ d }} # e &amp; f # g"


def test_a_fact_that_is_not_there_may_be_asked_for_and_not_printed() -> None:
    told = liquid_words.plain({"day": None, "word": ""})
    assert liquid_words.render("{% if day %}no{% else %}none{% endif %}", told) == "none"
    with pytest.raises(liquid_words.HoleInText, match="word"):
        liquid_words.render("{{ word }}", told)


@pytest.mark.parametrize(
    "attack",
    ["{{ firm.__class__ }}", "{% include 'x' %}", "{{ 'a' | exec }}", "{% for i in (1..9999999) %}x{% endfor %}"],
)
def test_a_text_reaches_nothing_but_its_facts(attack: str) -> None:
    with pytest.raises((TextRefused, liquid_words.HoleInText)):
        liquid_words.render(attack, liquid_words.plain({"firm": "A"}))


def test_a_mistake_in_liquid_is_told_by_its_line() -> None:
    with pytest.raises(TextRefused, match="Line 12"):
        liquid_words.render("one\ntwo {{ x | nofilter }}", {"x": "y"}, first_line=11)


def test_curled_quotes_inside_a_tag_do_not_break_it() -> None:
    assert liquid_words.render("{% if x == “y” %}yes{% endif %}", {"x": "y"}) == "yes"


@pytest.mark.parametrize(
    ("words", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b, and c")]
)
def test_a_series_is_written_as_lawyers_write_it(words: tuple[str, ...], said: str) -> None:
    assert liquid_words.series(words) == said


@pytest.mark.parametrize("source", ["no head", "+++\ncode = \n+++\nx", '+++\ncode = "x"\n+++\nx'])
def test_a_text_without_its_head_is_refused(source: str) -> None:
    with pytest.raises(TextRefused):
        texts.read(source)
