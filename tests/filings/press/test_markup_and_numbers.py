"""A text becomes blocks, and every number in it is worked out here."""

import html

import pytest

from filings.press import liquid_words, literal, markup, numbering, texts
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
        ("one\n\n```poem\nx\n```", "Line 3 of the text: there is no block called poem"),
    ],
)
def test_a_text_that_is_badly_written_is_refused_in_words(words: str, said: str) -> None:
    with pytest.raises(TextRefused, match=said):
        numbering.number(markup.parse(words))


@pytest.mark.parametrize(
    ("last", "line"),
    [("¶ See [[para:nowhere]].", 9), ("1. See [[para:nowhere]].", 9), ("> [[para:nowhere]]", 9), ("```poem\n```", 9)],
)
def test_a_mistake_is_told_by_its_line_in_the_text_and_not_in_what_liquid_made_of_it(last: str, line: int) -> None:
    body = "\n{% for x in many -%}\n¶ {{ x }}\n\n{% endfor %}\n\n" + last
    words = liquid_words.render(body, {"many": ["a", "b", "c"]}, first_line=3)
    with pytest.raises(TextRefused) as refusal:
        numbering.number(markup.parse(words.text, lines=words.lines))
    assert refusal.value.line == line


def test_what_stands_in_a_text_cannot_become_html() -> None:
    (para,) = markup.parse('<script>alert(1)</script> <img src="file:///etc/hostname"> ![x](file:///x) [y](z)')
    assert isinstance(para, Para)
    assert "<" not in para.html.replace("&lt;", "")


def test_a_fact_cannot_work_as_markup_or_as_liquid() -> None:
    told = liquid_words.plain({"firm": "A *B* [[para:x]] | `c` {{ d }} # e & f\n# g"})
    ((para,), _) = numbering.number(markup.parse(liquid_words.render("{{ firm }}", told).text))
    assert isinstance(para, Para)
    assert para.html == "A *B* [[para:x]] | `c` {{ d }} # e &amp; f # g"


def rendered(body: str, **facts: object) -> str:
    return literal.bare(liquid_words.render(body, liquid_words.plain(facts)).text)


@pytest.mark.parametrize(
    "fact", ["1. FC", "- dash", "> quote", "¶ words", "| a |", "```poem", "---", "<b>x</b>", "{% if %}"]
)
def test_a_fact_at_the_beginning_of_a_line_is_words_and_nothing_else(fact: str) -> None:
    words = liquid_words.render("{{ fact }}", liquid_words.plain({"fact": fact})).text
    ((para,), _) = numbering.number(markup.parse(words))
    assert isinstance(para, Para)
    assert not para.numbered
    assert html.unescape(para.html) == fact


def test_a_fact_that_is_not_there_may_be_asked_for_and_not_printed() -> None:
    assert rendered("{% if day %}no{% else %}none{% endif %}", day=None) == "none"
    with pytest.raises(liquid_words.HolesInText) as refusal:
        rendered("one {{ word }}\n\n{% for p in people %}{{ p.day | courtdate }}{% endfor %}", word="",
                 people=[{"label": "JANE DOE 7", "day": None, "where": "/doe/7"}])  # fmt: skip
    assert [(hole.path, hole.subject, hole.where, hole.line) for hole in refusal.value.holes] == [
        ("word", "", "", 1),
        ("p.day", "JANE DOE 7", "/doe/7", 3),
    ]


@pytest.mark.parametrize("body", ["{{ lawsut }}", "{% if lawsut %}x{% endif %}", "{{ firm.nme }}"])
def test_a_name_that_no_fact_bears_is_a_mistake_of_the_text_and_not_a_hole(body: str) -> None:
    with pytest.raises(TextRefused, match="Line 2 of the text: .* is undefined") as refusal:
        rendered(f"one\n{body}", firm={"name": "A"})
    assert refusal.value.code == "text_refused"


@pytest.mark.parametrize(
    "attack",
    [
        "{{ firm.__class__ }}",
        "{% include 'x' %}",
        "{% render 'x' %}",
        "{% liquid echo 'x' %}",
        "{{ 'a' | exec }}",
        "{% for i in (1..9999999) %}x{% endfor %}",
    ],
)
def test_a_text_reaches_nothing_but_its_facts(attack: str) -> None:
    with pytest.raises(TextRefused):
        liquid_words.render(attack, liquid_words.plain({"firm": "A"}))


def test_a_mistake_in_liquid_is_told_by_its_line() -> None:
    with pytest.raises(TextRefused, match="Line 12"):
        liquid_words.render("one\ntwo {{ x | nofilter }}", {"x": "y"}, first_line=11)


def test_curled_quotes_inside_a_tag_do_not_break_it() -> None:
    assert rendered("{% if x == “y” %}yes{% endif %}", x="y") == "yes"


@pytest.mark.parametrize("source", ["no head", "+++\ncode = \n+++\nx", '+++\ncode = "x"\n+++\nx'])
def test_a_text_without_its_head_is_refused(source: str) -> None:
    with pytest.raises(TextRefused):
        texts.read(source)
