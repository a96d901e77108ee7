"""The forms of a name: enough to find it in any paper, and none that is somebody else."""

import pytest

from plaintiffs.rules.letters import fold_text, squash, words
from plaintiffs.rules.name_forms import forms, whole_name_forms


def test_a_name_of_three_parts_is_looked_for_in_every_order_with_and_without_the_middle() -> None:
    assert forms(last="Yarrow", first="Bettina", middle="Mae").whole >= {
        "bettinayarrow",
        "bettinamaeyarrow",
        "bettinamyarrow",
        "yarrowbettina",
        "yarrowbettinamae",
        "yarrowbettinam",
    }


def test_initials_go_with_the_surname_alone_and_never_stand_by_themselves() -> None:
    assert forms(last="Yarrow", first="Bettina").initials == {"byarrow", "yarrowb"}
    assert forms(last="Oe", first="Ng").initials == frozenset()


@pytest.mark.parametrize(
    ("last", "surnames"),
    [
        ("O'Shaughnessy", {"oshaughnessy"}),
        ("Hernández-Ruiz", {"hernandezruiz", "hernandez", "ruiz"}),
        ("de la Zarzamora", {"delazarzamora", "zarzamora"}),
        ("Thibodeaux Jr.", {"thibodeaux"}),
        ("Müller", {"muller", "mueller"}),
        ("Strauß", {"strauss"}),
        ("Ng", {"ng"}),
        ("", set()),
    ],
)
def test_a_surname_is_looked_for_whole_and_by_its_weighty_parts(last: str, surnames: set[str]) -> None:
    assert forms(last=last).surnames == surnames


def test_short_forms_and_aliases_of_one_word_stand_for_the_given_name() -> None:
    found = forms(last="Penrose", first="Robert", aliases=["Spike"])
    assert found.whole >= {"bobpenrose", "penroserob", "spikepenrose"}
    assert found.given >= {"robert", "bob", "spike"}


def test_an_alias_of_several_words_is_a_whole_name_of_its_own() -> None:
    found = forms(last="Zhong", first="Wei", aliases=["Evangeline Marlowe", "鍾偉"])
    assert found.whole >= {"evangelinemarlowe", "marloweevangeline", "鍾偉"}
    assert "marlowe" in found.surnames


def test_a_spouse_is_looked_for_by_the_complete_name_only() -> None:
    assert whole_name_forms("Ida van der Rell") >= {"idavanderrell", "vanderrellida", "idarell", "rellida"}
    assert whole_name_forms("Rell, Ida") == whole_name_forms("Ida Rell")
    assert "rell" not in whole_name_forms("Ida Rell")


def test_a_name_of_which_nothing_is_known_has_no_form() -> None:
    found = forms(last="")
    assert not (found.whole | found.surnames | found.given | found.initials)
    assert str(forms(last="Yarrow")) == "[sealed]"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("O'Brien", "o brien"),
        ("Škvårťelová", "skvartelova"),
        ("Ga\u200brc\u00adia", "garcia"),
        ("Ｇａｒｃｉａ", "garcia"),
        ("𝐆𝐚𝐫𝐜𝐢𝐚", "garcia"),
        ("🅖🅐", "ga"),
        ("ﬁnch Æthel Ørsted Łódź", "finch aethel orsted lodz"),
        ("Gаrсia", "garcia"),
        ("İstanbul ıssız", "istanbul issiz"),
        ("茄莊", "茄 莊"),
        ("٠١٢", "012"),
        ("a_b-c\u2011d", "a b c d"),
    ],
)
def test_letters_fold_to_what_a_reader_takes_them_for(text: str, folded: str) -> None:
    assert fold_text(text) == folded
    assert squash(text) == folded.replace(" ", "")


def test_an_apostrophe_does_not_part_the_words_of_a_name() -> None:
    assert words("O’Brien de la Cruz") == ("obrien", "de", "la", "cruz")
