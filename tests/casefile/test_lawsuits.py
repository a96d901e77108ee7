"""Opening a lawsuit: its short name stands first in every address of it, so it must not be a word of the house."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from casefile import addresses, clock
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


def test_the_command_says_so_in_a_sentence(db: None, described: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("open_lawsuit", described, "--slug", "tokens")
    assert ended.value.code == 2
    assert "an address of casefile itself begins with “tokens”" in capsys.readouterr().err


@pytest.mark.parametrize("slug", ["tokens-v-rivermont", "apis", "plaintiffs"])
def test_one_that_only_looks_like_it_is_opened_and_reached(
    lead_attorney: Staff, slug: str, signed_in: Callable[[Staff], Browser]
) -> None:
    factories.opened(slug=slug, members=[lead_attorney])
    assert signed_in(lead_attorney).get(f"/{slug}/").status_code == 200
