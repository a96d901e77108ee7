"""An identity compares, and otherwise keeps still."""

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable
from datetime import date

import pytest

from plaintiffs.rules.identity import IDENTIFYING_FIELDS, Identity

TRUE_NAME = "Quartermain"


def person() -> Identity:
    return Identity(last=TRUE_NAME, first="Odalys", serial_no="41999", born_on=date(1980, 2, 3), aliases=("Ody",))


def test_two_identities_with_the_same_fields_are_equal_and_with_another_field_are_not() -> None:
    assert person() == person()
    assert person() != Identity(last=TRUE_NAME)
    assert len({person(), person()}) == 1


def test_every_field_of_an_identity_is_named_as_identifying() -> None:
    assert tuple(Identity.__dataclass_fields__) == IDENTIFYING_FIELDS


@pytest.mark.parametrize(
    "show", [str, repr, ascii, "%s".__mod__, "%r".__mod__, lambda p: str([p]), lambda p: str({1: p})]
)
def test_its_text_is_a_mask(show: Callable[[object], str]) -> None:
    assert "[sealed]" in show(person())
    assert TRUE_NAME not in show(person())


@pytest.mark.parametrize(
    "take_out",
    [
        lambda p: f"{p}",
        lambda p: "{}".format(p),  # noqa: UP032
        lambda p: format(p, ">20"),
        json.dumps,
        pickle.dumps,
        copy.copy,
        copy.deepcopy,
        vars,
    ],
)
def test_every_way_of_writing_it_out_is_refused_without_telling_the_name(take_out: Callable[[object], object]) -> None:
    with pytest.raises(TypeError) as refused:
        take_out(person())
    assert TRUE_NAME not in "".join(traceback.format_exception(refused.value))


def test_a_log_line_shows_the_mask(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("intake").warning("engaged %s", person())
    assert "[sealed]" in caplog.text
    assert TRUE_NAME not in caplog.text


def test_a_field_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        person().last = "Doe"  # type: ignore[misc]
