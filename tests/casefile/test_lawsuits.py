"""Opening a lawsuit: its short name stands first in every address of it, so it must not be a word of the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from casefile import addresses, clock, lawsuits
from casefile.errors import Refused
from casefile.models import Lawsuit, Staff
from filings.services.demonstration import description
from tests import factories

KNOWN = {"account", "api", "healthz", "login", "readyz", "session", "static", "tokens", "welcome"}


@pytest.fixture
def described(tmp_path: Path) -> str:
    path = tmp_path / "lawsuit.json"
    path.write_text(json.dumps(description(today=clock.today()), default=str))
    return str(path)


def test_the_words_are_those_of_the_addresses_and_no_pattern_of_one() -> None:
    taken = addresses.taken()
    assert taken >= KNOWN
    assert not [word for word in taken if "<" in word or "/" in word or not word]


def test_no_lawsuit_is_opened_under_any_of_them(lead_attorney: Staff) -> None:
    for word in addresses.taken():
        with pytest.raises(Refused, match=f"“{word}”"):
            factories.opened(slug=word, members=[lead_attorney])
    assert not Lawsuit.objects.exists()


@pytest.mark.parametrize(
    "slug", ["doe v rivermont", "../x", "doe/x", "api/", "/doe", "Doe", "3m-v-doe", "d", "", "d" * 61, "doe\0", "doe\n"]
)
def test_none_is_opened_under_a_word_that_fits_no_address(lead_attorney: Staff, slug: str) -> None:
    with pytest.raises(Refused, match="small letters, digits and hyphens"):
        factories.opened(slug=slug, members=[lead_attorney])
    assert not Lawsuit.objects.exists()


@pytest.mark.parametrize(
    ("short_title", "slug"),
    [
        ("JANE DOE 1, et al. v. City of Rivermont", "doe-v-rivermont"),
        ("3M Co. v. City of Rivermont", "case-3m-co-v-rivermont"),
        ("§ v. City of Rivermont", "case-v-rivermont"),
        (f"{'Long ' * 20} v. City of Rivermont", f"{'long-' * 12}"),
    ],
)
def test_a_word_made_of_the_title_fits(lead_attorney: Staff, short_title: str, slug: str) -> None:
    assert lawsuits.free_slug(short_title) == slug
    factories.opened(slug=slug, members=[lead_attorney])
    assert lawsuits.free_slug(short_title) == f"{slug[:56]}-2"


def test_the_command_says_so_in_a_sentence(db: None, described: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("open_lawsuit", described, "--slug", "tokens")
    assert ended.value.code == 2
    assert "an address of casefile itself begins with “tokens”" in capsys.readouterr().err


@pytest.mark.parametrize(
    "slug", ["a/b", "Doe-v-Rivermont", "17-v-rivermont", "doe v rivermont", "d", "doe-" * 20, "doe\n"]
)
def test_one_that_no_address_can_begin_with_is_refused_and_told_what_to_give(
    db: None, described: str, slug: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("open_lawsuit", described, "--slug", slug)
    assert ended.value.code == 2
    assert "small letters, digits and hyphens" in capsys.readouterr().err
    assert not Lawsuit.objects.exists()


@pytest.mark.parametrize("slug", ["tokens-v-rivermont", "apis", "plaintiffs"])
def test_one_that_only_looks_like_it_is_opened_and_reached(
    lead_attorney: Staff, slug: str, signed_in: Callable[[Staff], Browser]
) -> None:
    factories.opened(slug=slug, members=[lead_attorney])
    assert signed_in(lead_attorney).get(f"/{slug}/").status_code == 200
